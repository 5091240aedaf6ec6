//! One issue: create, get, change, lock.

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::issue::{Issue, NewIssue};
use crate::node::node_id;
use crate::permission::Role;
use crate::rest::assignee::assignable;
use crate::rest::label::names;
use crate::rest::merge;
use crate::route::Route;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

pub(crate) const READ: Needs = Needs::repository(&[("issues", Level::Read), ("pull_requests", Level::Read)]);
pub(crate) const WRITE: Needs = Needs::repository(&[("issues", Level::Write), ("pull_requests", Level::Write)]);
const OPEN: Needs = Needs::repository(&[("issues", Level::Write)]).role(Role::Read);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/issues", OPEN, create),
    Route::new("GET", "/repos/{owner}/{repo}/issues/{issue_number}", READ, get),
    Route::new("PATCH", "/repos/{owner}/{repo}/issues/{issue_number}", WRITE.role(Role::Read), change),
    Route::new("PUT", "/repos/{owner}/{repo}/issues/{issue_number}/lock", WRITE, lock),
    Route::new("DELETE", "/repos/{owner}/{repo}/issues/{issue_number}/lock", WRITE, unlock),
];

const LONGEST_TITLE: usize = 256;
/// The longest text of an issue or comment, in characters.
pub(crate) const LONGEST_BODY: usize = 65_536;
const NOT_ALLOWED: &str = "Must have admin rights to Repository.";

impl Hub {
    /// The schema `issue`.
    pub(crate) fn issue_json(&self, issue: &Issue) -> Value {
        let Some(repository) = self.repositories.get(&issue.repository) else { return Value::Null };
        let full_name = self.full_name(repository);
        let home = self.links.api(&format!("/repos/{full_name}"));
        let url = format!("{home}/issues/{}", issue.number);
        let kind = if issue.pull_request { "pull" } else { "issues" };
        let page = self.links.html(&format!("/{full_name}/{kind}/{}", issue.number));
        let labels = issue.labels.iter().filter_map(|id| self.labels.get(id));
        let assignees: Vec<Value> = issue.assignees.iter().map(|id| self.user_or_ghost(*id)).collect();
        let comments = self.comments.values().filter(|comment| comment.issue == issue.id).count();
        let mut shown = json!({
            "id": issue.id, "node_id": node_id(issue.prefix(), issue.id), "url": url, "repository_url": home,
            "labels_url": format!("{url}/labels{{/name}}"), "comments_url": format!("{url}/comments"),
            "events_url": format!("{url}/events"), "timeline_url": format!("{url}/timeline"), "html_url": page,
            "number": issue.number, "state": if issue.closed.is_some() { "closed" } else { "open" },
            "state_reason": issue.state_reason, "title": issue.title, "body": issue.body,
            "user": self.user_or_null(issue.author), "author_association": self.association(issue.author, issue.repository),
            "labels": labels.map(|label| self.label_json(label)).collect::<Vec<_>>(),
            "assignee": assignees.first(), "assignees": assignees, "milestone": null, "locked": issue.locked,
            "active_lock_reason": issue.lock_reason, "comments": comments, "created_at": issue.created_at,
            "updated_at": issue.updated_at, "closed_at": issue.closed.map(|(at, _)| at),
            "closed_by": issue.closed.map(|(_, by)| self.user_or_null(by)),
            "performed_via_github_app": self.app_or_null(issue.app), "reactions": self.rollup(issue.id, &url),
        });
        if issue.pull_request {
            let pull = json!({
                "url": format!("{home}/pulls/{}", issue.number), "html_url": page, "diff_url": format!("{page}.diff"),
                "patch_url": format!("{page}.patch"), "merged_at": null,
            });
            merge(&mut shown, json!({"pull_request": pull, "draft": false}));
        }
        shown
    }

    /// What somebody is to a repository. GitHub shows it, and no one should take it for a permission.
    pub(crate) fn association(&self, account: u64, repository: u64) -> &'static str {
        let Some(repository) = self.repositories.get(&repository) else { return "NONE" };
        let organization = self.organizations.get(&repository.owner);
        if repository.owner == account {
            "OWNER"
        } else if organization.is_some_and(|found| found.members.contains_key(&account)) {
            "MEMBER"
        } else if repository.collaborators.contains_key(&account) {
            "COLLABORATOR"
        } else {
            "NONE"
        }
    }

    /// Whether the caller has the role in the repository; tokens of Actions and Apps have it with `issues: write`.
    pub(crate) fn acts_as(&self, visit: &Visit, repository: u64, least: Role) -> bool {
        match visit.caller.kind() {
            Some(TokenKind::User { account, .. }) => {
                self.role(*account, repository).is_some_and(|granted| granted.base >= least)
            }
            Some(_) => self.may(&visit.caller, repository, ("issues", Level::Write)),
            None => false,
        }
    }
}

/// The issue that the path names: 404, 410 if it was deleted or issues are off, 301 if it was transferred.
pub(crate) fn named(hub: &Hub, visit: &Visit) -> Result<u64, Answer> {
    let (repository, number) = (visit.repository()?, visit.number("issue_number")?);
    let after = visit.path.rsplit_once("/issues/").map_or("", |(_, after)| after);
    let below = after.find('/').and_then(|at| after.get(at..)).unwrap_or_default();
    let here = hub.issues.values().find(|issue| issue.repository == repository && issue.number == number);
    let issue = here.ok_or_else(|| hub.gone_answer(repository, number, below))?;
    if !issue.pull_request {
        enabled(hub, visit)?;
    }
    Ok(issue.id)
}

