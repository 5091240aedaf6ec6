//! What was changed, and what the reports know of it. Git's objects are read; nothing that the pull request says of itself counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use checkout::{Change, ChangeKind, DiffLimits};
use coverage::{BranchesAt, Coverage, FileCoverage, FileKey, Metric};
use runner::Setting;
use runner::files::Workspace;
use verdict::Counts;

use super::{base, marks};
use crate::facts::{ChangeFact, ChangedFile, FileFact, Measured, Unknown};
use crate::paths::How;
use crate::policy::Policy;
use crate::repository::Repository;
use runner::globs::Globs;

/// No source is larger; more is generated or no source.
const LARGEST: u64 = 32 << 20;

/// What the reports say, by the names that files have in the repository.
pub(super) struct Reported<'a> {
    by_path: BTreeMap<&'a str, Vec<&'a FileCoverage>>,
    /// What a file of a report may be, if that is not clear.
    may_be: BTreeSet<&'a str>,
    /// The kinds of files that reports hold, by their ends: `py`.
    kinds: BTreeSet<&'a str>,
}

impl<'a> Reported<'a> {
    pub(super) fn new(coverage: &'a Coverage, files: &'a [FileFact]) -> Self {
        let mut by_path: BTreeMap<&str, Vec<&FileCoverage>> = BTreeMap::new();
        let keyed: BTreeMap<(&str, &str), &FileFact> =
            files.iter().map(|file| ((file.module.as_str(), file.path.as_str()), file)).collect();
        for (FileKey { module, path }, file) in &coverage.files {
            let how = keyed.get(&(&**module, path.as_str())).map_or(How::Untracked, |fact| fact.how);
            if how.is_mapped() {
                by_path.entry(path.as_str()).or_default().push(file);
            }
        }
        let may_be = files.iter().flat_map(|file| file.candidates.iter().map(String::as_str)).collect();
        // Files without a name in the repository show what is measured, too.
        let kinds = files.iter().filter_map(|file| kind(&file.path)).collect();
        Self { by_path, may_be, kinds }
    }
}

/// Finds the changes; what keeps them from being known is a fact.
pub(super) fn gather(
    policy: &Policy,
    setting: &Setting,
    repository: Option<&Repository>,
    reported: &Reported<'_>,
) -> ChangeFact {
    let found = repository
        .and_then(|repository| Some((repository.git.as_ref()?, repository.commit.as_ref()?)))
        .ok_or_else(|| {
            let message = "there is no repository with a commit in the workspace: check it out there";
            Unknown::new("no-repository", message)
        })
        .and_then(|(git, commit)| changes(policy, setting, git, &commit.id));
    match found {
        Err(unknown) => ChangeFact { unknown: Some(unknown), ..ChangeFact::default() },
        Ok((base, head, changes)) => {
            let sources = Globs::of(&policy.sources);
            let declared = !policy.sources.is_empty();
            let look =
                |change: &Change| of_file(change, declared.then_some(&sources), reported, &setting.workspace);
            ChangeFact {
                base: Some(base),
                head: Some(head),
                unknown: None,
                renames_skipped: changes.renames_skipped,
                files: changes.files.iter().filter(|change| is_of_interest(change)).map(look).collect(),
            }
        }
    }
}

fn changes(
    policy: &Policy,
    setting: &Setting,
    git: &checkout::Repository,
    head: &str,
) -> Result<(String, String, checkout::Changes), Unknown> {
    let base = base::find(policy, setting, git, head)?;
    let changes = git.changes_to_worktree(&base, &DiffLimits::default());
    let changes = changes.map_err(|error| Unknown::new("changes", error.to_string()))?;
    Ok((base, head.to_owned(), changes))
}

/// A file with new lines, or one whose lines were not compared: it may hold any change. One byte can make git take a source for
/// binary.
fn is_of_interest(change: &Change) -> bool {
    let gone = matches!(change.kind, ChangeKind::Deleted);
    // What became a link leads elsewhere.
    let other = change.kind == ChangeKind::Other;
    !gone && (!change.added.is_empty() || change.binary || change.too_large || other)
}

