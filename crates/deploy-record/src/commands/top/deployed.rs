//! `deployed` and `verify deployed`: what was live at a moment, and why it was allowed.

use clap::{ArgMatches, Command};
use history::doubt::Doubt;
use history::live;
use history::stand::Stand;
use ledger::moment::Moment;
use ledger::name::Slug;
use runner::World;
use runner::report::{Block, Piece, Report, Section, Table};
use serde::Serialize;
use serde_json::Value;
use verdict::status::ExitCode;

use super::asked::{self, option};
use super::ground::{self, Ground};
use super::row::Row;
use super::source::{self, Located, Source};
use crate::answer::{self, list};
use crate::verification::State;

pub(super) fn command() -> Command {
    Command::new("deployed")
        .about("Say what was live at a moment and why it was allowed; the same as `verify deployed`")
        .arg(option("environment", "NAME", "Where").required(true))
        .arg(option("service", "NAME", "Only this service"))
        .arg(option("at", "TIME", "The moment, by RFC 3339, such as 2026-11-22T10:00:00Z; without it now"))
        .arg(since())
        .args(asked::source())
}

/// The option for a head that was seen before.
pub(super) fn since() -> clap::Arg {
    option(
        "since",
        "CHECKPOINT",
        "A signed checkpoint that was seen before: the ledger has to have grown out of it",
    )
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Deployed {
    /// `releasegate/deployed/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: State,
    /// Whether the ledger proves the answer, and nothing makes it doubtful.
    proven: bool,
    environment: Slug,
    at: Moment,
    spots: Vec<Spot>,
    ground: Ground,
    faults: Vec<Located>,
    unknown: Vec<Located>,
}

/// What was live of a service in a region.
#[derive(Debug, Serialize)]
struct Spot {
    service: Slug,
    environment: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Slug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<Live>,
    /// What was live last and was taken away, where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Live>,
    /// What was under way.
    open: Vec<Row>,
    doubts: Vec<Doubted>,
}

#[derive(Debug, Serialize)]
struct Live {
    deployment: Row,
    /// The entry that says so.
    by: Stand,
    /// Why it was allowed, as [`history::why`] tells it.
    why: Value,
}

#[derive(Debug, Serialize)]
struct Doubted {
    #[serde(flatten)]
    doubt: Doubt,
    message: String,
}

/// Exit code 0 for an answer that is proven, 1 over a faulty ledger, 3 for an answer that nobody vouches for or that is in doubt, and where no entry
/// tells of the place at all.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let service = asked::slug(matches, "service")?;
    let environment = asked::environment(matches)?
        .ok_or_else(|| crate::Usage("name the environment by --environment".to_owned()))?;
    let at = asked::moment_or_now(matches, "at", world)?;
    let now = crate::place::now(world)?;
    if at > now {
        let message =
            format!("--at: {at} is in the future: it is {now} now, and nobody knows what will be live");
        return Err(crate::Usage(message).into());
    }
    let source = crate::commands::wait(source::read(matches, world))?;
    let live = source.history.live(service.as_ref(), Some(&environment), at);
    let spots = live.into_iter().map(|spot| Spot::of(spot, &source)).collect::<Result<Vec<_>, _>>()?;
    let certain = !spots.is_empty() && spots.iter().all(|spot| spot.doubts.is_empty());
    let answer = Deployed {
        schema: "releasegate/deployed/v1",
        state: source.state,
        proven: certain && source.state == State::Sound && !source.is_part(),
        environment,
        at,
        spots,
        ground: ground::of(&source),
        unknown: unknown(&source, at),
        ledger: source.ledger,
        store: source.store,
        faults: source.faults,
    };
    answer::print(world, matches.get_flag("json"), &answer, report)?;
    Ok(match answer.state.exit_code() {
        ExitCode::Success if !answer.proven => ExitCode::Inconclusive,
        code => code,
    })
}

/// What cannot be known, and that nothing is known of what was not entered yet.
fn unknown(source: &Source, at: Moment) -> Vec<Located> {
    let mut unknown = source.unknown.clone();
    let last = source.shards.iter().filter_map(|shard| shard.found.report.last_time).max();
    if let Some(last) = last.filter(|last| *last < at) {
        let message = format!("what happened between {last}, which the last entry is of, and {at}");
        unknown.push(Located::of_all("after-the-last-entry", message));
    }
    unknown
}

