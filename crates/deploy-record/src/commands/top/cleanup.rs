//! `cleanup`: stale deployments of previews on GitHub, made inactive or deleted. No ledger is changed, and none is needed; where one is named,
//! what it says is there or under way stays.

mod told;

use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use github::{GitHub, Repository};
use ledger::predicate::Tier;
use mirror::cleanup::{Plan, Spared, Stale, Why, carry_out, read_and_plan};
use runner::World;
use verdict::status::ExitCode;

use self::told::Told;
use super::asked::{as_of, millis, option};
use super::hub;
use super::source::{self, Source};
use crate::Usage;
use crate::answer;
use crate::place::{given, now};
use crate::policy::tier_of;
use crate::verification::State;

/// GitHub's deployments that are read, newest first, a request a hundred.
const MOST: usize = 20_000;

pub(super) fn command() -> Command {
    let flag = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let number = |name, most, default, help| {
        let range = RangedU64ValueParser::<usize>::new().range(0..=most);
        option(name, "N", help).value_parser(range).default_value(default)
    };
    let environment =
        "Environments by name, with * for any characters but /, such as preview/*; can be repeated";
    Command::new("cleanup")
        .about("Make stale preview deployments on GitHub inactive, or delete them; without --yes say what would be done")
        .arg(option("environment", "GLOB", environment).action(ArgAction::Append).required(true))
        .arg(option("older-than", "LENGTH", "Nothing was said of them for so long, such as 12h or 14d").required(true))
        .arg(number("keep", 100_000, "0", "So many of the newest of each environment stay as they are"))
        .arg(flag("delete", "Delete them, too"))
        .arg(flag("yes", "Do it"))
        .arg(flag("dry-run", "Only say what would be done, as without --yes").conflicts_with("yes"))
        .arg(number("writes", 5_000, "200", "Requests that change something, at most; GitHub wants a second for each"))
        .arg(hub::of())
        .arg(as_of())
}

/// Exit code 0 where all was done that was to be, and where nothing was to be done but said; 1 where something could not be done, or was left; 1
/// or 3, and nothing done, over a ledger that is not sound; 2 for a pattern of production; 4 where GitHub could not be asked.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let mut stale = stale(matches)?;
    let writes = matches.get_one::<usize>("writes").copied().unwrap_or_default();
    let named = ["store", "trust", "ledger"].iter().any(|option| given(matches, option).is_some());
    let source = named.then(|| crate::commands::wait(source::read(matches, world))).transpose()?;
    if let Some(source) = source.as_ref().filter(|source| source.state != State::Sound) {
        let words = source.state.words();
        let text =
            format!("what {} says is live would stay, and it is {words}; nothing was done", source.ledger);
        answer::remark(world, &text)?;
        return Ok(source.state.exit_code());
    }
    stale.spared = source.as_ref().map(|source| spared(source, world)).transpose()?.unwrap_or_default();
    let told = crate::commands::wait(async {
        let (github, repository) = hub::connect(matches, world)?;
        let plan = plan(&github, &repository, &stale, world).await?;
        let done = match matches.get_flag("yes") {
            true => Some(carry_out(&github, &repository, &plan, writes).await),
            false => None,
        };
        Ok(Told::of(&repository, plan, done))
    })?;
    answer::print(world, matches.get_flag("json"), &told, told::report)?;
    Ok(told.exit_code())
}

fn stale(matches: &ArgMatches) -> anyhow::Result<Stale> {
    if super::reconcile::one_shard(matches) {
        return Err(Usage("what is live may be in another shard than the one that is named".to_owned()).into());
    }
    let patterns: Vec<String> = matches.get_many("environment").into_iter().flatten().cloned().collect();
    if let Some(pattern) = patterns.iter().find(|pattern| is_production(pattern)) {
        let message = format!(
            "--environment: `{pattern}` is production by its name, or may be, and that is never cleaned up: begin it with preview, pr, review, dev, test, qa or staging"
        );
        return Err(Usage(message).into());
    }
    let millis = millis(matches, "older-than")?.and_then(|millis| u64::try_from(millis).ok());
    let older = millis.ok_or_else(|| Usage("say how old by --older-than".to_owned()))?;
    let mut stale =
        Stale::of(&patterns, Duration::from_millis(older)).map_err(|error| Usage(error.to_string()))?;
    stale.keep = matches.get_one::<usize>("keep").copied().unwrap_or_default();
    stale.delete = matches.get_flag("delete");
    Ok(stale)
}

/// Whether a name is one of production where no policy says otherwise. A pattern begins as all names do that it is of.
fn is_production(name: &str) -> bool {
    tier_of(name) == Tier::Production
}

/// What is live or under way by the ledger, now or by the entry that is latest, whose clock may be ahead.
fn spared(source: &Source, world: &World<'_>) -> anyhow::Result<Spared> {
    let events = source.history.deployments().iter().flat_map(|one| &one.events);
    let at = events.map(|event| event.at.time).fold(now(world)?, Ord::max);
    let mut spared = Spared::default();
    for spot in source.history.live(None, None, at) {
        for one in spot.live.map(|live| live.deployed).into_iter().chain(spot.open) {
            spared.ids.insert(one.id.to_string());
            spared
                .numbers
                .extend(one.github().and_then(|github| github.deployment_id.as_str().parse::<u64>().ok()));
        }
    }
    Ok(spared)
}

/// What is to be done; what a pattern reaches that is production by its whole name stays.
async fn plan(
    github: &GitHub,
    repository: &Repository,
    stale: &Stale,
    world: &World<'_>,
) -> anyhow::Result<Plan> {
    let mut plan = read_and_plan(github, repository, stale, (world.clock)(), MOST).await?;
    let (kept, steps): (Vec<_>, Vec<_>) =
        plan.steps.into_iter().partition(|step| is_production(&step.environment));
    plan.steps = steps;
    plan.kept.extend(kept.into_iter().rev().map(|step| (step.id, Why::Production)));
    Ok(plan)
}
