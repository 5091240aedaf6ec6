//! The shell of sarif-merge.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::main(&sarif_merge::SarifMerge::default())
}
