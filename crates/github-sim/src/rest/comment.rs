//! Comments on issues and pull requests.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::comment::Comment;
use crate::hub::Hub;
use crate::node::node_id;
use crate::permission::Role;
use crate::rest::issue::{LONGEST_BODY, READ, WRITE, named};
use crate::rest::issue_list::since;
use crate::route::Route;
use crate::visit::Visit;

const OF_ISSUE: &str = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
const ONE: &str = "/repos/{owner}/{repo}/issues/comments/{comment_id}";
const PIN: &str = "/repos/{owner}/{repo}/issues/comments/{comment_id}/pin";
const ANYBODY: Needs = WRITE.role(Role::Read);
const TRIAGE: Needs = WRITE.role(Role::Triage);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/issues/comments", READ, of_repository),
    Route::new("GET", OF_ISSUE, READ, of_issue),
    Route::new("POST", OF_ISSUE, ANYBODY, create),
    Route::new("GET", ONE, READ, get),
    Route::new("PATCH", ONE, ANYBODY, edit),
    Route::new("DELETE", ONE, ANYBODY, delete),
    Route::new("PUT", PIN, TRIAGE, pin),
    Route::new("DELETE", PIN, TRIAGE, unpin),
];

impl Hub {
    /// The schema `issue-comment`.
    pub(crate) fn comment_json(&self, comment: &Comment) -> Value {
        let Some(issue) = self.issues.get(&comment.issue) else { return Value::Null };
        let Some(repository) = self.repositories.get(&issue.repository) else { return Value::Null };
        let full_name = self.full_name(repository);
        let url = self.links.api(&format!("/repos/{full_name}/issues/comments/{}", comment.id));
        let kind = if issue.pull_request { "pull" } else { "issues" };
        let page = format!("/{full_name}/{kind}/{}#issuecomment-{}", issue.number, comment.id);
        let pin = |(at, by)| json!({"pinned_at": at, "pinned_by": self.user_or_null(by)});
        json!({
            "id": comment.id, "node_id": node_id("IC", comment.id), "url": url, "html_url": self.links.html(&page),
            "issue_url": self.links.api(&format!("/repos/{full_name}/issues/{}", issue.number)), "body": comment.body,
            "user": self.user_or_null(comment.author), "author_association": self.association(comment.author, repository.id),
            "created_at": comment.created_at, "updated_at": comment.updated_at,
            "performed_via_github_app": self.app_or_null(comment.app), "reactions": self.rollup(comment.id, &url),
            "pin": comment.pinned.map(pin), "minimized": comment.minimized.as_ref().map(|reason| json!({"reason": reason})),
        })
    }
}

/// The comment that the path names, in its repository.
pub(crate) fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Comment, Answer> {
    let comment = hub.comments.get(&visit.number("comment_id")?).ok_or_else(Answer::not_found)?;
    let repository = hub.issues.get(&comment.issue).map(|issue| issue.repository);
    if repository == Some(visit.repository()?) { Ok(comment) } else { Err(Answer::not_found()) }
}

fn shown(hub: &Hub, id: u64) -> Result<Value, Answer> {
    hub.comments.get(&id).map(|comment| hub.comment_json(comment)).ok_or_else(Answer::not_found)
}

/// GitHub words the same limit in two ways: on creating, and on changing.
fn body<'v>(visit: &'v Visit, code: &str, field: &str) -> Result<&'v str, Answer> {
    let body = visit.required("IssueComment", "body")?;
    let capital = if code == "unprocessable" { 'B' } else { 'b' };
    let error = |what: &str| {
        let message = format!("{capital}ody {what}");
        let error = json!([{"resource": "IssueComment", "code": code, "field": field, "message": message}]);
        Err(Answer::validation(&error))
    };
    if body.trim().is_empty() {
        return error("cannot be blank");
    }
    if body.chars().count() > LONGEST_BODY {
        return error("is too long (maximum is 65536 characters)");
    }
    Ok(body)
}

fn of_issue(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let since = since(visit, "IssueComment")?;
    let wanted =
        |comment: &&Comment| comment.issue == issue && since.is_none_or(|since| comment.updated_at >= since);
    // The state keeps comments by their ids, which ascend.
    Ok(Answer::list(hub.comments.values().filter(wanted).map(|comment| hub.comment_json(comment)).collect()))
}

fn of_repository(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let since = since(visit, "IssueComment")?;
    let wanted = |comment: &&Comment| {
        hub.issues.get(&comment.issue).is_some_and(|issue| issue.repository == repository)
            && since.is_none_or(|since| comment.updated_at >= since)
    };
    let mut found: Vec<&Comment> = hub.comments.values().filter(wanted).collect();
    if visit.query("sort") == Some("updated") {
        found.sort_by_key(|comment| comment.updated_at);
    }
    // GitHub ignores the direction without a sort.
    if visit.query("sort").is_some() && visit.query("direction") != Some("asc") {
        found.reverse();
    }
    Ok(Answer::list(found.into_iter().map(|comment| hub.comment_json(comment)).collect()))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let body = body(visit, "unprocessable", "data")?;
    let locked = hub.issues.get(&issue).is_some_and(|issue| issue.locked);
    if locked && !hub.acts_as(visit, visit.repository()?, Role::Write) {
        return Err(Answer::forbidden("Unable to create comment because issue is locked."));
    }
    let id = hub.add_comment(&visit.caller, issue, body);
    Ok(Answer::created(shown(hub, id)?))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let comment = found(hub, visit)?;
    Ok(Answer::ok(hub.comment_json(comment)))
}

/// The comment, if the caller wrote it or may push: whoever may write issues can edit and delete anybody's.
fn own(hub: &Hub, visit: &Visit) -> Result<u64, Answer> {
    let comment = found(hub, visit)?;
    let author = Some(comment.author) == visit.caller.account;
    if author || hub.acts_as(visit, visit.repository()?, Role::Write) {
        Ok(comment.id)
    } else {
        Err(Answer::forbidden("Must have admin rights to Repository."))
    }
}

fn edit(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = own(hub, visit)?;
    let body = body(visit, "custom", "body")?;
    hub.edit_comment(&visit.caller, id, body);
    Ok(Answer::ok(shown(hub, id)?))
}

fn delete(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = own(hub, visit)?;
    hub.delete_comment(&visit.caller, id);
    Ok(Answer::no_content())
}

fn pin(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = found(hub, visit)?.id;
    hub.pin_comment(&visit.caller, id, true);
    Ok(Answer::ok(shown(hub, id)?))
}

fn unpin(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = found(hub, visit)?.id;
    hub.pin_comment(&visit.caller, id, false);
    Ok(Answer::no_content())
}

#[cfg(test)]
mod tests;
