//! The verdict of a fork's run, shown by a run that may write.
//!
//! A `pull_request` run of a fork cannot write and runs the fork's code; it uploads its verdict as data. A job on `workflow_run` hands the file to
//! this. Nothing of it is believed: which run, commit and pull request it is about is GitHub's word, status and text are derived anew
//! from policy and facts by the tool. What stays the author's are the facts themselves, and the page says so.

mod proposed;
mod stated;

use std::path::Path;

use runner::gate::Notice;
use runner::report::Report;
use runner::{Setting, Show};
use verdict::Verdict;

use crate::announce::{Showing, not_shown, perform};
use crate::connection;
use crate::mark::Mark;
use crate::target::{Source, Target, Thread};

/// Shows on GitHub what the run that started this one (`workflow_run`) found, from the verdict file that it uploaded.
///
/// `rederive` gets the verdict and the path of its facts beside it; it derives the verdict from policy and facts as replay does, fails if
/// it differs, and gives the report. Nothing is shown unless it agrees, and repository, run, attempt, commit and gate are those of GitHub's payload and
/// of this job's setting. The pull request is asked for at GitHub: the open one whose head is that commit.
///
/// It never fails: what could not be done is a failed notice.
pub fn announce_from(
    setting: &Setting,
    show: Show,
    verdict_file: &Path,
    rederive: &dyn Fn(&Verdict, &Path) -> anyhow::Result<Report>,
) -> Vec<Notice> {
    if !show.anything() {
        return Vec::new();
    }
    let refused = |error: anyhow::Error| vec![not_shown(format!("{error:#}"))];
    let (verdict, facts, started) = match stated::read(setting, verdict_file) {
        Ok(read) => read,
        Err(error) => return refused(error),
    };
    let report = match rederive(&verdict, &facts) {
        Ok(report) => report,
        Err(error) => return refused(error.context("the verdict does not follow from its policy and facts")),
    };
    let shown = connection::within(setting, async |github| {
        let number = match proposed::find(&github, setting, &started).await {
            Ok(number) => number,
            Err(reason) => return vec![not_shown(reason)],
        };
        // No word of the file: whoever wrote it could claim to be newer than all that comes.
        let mark = Mark {
            head: started.head.clone(),
            run: started.run,
            attempt: started.attempt,
            began: started.began,
        };
        match Target::at(setting, mark, Thread::Pull(number), Source::Reported) {
            Ok(target) => perform(&github, &Showing { verdict: &verdict, report: &report, target }, show).await,
            Err(reason) => vec![not_shown(reason)],
        }
    });
    shown.unwrap_or_else(|reason| vec![not_shown(reason)])
}
