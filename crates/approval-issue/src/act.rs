//! Does what was planned, and says what came of it.

use std::time::Duration;

use anyhow::Context as _;
use approval::facts::Fate;
use github::{Kind, comments, issues, runs};

use crate::act::record::{What, keep, record};
use crate::facts::{Done, Facts, Fared, is_open, permits};
use crate::modes::{Look, Reach, read_case};
use crate::plan::{self, Effect, closing_mark, note_mark, request_mark, said, status_mark};
use crate::policy::{Mode, Policy};

mod record;

/// The first pause of `wait`, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(15), Duration::from_secs(120));

/// Does everything that follows from the facts; first it is recorded.
///
/// # Errors
/// The issue could not be opened, so that nobody was asked; what was found could not be recorded, so that nothing follows from it.
pub(crate) async fn act(reach: &Reach<'_>, policy: &Policy, mut facts: Facts) -> anyhow::Result<Facts> {
    if !policy.writes() {
        facts.record_path = keep(reach, &facts).await?;
        return Ok(facts);
    }
    let mut recorded = Vec::new();
    for mut case in std::mem::take(&mut facts.cases) {
        let uses = policy.consume && permits(case.evaluation().outcome);
        match record(reach, &mut case, if uses { What::Used } else { What::Found }).await {
            Ok(()) => recorded.push(case),
            Err(error) if policy.mode == Mode::Sweep => facts.failed.push((case.issue, format!("{error:#}"))),
            Err(error) => return Err(error),
        }
    }
    facts.cases = recorded;
    let mut effects = plan::plan(policy, &facts, reach.run);
    if facts.fresh.is_some() && !effects.is_empty() {
        let rest = effects.split_off(1);
        let issue = open(reach, policy, &mut facts, effects).await?;
        supersede(reach, policy, &facts).await?;
        perform(reach, &mut facts, rest, issue).await?;
    } else {
        perform(reach, &mut facts, effects, 0).await?;
    }
    let said = facts.done.iter().filter(|done| done.result == Fared::Worked);
    let said = said.filter_map(|done| match &done.effect {
        Effect::Remind { issue, words, .. } => Some((*issue, words.as_slice())),
        _ => None,
    });
    for (issue, words) in said {
        if let Some(case) = facts.cases.iter_mut().find(|case| case.issue == issue) {
            record(reach, case, What::Reminded(words)).await?;
        }
    }
    if policy.mode == Mode::Wait {
        wait(reach, policy, &mut facts).await?;
    }
    facts.record_path = keep(reach, &facts).await?;
    Ok(facts)
}

/// Opens the issue and records that it asks; gives its number.
async fn open(
    reach: &Reach<'_>,
    policy: &Policy,
    facts: &mut Facts,
    effects: Vec<Effect>,
) -> anyhow::Result<u64> {
    perform(reach, facts, effects, 0).await?;
    let opened = facts.done.iter().find(|done| matches!(done.effect, Effect::OpenIssue { .. }));
    let issue = opened.and_then(|done| done.told.parse().ok()).unwrap_or_default();
    look(reach, policy, facts, issue, true).await?;
    if let Some(case) = facts.cases.first_mut() {
        record(reach, case, What::Asked).await?;
    } else if reach.record.is_some() {
        anyhow::bail!(
            "issue {issue} was opened and cannot be read back, so that it is not recorded: run this again"
        );
    }
    Ok(issue)
}

/// Records of the requests that end by a new one that they do. What cannot be read back was never recorded, and ends by its note alone.
async fn supersede(reach: &Reach<'_>, policy: &Policy, facts: &Facts) -> anyhow::Result<()> {
    let Some(fresh) = facts.fresh.as_ref().filter(|_| reach.record.is_some()) else { return Ok(()) };
    for issue in fresh.replaces.iter().chain(&fresh.ends) {
        if let Ok(mut case) = read_case(reach, policy, Look::at(*issue)).await? {
            case.ground.fate.get_or_insert(Fate::Superseded { by: fresh.digest.clone() });
            record(reach, &mut case, What::Found).await?;
        }
    }
    Ok(())
}

/// Reads a request that was just opened, or is waited for.
async fn look(
    reach: &Reach<'_>,
    policy: &Policy,
    facts: &mut Facts,
    issue: u64,
    is_new: bool,
) -> anyhow::Result<()> {
    let wanted = facts.fresh.as_ref().map(|fresh| fresh.request.clone());
    let wanted = wanted.or_else(|| facts.cases.first().map(|case| case.request.clone()));
    let look = Look { wanted: wanted.as_ref(), is_new, ..Look::at(issue) };
    // Of an issue that was just opened nothing can be recorded yet.
    if let Some(open) = reach.record.as_ref().filter(|_| !is_new) {
        open.forget();
    }
    if let Ok(case) = read_case(reach, policy, look).await? {
        facts.cases = vec![case];
    }
    Ok(())
}

/// Looks again and again until something is decided or the time is over. What passes is waited for; nothing of it is an answer.
async fn wait(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) -> anyhow::Result<()> {
    let Some(issue) = facts.cases.first().map(|case| case.issue) else { return Ok(()) };
    let patience = Duration::from_secs(policy.patience.saturating_mul(60));
    let (mut pause, longest) = PAUSES;
    let mut waited = Duration::ZERO;
    let mut trouble = None;
    while facts.cases.first().is_some_and(|case| is_open(case.evaluation().outcome)) && waited < patience {
        reach.github.pause(pause).await;
        waited = waited.saturating_add(pause);
        pause = pause.saturating_mul(3).checked_div(2).unwrap_or(longest).min(longest);
        trouble = match seen(reach, policy, facts, issue).await {
            // The status comment alone: what ends the request follows below.
            Ok(()) if facts.cases.first().is_some_and(|case| is_open(case.evaluation().outcome)) => {
                let effects = plan::plan(policy, &Facts { fresh: None, ..facts.clone() }, None);
                perform(reach, facts, effects, 0).await?;
                None
            }
            Ok(()) => None,
            Err(error) if passes(&error) => Some(error),
            Err(error) => return Err(error),
        };
    }
    if let Some(error) = trouble {
        return Err(error.context("the time to wait is over, and the last look at the request failed"));
    }
    let effects = plan::plan(policy, &Facts { fresh: None, ..facts.clone() }, None);
    perform(reach, facts, effects, 0).await
}

