//! Reactions to issues and comments.

use serde_json::{Map, Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::permission::Role;
use crate::reaction::{CONTENTS, Reaction};
use crate::rest::comment;
use crate::rest::issue::{READ, WRITE, named};
use crate::route::Route;
use crate::visit::Visit;

const ANYBODY: Needs = WRITE.role(Role::Read);
const OF_COMMENT: &str = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
const OF_ISSUE: &str = "/repos/{owner}/{repo}/issues/{issue_number}/reactions";

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", OF_COMMENT, READ, list),
    Route::new("POST", OF_COMMENT, ANYBODY, create),
    Route::new(
        "DELETE",
        "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}",
        ANYBODY,
        delete,
    ),
    Route::new("GET", OF_ISSUE, READ, list),
    Route::new("POST", OF_ISSUE, ANYBODY, create),
    Route::new(
        "DELETE",
        "/repos/{owner}/{repo}/issues/{issue_number}/reactions/{reaction_id}",
        ANYBODY,
        delete,
    ),
];

impl Hub {
    /// The schema `reaction-rollup` of an issue or comment.
    pub(crate) fn rollup(&self, subject: u64, url: &str) -> Value {
        let of = |content: &str| self.reactions_to(subject).filter(|found| found.content == content).count();
        let mut counts: Map<String, Value> =
            CONTENTS.iter().map(|&content| (content.to_owned(), json!(of(content)))).collect();
        counts.insert("url".to_owned(), json!(format!("{url}/reactions")));
        counts.insert("total_count".to_owned(), json!(self.reactions_to(subject).count()));
        Value::Object(counts)
    }

    fn reaction_json(&self, reaction: &Reaction) -> Value {
        json!({
            "id": reaction.id, "node_id": node_id("REA", reaction.id), "user": self.user_or_null(reaction.user),
            "content": reaction.content, "created_at": reaction.created_at,
        })
    }
}

/// The issue or comment that the path names, and whether its conversation is locked.
fn subject(hub: &Hub, visit: &Visit) -> Result<(u64, bool), Answer> {
    let (subject, issue) = if visit.template.contains("{comment_id}") {
        let comment = comment::found(hub, visit)?;
        (comment.id, comment.issue)
    } else {
        let issue = named(hub, visit)?;
        (issue, issue)
    };
    Ok((subject, hub.issues.get(&issue).is_some_and(|issue| issue.locked)))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let (subject, _) = subject(hub, visit)?;
    let wanted = |found: &&Reaction| visit.query("content").is_none_or(|content| content == found.content);
    let found = hub.reactions_to(subject).filter(wanted);
    Ok(Answer::list(found.map(|reaction| hub.reaction_json(reaction)).collect()))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (subject, locked) = subject(hub, visit)?;
    let content = visit.required("Reaction", "content")?;
    if !CONTENTS.contains(&content) {
        return Err(Answer::invalid("Reaction", "content", "invalid"));
    }
    if locked && !hub.acts_as(visit, visit.repository()?, Role::Write) {
        return Err(Answer::forbidden("Unable to create reaction because issue is locked."));
    }
    let (id, new) = hub.react(visit.actor()?, subject, content);
    let shown = hub.reactions.get(&id).map(|reaction| hub.reaction_json(reaction)).unwrap_or_default();
    Ok(Answer::json(if new { 201 } else { 200 }, shown))
}

fn delete(hub: &mut Hub, visit: &Visit) -> Reply {
    let (subject, _) = subject(hub, visit)?;
    let reaction = hub.reactions.get(&visit.number("reaction_id")?).filter(|found| found.subject == subject);
    let (id, user) = reaction.map(|found| (found.id, found.user)).ok_or_else(Answer::not_found)?;
    if Some(user) != visit.caller.account && !hub.acts_as(visit, visit.repository()?, Role::Write) {
        return Err(Answer::forbidden("Must have admin rights to Repository."));
    }
    hub.reactions.remove(&id);
    Ok(Answer::no_content())
}

#[cfg(test)]
mod tests;
