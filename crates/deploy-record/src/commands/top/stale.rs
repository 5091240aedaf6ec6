//! `stale`: deployments that began and never ended. Whoever breaks off a job leaves one.

use clap::{ArgMatches, Command};
use history::live::STALE_AFTER_MILLIS;
use runner::World;
use runner::report::{Block, Report, Section};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked::{self, option};
use super::row::{self, Row};
use super::source::{self, Source};
use crate::answer::{self, list};
use crate::place::now;
use crate::verification::State;

pub(super) fn command() -> Command {
    Command::new("stale")
        .about("List deployments that began and have no end")
        .args(asked::scope())
        .arg(option(
            "after",
            "LENGTH",
            "Only those that have been open for longer, such as 90m or 7d; without it 24h",
        ))
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Listed {
    /// `releasegate/stale/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    count: usize,
    stale: Vec<Open>,
    faults: Vec<source::Located>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Open {
    #[serde(flatten)]
    pub(super) row: Row,
    open_millis: i64,
}

/// Exit code 1 if there is one, or a fault; 0 if there is none in a sound ledger, 3 in one that nobody vouches for.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let after = asked::millis(matches, "after")?.unwrap_or(STALE_AFTER_MILLIS);
    let (service, environment) = (asked::slug(matches, "service")?, asked::environment(matches)?);
    let source = crate::commands::wait(source::read(matches, world))?;
    let mut stale = open(&source, now(world)?, after);
    stale.retain(|one| {
        service.as_ref().is_none_or(|service| one.row.service == *service)
            && environment.as_ref().is_none_or(|environment| one.row.environment == *environment)
    });
    // What was left out of a part may be stale.
    let none = if source.is_part() { ExitCode::Inconclusive } else { source.state.exit_code() };
    let (schema, state) = ("releasegate/stale/v1", source.state);
    let Source { ledger, store, faults, .. } = source;
    let listed = Listed { schema, ledger, store, state, count: stale.len(), stale, faults };
    answer::print(world, matches.get_flag("json"), &listed, report)?;
    Ok(if listed.stale.is_empty() { none } else { ExitCode::Fail })
}

/// What is open for longer than so many milliseconds.
pub(super) fn open(source: &Source, now: ledger::moment::Moment, after: i64) -> Vec<Open> {
    let stale = source.history.stale(now, after).into_iter();
    stale.map(|one| Open { row: Row::of(one.deployed), open_millis: one.open_millis }).collect()
}

fn report(of: &Listed) -> Report {
    let rows: Vec<Row> = of.stale.iter().map(|one| one.row.clone()).collect();
    let sections = [
        (!rows.is_empty()).then(|| Section::headed("Without an end", vec![Block::Table(row::table(&rows))])),
        list("Faults", &source::lines(&of.faults)),
    ];
    Report {
        title: "Stale deployments".to_owned(),
        headline: format!(
            "{} began and did not end in {}, which is {}",
            count(of.count as u64, "deployment", "deployments"),
            of.ledger,
            of.state.words()
        ),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
