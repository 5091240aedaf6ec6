//! `shipped`: where a pull request or a commit went, and when; for people, machines, and as a badge.

use clap::{Arg, ArgGroup, ArgMatches, Command};
use history::shipped::{Shipped, Wanted};
use ledger::moment::Moment;
use ledger::name::{NumericId, Slug, Ulid};
use ledger::predicate::Tier;
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;
use serde::Serialize;
use surface::{Tone, badge};
use verdict::status::ExitCode;

use super::asked;
use super::source::{self, Source};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::given;
use crate::verification::State;

pub(super) fn command() -> Command {
    let option = asked::option;
    let wanted: [Arg; 3] = [
        option("pull-request", "NUMBER", "Where this pull request went"),
        option("commit", "SHA", "Where this commit went, by its first digits"),
        option("repository-id", "NUMBER", "The repository of the pull request, where the ledger has several")
            .requires("pull-request"),
    ];
    Command::new("shipped")
        .about("Say in which deployments a pull request or a commit reached each environment, and when")
        .args(wanted)
        .group(ArgGroup::new("wanted").args(["pull-request", "commit"]).required(true))
        .arg(option("badge", "FILE", "Also write a badge, as SVG, that says where it went furthest"))
        .args(asked::scope())
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// `releasegate/shipped/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    wanted: String,
    shipped: Vec<One>,
    faults: Vec<source::Located>,
}

/// The first deployment to a place that succeeded with it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct One {
    service: Slug,
    environment: Slug,
    tier: Tier,
    deployment: Ulid,
    /// When it ended.
    at: Moment,
    /// What became of that deployment since.
    now: history::deployed::State,
    /// Its first entry.
    entry: u64,
}

impl One {
    fn of(one: &Shipped<'_>) -> Self {
        let deployed = one.deployed;
        Self {
            service: deployed.service.clone(),
            environment: deployed.environment.name.clone(),
            tier: deployed.environment.tier,
            deployment: deployed.id.clone(),
            at: one.at,
            now: deployed.state(),
            entry: deployed.events.first().map_or(0, |event| event.at.leaf.index),
        }
    }
}

/// What is looked for.
fn wanted(matches: &ArgMatches) -> anyhow::Result<Wanted> {
    if let Some(text) = given(matches, "pull-request") {
        let number = text.strip_prefix('#').unwrap_or(text).parse::<u64>();
        let number = number.map_err(|_| Usage(format!("--pull-request: `{text}` is no number, such as 12")))?;
        return Ok(Wanted::Pull(number, asked::name(matches, "repository-id", NumericId::new)?));
    }
    let digits = given(matches, "commit").unwrap_or_default();
    let is_sha = digits.len() >= 7 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_sha {
        return Err(Usage("--commit: give at least seven digits of a SHA".to_owned()).into());
    }
    Ok(Wanted::Commit(digits.to_ascii_lowercase()))
}

/// Exit code 0 for a sound ledger, wherever it went or not; 1 for one with faults, 3 for one that nobody vouches for. A badge says nothing of
/// records that are not sound.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let wanted = wanted(matches)?;
    let (service, environment) = (asked::slug(matches, "service")?, asked::environment(matches)?);
    let target = given(matches, "badge").map(|path| crate::commands::cleared(world, path)).transpose()?;
    let source = crate::commands::wait(source::read(matches, world))?;
    let mut shipped: Vec<One> = source.history.shipped(&wanted).iter().map(One::of).collect();
    shipped.retain(|one| {
        service.as_ref().is_none_or(|service| one.service == *service)
            && environment.as_ref().is_none_or(|environment| one.environment == *environment)
    });
    let wanted = match &wanted {
        Wanted::Pull(number, _) => format!("pull request {number}"),
        Wanted::Commit(digits) => format!("commit {digits}"),
    };
    let Source { ledger, store, state, faults, .. } = source;
    if let Some(target) = target {
        let (value, tone) = worn(state, &shipped);
        runner::atomic::write(&target, badge("shipped", &value, tone).as_bytes())?;
    }
    let told = Told { schema: "releasegate/shipped/v1", ledger, store, state, wanted, shipped, faults };
    answer::print(world, matches.get_flag("json"), &told, report)?;
    Ok(told.state.exit_code())
}

/// What a badge says: the place that counts most, and the day.
fn worn(state: State, shipped: &[One]) -> (String, Tone) {
    if state != State::Sound {
        return ("not known".to_owned(), Tone::Unknown);
    }
    let furthest = shipped.iter().min_by_key(|one| rank(one.tier));
    let Some(one) = furthest else { return ("not yet".to_owned(), Tone::Unknown) };
    let day: String = one.at.to_string().chars().take(10).collect();
    match one.now {
        history::deployed::State::RolledBack => (format!("{}, rolled back", one.environment), Tone::Bad),
        _ if one.tier == Tier::Production => (format!("{} {day}", one.environment), Tone::Good),
        _ => (format!("{} {day}", one.environment), Tone::Fair),
    }
}

const fn rank(tier: Tier) -> u8 {
    match tier {
        Tier::Production => 0,
        Tier::Staging => 1,
        Tier::Testing => 2,
        Tier::Development => 3,
        Tier::Other => 4,
    }
}

fn report(of: &Told) -> Report {
    let mut table = Table::new(&["Environment", "Service", "When", "Deployment", "Since then"]);
    table.rows = of.shipped.iter().map(row).collect();
    let sections = [
        (!of.shipped.is_empty()).then(|| Section::headed("Where it went first", vec![Block::Table(table)])),
        list("Faults", &source::lines(&of.faults)),
    ];
    let went = match of.shipped.len() {
        0 => "has reached no environment that the ledger tells of".to_owned(),
        places => format!("has reached {}", count(places as u64, "place", "places")),
    };
    Report {
        title: "Shipped".to_owned(),
        headline: format!("{} {went}. {} is {}", of.wanted, of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}

fn row(one: &One) -> Vec<Piece> {
    vec![
        Piece::plain(one.environment.to_string()),
        Piece::plain(one.service.to_string()),
        Piece::plain(one.at.to_string()),
        Piece::code(one.deployment.to_string()),
        Piece::plain(one.now.to_string()),
    ]
}
