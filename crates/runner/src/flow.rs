//! The one flow that every gate runs through, from inputs to the exit code.

use clap::ArgMatches;
use clap::error::ErrorKind;
use verdict::canonical;
use verdict::document::sha256;
use verdict::draft::seal;
use verdict::status::ExitCode;
use verdict::{Envelope, FileRef, PolicyRef, Verdict};

use crate::gate::{Enforcement, Gate, Outcome, Resolved};
use crate::inputs::{InputError, Inputs};
use crate::log::Lines;
use crate::progress::Progress;
use crate::report::Report;
use crate::session::{self, Begun, Session};
use crate::setting::{Setting, Show};
use crate::text::one_line;
use crate::world::World;
use crate::{command, explain, flags, perform, replay, show};

/// Why there is no verdict on the facts.
enum Failure {
    /// The caller's mistake: exit code 2.
    Usage(InputError),
    /// The machine's: exit code 4.
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        match error.into().downcast::<InputError>() {
            Ok(mistake) => Self::Usage(mistake),
            Err(error) => Self::Broken(error),
        }
    }
}

/// Runs a tool in its world; the number is what the process ends with.
pub fn run<G: Gate>(gate: &G, world: &mut World<'_>) -> ExitCode {
    let parser = flags::command(gate.spec(), gate.show_spec(), gate.commands());
    let words = std::iter::once(gate.spec().name.to_owned()).chain(world.args.clone());
    match parser.clone().try_get_matches_from(words.clone()) {
        Ok(matches) => dispatch(gate, &matches, world),
        Err(answer) if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            perform::say(world.stdout, &answer.to_string());
            ExitCode::Success
        }
        Err(mistake) => {
            perform::say(world.stderr, &mistake.to_string());
            let commands = gate.commands();
            let is_command = |word: &String| {
                ["replay", "explain", "show", "help"].contains(&word.as_str())
                    || commands.iter().any(|command| command.get_name() == word)
            };
            if !world.args.first().is_some_and(is_command) {
                let bare = vec![gate.spec().name.to_owned()];
                let partial = parser.clone().try_get_matches_from(flags::placing(words));
                if let Ok(partial) = partial.or_else(|_| parser.try_get_matches_from(bare)) {
                    leave_evidence(gate, &partial, world, &mistake);
                }
            }
            ExitCode::Usage
        }
    }
}

/// A command line that asks to judge and cannot be understood leaves a verdict too, so that nobody takes an older one for its own.
fn leave_evidence<G: Gate>(gate: &G, partial: &ArgMatches, world: &mut World<'_>, mistake: &clap::Error) {
    let written = session::begin(gate, partial, world).and_then(|begun| {
        let text = mistake.to_string();
        let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("the command line is wrong: {}", crate::text::one_line(first));
        let verdict = begun.session.error_verdict(world, "usage", &message)?;
        perform::keep(world, &begun.session.place, &verdict, None)
    });
    if let Err(error) = written {
        perform::say(world.stderr, &format!("{}: {error:#}\n", gate.spec().name));
    }
}

fn dispatch<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> ExitCode {
    let answer = match matches.subcommand() {
        None => return judge(gate, matches, world),
        Some(("replay", matches)) => replay::run(gate, matches, world),
        Some(("explain", matches)) => explain::run(gate, matches, world),
        Some(("show", matches)) => show::run(gate, matches, world),
        Some((name, matches)) => gate.run_command(name, matches, world),
    };
    answer.unwrap_or_else(|error| {
        // What went wrong may quote a file that somebody else wrote.
        let text = format!("{error:#}");
        perform::say(world.stderr, &command::neutral(&format!("{}: {}\n", gate.spec().name, one_line(&text))));
        ExitCode::Error
    })
}

/// Judges: an error verdict first, then whatever came of it.
fn judge<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> ExitCode {
    let inputs = read_inputs(gate, matches, world);
    if let Ok(inputs) = &inputs {
        perform::mask(world, inputs.secrets());
    }
    let Begun { session, mistakes } = match session::begin(gate, matches, world) {
        Ok(begun) => begun,
        Err(error) => return perform::without_evidence(world, gate.spec().title, &error),
    };
    let setting = session.setting(world, inputs.as_ref().map_or("", |inputs| inputs.text("token")));
    let show = inputs.as_ref().ok().and_then(|inputs| Show::read(inputs).ok()).unwrap_or_default();
    let lines = Lines::default();
    let verbose = matches.get_flag("verbose") || (world.in_actions() && world.debugs());
    let outcome = lines.during(verbose, || match mistakes.into_iter().next() {
        Some(mistake) => Err(Failure::Usage(mistake)),
        None => attempt(gate, &inputs?, &session, &setting, world),
    });
    perform::debug(world, &lines.take());
    let finished = outcome.and_then(|Judged { verdict, policy, facts, bytes }| {
        let report = gate.present(&verdict);
        perform::publish(world, &session, &verdict, Some(&bytes), &report)?;
        let judged = Some((&policy, &facts));
        announce(gate, world, &Outcome { verdict: &verdict, report: &report, judged, show, setting: &setting });
        Ok(verdict.decision.exit_code(verdict.status))
    });
    finished.unwrap_or_else(|failure| {
        let (code, verdict, report) = give_up(&session, world, &failure);
        if let Some(verdict) = &verdict {
            announce(gate, world, &Outcome { verdict, report: &report, judged: None, show, setting: &setting });
        }
        code
    })
}

