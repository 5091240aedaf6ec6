//! Comments on issues.

use super::issue::Issue;
use super::repository::Repository;
use super::{actor, edit, reads};
use crate::comment::Comment;
use crate::graphql::connection::Listing;
use crate::graphql::object::{Call, Field, Kind, Out, leaf, maybe, object};
use crate::graphql::refusal::Refusal;
use crate::hub::Hub;
use crate::node::node_id;

/// A comment with the place where it stands.
pub(in crate::graphql) struct IssueComment {
    comment: Comment,
    repository: u64,
    number: u64,
}

/// Comments as a list.
pub(in crate::graphql) struct Comments;

impl Listing for Comments {
    const CONNECTION: &'static str = "IssueCommentConnection";
    const EDGE: &'static str = "IssueCommentEdge";
    const NODE: &'static str = "IssueComment";
}

impl IssueComment {
    fn path(&self) -> String {
        format!("/issues/{}#issuecomment-{}", self.number, self.comment.id)
    }
}

impl Kind for IssueComment {
    const NAME: &'static str = "IssueComment";
    const BELONGS: &'static [&'static str] = &["Node", "Comment", "IssueTimelineItems"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(node_id("IC", one.comment.id))),
        Field("databaseId: Int", |one, _| database_id(one.comment.id)),
        Field("fullDatabaseId: BigInt", |one, _| leaf(one.comment.id.to_string())),
        Field("url: URI!", |one, call| leaf(call.hub.page_below(one.repository, &one.path()))),
        Field("resourcePath: URI!", |one, call| {
            let root = call.hub.links.html("");
            let page = call.hub.page_below(one.repository, &one.path());
            leaf(page.strip_prefix(&root).unwrap_or(&page))
        }),
        Field("body: String!", |one, _| leaf(one.comment.body.as_str())),
        Field("bodyText: String!", |one, _| leaf(one.comment.body.as_str())),
        Field("author: Actor", |one, call| actor::actor(call, one.comment.author)),
        Field("authorAssociation: CommentAuthorAssociation!", |one, call| {
            leaf(call.hub.association(one.comment.author, one.repository))
        }),
        Field("createdAt: DateTime!", |one, _| leaf(one.comment.created_at.to_string())),
        Field("updatedAt: DateTime!", |one, _| leaf(one.comment.updated_at.to_string())),
        Field("publishedAt: DateTime", |one, _| leaf(one.comment.created_at.to_string())),
        Field("createdViaEmail: Boolean!", |one, _| leaf(one.comment.via_email)),
        Field("editor: Actor", |one, call| edit::editor(call, &one.comment.history)),
        Field("lastEditedAt: DateTime", |one, _| edit::last_edited_at(&one.comment.history)),
        Field("includesCreatedEdit: Boolean!", |one, _| leaf(one.comment.history.last_edit().is_some())),
        Field(
            "userContentEdits(first: Int, after: String, last: Int, before: String): UserContentEditConnection",
            |one, call| edit::list(call, &one.comment.history),
        ),
        Field("isMinimized: Boolean!", |one, _| leaf(one.comment.minimized.is_some())),
        Field("minimizedReason: String", |one, _| leaf(one.comment.minimized.clone())),
        Field("viewerDidAuthor: Boolean!", |one, call| leaf(call.caller.account == Some(one.comment.author))),
        Field("issue: Issue!", |one, call| maybe(call.hub.issues.get(&one.comment.issue).cloned().map(Issue))),
        Field("repository: Repository!", |one, _| object(Repository(one.repository))),
    ];
}

/// The number of a thing in 32 bits. Newer things have larger numbers, which only `fullDatabaseId` can show.
pub(super) fn database_id(id: u64) -> Out {
    leaf(i32::try_from(id).ok())
}

/// A comment by its number.
pub(super) fn find(hub: &Hub, id: u64) -> Option<IssueComment> {
    let comment = hub.comments.get(&id)?.clone();
    let issue = hub.issues.get(&comment.issue)?;
    Some(IssueComment { comment, repository: issue.repository, number: issue.number })
}

/// A comment by its number, if the caller may see it.
pub(super) fn visible(call: &Call<'_>, id: u64) -> Result<Option<IssueComment>, Refusal> {
    let found = find(call.hub, id).filter(|comment| call.hub.sees(call.caller, comment.repository));
    let Some(comment) = found else { return Ok(None) };
    reads(call, comment.repository, "issues")?;
    Ok(Some(comment))
}
