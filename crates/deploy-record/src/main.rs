//! The shell of deploy-record.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::tool::main(deploy_record::run)
}
