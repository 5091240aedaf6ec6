//! Reads the reports: the only part of the gate that touches files.

mod base;
mod change;
mod marks;
mod reading;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::baseline;
use crate::details::missed;
use crate::facts::{Facts, FileFact, PatternFact, RepositoryFact, SCHEMA};
use crate::paths::{self, Mapper, Names};
use crate::policy::Policy;
use crate::repository::{self, Repository};
use crate::unreported::{self, Unreported};
use coverage::{Coverage, FileCoverage, FileKey};
use reading::Reader;
pub(crate) use reading::read_report;
use runner::Setting;
use runner::progress::Progress;

/// For how many files the uncovered lines are kept: those that miss most.
const FILES_WITH_LINES: usize = 200;
/// How many ranges of them are kept for one file.
const RANGES: usize = 1000;
/// How many other names of a file are kept.
const NAMES: usize = 5;

/// Finds, reads and merges the reports. What is broken or missing is a fact.
pub(crate) fn gather(policy: &Policy, setting: &Setting, progress: &mut Progress) -> anyhow::Result<Facts> {
    let workspace = &setting.workspace;
    let found = workspace.find("files", &policy.files)?;
    let repository = repository::read(workspace)?;
    let mapper = Mapper::new(workspace.root(), &policy.path_map, repository.as_ref());
    let mut names = Names::default();
    let paths = distinct(found.iter().flat_map(|found| &found.paths));
    let bytes = paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    progress.begin(bytes);
    let mut merged = Coverage::default();
    let mut problems = Vec::new();
    let mut reports = Vec::new();
    let reader = Reader { workspace, progress, threads: reading::threads() };
    reader.each(&paths, |report| {
        let (fact, coverage) = report.named(&mapper, &mut names);
        problems.extend(merged.merge(coverage));
        reports.push(fact);
    });
    problems.extend(paths::ambiguous(&merged));
    let matched = |paths: &[PathBuf]| paths.len() as u64;
    let patterns = found
        .iter()
        .map(|found| PatternFact { pattern: found.pattern.clone(), matched: matched(&found.paths) });
    let files = file_facts(&merged, &names);
    let reported = files.iter().filter(|file| file.how.is_mapped()).map(|file| file.path.as_str()).collect();
    let unreported = match &repository {
        Some(repository) => unreported::find(&policy.sources, repository, &reported, workspace),
        None => Unreported::default(),
    };
    let change = policy
        .asks_for_changes()
        .then(|| change::gather(policy, setting, repository.as_ref(), &change::Reported::new(&merged, &files)));
    let baseline = policy.baseline.as_ref().and_then(|_| {
        let base = base::before(policy, setting, repository.as_ref());
        baseline::find(policy, setting, repository.as_ref(), base.as_deref())
    });
    Ok(Facts {
        schema: SCHEMA.to_owned(),
        patterns: patterns.collect(),
        reports,
        files,
        problems,
        repository: repository.as_ref().map(repository_fact),
        sources: unreported.patterns,
        unreported: unreported.files,
        change,
        baseline,
        today: (!policy.waivers.is_empty()).then(|| setting.today.to_string()),
    })
}

fn repository_fact(repository: &Repository) -> RepositoryFact {
    let commit = repository.commit.as_ref();
    RepositoryFact {
        tracked: repository.tracked.len() as u64,
        commit: commit.map(|commit| commit.id.clone()),
        committed: commit.and_then(|commit| commit.time),
    }
}

/// Each file once, whatever links and detours lead to it; one that cannot be resolved stays, so that reading it fails.
fn distinct<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
    let mut real = BTreeSet::new();
    let shortest: BTreeSet<&PathBuf> = paths.collect();
    shortest
        .into_iter()
        .filter(|path| real.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone())))
        .cloned()
        .collect()
}

fn file_facts(coverage: &Coverage, names: &Names) -> Vec<FileFact> {
    let fact = |(key, file): (&FileKey, &FileCoverage)| {
        let origin = names.origin(key);
        FileFact {
            module: key.module.to_string(),
            path: key.path.clone(),
            how: origin.how,
            names: origin.names.into_iter().take(NAMES).collect(),
            candidates: origin.candidates,
            counts: file.counts(),
            branch_at_most: file.branch_upper(),
            condition_at_most: file.condition_upper(),
            uncovered: Vec::new(),
        }
    };
    let mut facts: Vec<FileFact> = coverage.files.iter().map(fact).collect();
    let mut by_need: Vec<(&mut FileFact, &FileCoverage)> =
        facts.iter_mut().zip(coverage.files.values()).collect();
    // The sort is stable: of files that miss as much, the first by name are kept.
    by_need.sort_by_key(|(fact, _)| std::cmp::Reverse(missed(fact)));
    for (fact, file) in by_need.into_iter().take(FILES_WITH_LINES) {
        fact.uncovered = file.uncovered_lines();
        fact.uncovered.truncate(RANGES);
    }
    facts
}

#[cfg(test)]
mod tests;
