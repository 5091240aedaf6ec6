//! `ledger copy`: a whole ledger to another store, verified before and after. A copy that broke off has no effect, and is done again from the
//! target's last head.

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use ledger::hash::Hash;
use ledger::prove::Subtrees;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use stores::{Head, Receiver};
use verdict::status::ExitCode;

use crate::Usage;
use crate::answer::{self, list};
use crate::bar::{self, Bar};
use crate::enclosed;
use crate::place::{Place, given};
use crate::verification::{self, Finding, State, Verification};
use crate::walk::AT_ONCE;

pub(super) fn command() -> Command {
    Command::new("copy")
        .about(
            "Copy a ledger to another store: verified, to the byte, and from where an earlier copy broke off",
        )
        .arg(
            Arg::new("to")
                .long("to")
                .required(true)
                .value_name("STORE")
                .help("Where to: dir:PATH, branch:NAME, s3://BUCKET/PREFIX, gs://… or az://…"),
        )
        .arg(super::ephemeral_ok())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Copied {
    /// `releasegate/ledger-copy/v1`.
    schema: &'static str,
    ledger: String,
    from: String,
    to: String,
    /// Entries that the target had.
    had: u64,
    size: u64,
    root: String,
    /// Evidence that records name and that the source does not keep itself: how many pieces of it.
    evidence_elsewhere: u64,
}

/// What came of it.
enum Done {
    Copied(Copied),
    /// Which of the two, and what is wrong with it.
    NotSound(&'static str, Box<Verification>),
    /// Why nothing was appended to the target.
    Refused(String),
}

/// Exit code 0 once the target is sound and holds all, 1 for a ledger or target with a fault, 3 for a source that nobody vouches for.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if given(matches, "trust").is_none() {
        return Err(Usage("name the keys by --trust: what cannot be verified is not copied".to_owned()).into());
    }
    match super::wait(copy(matches, world))? {
        Done::Copied(copied) => {
            answer::print(world, matches.get_flag("json"), &copied, report)?;
            Ok(ExitCode::Success)
        }
        Done::NotSound(which, found) => {
            answer::remark(world, &format!("the {which} is {}", found.state.words()))?;
            let lines: Vec<String> = found.faults.iter().map(Finding::line).take(20).collect();
            lines.iter().try_for_each(|line| answer::remark(world, line))?;
            Ok(found.state.exit_code())
        }
        Done::Refused(why) => {
            answer::remark(world, &format!("nothing was appended to the target: {why}"))?;
            Ok(ExitCode::Fail)
        }
    }
}

