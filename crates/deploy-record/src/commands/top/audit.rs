//! `verify`: the whole ledger, everything that it rests on, and what that proves.

use std::collections::BTreeMap;

use clap::{ArgMatches, Command};
use history::Told;
use history::live::STALE_AFTER_MILLIS;
use ledger::predicate::Gap;
use runner::World;
use runner::report::Report;
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::again::{self, Again};
use super::asked::{self, option};
use super::deployed::since;
use super::evidence::{Eye, Kept, named};
use super::ground::{self, Ground};
use super::source::{self, Located, Source};
use super::stale::{self, Open};
use crate::answer::{self, list};
use crate::place::{now, options};
use crate::verification::{State, written};

pub(super) fn command() -> Command {
    let deployed = super::deployed::command()
        .about("Say what was live at a moment and why it was allowed, and whether that is proven")
        .args(options())
        .arg(crate::commands::json());
    Command::new("verify")
        .about("Verify all of a ledger: entries, signatures, approvals, evidence, gaps; and say what that proves and what it cannot")
        .arg(since())
        .arg(option("after", "LENGTH", "A deployment is stale that has been open for longer; without it 24h"))
        .args(asked::source())
        .subcommand(deployed)
        .args_conflicts_with_subcommands(true)
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Audited {
    /// `releasegate/verify/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    ground: Ground,
    shards: Vec<Shard>,
    deployments: Counted,
    evidence: Evidence,
    /// Approvals by the policy that stood then.
    approvals: Again,
    stale: Vec<Open>,
    gaps: Vec<Told<Gap>>,
    /// Overrides that nobody looked at in time.
    overdue_reviews: Vec<String>,
    faults: Vec<Located>,
    notices: Vec<Located>,
    unknown: Vec<Located>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shard {
    origin: String,
    entries: u64,
    root: String,
    covered: u64,
    sealed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_time: Option<String>,
}

/// The population, and what stands out of it.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    all: usize,
    states: BTreeMap<&'static str, usize>,
    without_approval: usize,
    overridden: usize,
    erased_entries: usize,
}

#[derive(Debug, Default, Serialize)]
struct Evidence {
    named: usize,
    whole: usize,
    elsewhere: usize,
    damaged: usize,
}

/// Exit code 0 for a sound ledger, 1 for a faulty one, 3 for one that nobody vouches for, 4 for one that cannot be read.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    if let Some(("deployed", matches)) = matches.subcommand() {
        return super::deployed::run(matches, world);
    }
    let after = asked::millis(matches, "after")?.unwrap_or(STALE_AFTER_MILLIS);
    let audited = crate::commands::wait(async {
        let mut source = source::read(matches, world).await?;
        let evidence = evidence(&mut source).await?;
        let approvals = again::again(&mut source).await?;
        audited(source, (evidence, approvals), now(world)?, after)
    })?;
    answer::print(world, matches.get_flag("json"), &audited, report)?;
    Ok(audited.state.exit_code())
}

/// Looks at every piece of evidence that an entry names; what is damaged is a fault of the entry.
async fn evidence(source: &mut Source) -> anyhow::Result<Evidence> {
    let (mut eye, mut found, mut faults) = (Eye::default(), Evidence::default(), Vec::new());
    for (at, one) in named(source) {
        found.named += 1;
        match eye.look(source, at, one).await?.kept {
            Kept::Whole | Kept::InTheRecord => found.whole += 1,
            Kept::Elsewhere => found.elsewhere += 1,
            Kept::Damaged => {
                found.damaged += 1;
                let message = format!("what lies at the digest {} is something else", one.sha256);
                faults.push(Located::of(at, "evidence-damaged", message));
            }
        }
    }
    let known = |source: &Source, fault: &Located| {
        source.faults.iter().any(|one| {
            (&one.shard, one.finding.index, one.finding.code)
                == (&fault.shard, fault.finding.index, fault.finding.code)
        })
    };
    faults.retain(|fault| !known(source, fault));
    if !faults.is_empty() {
        source.state = State::Faulty;
    }
    source.faults.extend(faults);
    if found.elsewhere > 0 {
        let pieces = count(found.elsewhere as u64, "piece", "pieces");
        let message =
            format!("whether {pieces} of evidence that the ledger does not keep itself can still be had");
        source.unknown.push(Located::of_all("evidence-elsewhere", message));
    }
    Ok(found)
}

