//! Records what is deployed, with its evidence, and answers for it years later.
//!
//! As an action it is a gate: [`policy`] says what has to be there before, `gather` reads what was brought and what the ledger says
//! ([`ground`]), the rules decide, [`record`] makes the statements, and `act` appends them before anything else follows. The statements are made
//! anew from what is there whenever somebody else was faster, so that an approval is used once and an end is recorded once.
//!
//! Its commands read a store (`place`), let the crates `ledger` and `history` decide (`verification`), and say the answer as a table or as JSON
//! (`answer`). Keys that are trusted come from a file that the caller names, never out of the ledger. No command believes a store: what
//! nobody known has signed is said to be unproven, and ends with 3.

mod act;
pub mod action;
mod answer;
mod bar;
mod commands;
pub mod decide;
mod enclosed;
pub mod facts;
mod gate;
mod gather;
pub mod ground;
mod introduced;
mod keys;
pub mod moved;
mod place;
pub mod policy;
mod present;
mod reach;
pub mod record;
mod rules;
pub mod section;
mod verification;
mod walk;

pub use gate::DeployRecord;

use clap::error::ErrorKind;
use runner::World;
use runner::command::neutral;
use runner::text::one_line;
use verdict::status::ExitCode;

/// A mistake of whoever called: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// Runs the command line of a world; the number is what the process ends with.
pub fn run(world: &mut World<'_>) -> ExitCode {
    run_as(&DeployRecord::default(), world)
}

/// The same, with a gate whose pauses go by another clock.
pub fn run_as(gate: &DeployRecord, world: &mut World<'_>) -> ExitCode {
    let commands = commands::all();
    let is_command = |word: &String| commands.iter().any(|command| command.get_name() == word);
    if !world.args.first().is_some_and(is_command) {
        moved::take_over(world);
        return runner::flow::run(gate, world);
    }
    let words = std::iter::once("deploy-record".to_owned()).chain(world.args.clone());
    let answer = match commands::parser().try_get_matches_from(words) {
        Ok(matches) => commands::run(&matches, world),
        Err(answer) if matches!(answer.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            say(world.stdout, &answer.to_string());
            return ExitCode::Success;
        }
        Err(mistake) => {
            let lines: Vec<String> =
                mistake.to_string().lines().map(|line| one_line(line).into_owned()).collect();
            say(world.stderr, &neutral(&format!("{}\n", lines.join("\n"))));
            return ExitCode::Usage;
        }
    };
    answer.unwrap_or_else(|error| {
        // What went wrong may quote a file that somebody else wrote.
        let text = format!("{error:#}");
        say(world.stderr, &neutral(&format!("deploy-record: {}\n", one_line(&text))));
        if error.is::<Usage>() { ExitCode::Usage } else { ExitCode::Error }
    })
}

/// Writes where a person looks; a closed pipe changes no answer.
fn say(stream: &mut dyn std::io::Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}
