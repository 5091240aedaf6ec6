//! The shell of approval-issue.

use std::process::ExitCode;

fn main() -> ExitCode {
    runner::process::main(&approval_issue::ApprovalIssue::default())
}