fn of_file(
    change: &Change,
    sources: Option<&Globs>,
    reported: &Reported<'_>,
    workspace: &Workspace,
) -> ChangedFile {
    let mut fact = ChangedFile {
        path: change.path.clone(),
        was: change.was.clone(),
        new: change.kind == ChangeKind::Added,
        changed: change.added.clone(),
        ..ChangedFile::default()
    };
    let text = text(&change.path, workspace);
    fact.marks = text.as_deref().map(|text| marks::find(&change.path, text, &change.added)).unwrap_or_default();
    match reported.by_path.get(change.path.as_str()) {
        Some(_) if change.added.is_empty() => fact.measured = Measured::NotCompared,
        Some(files) => measure(&mut fact, files),
        None => fact.measured = unreported(&change.path, sources, reported),
    }
    let unsure = change.added.is_empty() || text.as_deref().is_none_or(counts_lines_otherwise);
    if unsure && fact.measured != Measured::NotExpected {
        fact.measured = Measured::NotCompared;
    }
    if fact.measured == Measured::NotExpected {
        // Prose about marks takes nothing out of a measurement that it is no part of.
        fact.marks.clear();
    }
    if matches!(fact.measured, Measured::Missing | Measured::Undeclared) {
        fact.not_blank = text.as_deref().map(|text| not_blank(text, &change.added));
    }
    fact
}

/// The same file may be in several modules of a report; what each says of it counts.
fn measure(fact: &mut ChangedFile, files: &[&FileCoverage]) {
    let mut lines = Counts::default();
    let mut branches = BranchesAt::default();
    let mut by_lines = false;
    let mut as_totals = false;
    for file in files {
        let Some(at) = file.lines_at(&fact.changed) else {
            fact.measured = Measured::TotalsAlone;
            return;
        };
        // What may hold no code counts for nothing, as it does in the file's own total.
        lines = lines.plus(at.counts);
        fact.uncovered.extend(at.uncovered);
        match file.branches_at(&fact.changed) {
            Some(at) => {
                by_lines = true;
                branches.covered = branches.covered.saturating_add(at.covered);
                branches.covered_at_most = branches.covered_at_most.saturating_add(at.covered_at_most);
                branches.total = branches.total.saturating_add(at.total);
            }
            None => as_totals |= file.counts().get(&Metric::Branch).is_some_and(|counts| counts.total > 0),
        }
    }
    // Branches of which a part is known as totals alone are not known for the changed lines.
    if by_lines && !as_totals {
        let BranchesAt { covered, covered_at_most, total, .. } = branches;
        fact.branches = Some(Counts { covered, total });
        fact.branch_at_most = (covered_at_most > covered).then_some(covered_at_most);
    }
    fact.measured = Measured::Lines;
    fact.lines = Some(lines);
    fact.uncovered.sort_unstable();
    fact.uncovered.dedup();
}

fn unreported(path: &str, sources: Option<&Globs>, reported: &Reported<'_>) -> Measured {
    if reported.may_be.contains(path) {
        return Measured::Ambiguous;
    }
    match sources {
        Some(sources) if sources.hold(path) => Measured::Missing,
        Some(_) => Measured::NotExpected,
        None if kind(path).is_some_and(|kind| reported.kinds.contains(kind)) => Measured::Undeclared,
        None => Measured::NotExpected,
    }
}

/// What a name ends with: files of one language share it.
fn kind(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, end)| end).filter(|end| !end.is_empty())
}

fn text(path: &str, workspace: &Workspace) -> Option<Vec<u8>> {
    let file = workspace.open(&workspace.root().join(path)).ok()?;
    let mut text = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut text).ok()?;
    (text.len() as u64 <= LARGEST && !text.contains(&0)).then_some(text)
}

/// The chosen lines of a text, with their numbers.
pub(super) fn chosen<'a>(text: &'a [u8], ranges: &'a [(u32, u32)]) -> impl Iterator<Item = (u32, &'a [u8])> {
    let lines = (1_u32..).zip(text.split(|byte| *byte == b'\n'));
    let mut ranges = ranges.iter().peekable();
    lines.filter(move |(number, _)| {
        while ranges.next_if(|(_, last)| last < number).is_some() {}
        ranges.peek().is_some_and(|(first, _)| first <= number)
    })
}

/// Whether other tools count other lines than git: a carriage return alone ends a line for many languages, and none for git.
fn counts_lines_otherwise(text: &[u8]) -> bool {
    let lone = |at: usize| text.get(at + 1) != Some(&b'\n');
    memchr::memchr_iter(b'\r', text).any(lone)
}

fn not_blank(text: &[u8], ranges: &[(u32, u32)]) -> u64 {
    chosen(text, ranges).filter(|(_, line)| !line.trim_ascii().is_empty()).count() as u64
}
