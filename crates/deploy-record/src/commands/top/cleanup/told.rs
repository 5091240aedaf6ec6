//! What would be done, or was, for machines and for people.

use github::Repository;
use mirror::cleanup::{Done, Plan, Step, Why};
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use crate::answer::list;

/// Rows of a table that a person reads.
const ROWS: usize = 100;

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    /// `releasegate/cleanup/v1`.
    schema: &'static str,
    repository: String,
    /// Whether all deployments of the repository were looked at.
    whole: bool,
    /// What is to be done, oldest first.
    plan: Vec<Planned>,
    /// What stays as it is, though its environment was named.
    kept: Vec<Kept>,
    /// What came of it; nothing where it was only planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Came>,
}

#[derive(Debug, Serialize)]
struct Planned {
    /// GitHub's number.
    github: String,
    environment: String,
    inactivate: bool,
    delete: bool,
}

#[derive(Debug, Serialize)]
struct Kept {
    github: String,
    /// `production`, `live`, `newest`, `young` or `inactive`.
    why: &'static str,
}

#[derive(Debug, Serialize)]
struct Came {
    inactive: Vec<String>,
    deleted: Vec<String>,
    failed: Vec<Failed>,
    left: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Failed {
    github: String,
    message: String,
}

impl Told {
    pub(super) fn of(repository: &Repository, plan: Plan, done: Option<Done>) -> Self {
        let planned = |step: Step| Planned {
            github: step.id.to_string(),
            environment: step.environment,
            inactivate: step.inactivate,
            delete: step.delete,
        };
        let kept = |(id, why): (u64, Why)| Kept { github: id.to_string(), why: word(why) };
        Self {
            schema: "releasegate/cleanup/v1",
            repository: repository.to_string(),
            whole: plan.whole,
            plan: plan.steps.into_iter().map(planned).collect(),
            kept: plan.kept.into_iter().map(kept).collect(),
            done: done.map(Came::of),
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match &self.done {
            Some(done) if !done.failed.is_empty() || !done.left.is_empty() => ExitCode::Fail,
            _ => ExitCode::Success,
        }
    }
}

impl Came {
    fn of(done: Done) -> Self {
        let text = |ids: Vec<u64>| ids.iter().map(u64::to_string).collect();
        let failed =
            |(id, error): (u64, github::Error)| Failed { github: id.to_string(), message: error.to_string() };
        Self {
            inactive: text(done.inactive),
            deleted: text(done.deleted),
            failed: done.failed.into_iter().map(failed).collect(),
            left: text(done.left),
        }
    }
}

const fn word(why: Why) -> &'static str {
    match why {
        Why::Production => "production",
        Why::Live => "live",
        Why::Newest => "newest",
        Why::Young => "young",
        Why::Inactive => "inactive",
    }
}

pub(super) fn report(of: &Told) -> Report {
    let because = |words: &str, why: &str| {
        let number = of.kept.iter().filter(|kept| kept.why == why).count();
        (number > 0).then(|| format!("{} {words}", count(number as u64, "deployment", "deployments")))
    };
    let stays = [
        because("of production", "production"),
        because("live or under way by the ledger", "live"),
        because("among the newest of their environments", "newest"),
        because("of which something was said not long ago", "young"),
        because("not active any more", "inactive"),
    ];
    let stays: Vec<String> = stays.into_iter().flatten().collect();
    let done = of.done.as_ref();
    let failed = |one: &Failed| format!("deployment {}: {}", one.github, one.message);
    let failed: Vec<String> = done.map(|done| done.failed.iter().map(failed).collect()).unwrap_or_default();
    let left: Vec<String> =
        done.map(|done| done.left.iter().map(|id| format!("deployment {id}")).collect()).unwrap_or_default();
    let older = "older deployments than those that were read".to_owned();
    let sections = [
        plan(if done.is_some() { "What was to be done" } else { "What would be done" }, &of.plan),
        list("Could not be done", &failed),
        list("Left: run it again", &left),
        list("Stays as it is", &stays),
        list("Not looked at", if of.whole { &[] } else { std::slice::from_ref(&older) }),
    ];
    Report {
        title: "Stale deployments of previews".to_owned(),
        headline: headline(of),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}

fn headline(of: &Told) -> String {
    let deployments = |number: usize| count(number as u64, "deployment", "deployments");
    match &of.done {
        Some(done) => format!(
            "{} of {} made inactive, {} deleted, {} failed, {} left",
            deployments(done.inactive.len()),
            of.repository,
            done.deleted.len(),
            done.failed.len(),
            done.left.len()
        ),
        None => format!(
            "{} of {} to put away; nothing was changed: --yes does it",
            deployments(of.plan.len()),
            of.repository
        ),
    }
}

fn plan(heading: &str, all: &[Planned]) -> Option<Section> {
    let mut table = Table::new(&["Deployment", "Environment", "What"]);
    let row = |one: &Planned| {
        let what = match (one.inactivate, one.delete) {
            (true, true) => "made inactive, then deleted",
            (true, false) => "made inactive",
            _ => "deleted",
        };
        vec![Piece::code(one.github.clone()), Piece::plain(one.environment.clone()), Piece::plain(what)]
    };
    table.rows = all.iter().take(ROWS).map(row).collect();
    table.more = (all.len() > ROWS).then(|| format!("and {} more: --json has all of them", all.len() - ROWS));
    (!all.is_empty()).then(|| Section::headed(heading, vec![Block::Table(table)]))
}
