//! What the rules about changes rest on: whether the changes are known, and whether each changed file is accounted for.

use runner::text::count;

use crate::facts::{ChangedFile, Facts, Measured};
use crate::policy::Policy;
use crate::reason::Reason;

/// The files with new or changed lines.
pub(super) fn files(facts: &Facts) -> impl Iterator<Item = &ChangedFile> {
    facts.change.iter().flat_map(|change| &change.files)
}

/// Why the changes are not known, if so.
pub(super) fn unknown(facts: &Facts) -> Option<(Reason, String)> {
    let message = match &facts.change {
        None => "nobody looked at what was changed".to_owned(),
        Some(change) => change.unknown.as_ref()?.message.clone(),
    };
    Some((Reason::ChangesUnknown, format!("what was changed is not known: {message}")))
}

/// A changed file that may hold code which nobody measured: without it a share of the changed lines would look better than it is.
pub(super) fn unplaced(
    policy: &Policy,
    facts: &Facts,
    wanted: &dyn Fn(&ChangedFile) -> bool,
) -> Option<(Reason, String)> {
    let of = |measured: Measured| {
        let mut found = files(facts).filter(move |file| wanted(file) && file.measured == measured);
        found.next().map(|first| (first, found.count() as u64))
    };
    let more = |others: u64| match others {
        0 => String::new(),
        others => format!(" and {}", count(others, "other", "others")),
    };
    if let Some((first, others)) = of(Measured::Ambiguous) {
        let message = format!(
            "{}{} may be what a report calls by another name: make the names clear with path-map",
            first.path,
            more(others)
        );
        return Some((Reason::ChangedLinesUnknown, message));
    }
    if let Some((first, others)) = of(Measured::NotCompared) {
        let message = format!(
            "{}{} was changed and is taken for binary or is too large, so that nobody knows which lines: make it text, or take it out of `sources` and the reports",
            first.path,
            more(others)
        );
        return Some((Reason::ChangedLinesUnknown, message));
    }
    if let Some((first, others)) = of(Measured::TotalsAlone) {
        let message = format!(
            "of {}{} the reports hold totals alone: give a format with lines",
            first.path,
            more(others)
        );
        return Some((Reason::ChangedLinesUnknown, message));
    }
    if let Some((first, others)) = of(Measured::Undeclared) {
        let message = format!(
            "{}{} was changed and is in no report: declare `sources`, so that it is known which files should be in one",
            first.path,
            more(others)
        );
        return Some((Reason::ChangedFileUnreported, message));
    }
    let uncountable = |file: &&ChangedFile| {
        file.measured == Measured::Missing
            && policy.unreported == crate::policy::Unreported::Count
            && file.not_blank.is_none()
    };
    let first = files(facts).filter(|file| wanted(file)).find(uncountable)?;
    let message = format!("{} was changed, is in no report and could not be read", first.path);
    Some((Reason::SourcesUncountable, message))
}
