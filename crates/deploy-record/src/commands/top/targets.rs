//! `targets`: what can be rolled back to.

use clap::{ArgMatches, Command};
use history::targets::Blemish;
use ledger::name::Slug;
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked::{self, option};
use super::query::shown;
use super::row::Row;
use super::source::{self, Source};
use crate::answer::{self, list};
use crate::verification::State;

pub(super) fn command() -> Command {
    Command::new("targets")
        .about("List what can be rolled back to: what succeeded there before and is something else than what is live")
        .arg(option("environment", "NAME", "Where").required(true))
        .arg(option("service", "NAME", "Only this service"))
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Listed {
    /// `releasegate/rollback-targets/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    spots: Vec<Spot>,
    /// What to look for instead, where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    faults: Vec<source::Located>,
}

/// A service in a region.
#[derive(Debug, Serialize)]
struct Spot {
    service: Slug,
    environment: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Slug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<Row>,
    targets: Vec<Target>,
}

/// What it can go back to.
#[derive(Debug, Serialize)]
struct Target {
    #[serde(flatten)]
    row: Row,
    blemishes: Vec<Blemish>,
}

/// Exit code 0 once they are shown, 1 over a faulty ledger.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let service = asked::slug(matches, "service")?;
    let environment = asked::environment(matches)?
        .ok_or_else(|| crate::Usage("name the environment by --environment".to_owned()))?;
    let source = crate::commands::wait(source::read(matches, world))?;
    let spots = source.history.targets(service.as_ref(), &environment).into_iter().map(|spot| Spot {
        service: spot.service.clone(),
        environment: spot.environment.clone(),
        region: spot.region.cloned(),
        live: spot.live.map(|live| Row::of(live.deployed)),
        targets: spot
            .targets
            .into_iter()
            .map(|target| Target { row: Row::of(target.deployed), blemishes: target.blemishes })
            .collect(),
    });
    let hint = asked::elsewhere(&source.history, service.as_ref(), Some(&environment));
    let (schema, state, spots) = ("releasegate/rollback-targets/v1", source.state, spots.collect());
    let Source { ledger, store, faults, .. } = source;
    let listed = Listed { schema, ledger, store, state, spots, hint, faults };
    answer::print(world, matches.get_flag("json"), &listed, report)?;
    Ok(shown(state))
}

fn said(blemish: &Blemish) -> String {
    match blemish {
        Blemish::RolledBack { at } => format!("was rolled back from ({})", at.words()),
        Blemish::Remediated { by } => format!("{by} repaired it"),
        Blemish::Incident { incident } => format!("caused incident {incident}"),
    }
}

fn report(of: &Listed) -> Report {
    let mut table = Table::new(&["Service", "Environment", "Deployment", "What", "Against it"]);
    for spot in &of.spots {
        for target in &spot.targets {
            let against: Vec<String> = target.blemishes.iter().map(said).collect();
            table.rows.push(vec![
                Piece::plain(spot.service.to_string()),
                Piece::plain(target.row.place()),
                Piece::code(target.row.id()),
                Piece::code(target.row.subject()),
                Piece::plain(against.join(", ")),
            ]);
        }
    }
    let rows = table.rows.len();
    let sections = [
        (rows > 0).then(|| Section::headed("Newest first", vec![Block::Table(table)])),
        of.hint.as_ref().and_then(|hint| list("Nothing here", std::slice::from_ref(hint))),
        list("Faults", &source::lines(&of.faults)),
    ];
    Report {
        title: "Rollback targets".to_owned(),
        headline: format!("{rows} in {}, which is {}", of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
