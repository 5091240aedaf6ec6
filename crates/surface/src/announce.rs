//! Shows a verdict as asked: the comment, the check run, the commit status, one after another.

use std::fmt::Display;
use std::time::Duration;

use github::GitHub;
use runner::gate::Notice;
use runner::report::Report;
use runner::{Setting, Show};
use tokio::time::{Instant, timeout_at};
use verdict::Verdict;

use crate::target::{Target, Thread};
use crate::{check, comment, connection, status};

/// Longest time that all of it may take together: a job waits for it.
const WHOLE: Duration = Duration::from_secs(60);

/// What is shown, and where.
pub(crate) struct Showing<'a> {
    pub(crate) verdict: &'a Verdict,
    pub(crate) report: &'a Report,
    pub(crate) target: Target,
}

/// Shows the verdict of this run on GitHub.
///
/// It never fails and never changes the verdict: each thing that could not be done is a failed notice that says why and what is missing.
/// The job's token needs `pull-requests: write` for a comment, `checks: write` for a check run, `statuses: write` for a commit status.
pub fn announce(setting: &Setting, show: Show, verdict: &Verdict, report: &Report) -> Vec<Notice> {
    if !show.anything() {
        return Vec::new();
    }
    let target = match Target::of_run(setting, verdict.started) {
        Ok(target) => target,
        Err(reason) => return vec![not_shown(reason)],
    };
    let showing = Showing { verdict, report, target };
    match connection::within(setting, async |github| perform(&github, &showing, show).await) {
        Ok(notices) => notices,
        Err(reason) => vec![not_shown(reason)],
    }
}

/// The notice that nothing was shown at all.
pub(crate) fn not_shown(reason: impl Display) -> Notice {
    Notice::failed(format!("Nothing was shown on GitHub: {reason}. The verdict stands"))
}

/// Does what is asked for; each part has what is left of the time.
pub(crate) async fn perform(github: &GitHub, showing: &Showing<'_>, show: Show) -> Vec<Notice> {
    let until = Instant::now() + WHOLE;
    let mut notices = Vec::new();
    if show.comment {
        notices.push(match &showing.target.thread {
            Thread::None(reason) => Notice::done(format!("No comment was written: {reason}")),
            Thread::Pull(number) => {
                within(until, "comment", &showing.target, comment::put(github, showing, *number)).await
            }
        });
    }
    if show.check_run {
        notices.push(within(until, "check run", &showing.target, check::put(github, showing)).await);
    }
    if show.commit_status {
        notices.push(within(until, "commit status", &showing.target, status::put(github, showing)).await);
    }
    notices
}

/// One part, within the time: what became of it.
async fn within(
    until: Instant,
    what: &str,
    target: &Target,
    work: impl Future<Output = Result<String, github::Error>>,
) -> Notice {
    match timeout_at(until, work).await {
        Ok(Ok(done)) => Notice::done(done),
        Ok(Err(error)) => {
            let hint = target.hint(&error);
            Notice::failed(format!("The {what} was not written: {error}{hint}. The verdict stands"))
        }
        Err(_) => Notice::failed(format!(
            "The {what} was not finished within {} s: look whether it is there, and run the job again if it is not. The verdict stands",
            WHOLE.as_secs()
        )),
    }
}

#[cfg(test)]
mod tests;
