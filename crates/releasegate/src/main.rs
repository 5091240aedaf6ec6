//! The shell of releasegate.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::main(&releasegate::FrontDoor)
}