/// 410 where the repository has no issues.
pub(crate) fn enabled(hub: &Hub, visit: &Visit) -> Result<u64, Answer> {
    let repository = hub.repositories.get(&visit.repository()?).ok_or_else(Answer::not_found)?;
    if repository.has_issues {
        Ok(repository.id)
    } else {
        Err(Answer::gone("Issues are disabled for this repo"))
    }
}

/// The answer that shows an issue.
pub(crate) fn shown(hub: &Hub, id: u64) -> Result<Value, Answer> {
    hub.issues.get(&id).map(|issue| hub.issue_json(issue)).ok_or_else(Answer::not_found)
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = enabled(hub, visit)?;
    let title = title(visit)?.ok_or_else(|| Answer::invalid("Issue", "title", "missing_field"))?;
    let mut new = NewIssue { title, body: body(visit)?.map(str::to_owned), ..NewIssue::default() };
    // Without push access, labels and assignees are dropped without a word.
    if hub.acts_as(visit, repository, Role::Write) {
        new.labels = names(visit.body.get("labels"));
        new.assignees = assignees(hub, visit, repository)?;
    }
    let id = hub.open_issue(&visit.caller, repository, new);
    Ok(Answer::created(shown(hub, id)?))
}

fn title(visit: &Visit) -> Result<Option<String>, Answer> {
    let title = match visit.body.get("title") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(title)) => title.clone(),
        Some(other) => other.to_string(),
    };
    if title.trim().is_empty() {
        return Err(Answer::invalid("Issue", "title", "missing_field"));
    }
    if title.chars().count() > LONGEST_TITLE {
        return Err(Answer::invalid_because("Issue", "title", "title is too long (maximum is 256 characters)"));
    }
    Ok(Some(title))
}

fn body(visit: &Visit) -> Result<Option<&str>, Answer> {
    let body = visit.text("body");
    if body.is_some_and(|body| body.chars().count() > LONGEST_BODY) {
        return Err(Answer::invalid_because("Issue", "body", "body is too long (maximum is 65536 characters)"));
    }
    Ok(body)
}

/// One that cannot be assigned spoils the whole request.
fn assignees(hub: &Hub, visit: &Visit, repository: u64) -> Result<Vec<u64>, Answer> {
    let mut ids = Vec::new();
    for login in names(visit.body.get("assignees")) {
        let account = hub.account(&login).map(|account| account.id);
        let Some(account) = account.filter(|account| assignable(hub, *account, repository)) else {
            let error = json!([{"value": login, "resource": "Issue", "field": "assignees", "code": "invalid"}]);
            return Err(Answer::validation(&error));
        };
        ids.push(account);
    }
    Ok(ids)
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = named(hub, visit)?;
    Ok(Answer::ok(shown(hub, id)?))
}

fn change(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = named(hub, visit)?;
    let (repository, caller) = (visit.repository()?, &visit.caller);
    let author = hub.issues.get(&id).is_some_and(|issue| Some(issue.author) == caller.account);
    let triage = hub.acts_as(visit, repository, Role::Triage);
    if !author && !triage {
        return Err(Answer::forbidden(NOT_ALLOWED));
    }
    let (title, body) = (title(visit)?, body(visit)?);
    let assignees = visit.body.get("assignees").map(|_| assignees(hub, visit, repository)).transpose()?;
    let reason = visit.text("state_reason").unwrap_or("completed");
    match visit.text("state") {
        None => {}
        Some("open") => hub.reopen_issue(caller, id),
        Some("closed") => hub.close_issue(caller, id, reason),
        Some(_) => return Err(Answer::invalid("Issue", "state", "invalid")),
    }
    if let Some(title) = title {
        hub.rename_issue(caller, id, &title);
    }
    if let Some(body) = body {
        hub.edit_issue(caller, id, body);
    }
    if let Some(labels) = visit.body.get("labels").filter(|_| triage) {
        let wanted = hub.label_ids(repository, &names(Some(labels)));
        let has: Vec<u64> =
            hub.issues.get(&id).map(|issue| issue.labels.iter().copied().collect()).unwrap_or_default();
        let over: Vec<u64> = has.into_iter().filter(|label| !wanted.contains(label)).collect();
        hub.remove_labels(caller, id, &over);
        hub.add_labels(caller, id, &wanted);
    }
    if let Some(wanted) = assignees.filter(|_| triage) {
        let has = hub.issues.get(&id).map(|issue| issue.assignees.clone()).unwrap_or_default();
        let over: Vec<u64> = has.into_iter().filter(|account| !wanted.contains(account)).collect();
        hub.unassign(caller, id, &over);
        hub.assign(caller, id, &wanted);
    }
    Ok(Answer::ok(shown(hub, id)?))
}

fn lock(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = named(hub, visit)?;
    let reason = visit.text("lock_reason");
    if reason.is_some_and(|reason| !["off-topic", "too heated", "resolved", "spam"].contains(&reason)) {
        return Err(Answer::invalid("Issue", "lock_reason", "invalid"));
    }
    hub.lock_issue(&visit.caller, id, reason);
    Ok(Answer::no_content())
}

fn unlock(hub: &mut Hub, visit: &Visit) -> Reply {
    let id = named(hub, visit)?;
    hub.unlock_issue(&visit.caller, id);
    Ok(Answer::no_content())
}

#[cfg(test)]
mod tests;
