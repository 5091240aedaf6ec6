//! Issues.

use serde_json::Value as Json;

use super::comment::{self, Comments, database_id};
use super::repository::Repository;
use super::{actor, edit, reads, timeline};
use crate::graphql::connection::page;
use crate::graphql::object::{Call, Field, Kind, Object, Out, leaf, object};
use crate::graphql::refusal::Refusal;
use crate::issue;
use crate::node::node_id;

/// An issue as it was when the field that gave it was resolved.
pub(in crate::graphql) struct Issue(pub(in crate::graphql) issue::Issue);

impl Issue {
    fn path(&self) -> String {
        format!("/issues/{}", self.0.number)
    }

    fn closed(&self) -> bool {
        self.0.closed.is_some()
    }
}

impl Kind for Issue {
    const NAME: &'static str = "Issue";
    const BELONGS: &'static [&'static str] = &["Node", "Comment"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |issue, _| leaf(node_id("I", issue.0.id))),
        Field("databaseId: Int", |issue, _| database_id(issue.0.id)),
        Field("fullDatabaseId: BigInt", |issue, _| leaf(issue.0.id.to_string())),
        Field("number: Int!", |issue, _| leaf(issue.0.number)),
        Field("title: String!", |issue, _| leaf(issue.0.title.as_str())),
        Field("body: String!", |issue, _| leaf(issue.0.body.clone().unwrap_or_default())),
        Field("bodyText: String!", |issue, _| leaf(issue.0.body.clone().unwrap_or_default())),
        Field("state: IssueState!", |issue, _| leaf(if issue.closed() { "CLOSED" } else { "OPEN" })),
        Field("stateReason(enableDuplicate: Boolean = false): IssueStateReason", |issue, _| {
            leaf(issue.0.state_reason.as_ref().map(|reason| reason.to_ascii_uppercase()))
        }),
        Field("closed: Boolean!", |issue, _| leaf(issue.closed())),
        Field("closedAt: DateTime", |issue, _| leaf(issue.0.closed.map(|(at, _)| at.to_string()))),
        Field("locked: Boolean!", |issue, _| leaf(issue.0.locked)),
        Field("activeLockReason: LockReason", |issue, _| {
            leaf(issue.0.lock_reason.as_deref().map(timeline::lock_reason))
        }),
        Field("author: Actor", |issue, call| actor::actor(call, issue.0.author)),
        Field("authorAssociation: CommentAuthorAssociation!", |issue, call| {
            leaf(call.hub.association(issue.0.author, issue.0.repository))
        }),
        Field("editor: Actor", |issue, call| edit::editor(call, &issue.0.history)),
        Field("lastEditedAt: DateTime", |issue, _| edit::last_edited_at(&issue.0.history)),
        Field("includesCreatedEdit: Boolean!", |issue, _| leaf(issue.0.history.last_edit().is_some())),
        Field(
            "userContentEdits(first: Int, after: String, last: Int, before: String): UserContentEditConnection",
            |issue, call| edit::list(call, &issue.0.history),
        ),
        Field("createdViaEmail: Boolean!", |_, _| leaf(false)),
        Field("createdAt: DateTime!", |issue, _| leaf(issue.0.created_at.to_string())),
        Field("updatedAt: DateTime!", |issue, _| leaf(issue.0.updated_at.to_string())),
        Field("publishedAt: DateTime", |issue, _| leaf(issue.0.created_at.to_string())),
        Field("viewerDidAuthor: Boolean!", |issue, call| leaf(call.caller.account == Some(issue.0.author))),
        Field("url: URI!", |issue, call| leaf(call.hub.page_below(issue.0.repository, &issue.path()))),
        Field("resourcePath: URI!", |issue, call| {
            let root = call.hub.links.html("");
            let page = call.hub.page_below(issue.0.repository, &issue.path());
            leaf(page.strip_prefix(&root).unwrap_or(&page))
        }),
        Field("repository: Repository!", |issue, _| object(Repository(issue.0.repository))),
        Field(
            "comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!",
            |issue, call| comments(call, issue.0.id),
        ),
        Field(
            "timelineItems(itemTypes: [IssueTimelineItemsItemType!], since: DateTime, first: Int, after: String, last: Int, \
             before: String): IssueTimelineItemsConnection!",
            |issue, call| timeline::list(call, &issue.0),
        ),
    ];
}

/// The issue that the argument numbers. A pull request's number names no issue.
pub(super) fn numbered(call: &mut Call<'_>, repository: u64) -> Out {
    reads(call, repository, "issues")?;
    let number = call.number("number").unwrap_or_default();
    let wanted = u64::try_from(number).ok();
    let same = |issue: &&issue::Issue| {
        issue.repository == repository && Some(issue.number) == wanted && !issue.pull_request
    };
    match call.hub.issues.values().find(same) {
        Some(issue) => object(Issue(issue.clone())),
        None => Err(Refusal::not_found(format!("Could not resolve to an Issue with the number of {number}."))),
    }
}

/// The issue with a durable number, if the caller may see it.
pub(super) fn visible(call: &Call<'_>, id: u64) -> Result<Option<Issue>, Refusal> {
    let found = call.hub.issues.get(&id).filter(|issue| call.hub.sees(call.caller, issue.repository));
    let Some(issue) = found.cloned() else { return Ok(None) };
    reads(call, issue.repository, "issues")?;
    Ok(Some(Issue(issue)))
}

fn comments(call: &mut Call<'_>, issue: u64) -> Out {
    let ids = call.hub.comments.values().filter(|comment| comment.issue == issue).map(|comment| comment.id);
    let mut ids: Vec<(u64, u64)> = ids.map(|id| (id, id)).collect();
    ids.retain(|(id, _)| !call.hub.misses(&node_id("IC", *id)));
    page::<Comments, u64>(call, ids, Json::Null, |call, ids| {
        let comments = ids.into_iter().filter_map(|id| comment::find(call.hub, id));
        Ok(comments.map(|comment| std::rc::Rc::new(comment) as std::rc::Rc<dyn Object>).collect())
    })
}
