//! `upload`: a SARIF log to GitHub's code scanning, and what became of it.

use anyhow::{Context as _, bail};
use clap::{Arg, ArgMatches, Command};
use runner::files::Workspace;
use runner::setting::Token;
use runner::text::one_line;
use runner::{Setting, World};
use verdict::status::ExitCode;

use crate::gather;
use crate::gather::alerts::Alerts;
use crate::policy::{Asked, Policy};
use crate::upload::{self, Job, Place, Status};

pub(super) fn command() -> Command {
    let arg = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("upload")
        .about("Upload a SARIF log to code scanning with the token in GITHUB_TOKEN, and wait until GitHub processed it")
        .arg(arg("sarif", "PATH", "The log").required(true))
        .arg(arg("category", "NAME", "The category of runs that name none").default_value("sarif-merge"))
        .arg(arg("ref", "REF", "The ref by its full name, such as refs/heads/main").required(true))
        .arg(arg("sha", "SHA", "The commit that was scanned").required(true))
        .arg(arg("repository", "OWNER/NAME", "The repository; without it that of GITHUB_REPOSITORY"))
        .arg(arg("tool", "NAME", "A tool that may be uploaded, and no other; can be repeated").action(clap::ArgAction::Append))
        .arg(arg("timeout", "SECONDS", "For how long GitHub's processing is waited for").default_value("300"))
}

/// Exit code 0 only when GitHub processed all of it and its counts fit, 3 when nobody knows, 4 when it failed.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let wrong = |(name, problem): (&str, String)| anyhow::anyhow!("--{name} {problem}");
    let path = given("sarif").context("name a log")?;
    let at = upload::commit_and_reference(given("sha"), given("ref")).map_err(wrong)?;
    let (commit, reference) = at.context("name the commit and its ref")?;
    let timeout = upload::seconds(given("timeout").unwrap_or_default());
    let timeout = timeout.map_err(|(_, problem)| anyhow::anyhow!("--timeout {problem}"))?;
    let name = given("repository").or(world.var("GITHUB_REPOSITORY"));
    let repository = name.context("name the repository by --repository")?.parse();
    let repository = repository.map_err(|error| anyhow::anyhow!("the repository {error}"))?;
    let today = (world.clock)().to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut setting = Setting::plain(Workspace::new(world.directory.clone()), today);
    setting.vars = world.vars.clone();
    setting.token = world.var("GITHUB_TOKEN").or(world.var("GH_TOKEN")).and_then(Token::new);
    anyhow::ensure!(setting.token.is_some(), "there is no token: set GITHUB_TOKEN");
    let log =
        gather::one_file(&world.directory.join(path)).with_context(|| format!("failed to read {path}"))?;
    let policy = Policy::resolve(None, Asked { files: vec![path.to_owned()], ..Asked::default() })?;
    let alerts = Alerts::of(&log, &policy, None, &setting).with_context(|| format!("failed to read {path}"))?;
    if let Some((tool, why)) = alerts.incomplete() {
        bail!("{path}: {tool} is not complete: {why}. GitHub would close every alert that is missing");
    }
    let place = Place { repository, commit, reference, checkout: upload::checkout(&setting), started: None };
    let fallback = upload::fallback(&setting).map_err(|told| anyhow::anyhow!(told.headline))?;
    let category = given("category").unwrap_or_default().trim_end_matches('/').to_owned();
    let job = Job { place, alerts, category, fallback, wait: true, timeout };
    let allowed: Option<Vec<String>> = matches.get_many::<String>("tool").map(|tools| tools.cloned().collect());
    let told = upload::perform(&job, allowed.as_deref(), &setting);
    let mut text = format!("{}\n", one_line(&told.headline));
    for note in &told.notes {
        text.push_str(&format!("note: {}\n", one_line(note)));
    }
    for id in &told.ids {
        text.push_str(&format!("sarif-id: {}\n", one_line(id)));
    }
    world.stdout.write_all(runner::command::neutral(&text).as_bytes())?;
    Ok(match told.status {
        Status::Uploaded => ExitCode::Success,
        Status::Sent | Status::Unproven => ExitCode::Inconclusive,
        Status::Failed | Status::Skipped => ExitCode::Error,
    })
}
