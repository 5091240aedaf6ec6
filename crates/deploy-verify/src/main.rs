//! The shell of deploy-verify.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::main(&deploy_verify::DeployVerify::default())
}
