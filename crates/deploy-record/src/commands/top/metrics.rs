//! `metrics`: DORA's five and a pipeline's own figures, from verified records alone, with the entries that each rests on.

mod told;

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Command};
use ledger::hash::Hash;
use metrics::Figures;
use metrics::compat::{self, Others, Rules};
use runner::World;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked;
use super::source::{self, Source};
use super::span::{self, Span};
use crate::answer;
use crate::place::given;
use crate::verification::State;

pub(super) use told::length;

pub(super) fn command() -> Command {
    let others = asked::option(
        "compat",
        "TOOL",
        "Also what another tool's rules would make of the same records: fourkeys or devlake",
    );
    Command::new("metrics")
        .about(
            "Measure deployment frequency, change lead time, change fail rate, recovery time and rework rate",
        )
        .args(asked::scope())
        .args(span::options())
        .arg(others.value_parser(PossibleValuesParser::new(["fourkeys", "devlake"])))
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    /// `releasegate/metrics/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    /// The heads that this is measured as of: what is recorded later changes only what is measured later.
    as_of: Vec<AsOf>,
    window: Span,
    figures: Vec<Figures>,
    /// The figures by another tool's rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Others>,
    /// Why there is no figure at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    faults: Vec<source::Located>,
    /// What nobody could find out.
    unknown: Vec<source::Located>,
}

/// A head of the ledger.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AsOf {
    /// The shard; none of a ledger without shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    /// How many entries it has.
    pub(super) size: u64,
    /// The root of its tree.
    pub(super) root: Hash,
}

/// The heads of a ledger.
pub(super) fn as_of(source: &Source) -> Vec<AsOf> {
    let of = |shard: &source::Shard| AsOf {
        shard: shard.place.store.origin().shard().map(ToString::to_string),
        size: shard.head.size(),
        root: shard.head.root(),
    };
    source.shards.iter().map(of).collect()
}

/// Exit code 0 for a sound ledger, whatever is measured; 1 for one with faults, of which nothing is, 3 for one that nobody vouches for.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (scope, window) = span::read(matches, world)?;
    let source = crate::commands::wait(source::read(matches, world))?;
    let is_ground = source.state != State::Faulty;
    let figures = if is_ground { metrics::measure(&source.history, &scope, &window) } else { Vec::new() };
    let rules = match given(matches, "compat").filter(|_| is_ground) {
        Some("fourkeys") => Some(Rules::Fourkeys),
        Some(_) => Some(Rules::Devlake),
        None => None,
    };
    let others = rules.map(|rules| compat::measure(&source.history, &scope, &window, rules));
    let reason = figures.is_empty().then(|| nothing(&source, &scope));
    let measured = Measured {
        schema: "releasegate/metrics/v1",
        as_of: as_of(&source),
        window: Span::of(&window),
        figures,
        others: others.unwrap_or_default(),
        reason,
        state: source.state,
        ledger: source.ledger,
        store: source.store,
        faults: source.faults,
        unknown: source.unknown,
    };
    answer::print(world, matches.get_flag("json"), &measured, told::report)?;
    Ok(measured.state.exit_code())
}

/// Why nothing is measured.
fn nothing(source: &Source, scope: &metrics::Scope) -> String {
    if source.state == State::Faulty {
        return "nothing is measured from records of which one is wrong".to_owned();
    }
    let (service, environment) = (scope.service.as_ref(), scope.environment.as_ref());
    asked::elsewhere(&source.history, service, environment).unwrap_or_else(|| {
        "no deployment to production is recorded; --every-tier measures other environments too".to_owned()
    })
}
