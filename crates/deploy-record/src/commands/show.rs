//! `ledger show`: entries as they are stored, newest last.

mod row;

use clap::{Arg, ArgMatches, Command, value_parser};
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::name::Slug;
use ledger::predicate::{Kind, LeafRef, Predicate};
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use serde::Serialize;
use stores::Head;
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer;
use crate::bar::{self, Bar};
use crate::enclosed;
use crate::introduced;
use crate::place::{Place, Vouched, given};
use crate::walk;
use row::{Row, Signed};

/// Entries that are shown where nobody says how many.
const LAST: &str = "20";
/// Entries that can be shown at once.
const MOST: u64 = 10_000;

pub(super) fn command() -> Command {
    let number = || value_parser!(u64);
    Command::new("show")
        .about("Show entries as they are stored: who signed is said where --trust names the keys, and the rest is for `verify`")
        .arg(
            Arg::new("last")
                .long("last")
                .value_name("N")
                .value_parser(value_parser!(u64).range(1..=MOST))
                .default_value(LAST)
                .help("So many of the newest entries"),
        )
        .arg(
            Arg::new("index")
                .long("index")
                .value_name("I")
                .value_parser(number())
                .conflicts_with("env")
                .help("One entry, with all that it says"),
        )
        .arg(Arg::new("env").long("env").value_name("NAME").help("Only entries of this environment"))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Shown {
    /// `releasegate/ledger-show/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    size: u64,
    root: String,
    /// Whether a trusted key signed the head. It says nothing of the entries: that is `verify`.
    head: HeadState,
    entries: Vec<Row>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum HeadState {
    Trusted,
    NotVerified,
    Refuted,
}

/// Exit code 0 once it is shown: showing judges nothing.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let shown = super::wait(shown(matches, world))?;
    answer::print(world, matches.get_flag("json"), &shown, report)?;
    Ok(ExitCode::Success)
}

async fn shown(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Shown> {
    let env =
        given(matches, "env").map(Slug::new).transpose().map_err(|error| Usage(format!("--env: {error}")))?;
    let place = Place::open(matches, world)?;
    let head = place.head().await?;
    let last = matches.get_one::<u64>("last").copied().unwrap_or_default();
    let chosen = match matches.get_one::<u64>("index") {
        Some(index) if *index >= head.size() => {
            let message =
                format!("there is no entry {index}: the ledger has {}", count(head.size(), "entry", "entries"));
            return Err(Usage(message).into());
        }
        Some(index) => Chosen::One(*index),
        None => Chosen::Newest(last, env),
    };
    let bar = Bar::over(bar::watched(world), "looking", head.size());
    let (vouched, mut keyring) = introduced::vouched(&place, &head, &bar).await?;
    let mut rows = chosen.rows(&place, &head, &keyring, &bar).await?;
    // Signed by nobody whom the anchors name: perhaps by a key that the ledger introduced.
    if place.trust.is_some() && keyring == place.anchors() && rows.iter().any(Row::is_by_nobody) {
        if let Ok(leaves) = introduced::leaves(&place, &head, &bar).await? {
            keyring = leaves.keyring;
        }
        rows = chosen.rows(&place, &head, &keyring, &bar).await?;
    }
    if matches!(chosen, Chosen::Newest(..)) {
        rows.iter_mut().for_each(Row::shorten);
    }
    tell_erased(&place, &head, &mut rows, &bar).await?;
    Ok(Shown {
        schema: "releasegate/ledger-show/v1",
        ledger: place.store.origin().to_string(),
        store: place.store.name(),
        size: head.size(),
        root: head.root().to_string(),
        head: match vouched {
            Vouched::Trusted => HeadState::Trusted,
            Vouched::Unknown(_) => HeadState::NotVerified,
            Vouched::Refuted(_) => HeadState::Refuted,
        },
        entries: rows,
    })
}

/// Which entries.
enum Chosen {
    One(u64),
    /// So many, of this environment.
    Newest(u64, Option<Slug>),
}

impl Chosen {
    /// Oldest first. The newest are looked for from the end backwards, until there are as many.
    async fn rows(&self, place: &Place, head: &Head, keyring: &Keyring, bar: &Bar) -> anyhow::Result<Vec<Row>> {
        let (last, env) = match self {
            Self::One(index) => return rows(place, head, keyring, *index..index + 1, bar).await,
            Self::Newest(last, env) => (*last, env),
        };
        let mut found: Vec<Row> = Vec::new();
        let mut end = head.size();
        while end > 0 && (found.len() as u64) < last {
            let begin = end.saturating_sub(last);
            let mut earlier = rows(place, head, keyring, begin..end, bar).await?;
            earlier.retain(|row| env.as_ref().is_none_or(|env| row.env.as_deref() == Some(env.as_str())));
            earlier.extend(found);
            found = earlier;
            end = begin;
        }
        let surplus = found.len().saturating_sub(usize::try_from(last).unwrap_or(usize::MAX));
        Ok(found.split_off(surplus))
    }
}

async fn rows(
    place: &Place,
    head: &Head,
    keyring: &Keyring,
    range: std::ops::Range<u64>,
    bar: &Bar,
) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    walk::each(&place.store, head, range, bar, async |fetched| {
        rows.push(Row::of(&fetched, keyring));
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// Looks for the records that say that a missing envelope was erased: they stand after it.
async fn tell_erased(place: &Place, head: &Head, rows: &mut [Row], bar: &Bar) -> anyhow::Result<()> {
    let Some(first) = rows.iter().find(|row| row.signed == Signed::Missing).map(|row| row.index) else {
        return Ok(());
    };
    walk::each(&place.store, head, first + 1..head.size(), bar, async |fetched| {
        let (Some(entry), Some(envelope)) = (fetched.stored.entry, fetched.stored.envelope) else {
            return Ok(());
        };
        if !Entry::parse(&entry)
            .is_ok_and(|entry| entry.kind == Kind::Redaction && entry.envelope_sha256 == Hash::of(&envelope))
        {
            return Ok(());
        }
        let Some(Predicate::Redaction(redaction)) = enclosed::statement(&envelope).map(|one| one.predicate)
        else {
            return Ok(());
        };
        let is_target = |row: &&mut Row| row.leaf_ref() == Some(LeafRef { ..redaction.target });
        if let Some(row) = rows.iter_mut().filter(|row| row.signed == Signed::Missing).find(is_target) {
            row.erased(fetched.stored.index);
        }
        Ok(())
    })
    .await
}

fn report(of: &Shown) -> Report {
    let mut table = Table::new(&[">Index", "Time", "Kind", "Environment", "Subject", "Signer"]);
    for row in &of.entries {
        table.rows.push(row.cells());
    }
    let mut sections = vec![Section::headed("Entries", vec![Block::Table(table)])];
    if let [row] = of.entries.as_slice()
        && let Some(statement) = row.statement_lines()
    {
        sections.extend(answer::list("Entry", &row.lines()));
        let lines = statement.into_iter().map(|line| vec![Piece::code(line)]).collect();
        sections.push(Section::headed("What was signed", vec![Block::List(lines)]));
    }
    let head = match of.head {
        HeadState::Trusted => "whose head a key that you trust signed",
        HeadState::NotVerified => "not verified",
        HeadState::Refuted => "and the signature of its head fails: verify it",
    };
    Report {
        title: "Ledger".to_owned(),
        headline: format!("{}, {}, {head}", of.ledger, count(of.size, "entry", "entries")),
        sections,
        ..Report::default()
    }
}
