//! What follows from the facts, as data: no effect depends on the answer to another but on the number of the issue.

use approval::code::Code;
use approval::evaluation::{Counts, Standing};
use github::Marker;
use serde::{Deserialize, Serialize};

use crate::facts::{Case, Facts, Fresh, is_open, permits};
use crate::looked::{self, Looked};
use crate::policy::{Mode, Policy};
use crate::present::status::{self, Standings};
use crate::present::{Links, Names, closing, remind};

/// Something to be done on GitHub. An issue of 0 is the one that was opened just before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "a variant says what its members are")]
pub enum Effect {
    /// Opens the issue of a request.
    OpenIssue { title: String, text: String },
    /// Says that a later request took its place, and closes it.
    Supersede { issue: u64, by: String },
    /// Assigns, as far as it goes.
    Assign { issue: u64, logins: Vec<String> },
    /// Labels, as far as it goes.
    Label { issue: u64, labels: Vec<String> },
    /// Says that another run waits too.
    NoteRun { issue: u64, run: u64 },
    /// Writes or rewrites the one status comment.
    StatusComment { issue: u64, comment: Option<u64>, text: String },
    /// Runs the failed jobs of a run again.
    Rerun { run: u64 },
    /// Reminds people of it, of these moments.
    Remind { issue: u64, words: Vec<String>, text: String },
    /// Says the last word.
    LastWord { issue: u64, text: String },
    /// Closes.
    Close { issue: u64, completed: bool },
    /// Locks, as far as it goes.
    Lock { issue: u64 },
}

impl Effect {
    /// Whether nothing is lost if it does not work.
    #[must_use]
    pub const fn is_best_effort(&self) -> bool {
        matches!(self, Self::Assign { .. } | Self::Label { .. } | Self::Lock { .. })
    }

    /// Whether it ends a request, so that it waits for what must come before.
    #[must_use]
    pub const fn ends(&self) -> bool {
        matches!(self, Self::LastWord { .. } | Self::Close { .. } | Self::Lock { .. })
    }
}

/// The tool, in marks.
const TOOL: &str = "approval-issue";

/// The mark of an issue that holds a request.
#[must_use]
pub fn request_mark() -> Marker {
    Marker::new(TOOL, "request")
}

/// The mark of the status comment.
#[must_use]
pub fn status_mark() -> Marker {
    Marker::new(TOOL, "status")
}

/// The mark of the last word.
#[must_use]
pub fn closing_mark() -> Marker {
    Marker::new(TOOL, "closing")
}

/// The mark of what else is said.
#[must_use]
pub fn note_mark() -> Marker {
    Marker::new(TOOL, "note")
}

/// A line behind a mark that says something to later runs.
#[must_use]
pub fn said(what: &str, value: &str) -> String {
    format!("<!-- releasegate-{what} {value} -->\n")
}

/// What the line behind the mark of a text says.
#[must_use]
pub fn heard<'a>(what: &str, text: &'a str) -> Option<&'a str> {
    let line = text.lines().nth(1)?.trim_end();
    line.strip_prefix(&format!("<!-- releasegate-{what} "))?.strip_suffix(" -->")
}

/// What is to be done, in order.
#[must_use]
pub fn plan(policy: &Policy, facts: &Facts, run: Option<u64>) -> Vec<Effect> {
    if !policy.mode.writes() {
        return Vec::new();
    }
    if let Some(fresh) = &facts.fresh {
        return open(policy, fresh);
    }
    facts.cases.iter().flat_map(|case| of_case(policy, facts, case, run)).collect()
}

fn open(policy: &Policy, fresh: &Fresh) -> Vec<Effect> {
    let mut effects = vec![Effect::OpenIssue { title: fresh.title.clone(), text: fresh.text.clone() }];
    let by = &fresh.digest;
    effects.extend(fresh.replaces.iter().map(|issue| Effect::Supersede { issue: *issue, by: by.clone() }));
    if !policy.assignees.is_empty() {
        effects.push(Effect::Assign { issue: 0, logins: policy.assignees.clone() });
    }
    if !policy.labels.is_empty() {
        effects.push(Effect::Label { issue: 0, labels: policy.labels.clone() });
    }
    effects
}

