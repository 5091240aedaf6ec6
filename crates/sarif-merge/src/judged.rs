//! A verdict with all that it rests on, read back for the commands that write it down in other forms. They judge nothing: what a
//! finding is follows from policy and facts, whose digests the verdict holds, by the same function that judged it.

use std::path::Path;

use anyhow::Context as _;
use runner::kept::{self, Kept};
use sarif::Package;
use serde::Serialize;
use verdict::Verdict;
use verdict::read::Document;

use crate::SarifMerge;
use crate::facts::{Facts, FindingFact};
use crate::policy::Policy;
use crate::rules::{Counted, Standing};

/// A verdict, its policy and its facts.
pub(crate) struct Judged {
    document: Document,
    pub(crate) policy: Policy,
    pub(crate) facts: Facts,
}

/// A finding, and what it is under the policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) finding: &'a FindingFact,
    pub(crate) standing: Standing,
    /// The suppression that hides it.
    pub(crate) suppression: Option<&'a str>,
}

/// Every standing in words, as files and filters name it.
pub(crate) const STANDINGS: [&str; 7] =
    ["counts", "unknown", "ignored", "suppressed", "in-source", "known", "grace"];

impl Judged {
    /// Reads the verdict at a path, and what lies beside it.
    ///
    /// # Errors
    /// It is no verdict of this tool, was changed, or the gate did not get as far as judging.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let document = kept::document(path)?;
        let kept = kept::judged(&SarifMerge::default(), path, document.verdict())?;
        let Kept { policy, facts, .. } =
            kept.context("it has no facts: the gate did not get as far as judging, so nothing is known")?;
        Ok(Self { document, policy, facts })
    }

    pub(crate) const fn verdict(&self) -> &Verdict {
        self.document.verdict()
    }

    pub(crate) fn digest(&self) -> &str {
        self.document.digest()
    }

    /// Every finding, in the order of the merged log.
    pub(crate) fn rows(&self) -> Vec<Row<'_>> {
        rows(&self.policy, &self.facts)
    }

    /// What a reader must know who counts on every finding being there.
    pub(crate) fn lacking(&self) -> Option<&'static str> {
        let ran = |tool: &String| self.facts.runs().any(|run| run.tool.eq_ignore_ascii_case(tool));
        if !self.facts.complete() {
            Some(
                "reports are missing or broken: what they hold is not among these findings. Judge again with all of them",
            )
        } else if !self.policy.required_tools.iter().all(ran) {
            Some(
                "a required tool did not run: what it would find is not among these findings. Judge again with its report",
            )
        } else if self.facts.runs().any(|run| !run.incomplete.is_empty()) {
            Some(
                "a scan is not complete: what it left out is not among these findings. See the verdict, and scan again",
            )
        } else {
            None
        }
    }
}

/// Every finding under a policy.
pub(crate) fn rows<'a>(policy: &'a Policy, facts: &'a Facts) -> Vec<Row<'a>> {
    let name = |standing: Standing| match standing {
        Standing::Suppressed(at) => policy.suppressions.get(at).map(|it| it.id.as_str()),
        _ => None,
    };
    let all = Counted::of(policy, facts).all.into_iter();
    all.map(|(finding, standing)| Row { finding, standing, suppression: name(standing) }).collect()
}

/// A standing in a word of [`STANDINGS`].
pub(crate) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Counts(_) => "counts",
        Standing::Unknown => "unknown",
        Standing::Ignored => "ignored",
        Standing::Suppressed(_) => "suppressed",
        Standing::InSource => "in-source",
        Standing::Known => "known",
        Standing::Grace => "grace",
    }
}

/// A purl with its version, percent-encoded as the purl specification writes it (package-url/purl-spec, "Rules for each purl component").
pub(crate) fn purl(package: &Package) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');
    match &package.version {
        None => package.name.clone(),
        Some(version) => {
            format!("{}@{}", package.name, percent_encoding::utf8_percent_encode(version, &KEPT))
        }
    }
}

/// Where a finding is: the package, or the file with its line.
pub(crate) fn place(finding: &FindingFact) -> Option<String> {
    if let Some(package) = &finding.package {
        return Some(purl(package));
    }
    let path = finding.path.as_ref()?;
    Some(finding.line.map_or_else(|| path.clone(), |line| format!("{path}:{line}")))
}

/// The word that a closed list's value has in the facts.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purl_is_written_as_it_is_read() {
        for text in ["pkg:npm/%40scope/name@1.0.0", "pkg:deb/debian/curl@1%3A7.50.3-1%2Bb1", "pkg:pypi/a"] {
            let package = Package::parse(text).unwrap();
            assert_eq!(Package::parse(&purl(&package)), Some(package));
        }
        let package = Package { name: "pkg:npm/a".into(), version: Some("1 #?/+".into()) };
        assert_eq!(purl(&package), "pkg:npm/a@1%20%23%3F%2F%2B");
    }
}