impl Spot {
    fn of(spot: live::Spot<'_>, source: &Source) -> Result<Self, serde_json::Error> {
        let live = |live: live::Live<'_>| {
            let why = serde_json::to_value(source.history.why(live.deployed))?;
            Ok(Live { deployment: Row::of(live.deployed), by: live.by.at.clone(), why })
        };
        let doubted = |doubt: Doubt| Doubted { message: doubt.words(), doubt };
        Ok(Self {
            service: spot.service.clone(),
            environment: spot.environment.clone(),
            region: spot.region.cloned(),
            live: spot.live.map(live).transpose()?,
            ended: spot.ended.map(live).transpose()?,
            open: spot.open.into_iter().map(Row::of).collect(),
            doubts: spot.doubts.into_iter().map(doubted).collect(),
        })
    }

    fn place(&self) -> String {
        match &self.region {
            Some(region) => format!("{} {region}", self.environment),
            None => self.environment.to_string(),
        }
    }

    fn cells(&self) -> Vec<Piece> {
        let (what, id, since) = match (&self.live, &self.ended) {
            (Some(live), _) => (live.deployment.subject(), live.deployment.id(), live.by.time.to_string()),
            (None, Some(ended)) => (
                format!("nothing since {}", ended.by.words()),
                ended.deployment.id(),
                ended.by.time.to_string(),
            ),
            (None, None) => ("nothing".to_owned(), String::new(), String::new()),
        };
        let open: Vec<String> = self.open.iter().map(Row::id).collect();
        vec![
            Piece::plain(self.service.to_string()),
            Piece::plain(self.place()),
            Piece::code(what),
            Piece::code(id),
            Piece::plain(since),
            Piece::plain(open.join(", ")),
        ]
    }
}

impl Live {
    fn why(&self) -> Vec<String> {
        why(&self.deployment.id(), &self.why)
    }
}

/// Why a deployment was allowed, for people.
pub(super) fn why(id: &str, why: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let at = |value: &Value, path: &str| value.pointer(path).map(text).unwrap_or_default();
    let each = |name: &str| why.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let approval = |used: Value| {
        let index = used.pointer("/leaf/index").and_then(Value::as_u64).unwrap_or_default();
        let Some(record) = used.pointer("/given/record") else {
            return format!("{id}: entry {index}, which is no approval");
        };
        let back = used.pointer("/given/revoked/index").map(|by| format!("; taken back by entry {by}"));
        format!(
            "{id}: {} by {} at {}, until {}, by {} (entry {index}){}",
            at(record, "/meaning"),
            at(record, "/approver"),
            at(record, "/signedAt"),
            at(record, "/expiresAt"),
            at(record, "/authentication/method"),
            back.unwrap_or_default()
        )
    };
    let mut lines: Vec<String> = each("approvals").into_iter().map(approval).collect();
    let gate = |gate: Value| format!("{id}: gate {} said {}", at(&gate, "/id"), at(&gate, "/result"));
    lines.extend(each("gates").into_iter().map(gate));
    let request = |asked: Value| {
        let events = asked.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
        let events: Vec<String> = events.iter().map(|event| at(event, "/record/event")).collect();
        format!("{id}: request {}: {}", at(&asked, "/id"), events.join(", "))
    };
    lines.extend(each("requests").into_iter().map(request));
    if let Some(over) = why.get("override") {
        let reviews = over.get("reviews").and_then(Value::as_array).map_or(0, Vec::len);
        let reviews = match reviews {
            0 => "nobody looked at it afterwards",
            _ => "somebody looked at it afterwards",
        };
        lines.push(format!("{id}: {} went against the rules, and {reviews}", at(over, "/says/by")));
    }
    if lines.is_empty() {
        lines.push(format!("{id}: no entry says why it was allowed"));
    }
    lines
}

fn report(of: &Deployed) -> Report {
    let mut table = Table::new(&["Service", "Environment", "Live", "Deployment", "Since", "Under way"]);
    table.rows = of.spots.iter().map(Spot::cells).collect();
    let why: Vec<String> = of.spots.iter().filter_map(|spot| spot.live.as_ref()).flat_map(Live::why).collect();
    let doubts: Vec<String> =
        of.spots.iter().flat_map(|spot| &spot.doubts).map(|one| one.message.clone()).collect();
    let sections = [
        (!of.spots.is_empty()).then(|| Section::headed("Live", vec![Block::Table(table)])),
        list("Why it was allowed", &why),
        list("What makes this doubtful", &doubts),
        list("Faults", &source::lines(&of.faults)),
        list("What this proves", &of.ground.proves),
        list("What this cannot prove", &of.ground.cannot_prove),
        list("What cannot be known", &source::lines(&of.unknown)),
    ];
    let nothing = if of.spots.is_empty() { ": no entry tells of it until then" } else { "" };
    Report {
        title: "Deployed".to_owned(),
        headline: format!("{} at {}{nothing}. {} is {}", of.environment, of.at, of.ledger, of.state.words()),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