async fn copy(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Done> {
    let to = given(matches, "to").context("name a target")?;
    let source = Place::open(matches, world)?;
    let head = source.head().await?;
    let bar = Bar::over(bar::watched(world), "verifying", head.size());
    let found = verification::verify(&source, &head, Vec::new(), &bar).await?;
    drop(bar);
    if found.state != State::Sound {
        return Ok(Done::NotSound("source", Box::new(found)));
    }
    let target = source.beside(to, matches, world).context("the target cannot be opened")?;
    // Nobody else writes to a folder from here on; elsewhere the last write compares.
    let receiver = target.store.receive().await.context("the target cannot be read")?;
    let had = receiver.next();
    let bar = Bar::over(bar::watched(world), "comparing", had);
    if let Some(before) = receiver.before()
        && let Some(why) = differs(&source, &head, &target, before, &bar).await?
    {
        return Ok(Done::Refused(why));
    }
    drop(bar);
    let bar = Bar::over(bar::watched(world), "copying", head.size().saturating_sub(had));
    let evidence_elsewhere = send(&source, &head, receiver, &bar).await?;
    drop(bar);
    let after = target.head().await?;
    let bar = Bar::over(bar::watched(world), "verifying", after.size());
    let found = verification::verify(&target, &after, Vec::new(), &bar).await?;
    drop(bar);
    if found.state != State::Sound {
        return Ok(Done::NotSound("target", Box::new(found)));
    }
    let (from, to) = (source.store.name(), target.store.name());
    let (schema, ledger) = ("releasegate/ledger-copy/v1", source.store.origin().to_string());
    let (size, root) = (after.size(), after.root().to_string());
    Ok(Done::Copied(Copied { schema, ledger, from, to, had, size, root, evidence_elsewhere }))
}

/// Sends what the target does not have yet. Gives how many pieces of evidence the source does not keep itself.
async fn send(source: &Place, head: &Head, mut receiver: Receiver<'_>, bar: &Bar) -> anyhow::Result<u64> {
    let broke_off = "the copy broke off, and the target is as it was: run it again";
    let mut elsewhere = 0;
    if receiver.next() == head.size() {
        return Ok(elsewhere);
    }
    while receiver.next() < head.size() {
        let part = receiver.next()..receiver.next().saturating_add(AT_ONCE);
        for stored in source.store.entries(head, part).await.context(broke_off)? {
            receiver.entry(&stored).await.context(broke_off)?;
            for digest in stored.envelope.as_deref().map(enclosed::evidence).unwrap_or_default() {
                match source.store.evidence(head, &digest).await.context(broke_off)? {
                    Some(bytes) => receiver.evidence(bytes).await.context(broke_off)?,
                    None => elsewhere += 1,
                }
            }
            bar.advance();
        }
    }
    receiver
        .finish(head)
        .await
        .context("the copy may have been written or not: run it again, which finds it if it was")?;
    Ok(elsewhere)
}

/// Why the target is not the beginning of the source; nothing if it is, to the byte.
async fn differs(
    source: &Place,
    head: &Head,
    target: &Place,
    before: &Head,
    bar: &Bar,
) -> anyhow::Result<Option<String>> {
    if before.size() > head.size() {
        let (more, fewer) = (count(before.size(), "entry", "entries"), head.size());
        return Ok(Some(format!(
            "it has {more}, and the source {fewer}: one of them is out of date, or another ledger"
        )));
    }
    let mut tree = Subtrees::default();
    let mut pairs = Vec::new().into_iter();
    for index in 0..before.size() {
        if pairs.len() == 0 {
            let part = index..before.size().min(index.saturating_add(AT_ONCE));
            let ours = source.store.entries(head, part.clone()).await?;
            let theirs = target.store.entries(before, part).await.context("the target cannot be read")?;
            pairs = ours.into_iter().zip(theirs).collect::<Vec<_>>().into_iter();
        }
        let (ours, theirs) = pairs.next().context("the store gave fewer entries than it has")?;
        if theirs.entry.is_none() || (theirs.envelope.is_none() && ours.envelope.is_some()) {
            return Ok(Some(format!(
                "entry {index} of the target, or its envelope, is missing: it lost what it had"
            )));
        }
        if theirs != ours {
            return Ok(Some(format!(
                "entry {index} of the target is another than that of the source: one of them was rewritten"
            )));
        }
        tree.push(Hash::leaf(&theirs.entry.unwrap_or_default()));
        bar.advance();
    }
    if tree.root(before.size()) != Some(before.root()) {
        return Ok(Some("its head covers other entries than it has".to_owned()));
    }
    Ok(None)
}

fn report(of: &Copied) -> Report {
    let mut facts = vec![format!("from {}", of.from), format!("to {}", of.to), format!("root {}", of.root)];
    if of.had > 0 {
        facts.push(format!("{} were there before, and are the same", count(of.had, "entry", "entries")));
    }
    if of.evidence_elsewhere > 0 {
        let pieces = count(of.evidence_elsewhere, "piece", "pieces");
        facts.push(format!("{pieces} of evidence that records name are kept elsewhere, and were not copied"));
    }
    Report {
        title: "Ledger copied".to_owned(),
        headline: format!("{}, {}, is at the target, and sound", of.ledger, count(of.size, "entry", "entries")),
        sections: list("Copy", &facts).into_iter().collect(),
        ..Report::default()
    }
}
