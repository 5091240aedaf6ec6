//! Uploads a merged log to GitHub's code scanning, and finds out what became of it: that GitHub received a file says nothing yet.
//!
//! GitHub closes the alerts of a tool and category that an upload does not name any more. So what is not complete is never uploaded, nor
//! what comes from a fork, nor what bears the name of a tool that nobody allowed.

mod asked;
mod connection;
mod hint;
mod place;
mod read_back;
mod send;
mod told;
mod tools;

use std::time::Duration;

use runner::Setting;
use runner::gate::{Notice, Outcome};
use sarif::RepositoryPath;
use verdict::{RuleStatus, Verdict};

use crate::facts::Facts;
use crate::gather::alerts::Alerts;
use crate::policy::Policy;

pub(crate) use asked::{Asked, commit_and_reference, seconds};
pub(crate) use place::{Place, checkout, fallback};
pub(crate) use told::{Status, Told};

/// Rules that tell whether what was merged is all of it. A tool that is missing as a whole is none of them: no alert of it is touched.
const WHOLE: [&str; 4] = ["reports-found", "reports-readable", "scans-complete", "nothing-lost"];

/// What is uploaded, and how.
pub(crate) struct Job<'a> {
    pub(crate) place: Place,
    pub(crate) alerts: Alerts<'a>,
    /// The category of runs that name none.
    pub(crate) category: String,
    /// Where results are shown that name no file.
    pub(crate) fallback: RepositoryPath,
    /// Whether GitHub's processing is waited for.
    pub(crate) wait: bool,
    /// For how long.
    pub(crate) timeout: Duration,
}

/// Uploads what a run merged, and tells what became of it. The verdict stands whatever happens.
pub(crate) fn announce(asked: &Asked, outcome: &Outcome<'_, Policy, Facts>, log: Option<&[u8]>) -> Vec<Notice> {
    attempt(asked, outcome, log).unwrap_or_else(|told| told).notices()
}

fn attempt(asked: &Asked, outcome: &Outcome<'_, Policy, Facts>, log: Option<&[u8]>) -> Result<Told, Told> {
    let setting = outcome.setting;
    let Some(((policy, facts), log)) = outcome.judged.zip(log) else {
        return Err(Told::skipped("there is no merged log"));
    };
    if let Some(why) = incomplete(outcome.verdict) {
        return Err(Told::skipped(format!(
            "{why}. GitHub would close every alert that is missing; upload once all reports are there"
        )));
    }
    let mut place = Place::of_run(setting, asked, facts.commit.as_deref())?;
    place.started = outcome.verdict.started.to_string().parse().ok();
    let alerts = Alerts::of(log, policy, Some(facts), setting);
    let alerts = alerts.map_err(|error| Told::failed(format!("{error:#}")))?;
    let category = asked.category.clone().unwrap_or_else(|| setting.gate_id.clone());
    let fallback = fallback(setting)?;
    let job = Job { place, alerts, category, fallback, wait: asked.wait, timeout: asked.timeout };
    Ok(perform(&job, asked.tools.as_deref(), setting))
}

/// Uploads, whoever asked for it.
pub(crate) fn perform(job: &Job<'_>, allowed: Option<&[String]>, setting: &Setting) -> Told {
    if let Some(why) = tools::refusal(&job.alerts.tools(), allowed) {
        return Told::failed(why);
    }
    let sent = connection::within(setting, async |github| send::all(&github, job).await);
    sent.unwrap_or_else(Told::failed)
}

/// Why the merged log is not all that was found.
fn incomplete(verdict: &Verdict) -> Option<String> {
    let rule = |id: &str| verdict.rules.iter().find(|rule| rule.id == id);
    WHOLE.iter().find_map(|id| match rule(id) {
        Some(rule) if rule.status == RuleStatus::Pass => None,
        Some(rule) => Some(rule.message.clone()),
        None => Some(format!("nobody looked whether {id}")),
    })
}
