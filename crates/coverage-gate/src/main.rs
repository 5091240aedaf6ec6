//! The shell of coverage-gate.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::main(&coverage_gate::CoverageGate)
}
