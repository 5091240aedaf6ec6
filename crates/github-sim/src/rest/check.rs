//! Check runs: create, update, get, list for a commit, annotations ("Check runs" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::check::Check;
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::check_request::{asked, create_request};
use crate::rest::merge;
use crate::route::Route;
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

const READ: Needs = Needs::repository(&[("checks", Level::Read)]);
const WRITE: Needs = Needs::repository(&[("checks", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/check-runs", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}", READ, get),
    Route::new("PATCH", "/repos/{owner}/{repo}/check-runs/{check_run_id}", WRITE, update),
    Route::new("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations", READ, annotations),
    Route::new("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", READ, list),
];

impl Hub {
    /// The schema `check-run`.
    pub(crate) fn check_json(&self, check: &Check) -> Value {
        let url = self.api_below(check.repository, &format!("/check-runs/{}", check.id));
        let html = self.page_below(check.repository, &format!("/runs/{}", check.id));
        json!({
            "id": check.id, "node_id": node_id("CR", check.id), "head_sha": check.head_sha, "name": check.name,
            "external_id": check.external_id.as_deref().unwrap_or_default(), "url": url, "html_url": html,
            "details_url": check.details_url.as_ref().unwrap_or(&html), "status": check.status,
            "conclusion": check.conclusion, "started_at": check.started_at, "completed_at": check.completed_at,
            "output": {
                "title": check.title, "summary": check.summary, "text": check.text,
                "annotations_count": check.annotations.len(), "annotations_url": format!("{url}/annotations"),
            },
            "check_suite": {"id": check.suite}, "app": self.app_or_null(Some(check.app)), "pull_requests": [],
        })
    }
}

/// A person cannot make a check run, whatever the role.
fn through_app(visit: &Visit) -> Result<u64, Answer> {
    match visit.caller.kind() {
        Some(TokenKind::User { .. }) | None => {
            Err(Answer::forbidden("You must authenticate via a GitHub App."))
        }
        Some(_) => visit.caller.app().ok_or_else(Answer::not_found),
    }
}

fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Check, Answer> {
    let (repository, id) = (visit.repository()?, visit.number("check_run_id")?);
    hub.checks.get(&id).filter(|check| check.repository == repository).ok_or_else(Answer::not_found)
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    through_app(visit)?;
    let (repository, store) = hub.filled_store(visit)?;
    let (name, sha, change) = create_request(&visit.body)?;
    let commit = sha.parse().ok().map(|oid| store.commit(&oid)).transpose()?.flatten();
    let commit = commit.ok_or_else(|| no_commit(sha))?;
    let id = hub.create_check(&visit.caller, repository, commit.oid.as_str(), name, change);
    let check = hub.checks.get(&id).ok_or_else(Answer::not_found)?;
    Ok(Answer::created(hub.check_json(check)))
}

/// GitHub's words for a commit that it does not have.
pub(crate) fn no_commit(word: &str) -> Answer {
    Answer::unprocessable(&format!("No commit found for SHA: {word}"))
}

fn update(hub: &mut Hub, visit: &Visit) -> Reply {
    let app = through_app(visit)?;
    let check = found(hub, visit)?;
    if check.app != app {
        return Err(Answer::forbidden(&format!(
            "Invalid app_id `{app}` - check run can only be modified by the GitHub App that created it."
        )));
    }
    let id = check.id;
    let change = asked(&visit.body, false)?;
    hub.change_check(&visit.caller, id, change);
    get(hub, visit)
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let check = found(hub, visit)?;
    Ok(Answer::ok(hub.check_json(check)))
}

fn annotations(hub: &mut Hub, visit: &Visit) -> Reply {
    let check = found(hub, visit)?;
    let shown = check.annotations.iter().map(|annotation| {
        let path = annotation.get("path").and_then(Value::as_str).unwrap_or_default();
        let page = hub.page_below(check.repository, &format!("/blob/{}/{path}", check.head_sha));
        let mut shown = json!({
            "blob_href": page, "start_column": null, "end_column": null, "title": null, "raw_details": null,
        });
        merge(&mut shown, annotation.clone());
        shown
    });
    Ok(Answer::list(shown.collect()))
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let word = visit.param("ref");
    let oid = store.resolve(word)?.ok_or_else(|| no_commit(word))?;
    let latest = visit.query("filter") != Some("all");
    let app = visit.query("app_id").map(|text| text.parse::<u64>().unwrap_or_default());
    let wanted = |check: &&Check| {
        visit.query("check_name").is_none_or(|name| name == check.name)
            && visit.query("status").is_none_or(|status| status == check.status)
            && app.is_none_or(|app| app == check.app)
    };
    let checks = hub.checks_of(repository, oid.as_str(), latest);
    Ok(Answer::wrapped(
        "check_runs",
        checks.into_iter().filter(wanted).map(|check| hub.check_json(check)).collect(),
    ))
}

#[cfg(test)]
mod tests;
