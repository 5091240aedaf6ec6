//! The commit status: one line about the commit.

use github::GitHub;
use github::statuses::{self, NewStatus, State};
use runner::text::one_line;
use verdict::{Action, Decision, Status, Verdict};

use crate::announce::Showing;

/// Sets the status; says what was set.
pub(crate) async fn put(github: &GitHub, showing: &Showing<'_>) -> Result<String, github::Error> {
    let target = &showing.target;
    let status = NewStatus {
        state: state(showing.verdict),
        context: format!("releasegate/{}", target.gate),
        description: line(showing),
        target_url: target.run_page(),
    };
    statuses::create(github, &target.repository, &target.mark.head, &status).await?;
    Ok(format!("Set the commit status `{}` of {}", status.context, target.mark.head))
}

/// A status has no third colour. What stops the pipeline is none that a rule of a branch takes for a success, and of what does not only
/// a gate that merely reports is one: a gate that could not measure stays an error.
fn state(verdict: &Verdict) -> State {
    let stops = matches!(verdict.decision.action, Action::Stop);
    match verdict.status {
        _ if reports_only(verdict) => State::Success,
        Status::Pass | Status::Skipped => State::Success,
        Status::Warn if !stops => State::Success,
        Status::Warn | Status::Fail => State::Failure,
        Status::Inconclusive | Status::Error => State::Error,
    }
}

/// Whether the gate found what would stop a pipeline, or nothing at all, and lets it go on because it only reports.
pub(crate) fn reports_only(verdict: &Verdict) -> bool {
    let Decision { action, fail_on, report_only } = verdict.decision;
    let would_stop = matches!(Decision::of(verdict.status, fail_on, false).action, Action::Stop);
    let unmet = would_stop || matches!(verdict.status, Status::Inconclusive);
    report_only && unmet && matches!(action, Action::Proceed)
}

/// The verdict in one line of plain text.
pub(crate) fn line(showing: &Showing<'_>) -> String {
    let only = if reports_only(showing.verdict) { "reports only: " } else { "" };
    let text = format!("{only}{}: {}", showing.verdict.status.word(), showing.report.headline);
    one_line(&text).into_owned()
}