/// Shows the verdict elsewhere, once it is written, and tells what came of it.
fn announce<G: Gate>(gate: &G, world: &mut World<'_>, outcome: &Outcome<'_, G::Policy, G::Facts>) {
    let lines = Lines::default();
    let verbose = world.in_actions() && world.debugs();
    let notices = lines.during(verbose, || gate.announce(outcome));
    perform::debug(world, &lines.take());
    for notice in notices {
        perform::tell(world, &notice);
    }
}

fn read_inputs<G: Gate>(gate: &G, matches: &ArgMatches, world: &World<'_>) -> Result<Inputs, InputError> {
    let given = flags::given(gate.spec(), matches);
    match world.vars.get("RELEASEGATE_INPUTS") {
        None => Inputs::from_pairs(gate.spec(), given),
        Some(json) if given.is_empty() => Inputs::from_json(gate.spec(), json),
        Some(_) => {
            let message = "is set, and there are flags as well: give the inputs in one way";
            Err(InputError::new("RELEASEGATE_INPUTS", message))
        }
    }
}

/// A sealed verdict, what it rests on, and the bytes of its facts.
struct Judged<P, F> {
    verdict: Verdict,
    policy: P,
    facts: F,
    bytes: Vec<u8>,
}

/// Everything between the inputs and a sealed verdict.
fn attempt<G: Gate>(
    gate: &G,
    inputs: &Inputs,
    session: &Session,
    setting: &Setting,
    world: &World<'_>,
) -> Result<Judged<G::Policy, G::Facts>, Failure> {
    inputs.check()?;
    Show::read(inputs)?;
    let Resolved { policy, origin } = gate.policy(inputs, setting)?;
    inputs.all_read()?;
    let policy_value = serde_json::to_value(&policy)?;
    let policy_digest = canonical::sha256_hex(&canonical::bytes(&policy_value)?);
    let mut progress = Progress::new(world.watched && !world.in_actions());
    let facts = gate.gather(&policy, setting, &mut progress)?;
    progress.end();
    let facts = gate.act(&policy, facts, setting)?;
    let bytes = canonical::bytes(&facts)?;
    let mut draft = gate.decide(&policy, &facts);
    draft.details.insert("policy".to_owned(), policy_value);
    let Enforcement { fail_on, report_only, bootstrap } = gate.enforcement(&policy);
    let facts_digest = sha256(canonical::sha256_hex(&bytes));
    let (path, git_ref) = origin.map_or((None, None), |origin| (Some(origin.path), origin.commit));
    let envelope = Envelope {
        policy: PolicyRef { path, git_ref, digest: sha256(policy_digest), bootstrap },
        facts: Some(FileRef { path: session.place.facts_name.clone(), digest: facts_digest }),
        fail_on,
        report_only,
        ..session.envelope(world)?
    };
    Ok(Judged { verdict: seal(draft, envelope)?, policy, facts, bytes })
}

/// Says what went wrong in every place that a person or a later step looks at.
fn give_up(session: &Session, world: &mut World<'_>, failure: &Failure) -> (ExitCode, Option<Verdict>, Report) {
    let (reason, message, code) = match failure {
        Failure::Usage(error) => ("usage", error.to_string(), ExitCode::Usage),
        Failure::Broken(error) => ("broken", format!("{error:#}"), ExitCode::Error),
    };
    let report = perform::error_report(session.spec.title, &message);
    let told = session.error_verdict(world, reason, &message).and_then(|verdict| {
        perform::publish(world, session, &verdict, None, &report)?;
        Ok(verdict)
    });
    let verdict = told.map_err(|error| perform::without_evidence(world, session.spec.title, &error)).ok();
    (code, verdict, report)
}

#[cfg(test)]
mod tests;
