//! `show`: one deployment whole, with what `verify` says of its entries.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use history::amended::Amendment;
use history::deployed::{Deployed, Event};
use history::filter::Filter;
use history::stand::Stand;
use ledger::digest::Algorithm;
use ledger::name::Ulid;
use ledger::statement::Subject;
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use serde::Serialize;
use serde_json::Value;
use verdict::status::ExitCode;

use super::asked;
use super::evidence::{Eye, Looked};
use super::query::shown;
use super::row::Row;
use super::source::{self, Located, Source};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::given;
use crate::verification::State;

/// The word for the one that began last.
const LATEST: &str = "latest";

pub(super) fn command() -> Command {
    Command::new("show")
        .about("Show one deployment whole: events, evidence, approvals, gates, and what `verify` says of its entries")
        .arg(
            Arg::new("deployment")
                .value_name("ID|latest")
                .required(true)
                .help("Its id; or `latest`, the one that began last in the environment and of the service"),
        )
        .args(asked::scope())
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Shown {
    /// `releasegate/deployment/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    deployment: Row,
    events: Vec<Event>,
    evidence: Vec<Looked>,
    /// Why it was allowed, as [`history::why`] tells it.
    why: Value,
    /// Faults of its own entries, and of those that it rests on.
    faults: Vec<Located>,
    notices: Vec<Located>,
    /// How many faults there are in all of the ledger.
    faults_in_all: usize,
}

/// Exit code 0 once it is shown, 1 over a faulty ledger, 2 where there is no such deployment.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let found = crate::commands::wait(async {
        let source = source::read(matches, world).await?;
        whole(matches, &source).await
    })?;
    answer::print(world, matches.get_flag("json"), &found, report)?;
    Ok(shown(found.state))
}

fn chosen<'s>(matches: &ArgMatches, source: &'s Source) -> anyhow::Result<&'s Deployed> {
    let text = given(matches, "deployment").context("name a deployment")?;
    let (service, environment) = (asked::slug(matches, "service")?, asked::environment(matches)?);
    let filter = Filter { service, environment, ..Filter::default() };
    if text == LATEST {
        let (found, _) = source.history.find(&filter, 1);
        let none = || Usage(format!("there is no such deployment in {}", source.ledger));
        return Ok(found.first().copied().ok_or_else(none)?);
    }
    let id = Ulid::new(text).map_err(|error| Usage(error.to_string()))?;
    let found = source.history.deployment(&id).filter(|one| filter.takes(one, &source.history));
    Ok(found.ok_or_else(|| Usage(format!("there is no deployment {id} in {}", source.ledger)))?)
}

async fn whole(matches: &ArgMatches, source: &Source) -> anyhow::Result<Shown> {
    let one = chosen(matches, source)?;
    let why = source.history.why(one);
    let (mut eye, mut evidence, mut looked) = (Eye::default(), Vec::new(), Vec::new());
    let of_events = one.events.iter().flat_map(|event| {
        let named = event.record.every_evidence();
        named.map(|named| (&event.at, named))
    });
    let of_requests = why.requests.iter().flat_map(|asked| &asked.events);
    let of_requests =
        of_requests.flat_map(|event| event.record.evidence.iter().map(|named| (&event.at, named)));
    for (at, named) in of_events.chain(of_requests) {
        if !looked.contains(&named) {
            looked.push(named);
            evidence.push(eye.look(source, at, named).await?);
        }
    }
    let mut stands: Vec<&Stand> = one.events.iter().map(|event| &event.at).collect();
    stands.extend(why.approvals.iter().filter_map(|used| used.given).map(|given| &given.at));
    stands.extend(why.requests.iter().flat_map(|asked| &asked.events).map(|event| &event.at));
    let of_them = |found: &[Located]| -> Vec<Located> {
        let is = |one: &&Located| stands.iter().any(|stand| one.is_of(stand));
        found.iter().filter(is).cloned().collect()
    };
    Ok(Shown {
        schema: "releasegate/deployment/v1",
        ledger: source.ledger.clone(),
        store: source.store.clone(),
        state: source.state,
        deployment: Row::of(one),
        events: one.events.clone(),
        evidence,
        faults: of_them(&source.faults),
        notices: of_them(&source.notices),
        faults_in_all: source.faults.len(),
        why: serde_json::to_value(&why)?,
    })
}

