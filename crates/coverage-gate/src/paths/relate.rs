//! Names given to all files of a report at once, so that no two of them become one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use coverage::{Coverage, FileCoverage, FileKey, Problem, ProblemCode};

use super::place::is_absolute;
use super::{How, Mapper, Named};

/// More shared names than these show no more of what is wrong.
const SHOWN: usize = 10;

/// How the files of all reports came to their names.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<FileKey, Origin>);

/// Where one file's name comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The least sure way, where reports differ.
    pub(crate) how: How,
    /// What reports call it, if something else.
    pub(crate) names: BTreeSet<String>,
    /// Which tracked files it may be.
    pub(crate) candidates: Vec<String>,
}

impl Names {
    /// Where the name of a file comes from.
    pub(crate) fn origin(&self, key: &FileKey) -> Origin {
        self.0.get(key).cloned().unwrap_or_default()
    }

    /// Renames the files of one report. Two that would become one keep their names: which of them it is would be a guess, and
    /// their union a file that nobody measured.
    pub(crate) fn relate(&mut self, coverage: &mut Coverage, mapper: &Mapper<'_>) -> Vec<Problem> {
        let named = coverage.files.iter().map(|(key, file)| (key.clone(), mapper.file(key, file)));
        let mut named: BTreeMap<FileKey, (FileKey, Named)> = named.collect();
        let problems = keep_apart(&mut named);
        for (old, (new, name)) in &named {
            let origin = self.0.entry(new.clone()).or_default();
            origin.how = origin.how.max(name.how);
            origin.names.extend((old.path != new.path).then(|| old.path.clone()));
            origin.candidates.clone_from(&name.candidates);
        }
        let renamed = |key: &FileKey, _: &FileCoverage| {
            let (new, name) = named.get(key)?;
            // A name that the repository confirms says where the file lies, even if it is the old one.
            let sure = name.how.is_mapped() && mapper.repository.is_some();
            (sure || new != key).then(|| new.clone())
        };
        let mut all = coverage.rekey(renamed);
        all.extend(problems);
        all
    }
}

impl Mapper<'_> {
    /// A file's new key. The module of a report (JaCoCo's) is of no further use once a tracked file is found.
    fn file(&self, key: &FileKey, file: &FileCoverage) -> (FileKey, Named) {
        let sources: Vec<&str> = file.sources().collect();
        let named = self.name(&key.path, &sources);
        let module = match self.repository {
            Some(_) if named.how.is_mapped() => std::sync::Arc::default(),
            _ => key.module.clone(),
        };
        (FileKey { module, path: named.path.clone() }, named)
    }
}

/// Gives files that would share a name their own again, until no two share one.
fn keep_apart(named: &mut BTreeMap<FileKey, (FileKey, Named)>) -> Vec<Problem> {
    let mut problems = Vec::new();
    loop {
        let mut owners: HashMap<FileKey, Vec<FileKey>> = HashMap::new();
        for (old, (new, _)) in named.iter() {
            owners.entry(new.clone()).or_default().push(old.clone());
        }
        let mut shared: Vec<(FileKey, Vec<FileKey>)> =
            owners.into_iter().filter(|(_, owners)| owners.len() > 1).collect();
        if shared.is_empty() {
            return problems;
        }
        shared.sort_unstable();
        for (new, owners) in shared {
            if problems.len() < SHOWN {
                problems.push(conflict(&new, &owners));
            }
            for old in owners {
                let candidates = vec![new.path.clone()];
                let name = Named { path: old.path.clone(), how: How::Shared, candidates };
                named.insert(old.clone(), (old, name));
            }
        }
    }
}

fn conflict(new: &FileKey, owners: &[FileKey]) -> Problem {
    let names: Vec<String> = owners.iter().take(2).map(|key| format!("`{key}`")).collect();
    let message = format!(
        "{}: one report holds {}, and both would be this file: they may be one file or two",
        new.path,
        names.join(" and ")
    );
    Problem { code: ProblemCode::ConflictingSource, line: None, message }
}

/// Names that may mean one file twice: a relative one whose folder is elsewhere, and the end of a path that was found in the
/// workspace. Shards of one project on two machines look like this, and so do two projects.
pub(crate) fn ambiguous(coverage: &Coverage) -> Option<Problem> {
    let foreign = || coverage.files.iter().filter(|(_, file)| file.source().is_some_and(is_absolute));
    foreign().next()?;
    let ends: HashSet<&str> = coverage
        .files
        .keys()
        .flat_map(|key| key.path.match_indices('/').filter_map(|(at, _)| key.path.get(at + 1..)))
        .collect();
    let (key, file) = foreign().find(|(key, _)| ends.contains(key.path.as_str()))?;
    let folder = file.source().unwrap_or_default();
    let message = format!(
        "{key}: it lies in `{folder}` in one report, and another names a file that ends like it: they may be one file or two"
    );
    Some(Problem { code: ProblemCode::ConflictingSource, line: None, message })
}
