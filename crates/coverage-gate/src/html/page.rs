//! What the page shows, as data: rendering reads nothing else.

use std::collections::HashMap;

use coverage::{LineMark, Metric};
use verdict::{Counts, Verdict};

use crate::details::missed;
use crate::facts::{ChangedFile, Facts, FileFact, Measured};
use crate::present::name;

/// How many files are shown with their source because they miss most.
const MISSING: usize = 50;
/// How many are shown because they were changed.
const CHANGED: usize = 200;

/// The page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// What was judged.
    pub(super) verdict: &'a Verdict,
    /// SHA-256 of the verdict's file, in lower-case hex.
    pub(super) digest: &'a str,
    /// What it rests on; none where the gate could not judge.
    pub(super) facts: Option<&'a Facts>,
    /// What became of each report of the facts since it was judged.
    pub(super) reports: Vec<Since>,
    /// What a reader must know before believing the marks.
    pub(super) notes: Vec<String>,
    /// The files that are shown line by line.
    pub(super) listings: Vec<Listing<'a>>,
    /// Why these.
    pub(super) chosen: Chosen,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// Its bytes are those that were judged.
    Same,
    /// Its bytes are others.
    Changed,
    /// It cannot be read any more.
    Gone,
    /// It could not be read when it was judged.
    NeverRead,
}

/// Why files are shown line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// They were changed.
    Changed,
    /// They miss most.
    MissMost,
}

/// A file that is shown line by line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    /// What was judged of it as a whole; none if it is in no report.
    pub(super) file: Option<&'a FileFact>,
    /// What was changed in it; none if nothing was, or nobody asked.
    pub(super) change: Option<&'a ChangedFile>,
}

/// One file, line by line.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    /// Which file.
    pub(super) shown: Shown<'a>,
    /// Its text, or why it is not shown.
    pub(super) source: Result<String, String>,
    /// What is known of its lines; empty where the reports cannot be read again.
    pub(super) marks: Vec<LineMark>,
    /// What a reader must know of this file.
    pub(super) notes: Vec<String>,
}

/// A place that a test should reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) first: u32,
    pub(super) last: u32,
    /// Covered branches, of all, where the line ran and not all of its branches did.
    pub(super) branches: Option<(u64, u64)>,
}

impl<'a> Shown<'a> {
    /// Its path in the repository.
    pub(super) fn path(&self) -> &'a str {
        self.change.map(|change| &change.path).or(self.file.map(|file| &file.path)).map_or("", String::as_str)
    }

    /// Its name for people, with the module if it has one.
    pub(super) fn name(&self) -> String {
        self.file.map_or_else(|| self.path().to_owned(), name)
    }

    /// Ranges of uncovered lines as the facts keep them: of the whole file, or of what was changed.
    pub(super) fn uncovered(&self) -> &'a [(u32, u32)] {
        let whole = self.file.map(|file| file.uncovered.as_slice()).filter(|ranges| !ranges.is_empty());
        whole.or(self.change.map(|change| change.uncovered.as_slice())).unwrap_or_default()
    }

    /// Ranges of changed lines.
    pub(super) fn changed(&self) -> &'a [(u32, u32)] {
        self.change.map(|change| change.changed.as_slice()).unwrap_or_default()
    }
}

impl Listing<'_> {
    /// What no test reaches, in the order of lines.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let lines = uncovered(&self.marks).unwrap_or_else(|| self.shown.uncovered().to_vec());
        let mut gaps: Vec<Gap> =
            lines.into_iter().map(|(first, last)| Gap { first, last, branches: None }).collect();
        gaps.extend(self.marks.iter().filter_map(|mark| {
            let branches = mark.branches.filter(|(covered, total)| covered < total);
            let ran = mark.hits != Some(0);
            branches.filter(|_| ran).map(|_| Gap { first: mark.line, last: mark.line, branches })
        }));
        gaps.sort_by_key(|gap| gap.first);
        gaps
    }
}

/// The files to show line by line: those that were changed and can be measured, else those that miss most.
pub(super) fn chosen(facts: &Facts) -> (Chosen, Vec<Shown<'_>>) {
    let changed = facts.change.iter().flat_map(|change| &change.files);
    let mut changed: Vec<&ChangedFile> =
        changed.filter(|file| file.measured != Measured::NotExpected).collect();
    if changed.is_empty() {
        let misses = |file: &&FileFact| missed(file) + missed_branches(file) > 0;
        let files = by_need(facts).into_iter().filter(misses).take(MISSING);
        return (Chosen::MissMost, files.map(|file| Shown { file: Some(file), change: None }).collect());
    }
    changed.sort_by_key(|file| (std::cmp::Reverse(missed_changes(file)), file.path.as_str()));
    let files: HashMap<&str, &FileFact> =
        facts.files.iter().filter(|file| file.how.is_mapped()).map(|file| (file.path.as_str(), file)).collect();
    let shown = |change: &'_ ChangedFile| files.get(change.path.as_str()).copied();
    let shown = changed.into_iter().take(CHANGED).map(|one| Shown { file: shown(one), change: Some(one) });
    (Chosen::Changed, shown.collect())
}

/// Changed lines that are not covered, and then branches: what a test of this change would help most.
fn missed_changes(file: &ChangedFile) -> (u64, u64) {
    let missed = |counts: Option<Counts>| counts.map_or(0, Counts::missed);
    (missed(file.lines).saturating_add(file.not_blank.unwrap_or(0)), missed(file.branches))
}

/// Whether one of the ranges, sorted and apart, holds the line.
pub(super) fn within(line: u32, ranges: &[(u32, u32)]) -> bool {
    let behind = ranges.partition_point(|(_, last)| *last < line);
    ranges.get(behind).is_some_and(|(first, _)| *first <= line)
}

/// Ranges of lines that never ran, as `FileCoverage::uncovered_lines` gives them; none if there is no mark.
pub(super) fn uncovered(marks: &[LineMark]) -> Option<Vec<(u32, u32)>> {
    let lines: Vec<(u32, bool)> =
        marks.iter().filter_map(|mark| mark.hits.map(|hits| (mark.line, hits == 0))).collect();
    let runs = lines.chunk_by(|one, next| one.1 == next.1);
    let ranges = runs.filter_map(|run| match run {
        [(first, true), ..] => run.last().map(|(last, _)| (*first, *last)),
        _ => None,
    });
    (!marks.is_empty()).then(|| ranges.collect())
}

/// Uncovered branches of a file.
pub(super) fn missed_branches(file: &FileFact) -> u64 {
    file.counts.get(&Metric::Branch).copied().map_or(0, Counts::missed)
}

/// The files by what a test would help most: uncovered lines, then branches, then the name.
pub(super) fn by_need(facts: &Facts) -> Vec<&FileFact> {
    let mut files: Vec<&FileFact> = facts.files.iter().collect();
    files.sort_by_key(|file| {
        (std::cmp::Reverse((missed(file), missed_branches(file))), file.path.as_str(), file.module.as_str())
    });
    files
}
