//! The findings of a merged log that become alerts, and the files that GitHub takes of them.

use std::collections::BTreeSet;

use runner::Setting;
use sarif::{Document, Finding, Limits, Places, Profile, ProfileError, ProfileLimits, ProfileOptions};
use sarif::{RepositoryPath, RunView, Suppressed};

use super::{CheckoutFiles, finding, head};
use crate::facts::Facts;
use crate::policy::{InSource, Policy};
use crate::rules::{Counted, Standing};

/// A merged log with the findings that are to become alerts.
pub(crate) struct Alerts<'a> {
    document: Document<'a>,
    findings: Vec<Finding>,
    files: CheckoutFiles,
    root: String,
}

impl<'a> Alerts<'a> {
    /// Reads the log again, as it was read for the judging. What the policy suppresses becomes no alert: GitHub would open one.
    ///
    /// # Errors
    /// The log or the checkout cannot be read, or the log is another one than was judged.
    pub(crate) fn of(
        log: &'a [u8],
        policy: &Policy,
        judged: Option<&Facts>,
        setting: &Setting,
    ) -> anyhow::Result<Self> {
        let limits = Limits { bytes: usize::MAX, ..Limits::default() };
        let document =
            Document::read(log, &limits).map_err(|error| anyhow::anyhow!("the log cannot be read: {error}"))?;
        let files = CheckoutFiles::of(&setting.workspace)?;
        let all = finding::read_all(&document, policy, setting, &files);
        let counted: Vec<Finding> = all.into_iter().filter(finding::counts).collect();
        let mut findings = sarif::deduplicate(counted, policy.across).findings;
        if let Some(facts) = judged {
            let same = findings.iter().map(|finding| &finding.identity.key);
            anyhow::ensure!(
                same.eq(facts.findings.iter().map(|fact| &fact.identity)),
                "the files of the checkout changed since they were judged: upload in a run that leaves them alone"
            );
            let counted = Counted::of(policy, facts);
            let mut standing = counted.all.iter().map(|(_, standing)| *standing);
            findings.retain(|_| !matches!(standing.next(), Some(Standing::Suppressed(_))));
        }
        if policy.in_source == InSource::Ignore {
            findings.iter_mut().for_each(|finding| finding.suppressed = Suppressed::NotStated);
        }
        let root = setting.workspace.root().to_string_lossy().into_owned();
        Ok(Self { document, findings, files, root })
    }

    /// The tools of the runs, as they name themselves.
    pub(crate) fn tools(&self) -> BTreeSet<String> {
        let tool = |text: &str| RunView::parse(text).map(|run| run.tool().to_owned()).unwrap_or_default();
        self.runs().into_iter().map(tool).collect()
    }

    /// The first run that says that its scan is not complete: its tool, and why.
    pub(crate) fn incomplete(&self) -> Option<(String, String)> {
        (0..self.document.runs()).find_map(|at| {
            let run = head::of(&self.document, at);
            Some((run.tool, run.incomplete.into_iter().next()?))
        })
    }

    /// The files to upload.
    ///
    /// # Errors
    /// A run that GitHub would never take.
    pub(crate) fn profile(
        &self,
        category: &str,
        fallback: &RepositoryPath,
        limits: ProfileLimits,
    ) -> Result<Profile, ProfileError> {
        let has = |path: &str| self.files.has(path);
        let roots = [self.root.clone()];
        let places = Places { roots: &roots, has: Some(&has) };
        let options = ProfileOptions { fallback, category, places, limits };
        sarif::profile(&self.runs(), &self.findings, &options)
    }

    fn runs(&self) -> Vec<&str> {
        let text = |at| self.document.run(at).and_then(|bytes| std::str::from_utf8(bytes).ok());
        (0..self.document.runs()).map(|at| text(at).unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests;
