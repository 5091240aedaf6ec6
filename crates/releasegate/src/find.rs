//! The command `find`: what the gates are to judge, as outputs of a step.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};
use runner::context::Context;
use runner::files::Workspace;
use runner::setting::Token;
use runner::text::one_line;
use runner::{InputError, Inputs, Setting, World, command, evidence, outputs};
use verdict::status::ExitCode;

use crate::action::SPEC;
use crate::facts::{Plan, Search, Searched};
use crate::half::{Both, Half, NAME};
use crate::policy::{Policy, Wanted};
use crate::search::{self, Found, Limits};

/// The parser.
pub(crate) fn parser() -> Command {
    let lines = |name: &'static str| {
        let arg = Arg::new(name).long(name).value_name("GLOB").action(ArgAction::Append);
        arg.help(SPEC.input(name).map(|input| input.about).unwrap_or_default())
    };
    Command::new("find")
        .about("Say which reports there are to be judged, without judging them")
        .arg(lines("coverage"))
        .arg(lines("reports"))
        .arg(Arg::new("config").long("config").value_name("TEXT").help("Path of the policy file, or none"))
}

/// Searches, and writes what the following steps read.
///
/// # Errors
/// The outputs cannot be written.
pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    forget_summaries(world)?;
    let (found, ids, code) = match prepared(matches, world).and_then(|(policy, setting)| {
        Ok((plan(&policy, &setting)?, Half::ALL.map(|half| half.gate_id(&setting.gate_id))))
    }) {
        Ok((found, ids)) => (found, ids, ExitCode::Success),
        Err(error) => {
            let problem = format!("{error:#}");
            let told = Search::failed(&problem);
            let code = if error.is::<InputError>() { ExitCode::Usage } else { ExitCode::Error };
            tell_error(world, &problem);
            (Found { told, ..Found::default() }, Half::ALL.map(|half| half.gate_id(NAME)), code)
        }
    };
    write_outputs(world, &found, &ids)?;
    if code == ExitCode::Success {
        tell(world, &found);
    }
    Ok(code)
}

/// What is asked, and what surrounds the run.
fn prepared(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<(Policy, Setting)> {
    let inputs = match world.vars.get("RELEASEGATE_INPUTS") {
        Some(json) => Inputs::from_json(&SPEC, json)?,
        None => {
            let of = |name: &str| {
                let values = matches.get_many::<String>(name)?;
                Some((name.to_owned(), values.cloned().collect::<Vec<_>>().join("\n")))
            };
            Inputs::from_pairs(&SPEC, ["coverage", "reports", "config"].into_iter().filter_map(of))?
        }
    };
    inputs.check()?;
    let now = (world.clock)().to_zoned(jiff::tz::TimeZone::UTC);
    let setting = Setting {
        gate_id: evidence::gate_id(inputs.text("gate-id"), NAME)?,
        context: Context::read(world)?,
        in_actions: world.in_actions(),
        protected: world.var("GITHUB_REF_PROTECTED") == Some("true"),
        token: Token::new(inputs.text("token")),
        vars: world.vars.clone(),
        ..Setting::plain(Workspace::new(world.workspace()), now.date())
    };
    let (policy, _) = Policy::read(&inputs, &setting)?;
    Ok((policy, setting))
}

/// What becomes of each half.
fn plan(policy: &Policy, setting: &Setting) -> anyhow::Result<Found> {
    let searches = |half: Half| {
        let asked = policy.halves.of(half);
        asked.wanted == Wanted::Search && !asked.names_files
    };
    let mut found = match Half::ALL.into_iter().any(searches) {
        true => search::search(setting.workspace.root(), searches, &Limits::default())?,
        false => Found::default(),
    };
    for half in Half::ALL {
        let planned = match &policy.halves.of(half).wanted {
            Wanted::Off => Plan::Off,
            Wanted::Named(lines) => {
                found.files.of_mut(half).clone_from(lines);
                Plan::Run
            }
            // The gate reads them in the policy file.
            Wanted::Search if !searches(half) => Plan::Run,
            Wanted::Search => continue,
        };
        *found.told.halves.of_mut(half) = Searched::planned(planned);
    }
    Ok(found)
}

fn write_outputs(world: &World<'_>, found: &Found, ids: &[String; 2]) -> anyhow::Result<()> {
    let Some(path) = world.command_file("GITHUB_OUTPUT") else { return Ok(()) };
    let delimiter = outputs::delimiter(world)?;
    let mut text = outputs::lines("found", &serde_json::to_string(&found.told)?, &delimiter)?;
    for (half, id) in Half::ALL.into_iter().zip(ids) {
        // After a mistake no gate is to run, whatever was planned.
        let plan = if found.told.problem.is_some() { "" } else { found.told.halves.of(half).plan.word() };
        let files = found.files.of(half).join("\n");
        let all = [(half.word(), plan), (half.files_output(), files.as_str()), (half.id_output(), id.as_str())];
        for (name, value) in all {
            text.push_str(&outputs::lines(name, value, &delimiter)?);
        }
    }
    let failed = || format!("failed to append to {}", path.display());
    let mut file = OpenOptions::new().append(true).create(true).open(path).with_context(failed)?;
    file.write_all(text.as_bytes()).with_context(failed)
}

/// The summaries of an earlier use of the action in this job would be taken for those of this one.
fn forget_summaries(world: &World<'_>) -> anyhow::Result<()> {
    for half in Half::ALL {
        let Some(file) = summary_file(|name| world.var(name), half) else { continue };
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("failed to remove {}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where the step of a half's gate takes the gate's summary.
pub(crate) fn summary_file<'v>(var: impl Fn(&str) -> Option<&'v str>, half: Half) -> Option<PathBuf> {
    let folder = var("RUNNER_TEMP").filter(|folder| !folder.trim().is_empty())?;
    Some(PathBuf::from(folder).join(half.summary_file()))
}

fn tell_error(world: &mut World<'_>, problem: &str) {
    // A closed pipe is no reason to end otherwise.
    let _ = match world.in_actions() {
        true => world
            .stdout
            .write_all(command::command("error", &[("title", SPEC.title.to_owned())], problem).as_bytes()),
        false => writeln!(world.stderr, "{NAME}: {}", one_line(problem)),
    };
}

fn tell(world: &mut World<'_>, found: &Found) {
    let mut text = String::new();
    let files: &Both<Vec<String>> = &found.files;
    for half in Half::ALL {
        let told = found.told.halves.of(half);
        let formats: Vec<&str> = search::formats(told).into_iter().collect();
        let formats = if formats.is_empty() { String::new() } else { format!(" ({})", formats.join(", ")) };
        text.push_str(&format!("{}: {}{formats}\n", half.word(), told.plan.word()));
        files.of(half).iter().for_each(|file| text.push_str(&format!("  {}\n", one_line(file))));
    }
    for note in found.told.notes.iter().chain(&found.told.apart) {
        text.push_str(&format!("{}\n", one_line(note)));
    }
    let _ = world.stdout.write_all(command::neutral(&text).as_bytes());
}
