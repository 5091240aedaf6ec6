//! `GET /repos/{owner}/{repo}/issues` with its filters.

use jiff::Timestamp;

use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::issue::Issue;
use crate::rest::issue::READ;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[Route::new("GET", "/repos/{owner}/{repo}/issues", READ, list)];

/// The time of `since`, which filters by the last change, not by creation.
pub(crate) fn since(visit: &Visit, resource: &str) -> Result<Option<Timestamp>, Answer> {
    let parse = |text: &str| text.parse().map_err(|_| Answer::invalid(resource, "since", "invalid"));
    visit.query("since").map(parse).transpose()
}

fn one_of<'v>(visit: &'v Visit, name: &str, words: &[&'v str]) -> Result<&'v str, Answer> {
    let asked = visit.query(name).or(words.first().copied()).unwrap_or_default();
    if words.contains(&asked) { Ok(asked) } else { Err(Answer::invalid("Issue", name, "invalid")) }
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    // Without issues, the list still shows pull requests.
    let issues = hub.repositories.get(&repository).is_some_and(|found| found.has_issues);
    let state = one_of(visit, "state", &["open", "closed", "all"])?;
    let sort = one_of(visit, "sort", &["created", "updated", "comments"])?;
    let direction = one_of(visit, "direction", &["desc", "asc"])?;
    let since = since(visit, "Issue")?;
    let labels: Vec<&str> = visit.query("labels").map(|labels| labels.split(',').collect()).unwrap_or_default();
    let account = |name: &str| visit.query(name).map(|login| hub.account(login).map(|account| account.id));
    let (creator, assignee) = (account("creator"), account("assignee"));
    let wanted = |issue: &&Issue| {
        let has = |name: &&str| {
            hub.label_named(repository, name).is_some_and(|label| issue.labels.contains(&label.id))
        };
        let assigned = match visit.query("assignee") {
            None => true,
            Some("none") => issue.assignees.is_empty(),
            Some("*") => !issue.assignees.is_empty(),
            Some(_) => assignee.flatten().is_some_and(|account| issue.assignees.contains(&account)),
        };
        issue.repository == repository
            && (issues || issue.pull_request)
            && (state == "all" || (state == "closed") == issue.closed.is_some())
            && since.is_none_or(|since| issue.updated_at >= since)
            && labels.iter().all(has)
            && creator.is_none_or(|creator| creator == Some(issue.author))
            && assigned
    };
    let mut found: Vec<&Issue> = hub.issues.values().filter(wanted).collect();
    let comments = |issue: &Issue| hub.comments.values().filter(|comment| comment.issue == issue.id).count();
    match sort {
        "updated" => found.sort_by_key(|issue| (issue.updated_at, issue.number)),
        "comments" => found.sort_by_key(|issue| (comments(issue), issue.number)),
        _ => found.sort_by_key(|issue| (issue.created_at, issue.number)),
    }
    if direction == "desc" {
        found.reverse();
    }
    Ok(Answer::list(found.into_iter().map(|issue| hub.issue_json(issue)).collect()))
}

#[cfg(test)]
mod tests;
