//! `new-exclusions`: the change adds no mark that takes code out of the measurement (`pragma: no cover`, `LCOV_EXCL` and the like).
//! Such a line is in no report, so no limit sees it.

use runner::text::count;
use verdict::{Location, Rule, RuleStatus};

use super::{changed, waive};
use crate::facts::{ChangedFile, Facts, Mark, Measured};
use crate::policy::{Exclusions, Policy};
use crate::reason::Reason;

const ID: &str = "new-exclusions";

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Option<Rule> {
    let exclusions = policy.exclusions?;
    let (status, reason, message, places) = judge(exclusions, policy, facts);
    let mut rule =
        Rule::new(ID, "no new mark takes code out of the measurement", status, reason.code(), message);
    let location = |(file, mark): &(&ChangedFile, &Mark)| Location {
        path: file.path.clone(),
        line: Some(u64::from(mark.line)),
        end_line: None,
        message: Some(format!("`{}` takes code out of the measurement", mark.mark)),
    };
    rule.locations = places.iter().take(100).map(location).collect();
    rule.observed = [("marks".to_owned(), places.len() as u64)].into();
    Some(rule)
}

type Places<'a> = Vec<(&'a ChangedFile, &'a Mark)>;

fn judge<'a>(
    exclusions: Exclusions,
    policy: &Policy,
    facts: &'a Facts,
) -> (RuleStatus, Reason, String, Places<'a>) {
    if let Some((reason, message)) = changed::unknown(facts) {
        return (RuleStatus::Inconclusive, reason, message, Vec::new());
    }
    if let Some(file) = changed::files(facts).find(|file| file.measured == Measured::NotCompared) {
        let message = format!("{} was changed, and its lines could not be compared", file.path);
        return (RuleStatus::Inconclusive, Reason::ChangedLinesUnknown, message, Vec::new());
    }
    let all: Places<'_> =
        changed::files(facts).flat_map(|file| file.marks.iter().map(move |mark| (file, mark))).collect();
    let (waived, new): (Places<'_>, Places<'_>) =
        all.into_iter().partition(|(file, _)| waive::holds(ID, &file.path, policy, facts));
    let shown = waived.first().and_then(|(file, _)| Some(waive::of_file(ID, &file.path, policy, facts)?.0));
    let note = shown.map_or_else(String::new, |waiver| {
        let marks = count(waived.len() as u64, "mark is", "marks are");
        format!("; {marks} waived ({})", waive::said(waiver))
    });
    let Some((file, mark)) = new.first() else {
        if waived.is_empty() {
            return (RuleStatus::Pass, Reason::NoNewExclusions, "the change adds none".to_owned(), new);
        }
        let message = format!("no other mark is new{note}");
        return (RuleStatus::Warn, Reason::FilesWaived, message, waived);
    };
    let message = format!(
        "{}, first `{}` in {}, line {}{note}",
        count(
            new.len() as u64,
            "new mark takes code out of the measurement",
            "new marks take code out of the measurement"
        ),
        mark.mark,
        file.path,
        mark.line
    );
    let (status, reason) = match exclusions {
        Exclusions::Fail => (RuleStatus::Fail, Reason::NewExclusions),
        Exclusions::Warn => (RuleStatus::Warn, Reason::NewExclusions),
        Exclusions::Ignore => (RuleStatus::NotApplicable, Reason::ExclusionsIgnored),
    };
    (status, reason, message, new)
}
