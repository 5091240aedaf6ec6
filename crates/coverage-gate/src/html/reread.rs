//! The reports, read again: facts hold no line that ran, so the marks come out of the very bytes that were judged, or there are none.

use std::path::PathBuf;

use coverage::{Coverage, FileKey, LineMark};
use runner::files::Workspace;
use runner::progress::Progress;

use super::page::Since;
use crate::facts::{Facts, FileFact, ReportFact};
use crate::gather::read_report;
use crate::paths::{Mapper, Names};
use crate::policy::Policy;
use crate::repository::Repository;

/// What is left of the reports.
#[derive(Debug)]
pub(super) struct Reread {
    /// What became of each report of the facts, in their order.
    pub(super) since: Vec<Since>,
    /// The union of those that are the same.
    merged: Coverage,
}

impl Reread {
    /// Reads the reports of the facts again.
    pub(super) fn of(
        policy: &Policy,
        facts: &Facts,
        workspace: &Workspace,
        repository: Option<&Repository>,
        progress: &mut Progress,
    ) -> Self {
        let mapper = Mapper::new(workspace.root(), &policy.path_map, repository);
        let place = |report: &ReportFact| -> PathBuf { workspace.root().join(&report.path) };
        let sizes = facts.reports.iter().filter_map(|report| place(report).metadata().ok());
        progress.begin(sizes.map(|file| file.len()).sum());
        let mut merged = Coverage::default();
        let mut names = Names::default();
        let mut since = Vec::new();
        for report in &facts.reports {
            if report.sha256.is_none() {
                since.push(Since::NeverRead);
                continue;
            }
            let (now, coverage) = read_report(&place(report), workspace, progress, &mapper, &mut names);
            if now.sha256 == report.sha256 {
                // What was noticed while merging stands in the facts.
                drop(merged.merge(coverage));
                since.push(Since::Same);
            } else {
                since.push(if now.sha256.is_some() { Since::Changed } else { Since::Gone });
            }
        }
        progress.end();
        Self { since, merged }
    }

    /// What is known of the lines of a file, or why nothing is. Marks that do not add up to what was judged would show another
    /// file, or a part of the reports as the whole.
    pub(super) fn marks(&self, file: &FileFact) -> Result<Vec<LineMark>, &'static str> {
        let key = FileKey { module: file.module.as_str().into(), path: file.path.clone() };
        let found = self.merged.files.get(&key).filter(|found| {
            found.counts() == file.counts && found.uncovered_lines().starts_with(&file.uncovered)
        });
        let Some(found) = found else {
            return Err(
                "The reports that name this file are not here as they were judged, so that only the uncovered \
                        ranges which the facts keep are marked.",
            );
        };
        let marks: Vec<LineMark> = found.line_marks().collect();
        if marks.is_empty() {
            return Err("The reports hold totals of this file and no lines, so that no line is marked.");
        }
        Ok(marks)
    }
}