fn said(amendment: &Amendment) -> String {
    match amendment {
        Amendment::Correction { by, says } => {
            let value = |text: &Option<ledger::name::Line>| {
                text.as_ref().map_or("nothing".to_owned(), ToString::to_string)
            };
            let values: Vec<String> = says
                .values
                .iter()
                .map(|one| {
                    format!(
                        "{} was recorded as {}, right is {}",
                        one.path,
                        value(&one.recorded),
                        value(&one.correct)
                    )
                })
                .collect();
            format!(
                "entry {} corrected by {}: {} ({})",
                says.target.index,
                by.words(),
                values.join("; "),
                says.reason
            )
        }
        Amendment::Redaction { by, says } => format!(
            "entry {}: erased {} by {}, {} ({})",
            says.target.index,
            says.erased_at,
            by.words(),
            says.authority,
            says.reason
        ),
        Amendment::Hold { by, says } => {
            format!(
                "entry {} must be kept or need not be, as {} says ({})",
                says.target.index,
                by.words(),
                says.reason
            )
        }
    }
}

fn events(of: &Shown) -> Table {
    let mut table = Table::new(&[">Entry", "Time", "Event", "Kind", "Recorded end", "Gates", "Approvals"]);
    for event in &of.events {
        let record = &event.record;
        let word = history::deployed::State::from(record.event).word();
        table.rows.push(vec![
            Piece::plain(event.at.leaf.index.to_string()),
            Piece::plain(event.at.time.to_string()),
            Piece::plain(word),
            Piece::plain(history::deployed::kind_word(record.kind)),
            Piece::plain(record.timing.finished_at.map(|time| time.to_string()).unwrap_or_default()),
            Piece::plain(record.gates.len().to_string()),
            Piece::plain(record.approvals.len().to_string()),
        ]);
    }
    table
}

/// An artifact or a commit, by all of its digests.
fn named(subject: &Subject) -> String {
    let of = |algorithm: Algorithm, word: &str| {
        subject.digest.get(algorithm).map(|digits| format!("{word}:{digits}"))
    };
    let digests =
        [of(Algorithm::Sha256, "sha256"), of(Algorithm::Sha512, "sha512"), of(Algorithm::GitCommit, "commit")];
    let digests: Vec<String> = digests.into_iter().flatten().collect();
    format!("{} {}", subject.name, digests.join(" "))
}

fn report(of: &Shown) -> Report {
    let row = &of.deployment;
    let why = super::deployed::why(&row.id(), &of.why);
    let evidence: Vec<String> = of
        .evidence
        .iter()
        .map(|one| {
            format!(
                "{} {} of {} bytes: {}",
                one.named.sha256,
                one.named.media_type,
                one.named.size,
                one.kept.word()
            )
        })
        .collect();
    let amendments: Vec<String> = of.events.iter().flat_map(|event| &event.amendments).map(said).collect();
    let what: Vec<String> = row.subjects().iter().map(named).collect();
    let sections = [
        list("What", &what),
        Some(Section::headed("Events", vec![Block::Table(events(of))])),
        list("Why it was allowed", &why),
        list("Evidence", &evidence),
        list("What later entries say of it", &amendments),
        list("Faults", &source::lines(&of.faults)),
        list("To look at", &source::lines(&of.notices)),
    ];
    Report {
        title: "Deployment".to_owned(),
        headline: format!(
            "{}, {} to {}, {}. {} is {}",
            row.id(),
            row.service,
            row.place(),
            row.state(),
            of.ledger,
            of.state.words()
        ),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
