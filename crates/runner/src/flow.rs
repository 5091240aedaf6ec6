//! The one flow that every gate runs through, from inputs to the exit code.

use clap::ArgMatches;
use clap::error::ErrorKind;
use verdict::canonical;
use verdict::document::sha256;
use verdict::draft::seal;
use verdict::status::ExitCode;
use verdict::{Envelope, FileRef, PolicyRef, Verdict};

use crate::files::Workspace;
use crate::gate::{Enforcement, Gate};
use crate::inputs::{InputError, Inputs};
use crate::log::Lines;
use crate::progress::Progress;
use crate::session::{self, Begun, Session};
use crate::text::one_line;
use crate::world::World;
use crate::{command, flags, perform, replay};

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
    let parser = flags::command(gate.spec(), gate.commands());
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
                ["replay", "help"].contains(&word.as_str())
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
    let written = session::begin(gate.spec(), partial, world).and_then(|begun| {
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
    let Begun { session, mistakes } = match session::begin(gate.spec(), matches, world) {
        Ok(begun) => begun,
        Err(error) => return perform::without_evidence(world, gate.spec().title, &error),
    };
    let lines = Lines::default();
    let verbose = matches.get_flag("verbose") || (world.in_actions() && world.debugs());
    let outcome = lines.during(verbose, || match mistakes.into_iter().next() {
        Some(mistake) => Err(Failure::Usage(mistake)),
        None => attempt(gate, &inputs?, &session, world),
    });
    perform::debug(world, &lines.take());
    let finished = outcome.and_then(|(verdict, facts)| {
        perform::publish(world, &session, &verdict, Some(&facts), &gate.present(&verdict))?;
        Ok(verdict.decision.exit_code(verdict.status))
    });
    finished.unwrap_or_else(|failure| give_up(&session, world, &failure))
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

/// Everything between the inputs and a sealed verdict, with the bytes of its facts.
fn attempt<G: Gate>(
    gate: &G,
    inputs: &Inputs,
    session: &Session,
    world: &World<'_>,
) -> Result<(Verdict, Vec<u8>), Failure> {
    inputs.check()?;
    not_yet(inputs)?;
    let policy = gate.policy(inputs)?;
    inputs.all_read()?;
    let policy_value = serde_json::to_value(&policy)?;
    let policy_digest = canonical::sha256_hex(&canonical::bytes(&policy_value)?);
    let mut progress = Progress::new(world.watched && !world.in_actions());
    let facts = gate.gather(&policy, &Workspace::new(world.workspace()), &mut progress)?;
    progress.end();
    let facts_bytes = canonical::bytes(&facts)?;
    let mut draft = gate.decide(&policy, &facts);
    draft.details.insert("policy".to_owned(), policy_value);
    let Enforcement { fail_on, report_only, bootstrap } = gate.enforcement(&policy);
    let facts_digest = sha256(canonical::sha256_hex(&facts_bytes));
    let envelope = Envelope {
        policy: PolicyRef { path: None, git_ref: None, digest: sha256(policy_digest), bootstrap },
        facts: Some(FileRef { path: session.place.facts_name.clone(), digest: facts_digest }),
        fail_on,
        report_only,
        ..session.envelope(world)?
    };
    Ok((seal(draft, envelope)?, facts_bytes))
}

/// Inputs of the shared contract that this version does not serve are refused, never ignored.
fn not_yet(inputs: &Inputs) -> Result<(), InputError> {
    if !inputs.text("config").is_empty() {
        let message = "policy files are not available yet: give the limits as inputs and leave it out";
        return Err(InputError::new("config", message));
    }
    if inputs.boolean("comment")? {
        let message = "comments are not available yet: leave it out; the step summary shows the same";
        return Err(InputError::new("comment", message));
    }
    Ok(())
}

/// Says what went wrong in every place that a person or a later step looks at.
fn give_up(session: &Session, world: &mut World<'_>, failure: &Failure) -> ExitCode {
    let (reason, message, code) = match failure {
        Failure::Usage(error) => ("usage", error.to_string(), ExitCode::Usage),
        Failure::Broken(error) => ("broken", format!("{error:#}"), ExitCode::Error),
    };
    let report = perform::error_report(session.spec.title, &message);
    let told = session
        .error_verdict(world, reason, &message)
        .and_then(|verdict| perform::publish(world, session, &verdict, None, &report));
    if let Err(error) = told {
        perform::without_evidence(world, session.spec.title, &error);
    }
    code
}
