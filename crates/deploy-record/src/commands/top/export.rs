//! `export`: what a ledger says, in the formats of others. A copy without proof, that names the entry of each line.

mod folder;

use std::io::Write;

use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Command};
use exports::{AsOf, Extract, Head};
use history::filter::Filter;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked;
use super::part::{self, Chosen};
use super::source::{self, Located, Shard, Source};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::{given, moment};
use crate::verification::State;

const FORMATS: [&str; 4] = ["cdevents", "in-toto", "ndjson", "oscal"];

pub(super) fn command() -> Command {
    let format = asked::option("format", "FORMAT", "cdevents, in-toto, ndjson or oscal");
    Command::new("export")
        .about("Write what the ledger says as CDEvents, OSCAL assessment results, an in-toto bundle, or rows for DuckDB, Spark and BigQuery")
        .arg(format.value_parser(PossibleValuesParser::new(FORMATS)).required(true))
        .arg(crate::commands::output("A file; for ndjson a folder").required(true))
        .args(asked::scope())
        .arg(asked::option("from", "TIME", "Only what has an entry of this moment or later"))
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Exported {
    /// `releasegate/exported/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    format: String,
    output: String,
    /// Rows, events, envelopes; of an OSCAL document, one.
    written: u64,
    files: usize,
    faults: Vec<Located>,
}

/// Exit code 0 once it is written, 1 for a faulty ledger, of which nothing is. Of what nobody vouches for it is written and says so in itself.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let output = given(matches, "output").context("name a file")?;
    let format = given(matches, "format").context("name a format")?;
    let filter = Filter {
        service: asked::slug(matches, "service")?,
        environment: asked::environment(matches)?,
        since: moment(matches, "from")?,
        ..Filter::default()
    };
    let target = world.directory.join(output);
    // Nothing of an earlier run is left that could be taken for what this one could not write.
    let folder = match format {
        "ndjson" => Some(folder::Folder::take(&target)?),
        _ => crate::commands::cleared(world, output).map(|_| None)?,
    };
    let source = crate::commands::wait(source::read(matches, world))?;
    let mut exported = Exported {
        schema: "releasegate/exported/v1",
        ledger: source.ledger.clone(),
        store: source.store.clone(),
        state: source.state,
        format: format.to_owned(),
        output: output.to_owned(),
        written: 0,
        files: 0,
        faults: source.faults.clone(),
    };
    if source.state != State::Faulty {
        let as_of = as_of(&source)?;
        let extract = Extract { history: &source.history, filter: &filter, as_of: &as_of };
        (exported.written, exported.files) = match (format, folder) {
            (_, Some(folder)) => folder.write(extract)?,
            ("in-toto", None) => (bundle(&source, &filter, &target)?, 1),
            ("oscal", None) => {
                runner::atomic::write_with(&target, |mut out| exports::oscal::write(extract, &mut out))?;
                (1, 1)
            }
            (_, None) => {
                (runner::atomic::write_with(&target, |mut out| exports::cdevents::write(extract, &mut out))?, 1)
            }
        };
    }
    answer::print(world, matches.get_flag("json"), &exported, report)?;
    Ok(if exported.state == State::Faulty { ExitCode::Fail } else { ExitCode::Success })
}

/// As of which heads it is, and what was found.
pub(super) fn as_of(source: &Source) -> anyhow::Result<AsOf> {
    let state = serde_json::to_value(source.state)?;
    Ok(AsOf {
        ledger: source.ledger.clone(),
        state: state.as_str().unwrap_or_default().to_owned(),
        whole: !source.is_part() && !source.unknown.iter().any(|one| one.finding.code == "one-shard"),
        heads: source.shards.iter().map(head).collect(),
    })
}

fn head(shard: &Shard) -> Head {
    let last =
        shard.entries.last().and_then(|stored| ledger::entry::Entry::parse(stored.entry.as_deref()?).ok());
    Head {
        origin: shard.place.store.origin().to_string(),
        size: shard.head.size(),
        root: shard.head.root(),
        time: last.map(|entry| entry.time),
    }
}

/// Writes the envelopes of the entries that were asked for: all, or those that a part of the ledger would have.
fn bundle(source: &Source, filter: &Filter, target: &std::path::Path) -> anyhow::Result<u64> {
    if source.is_part() {
        let message = "the envelopes of a part lie in its pack as they were signed: unpack it, or export the whole ledger";
        return Err(Usage(message.to_owned()).into());
    }
    let is_part = filter.service.is_some() || filter.environment.is_some() || filter.since.is_some();
    let chosen: Option<Chosen> = is_part.then(|| part::chosen(source, filter));
    let envelopes = source.shards.iter().flat_map(|shard| {
        let name = shard.place.store.origin().shard().cloned();
        let indexes = chosen.as_ref().map(|chosen| chosen.get(&name));
        let wanted = move |index: u64| indexes.is_none_or(|of| of.is_some_and(|of| of.contains(&index)));
        let stored = shard.entries.iter().filter(move |stored| wanted(stored.index));
        stored.filter_map(|stored| stored.envelope.as_deref())
    });
    let write = |mut out: &mut dyn Write| exports::in_toto::bundle(envelopes, &mut out);
    let bundled = runner::atomic::write_with(target, write)?;
    anyhow::ensure!(bundled.unreadable == 0, "{} envelopes could not be read", bundled.unreadable);
    Ok(bundled.written)
}

fn report(of: &Exported) -> Report {
    let lines = match of.format.as_str() {
        "cdevents" => count(of.written, "event", "events"),
        "in-toto" => count(of.written, "envelope", "envelopes"),
        "ndjson" => {
            format!("{} in {}", count(of.written, "row", "rows"), count(of.files as u64, "file", "files"))
        }
        _ => "assessment results".to_owned(),
    };
    let written = match of.state {
        State::Faulty => "nothing was exported".to_owned(),
        _ => format!("{lines} in {}", of.output),
    };
    let facts = [format!("from {}", of.store), "it is a copy, and proves nothing by itself".to_owned()];
    let sections = [list("Faults", &source::lines(&of.faults)), list("Export", &facts)];
    Report {
        title: "Export".to_owned(),
        headline: format!("{written}. {} is {}", of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