/// What follows for a request that stands in an issue.
pub(crate) fn of_case(policy: &Policy, facts: &Facts, case: &Case, run: Option<u64>) -> Vec<Effect> {
    let (issue, outcome) = (case.issue, case.evaluation().outcome);
    let mut effects = Vec::new();
    if matches!(policy.mode, Mode::Request | Mode::Wait) {
        let other = run.filter(|run| is_open(outcome) && !case.runs.contains(run));
        effects.extend(other.map(|run| Effect::NoteRun { issue, run }));
        // Whoever waits answers those who wrote in vain, who would otherwise not know that anybody waits for them.
        let in_vain = |standing: &Standing| matches!(standing.counts, Counts::Ignored { .. });
        if policy.mode == Mode::Wait && is_open(outcome) && case.evaluation().comments.iter().any(in_vain) {
            effects.extend(state(facts, case));
        }
        if policy.mode == Mode::Request || is_open(outcome) {
            return effects;
        }
    }
    // Of an issue that is gone or closed nothing is rewritten; whoever looks finds the last word there.
    let is_there = matches!(case.ground.issue.state, approval::thread::IssueState::Open);
    if !is_there {
        return effects;
    }
    effects.extend(state(facts, case));
    if is_open(outcome) {
        effects.extend(remind(policy, case));
        return effects;
    }
    if permits(outcome) && policy.resume && !case.said && matches!(policy.mode, Mode::Decide | Mode::Sweep) {
        effects.extend(case.runs.iter().map(|run| Effect::Rerun { run: *run }));
    }
    let word = closing::message(&case.evaluation(), &Names::of(&case.ground)).filter(|_| !case.said);
    effects.extend(word.map(|text| Effect::LastWord { issue, text }));
    effects.push(Effect::Close { issue, completed: permits(outcome) });
    effects.push(Effect::Lock { issue });
    effects
}

/// A reminder, where a sweep finds that it is time for one.
fn remind(policy: &Policy, case: &Case) -> Option<Effect> {
    if policy.mode != Mode::Sweep {
        return None;
    }
    let reminders = policy.reminders_of(&case.request.environment);
    let due = reminders.due(case.opened()?, case.request.expires, case.ground.now, &case.reminded)?;
    let escalated = reminders.escalate.as_ref().filter(|_| due.escalates);
    let escalated = escalated.map(|escalation| escalation.to.as_slice()).unwrap_or_default();
    let text = remind::text(case, &case.evaluation(), escalated);
    Some(Effect::Remind { issue: case.issue, words: due.words, text })
}

/// The status comment, where it has something new to say.
fn state(facts: &Facts, case: &Case) -> Option<Effect> {
    let text = Looked::now(case).map(|looked| looked.line()).unwrap_or_default() + &status(facts, case)?;
    let known = case.status.as_ref().map(|(_, text)| text.as_str());
    let is_new = known.is_none_or(|known| looked::is_stale(known, &status_mark().on(&text), case.ground.now));
    let comment = case.status.as_ref().map(|(comment, _)| *comment);
    is_new.then_some(Effect::StatusComment { issue: case.issue, comment, text })
}

fn status(facts: &Facts, case: &Case) -> Option<String> {
    let (evaluation, names) = (case.evaluation(), Names::of(&case.ground).beside(&case.policy));
    let links = Links::new(&facts.place.0, &facts.place.1);
    let standings = Standings {
        evaluation: &evaluation,
        policy: &case.policy,
        names: &names,
        links: &links,
        issue: case.issue,
        code: Code::of(&case.digest)?,
        digest: &case.digest,
        now: case.ground.now,
    };
    Some(status::text(&standings, MARK))
}

/// Characters that marks take, and room to spare.
pub(crate) const MARK: usize = 400;
