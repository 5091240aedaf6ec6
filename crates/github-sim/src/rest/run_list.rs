//! Lists of runs and workflows, with the filters that GitHub has.

use jiff::{Timestamp, civil};
use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::run::READ;
use crate::route::Route;
use crate::run::{Run, Workflow};
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs", READ, all),
    Route::new("GET", "/repos/{owner}/{repo}/actions/workflows", READ, workflows),
    Route::new("GET", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}", READ, workflow),
    Route::new("GET", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", READ, of_workflow),
];

impl Hub {
    /// The schema `workflow`.
    fn workflow_json(&self, workflow: &Workflow) -> Value {
        let Workflow { id, repository, says, created_at } = workflow;
        let file = says.path.rsplit('/').next().unwrap_or_default();
        json!({
            "id": id, "node_id": node_id("W", *id), "name": says.name, "path": says.path, "state": "active",
            "created_at": created_at, "updated_at": created_at,
            "url": self.api_below(*repository, &format!("/actions/workflows/{id}")),
            "html_url": self.page_below(*repository, &format!("/blob/main/{}", says.path)),
            "badge_url": self.page_below(*repository, &format!("/actions/workflows/{file}/badge.svg")),
        })
    }
}

/// The workflow that the path names by number or file name.
pub(crate) fn named<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Workflow, Answer> {
    hub.workflow(visit.repository()?, visit.param("workflow_id")).ok_or_else(Answer::not_found)
}

fn workflow(hub: &mut Hub, visit: &Visit) -> Reply {
    let workflow = named(hub, visit)?;
    Ok(Answer::ok(hub.workflow_json(workflow)))
}

fn workflows(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let here = hub.workflows.values().filter(|workflow| workflow.repository == repository);
    Ok(Answer::wrapped("workflows", here.map(|workflow| hub.workflow_json(workflow)).collect()))
}

fn all(hub: &mut Hub, visit: &Visit) -> Reply {
    list(hub, visit, None)
}

fn of_workflow(hub: &mut Hub, visit: &Visit) -> Reply {
    let workflow = named(hub, visit)?.id;
    list(hub, visit, Some(workflow))
}

fn list(hub: &mut Hub, visit: &Visit, workflow: Option<u64>) -> Reply {
    let repository = visit.repository()?;
    let ids: Vec<u64> = hub.runs.keys().copied().collect();
    ids.into_iter().for_each(|id| hub.move_waiting(id));
    let mut runs: Vec<&Run> = hub
        .runs
        .values()
        .filter(|run| run.repository == repository && workflow.is_none_or(|workflow| run.workflow == workflow))
        .filter(|run| wanted(hub, visit, run))
        .collect();
    runs.sort_by_key(|run| std::cmp::Reverse((run.created_at, run.number)));
    Ok(Answer::wrapped(
        "workflow_runs",
        runs.into_iter().map(|run| hub.run_json(run, run.attempts.len())).collect(),
    ))
}

fn wanted(hub: &Hub, visit: &Visit, run: &Run) -> bool {
    let login = hub.accounts.get(&run.actor).map_or("", |account| account.login.as_str());
    let (status, conclusion) = run.attempts.last().map_or(("", None), |attempt| attempt.outcome());
    let is = |name: &str, value: &str| visit.query(name).is_none_or(|asked| asked == value);
    is("event", &run.event)
        && is("branch", run.head_branch.as_deref().unwrap_or_default())
        && is("head_sha", &run.head_sha)
        && is("check_suite_id", &run.suite.to_string())
        && visit.query("actor").is_none_or(|asked| asked.eq_ignore_ascii_case(login))
        && visit.query("status").is_none_or(|asked| asked == status || Some(asked) == conclusion)
        && visit.query("created").is_none_or(|range| within(range, run.created_at))
}

/// GitHub's search syntax for dates: `>=2026-11-01`, `<2026-11-01T12:00:00Z`, `2026-11-01..2026-11-22`, `2026-11-22`.
fn within(range: &str, at: Timestamp) -> bool {
    if let Some((from, to)) = range.split_once("..") {
        let after = from == "*" || span(from).is_some_and(|(first, _)| at >= first);
        return after && (to == "*" || span(to).is_some_and(|(_, last)| at <= last));
    }
    for sign in [">=", "<=", ">", "<"] {
        if let Some((first, last)) = range.strip_prefix(sign).and_then(span) {
            return match sign {
                ">=" => at >= first,
                "<=" => at <= last,
                ">" => at > last,
                _ => at < first,
            };
        }
    }
    span(range).is_some_and(|(first, last)| (first..=last).contains(&at))
}

/// The first and the last second that a date or a time stands for.
fn span(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at, at));
    }
    let day: civil::Date = text.parse().ok()?;
    let first = format!("{day}T00:00:00Z").parse().ok()?;
    Some((first, format!("{day}T23:59:59Z").parse().ok()?))
}

#[cfg(test)]
mod tests;