fn audited(
    source: Source,
    (evidence, approvals): (Evidence, Again),
    now: ledger::moment::Moment,
    after: i64,
) -> anyhow::Result<Audited> {
    let mut counted = Counted { all: source.history.deployments().len(), ..Counted::default() };
    counted.erased_entries = source.history.erased().len();
    let mut overdue_reviews = Vec::new();
    for one in source.history.deployments() {
        *counted.states.entry(one.state().word()).or_default() += 1;
        counted.without_approval += usize::from(one.approvals().is_empty());
        if let Some(overridden) = source.history.why(one).overridden {
            counted.overridden += 1;
            overdue_reviews.extend(overridden.is_overdue(now).then(|| one.id.to_string()));
        }
    }
    let shard = |shard: &source::Shard| {
        let report = &shard.found.report;
        Shard {
            origin: report.origin.to_string(),
            entries: report.size,
            root: report.root.to_string(),
            covered: report.covered,
            sealed: report.sealed,
            last_time: written(report.last_time),
        }
    };
    Ok(Audited {
        schema: "releasegate/verify/v1",
        state: source.state,
        ground: ground::of(&source),
        shards: source.shards.iter().map(shard).collect(),
        deployments: counted,
        evidence,
        approvals,
        stale: stale::open(&source, now, after),
        gaps: source.history.gaps().to_vec(),
        overdue_reviews,
        ledger: source.ledger,
        store: source.store,
        faults: source.faults,
        notices: source.notices,
        unknown: source.unknown,
    })
}

fn report(of: &Audited) -> Report {
    let counted = &of.deployments;
    let mut population = vec![
        format!(
            "{}: {} without an approval, {} against the rules",
            count(counted.all as u64, "deployment", "deployments"),
            counted.without_approval,
            counted.overridden
        ),
        format!(
            "{} of evidence: {} whole, {} kept elsewhere, {} damaged",
            count(of.evidence.named as u64, "piece", "pieces"),
            of.evidence.whole,
            of.evidence.elsewhere,
            of.evidence.damaged
        ),
    ];
    let again = &of.approvals;
    if again.permitted + again.refused + again.recorded_alone > 0 {
        population.push(format!(
            "approvals evaluated again by the policy that stood then: {} hold, {} do not, {} rest on the record alone",
            again.permitted, again.refused, again.recorded_alone
        ));
    }
    population.extend(counted.states.iter().map(|(state, number)| format!("{number} {state}")));
    let stale: Vec<String> =
        of.stale.iter().map(|one| format!("{} of {}", one.row.id(), one.row.service)).collect();
    let gaps: Vec<String> = of
        .gaps
        .iter()
        .map(|gap| format!("{}: {} ({})", gap.at.words(), gap.record.reference, gap.record.reason))
        .collect();
    let heads: Vec<String> = of
        .shards
        .iter()
        .map(|shard| {
            format!("{}: {}, root {}", shard.origin, count(shard.entries, "entry", "entries"), shard.root)
        })
        .collect();
    let sections = [
        list("Faults", &source::lines(&of.faults)),
        list("What this proves", &of.ground.proves),
        list("What this cannot prove", &of.ground.cannot_prove),
        list("Population", &population),
        list("Began and did not end", &stale),
        list("Known to be missing", &gaps),
        list("Overrides that nobody looked at in time", &of.overdue_reviews),
        list("To look at", &source::lines(&of.notices)),
        list("What cannot be known", &source::lines(&of.unknown)),
        list("Heads", &heads),
    ];
    Report {
        title: match of.state {
            State::Sound => "Record verified",
            State::Faulty => "Record with faults",
            State::Unproven | State::NotVerifiable => "Record not verified",
        }
        .to_owned(),
        headline: format!("{} is {}", of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
