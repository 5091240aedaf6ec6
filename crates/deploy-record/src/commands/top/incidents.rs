//! `incidents`: what went wrong in production, what caused it, and whether it is over.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use history::Told;
use ledger::moment::Moment;
use ledger::name::{Line, Slug, Ulid};
use ledger::predicate::{Incident, IncidentEvent};
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
    /// The deployments that were named as its cause, in the order in which they were.
    caused_by: Vec<Ulid>,
    /// The entries of its events.
    entries: Vec<u64>,
    /// Whether later entries say something of its own.
    amended: bool,
}

/// Exit code 0 for a sound ledger, whatever it lists; 1 for one with faults, 3 for one that nobody vouches for.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (service, environment) = (asked::slug(matches, "service")?, asked::environment(matches)?);
    let source = crate::commands::wait(source::read(matches, world))?;
    let mut incidents = all(source.history.incidents());
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

/// The events of each, put together: what was said last holds, and an incident that is opened anew is not over.
fn all(events: &[Told<Incident>]) -> Vec<One> {
    let (mut order, mut found) = (Vec::new(), BTreeMap::<Ulid, One>::new());
    for told in events {
        let record = &told.record;
        let one = found.entry(record.incident_id.clone()).or_insert_with(|| {
            order.push(record.incident_id.clone());
            One {
                id: record.incident_id.clone(),
                reference: record.reference.clone(),
                service: record.service.clone(),
                environment: record.environment.clone(),
                severity: record.severity.clone(),
                detected_at: record.detected_at,
                resolved_at: None,
                caused_by: Vec::new(),
                entries: Vec::new(),
                amended: false,
            }
        });
        match record.event {
            IncidentEvent::Resolved => one.resolved_at = record.resolved_at,
            IncidentEvent::Opened => one.resolved_at = None,
            IncidentEvent::Linked | IncidentEvent::Reclassified => {}
        }
        if record.event == IncidentEvent::Reclassified {
            one.severity = record.severity.clone();
        }
        let cause = record.caused_by.as_ref().map(|cause| cause.deployment_id.clone());
        one.caused_by.extend(cause.filter(|cause| !one.caused_by.contains(cause)));
        one.entries.push(told.at.leaf.index);
        one.amended |= !told.amendments.is_empty();
    }
    order.iter().filter_map(|id| found.remove(id)).collect()
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
    let causes: Vec<String> = one.caused_by.iter().map(ToString::to_string).collect();
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
