//! `query`: the deployments that somebody asks for, newest first.

use clap::{Arg, ArgMatches, Command, value_parser};
use history::deployed::{State, kind_word};
use history::filter::Filter;
use ledger::name::{NumericId, Pseudonym};
use ledger::predicate::DeploymentKind;
use runner::World;
use runner::report::{Block, Report, Section};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked::{self, option};
use super::row::{self, Row};
use super::source::{self, Source};
use crate::Usage;
use crate::answer::{self, list};
use crate::place::{given, moment};
use crate::verification;

/// Deployments that are shown where nobody says how many.
const LIMIT: &str = "20";
/// Every kind.
const KINDS: [DeploymentKind; 5] = [
    DeploymentKind::Planned,
    DeploymentKind::Hotfix,
    DeploymentKind::Rollback,
    DeploymentKind::Redeploy,
    DeploymentKind::Config,
];

pub(super) fn command() -> Command {
    Command::new("query")
        .about("Find deployments, newest first: what is not asked for is anything")
        .args(asked::scope())
        .arg(option("state", "STATE", "Left in this state, such as succeeded, failed or started"))
        .arg(option("kind", "KIND", "planned, hotfix, rollback, redeploy or config"))
        .arg(option("commit", "SHA", "Of this commit, or with it among its changes; its beginning will do"))
        .arg(option("artifact", "DIGEST", "Of the artifact with this digest, in hex, perhaps behind `sha256:`"))
        .arg(option("run-id", "NUMBER", "Recorded by this workflow run"))
        .arg(option("from", "TIME", "With an entry of this moment or later"))
        .arg(option("until", "TIME", "With an entry of before this moment; with --from, the same entry"))
        .arg(option("approver", "PSEUDONYM", "Resting on an approval by this person"))
        .arg(option("gate-id", "NAME", "Judged by this gate"))
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..))
                .default_value(LIMIT)
                .help("So many at most"),
        )
        .args(asked::source())
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Found {
    /// `releasegate/deployments/v1`.
    schema: &'static str,
    ledger: String,
    store: String,
    state: verification::State,
    /// How many there are that fit, shown or not.
    all: usize,
    deployments: Vec<Row>,
    /// What to look for instead, where there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    faults: Vec<source::Located>,
}

/// Exit code 0 once they are shown, 1 over a faulty ledger: what is shown was then looked for among what can be read.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let filter = filter(matches)?;
    let limit = matches.get_one::<u32>("limit").copied().unwrap_or_default();
    let source = crate::commands::wait(source::read(matches, world))?;
    let (found, all) = source.history.find(&filter, usize::try_from(limit).unwrap_or(usize::MAX));
    let deployments = found.into_iter().map(Row::of).collect();
    let hint = asked::elsewhere(&source.history, filter.service.as_ref(), filter.environment.as_ref());
    let (schema, state) = ("releasegate/deployments/v1", source.state);
    let Source { ledger, store, faults, .. } = source;
    let found = Found { schema, ledger, store, state, all, deployments, hint, faults };
    answer::print(world, matches.get_flag("json"), &found, report)?;
    Ok(shown(state))
}

/// How a command ends that shows and judges nothing: what is faulty is told by the number too.
pub(super) const fn shown(state: verification::State) -> ExitCode {
    match state {
        verification::State::Faulty => ExitCode::Fail,
        _ => ExitCode::Success,
    }
}

fn filter(matches: &ArgMatches) -> anyhow::Result<Filter> {
    let hex = |name: &str| -> anyhow::Result<Option<String>> {
        let Some(text) = given(matches, name) else { return Ok(None) };
        let digits = text.strip_prefix("sha256:").or(text.strip_prefix("sha512:")).unwrap_or(text);
        let is_hex = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = is_hex.then(|| digits.to_ascii_lowercase());
        Ok(Some(digits.ok_or_else(|| Usage(format!("--{name}: `{text}` is not in hex digits")))?))
    };
    let word = |name: &str| given(matches, name);
    let state = word("state").map(|word| {
        State::of_word(word).ok_or_else(|| {
            let known: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
            Usage(format!("--state: `{word}` is none of {}", known.join(", ")))
        })
    });
    let kind = word("kind").map(|word| {
        KINDS.into_iter().find(|kind| kind_word(*kind) == word).ok_or_else(|| {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind_word(*kind)).collect();
            Usage(format!("--kind: `{word}` is none of {}", known.join(", ")))
        })
    });
    Ok(Filter {
        service: asked::slug(matches, "service")?,
        environment: asked::environment(matches)?,
        state: state.transpose()?,
        kind: kind.transpose()?,
        commit: hex("commit")?,
        artifact: hex("artifact")?,
        run: asked::name(matches, "run-id", NumericId::new)?,
        since: moment(matches, "from")?,
        until: moment(matches, "until")?,
        approver: asked::name(matches, "approver", Pseudonym::new)?,
        gate: asked::slug(matches, "gate-id")?,
    })
}

fn report(of: &Found) -> Report {
    let mut table = row::table(&of.deployments);
    let more = of.all.saturating_sub(of.deployments.len());
    if more > 0 {
        table.more = Some(format!("and {more} more: raise --limit"));
    }
    let sections = [
        (!of.deployments.is_empty()).then(|| Section::headed("Deployments", vec![Block::Table(table)])),
        of.hint.as_ref().and_then(|hint| list("Nothing here", std::slice::from_ref(hint))),
        list("Faults", &source::lines(&of.faults)),
    ];
    Report {
        title: "Deployments".to_owned(),
        headline: format!(
            "{} in {}, which is {}",
            count(of.all as u64, "deployment", "deployments"),
            of.ledger,
            of.state.words()
        ),
        sections: sections.into_iter().flatten().collect(),
        ..Report::default()
    }
}
