//! What the gate did not look at, for people: a verdict that does not say so claims more than it knows.

use verdict::ratio::grouped;

use crate::facts::{Facts, ReportFact};
use crate::policy::Policy;

/// How many files are named; the facts hold all of them.
const NAMED: usize = 50;

/// The notes of a verdict.
pub(crate) fn notes(policy: &Policy, facts: &Facts) -> Vec<String> {
    let mut notes = Vec::new();
    if policy.file_unread {
        notes.push("what the policy file asks for: the input `config` is `none`".to_owned());
    }
    if policy.sources.is_empty() {
        notes.push("source files that no report names".to_owned());
    }
    notes.extend(facts.unreported.iter().take(NAMED).map(|file| format!("{}: it is in no report", file.path)));
    if facts.unreported.len() > NAMED {
        let more = grouped((facts.unreported.len() - NAMED) as u64);
        notes.push(format!("{more} more source files that no report names: see `unreported` of the facts"));
    }
    let Some(repository) = &facts.repository else {
        notes.push("whether the files of the reports are the repository's: none is checked out".to_owned());
        return notes;
    };
    let undated =
        |report: &&ReportFact| report.content.as_ref().is_some_and(|content| content.written.is_none());
    if repository.committed.is_none() {
        notes.push("whether the reports are of this commit: its time could not be read".to_owned());
    } else if let Some(first) = facts.reports.iter().find(undated) {
        let more = facts.reports.iter().filter(undated).count() - 1;
        let others = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!(
            "whether {}{others} is of this commit: it does not say when it was written",
            first.path
        ));
    }
    notes
}
