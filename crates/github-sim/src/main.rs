//! The simulator as a command.

use std::io::Write;
use std::process::ExitCode;

use github_sim::cli;

fn main() -> ExitCode {
    match cli::run(&cli::command().get_matches(), &mut std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "github-sim: {error:#}");
            ExitCode::FAILURE
        }
    }
}
