//! `reconcile`: what GitHub shows beside what the ledger records. A deployment that nobody recorded is the one thing that a ledger cannot
//! find in itself.
//!
//! GitHub is read first: a record is there before GitHub shows it, so that what begins meanwhile is no gap.

mod asked;
mod page;
mod records;
mod told;

use std::collections::BTreeMap;

use clap::builder::RangedU64ValueParser;
use clap::{ArgMatches, Command};
use github::deployments::Filter;
use github::{GitHub, Repository, repositories};
use journal::naming::environment_slug;
use ledger::origin::Origin;
use mirror::{Reading, Recorded};
use runner::World;
use verdict::status::ExitCode;

use self::asked::{Asked, Narrowed};
use self::told::Told;
use super::asked::{as_of, environment, option, scope, slug};
use super::source::{self, Source};
use super::{deployed, hub};
use crate::answer;
use crate::place::{given, moment};

/// GitHub's deployments that can be read.
const MOST: u64 = 50_000;
/// Of so many deployments of Actions an earlier status is asked for, one request each.
const MOST_JOBS: usize = 200;
/// Seconds by which clocks may differ.
const SKEW: i64 = 300;

pub(super) fn command() -> Command {
    Command::new("reconcile")
        .about("Compare with GitHub's deployments and report those that no record is of")
        .args(scope())
        .arg(option("from", "TIME", "Only what began then or later, by RFC 3339: such as when recording began"))
        .arg(
            option("most", "N", "GitHub's deployments that are read, newest first: two requests a hundred")
                .value_parser(RangedU64ValueParser::<usize>::new().range(1..=MOST))
                .default_value("10000"),
        )
        .arg(hub::of())
        .arg(deployed::since())
        .arg(as_of())
}

/// GitHub's side.
struct Shown {
    repository: Repository,
    /// The repository's number.
    id: u64,
    /// The deployments, whose environments are called as the ledger calls them.
    reading: Reading,
    /// How GitHub spells the environments.
    spelled: BTreeMap<u64, String>,
    /// The environments, as the ledger calls them.
    places: BTreeMap<u64, String>,
}

/// Both sides, compared.
struct Compared {
    source: Source,
    shown: Shown,
    narrowed: Narrowed,
    /// Records of other repositories.
    of_others: usize,
    /// Deployments that Actions made and of which nobody asked whose job made them.
    unasked: usize,
}

/// Exit code 1 where a deployment is unrecorded or differs, or over a faulty ledger; 3 where nobody vouches for the ledger, one side was not read
/// whole, or there is nothing to compare; 4 where a side cannot be read. 0 only if both were read whole and agree. What is only in the ledger is
/// told and fails nothing: GitHub's deployments can be deleted, and the record stands.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let from = moment(matches, "from")?.map(records::timestamp).transpose()?;
    let asked = Asked { environment: environment(matches)?, service: slug(matches, "service")?, from };
    let most = matches.get_one::<usize>("most").copied().unwrap_or_default();
    let compared = crate::commands::wait(async {
        let (github, repository) = hub::connect(matches, world)?;
        let shown = shown(&github, repository, &asked, most).await?;
        let source = source::read(matches, world).await?;
        compared(&github, shown, source, &asked).await
    })?;
    let told = Told::of(compared, &asked, one_shard(matches));
    answer::print(world, matches.get_flag("json"), &told, page::report)?;
    Ok(told.exit_code())
}

/// Whether one shard of a ledger is named, and so no other is read.
pub(super) fn one_shard(matches: &ArgMatches) -> bool {
    let of_shard = |text: &str| Origin::parse(text).is_ok_and(|origin| origin.shard().is_some());
    given(matches, "shard").is_some() || given(matches, "ledger").is_some_and(of_shard)
}

async fn shown(github: &GitHub, repository: Repository, asked: &Asked, most: usize) -> anyhow::Result<Shown> {
    let id = repositories::read(github, &repository).await?.id;
    let mut reading = mirror::read(github, &repository, &Filter::default(), most).await?;
    // Where what was read reaches back before what is asked for, nothing of that is missing.
    let oldest = reading.deployments.iter().map(|one| one.deployment.created_at.as_second()).min();
    let covers = |from: jiff::Timestamp| oldest.is_some_and(|oldest| oldest < from.as_second() - SKEW);
    reading.whole |= asked.from.is_some_and(covers);
    let (mut spelled, mut places) = (BTreeMap::new(), BTreeMap::new());
    for one in &mut reading.deployments {
        let name = environment_slug(&one.deployment.environment)?.to_string();
        places.insert(one.deployment.id, name.clone());
        spelled.insert(one.deployment.id, std::mem::replace(&mut one.deployment.environment, name));
    }
    Ok(Shown { repository, id, reading, spelled, places })
}

async fn compared(
    github: &GitHub,
    mut shown: Shown,
    source: Source,
    asked: &Asked,
) -> anyhow::Result<Compared> {
    let all = source.history.deployments();
    let here = || all.iter().filter(|one| records::is_of(one, shown.id));
    let recorded: Vec<Recorded> = here().map(records::recorded).collect::<anyhow::Result<_>>()?;
    let services = here().map(|one| (one.id.clone(), one.service.clone())).collect();
    let first = mirror::compare(&shown.reading, &recorded);
    let reading = &mut shown.reading;
    let unasked =
        mirror::jobs::look_up(github, &shown.repository, reading, (&first, &recorded), MOST_JOBS).await?;
    let comparison = mirror::compare(reading, &recorded);
    let narrowed = asked.narrow(comparison, &recorded, (&services, &shown.places));
    let of_others = all.len() - recorded.len();
    Ok(Compared { source, shown, narrowed, of_others, unasked })
}
