//! `incidents`: what went wrong in production, what caused it, and whether it is over.

use clap::{Arg, ArgAction, ArgMatches, Command};
use history::trouble::Trouble;
use ledger::moment::Moment;
use ledger::name::{Line, Slug, Ulid};
use ledger::predicate::Confidence;
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked;
use super::source::{self, Source};
use crate::answer::{self, list};
use crate::verification::State;

pub(super) fn command() -> Command {
    let open = Arg::new("open").long("open").action(ArgAction::SetTrue).help("Only those that are not over");
    Command::new("incidents")
        .about("List incidents: what they were, what caused them, whether they are over")
        .args(asked::scope())
        .arg(open)
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Listed {
    /// `releasegate/incidents/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    count: usize,
    incidents: Vec<One>,
    faults: Vec<source::Located>,
}

/// An incident, as its events leave it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct One {
    id: Ulid,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Line>,
    service: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<Slug>,
    severity: Slug,
    detected_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_at: Option<Moment>,
    /// The deployments that caused it, in the order in which they were recorded.
    caused_by: Vec<Ulid>,
    /// Those of them that nobody named, but a rule found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inferred: Vec<Ulid>,
    /// The entries of its events.
    entries: Vec<u64>,
    /// Whether later entries say something of its own.
    amended: bool,
}

impl From<Trouble> for One {
    fn from(one: Trouble) -> Self {
        let inferred = one.causes.iter().filter(|cause| cause.confidence == Confidence::Inferred);
        Self {
            inferred: inferred.map(|cause| cause.deployment_id.clone()).collect(),
            caused_by: one.causes.into_iter().map(|cause| cause.deployment_id).collect(),
            entries: one.entries.iter().map(|at| at.leaf.index).collect(),
            id: one.id,
            reference: one.reference,
            service: one.service,
            environment: one.environment,
            severity: one.severity,
            detected_at: one.detected_at,
            resolved_at: one.resolved_at,
            amended: one.amended,
        }
    }
}

/// Exit code 0 for a sound ledger, whatever it lists; 1 for one with faults, 3 for one that nobody vouches for.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (service, environment) = (asked::slug(matches, "service")?, asked::environment(matches)?);
    let source = crate::commands::wait(source::read(matches, world))?;
    let mut incidents: Vec<One> = source.history.troubles().into_iter().map(One::from).collect();
    incidents.retain(|one| {
        service.as_ref().is_none_or(|service| one.service == *service)
            && environment.as_ref().is_none_or(|environment| one.environment.as_ref() == Some(environment))
            && !(matches.get_flag("open") && one.resolved_at.is_some())
    });
    let (schema, state) = ("releasegate/incidents/v1", source.state);
    let Source { ledger, store, faults, .. } = source;
    let listed = Listed { schema, ledger, store, state, count: incidents.len(), incidents, faults };
    answer::print(world, matches.get_flag("json"), &listed, report)?;
    Ok(state.exit_code())
}

fn report(of: &Listed) -> Report {
    let mut table =
        Table::new(&["Incident", "Service", "Environment", "Severity", "Noticed", "Over", "Caused by"]);
    table.rows = of.incidents.iter().map(row).collect();
    let open = of.incidents.iter().filter(|one| one.resolved_at.is_none()).count();
    let sections = [
        (!of.incidents.is_empty()).then(|| Section::headed("Incidents", vec![Block::Table(table)])),
        list("Faults", &source::lines(&of.faults)),
    ];
    Report {
        title: "Incidents".to_owned(),
        headline: format!(
            "{}, {open} not over, in {}, which is {}",
            count(of.count as u64, "incident", "incidents"),
            of.ledger,
            of.state.words()
        ),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}

fn row(one: &One) -> Vec<Piece> {
    let name = one.reference.as_ref().map_or_else(|| one.id.to_string(), ToString::to_string);
    let cause = |id: &Ulid| match one.inferred.contains(id) {
        true => format!("{id} (inferred)"),
        false => id.to_string(),
    };
    let causes: Vec<String> = one.caused_by.iter().map(cause).collect();
    vec![
        Piece::code(if one.amended { format!("{name} (amended)") } else { name }),
        Piece::plain(one.service.to_string()),
        Piece::plain(one.environment.as_ref().map(ToString::to_string).unwrap_or_default()),
        Piece::plain(one.severity.to_string()),
        Piece::plain(one.detected_at.to_string()),
        Piece::plain(one.resolved_at.map_or_else(|| "no".to_owned(), |time| time.to_string())),
        Piece::code(causes.join(", ")),
    ]
}