/// Looks again, and records what is there now.
async fn seen(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts, issue: u64) -> anyhow::Result<()> {
    look(reach, policy, facts, issue, false).await?;
    match facts.cases.first_mut() {
        Some(case) => record(reach, case, What::Found).await,
        None => Ok(()),
    }
}

/// Whether a later look may succeed.
fn passes(error: &anyhow::Error) -> bool {
    let kind = error.chain().find_map(|cause| cause.downcast_ref::<github::Error>()).map(|error| &error.kind);
    matches!(kind, Some(Kind::Unavailable | Kind::RateLimited(_)))
}

async fn perform(
    reach: &Reach<'_>,
    facts: &mut Facts,
    effects: Vec<Effect>,
    mut opened: u64,
) -> anyhow::Result<()> {
    let mut waits = false;
    for effect in effects {
        // While a run is not resumed the issue stays open, so that a sweep finds it.
        if waits && effect.ends() {
            continue;
        }
        let done = match one(reach, &effect, opened).await {
            Ok(told) => Done { result: Fared::Worked, told, effect },
            Err(error) if matches!(effect, Effect::OpenIssue { .. }) => {
                return Err(error).context("nobody was asked: the issue could not be opened");
            }
            Err(error) if matches!(effect, Effect::Rerun { .. }) && error.kind == Kind::Conflict => {
                let told = "the run has not ended: a sweep runs it again when it has".to_owned();
                Done { result: Fared::Later, told, effect }
            }
            Err(error) => Done { result: Fared::Failed, told: error.to_string(), effect },
        };
        if matches!(done.effect, Effect::OpenIssue { .. }) {
            opened = done.told.parse().unwrap_or_default();
        }
        waits |= done.result != Fared::Worked && matches!(done.effect, Effect::Rerun { .. });
        facts.done.push(done);
    }
    Ok(())
}

/// Does one thing; gives the number of what it made.
async fn one(reach: &Reach<'_>, effect: &Effect, opened: u64) -> Result<String, github::Error> {
    let (github, repository) = (&reach.github, &reach.repository);
    let at = |issue: &u64| if *issue == 0 { opened } else { *issue };
    let note = async |issue: u64, text: String| {
        comments::create(github, repository, issue, &note_mark(), &text).await.map(|made| made.id.to_string())
    };
    match effect {
        Effect::OpenIssue { title, text } => {
            let new = issues::NewIssue { title: title.clone(), body: text.clone(), labels: Vec::new() };
            issues::create(github, repository, &request_mark(), &new).await.map(|made| made.number.to_string())
        }
        Effect::Supersede { issue, by } => {
            let text = format!("{}Superseded: a later request took its place.\n", said("superseded", by));
            note(*issue, text).await?;
            close(reach, *issue, false).await
        }
        Effect::Assign { issue, logins } => assign(reach, at(issue), logins).await,
        Effect::Label { issue, labels } => {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            issues::label(github, repository, at(issue), &labels).await.map(|()| String::new())
        }
        Effect::NoteRun { issue, run } => {
            note(*issue, format!("{}Run {run} waits for this too.\n", said("run", &run.to_string()))).await
        }
        Effect::StatusComment { comment: Some(comment), text, .. } => {
            let text = status_mark().on(text);
            comments::update(github, repository, *comment, &text).await.map(|made| made.id.to_string())
        }
        Effect::StatusComment { issue, comment: None, text } => {
            let made = comments::create(github, repository, *issue, &status_mark(), text).await?;
            Ok(made.id.to_string())
        }
        Effect::Rerun { run } => {
            runs::rerun_failed_jobs(github, repository, *run).await.map(|()| run.to_string())
        }
        Effect::Remind { issue, words, text } => {
            note(*issue, format!("{}{text}", said("reminded", &words.join(" ")))).await
        }
        Effect::LastWord { issue, text } => {
            let made = comments::create(github, repository, *issue, &closing_mark(), text).await?;
            Ok(made.id.to_string())
        }
        Effect::Close { issue, completed } => close(reach, *issue, *completed).await,
        Effect::Lock { issue } => issues::lock(github, repository, *issue).await.map(|()| String::new()),
    }
}

async fn close(reach: &Reach<'_>, issue: u64, completed: bool) -> Result<String, github::Error> {
    let reason = if completed { "completed" } else { "not_planned" };
    let (state, state_reason) = (Some("closed".to_owned()), Some(reason.to_owned()));
    let changes = issues::Changes { state, state_reason, ..issues::Changes::default() };
    issues::update(&reach.github, &reach.repository, issue, &changes)
        .await
        .map(|issue| issue.number.to_string())
}

/// Assigns those who can be: one who cannot would make GitHub refuse all of them.
async fn assign(reach: &Reach<'_>, issue: u64, logins: &[String]) -> Result<String, github::Error> {
    let mut can = Vec::new();
    for login in logins.iter().take(10) {
        if issues::can_be_assigned(&reach.github, &reach.repository, login).await? {
            can.push(login.as_str());
        }
    }
    if !can.is_empty() {
        issues::assign(&reach.github, &reach.repository, issue, &can).await?;
    }
    Ok(can.join(","))
}
