//! Commit statuses: create, list, combined ("Commit statuses" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::git::Oid;
use crate::hub::Hub;
use crate::node::node_id;
use crate::paging;
use crate::rest::check::no_commit;
use crate::rest::merge;
use crate::route::Route;
use crate::status::Status;
use crate::token::Level;
use crate::visit::Visit;

const READ: Needs = Needs::repository(&[("statuses", Level::Read)]);
const WRITE: Needs = Needs::repository(&[("statuses", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/statuses/{sha}", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/commits/{ref}/statuses", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/commits/{ref}/status", READ, combined),
];

const STATES: [&str; 4] = ["error", "failure", "pending", "success"];
const LONGEST_DESCRIPTION: usize = 140;
/// The most statuses of one context on one commit.
const MOST: usize = 1_000;

impl Hub {
    /// The schema `simple-commit-status`.
    fn status_simple(&self, status: &Status) -> Value {
        json!({
            "id": status.id, "node_id": node_id("SC", status.id), "state": status.state, "context": status.context,
            "description": status.description, "target_url": status.target_url,
            "avatar_url": format!("https://avatars.githubusercontent.com/u/{}?v=4", status.creator),
            "url": self.api_below(status.repository, &format!("/statuses/{}", status.sha)), "created_at": status.at,
            "updated_at": status.at,
        })
    }

    /// The schema `status`.
    fn status_json(&self, status: &Status) -> Value {
        let mut shown = self.status_simple(status);
        merge(&mut shown, json!({"creator": self.user_or_null(status.creator)}));
        shown
    }
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let creator = visit.actor()?;
    let word = visit.param("sha");
    let oid = word
        .parse::<Oid>()
        .map_err(|_| Answer::invalid_because("Status", "sha", "sha must be a 40 character SHA1"))?;
    store.commit(&oid)?.ok_or_else(|| no_commit(word))?;
    let state = visit.required("Status", "state")?;
    if !STATES.contains(&state) {
        return Err(Answer::invalid_because("Status", "state", "state is not included in the list"));
    }
    let description = visit.text("description");
    if description.is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        let message = "description is too long (maximum is 140 characters)";
        return Err(Answer::invalid_because("Status", "description", message));
    }
    let context = visit.text("context").filter(|context| !context.is_empty()).unwrap_or("default");
    let before = hub.statuses_of(repository, oid.as_str());
    if before.filter(|status| status.context.eq_ignore_ascii_case(context)).count() >= MOST {
        let message = "This SHA and context has reached the maximum number of statuses.";
        return Err(Answer::invalid_because("Status", "base", message));
    }
    let status = Status {
        id: hub.fresh_id(),
        repository,
        sha: oid.as_str().to_owned(),
        state: state.to_owned(),
        context: context.to_owned(),
        description: description.map(str::to_owned),
        target_url: visit.text("target_url").map(str::to_owned),
        creator,
        at: visit.at,
    };
    let shown = hub.status_json(&status);
    hub.statuses.push(status);
    let mut event = shown.clone();
    merge(&mut event, json!({"sha": oid.as_str()}));
    hub.emit(&visit.caller, "status", "", repository, event);
    Ok(Answer::created(shown))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let oid = store.resolve(visit.param("ref"))?.ok_or_else(Answer::not_found)?;
    Ok(Answer::list(hub.statuses_of(repository, oid.as_str()).map(|status| hub.status_json(status)).collect()))
}

fn combined(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let oid = store.resolve(visit.param("ref"))?.ok_or_else(Answer::not_found)?;
    let found = hub.repositories.get(&repository).ok_or_else(Answer::not_found)?;
    let latest = hub.latest_statuses(repository, oid.as_str());
    let has = |state: &str| latest.iter().any(|status| status.state == state);
    let state = if has("error") || has("failure") {
        "failure"
    } else if latest.is_empty() || has("pending") {
        "pending"
    } else {
        "success"
    };
    let url = hub.api_below(repository, &format!("/commits/{oid}/status"));
    let shown: Vec<Value> = latest.iter().map(|status| hub.status_simple(status)).collect();
    let total = shown.len();
    let page = paging::cut(shown, &visit.query, &url);
    let answer = Answer::ok(json!({
        "state": state, "statuses": page.items, "sha": oid.as_str(), "total_count": total,
        "repository": hub.repository_json(found), "commit_url": hub.api_below(repository, &format!("/commits/{oid}")),
        "url": url,
    }));
    Ok(match page.link {
        Some(link) => answer.header("link", link),
        None => answer,
    })
}

#[cfg(test)]
mod tests;
