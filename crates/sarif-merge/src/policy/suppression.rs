//! Findings that somebody accepted: by whom, why, until when, and nothing wider than it has to be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::FindingFact;

/// For how many days a suppression may hold, unless the policy says fewer.
pub(crate) const LONGEST_DAYS: u32 = 365;

/// Why a finding is accepted, in the words of VEX where it has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The tool is wrong.
    FalsePositive,
    /// The code is not there, or is never run.
    NotAffected,
    /// Something else keeps it from doing harm.
    Mitigated,
    /// The risk is taken.
    RiskAccepted,
}

/// An accepted finding, or several of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Its name, for people and for the verdict.
    pub id: String,
    /// The tool; none for every tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The rule's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// A glob of files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The finding's identity, or GitHub's fingerprint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The package, as a purl without version, or with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    /// The advisory, by any of its names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisory: Option<String>,
    /// Why.
    pub reason: Cause,
    /// The same in words.
    pub justification: String,
    /// Where that is written down.
    pub ticket: String,
    /// Who asked for it.
    pub author: String,
    /// Who looks after it.
    pub owner: String,
    /// Who accepted it: neither author nor owner.
    pub approver: String,
    /// The day on which it was accepted, such as `2026-12-31`.
    pub created: String,
    /// The last day on which it holds, in UTC.
    pub expires: String,
}

impl Suppression {
    /// Whether it is about this finding, day aside: everything that it names has to fit.
    #[must_use]
    pub fn is_about(&self, finding: &FindingFact) -> bool {
        let fits = |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(test);
        fits(&self.tool, &|tool| tool.eq_ignore_ascii_case(&finding.tool))
            && fits(&self.rule, &|rule| rule == finding.rule)
            && fits(&self.path, &|glob| {
                let matcher = runner::globs::compile(glob).ok();
                let holds = |path: &String| runner::globs::matches(glob, matcher.as_ref(), path);
                finding.path.as_ref().is_some_and(holds)
            })
            && fits(&self.fingerprint, &|print| {
                print == finding.identity || Some(print) == finding.fingerprint.as_deref()
            })
            && fits(&self.purl, &|purl| same_package(purl, finding))
            && fits(&self.advisory, &|id| finding.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id)))
    }

    /// Whether it holds on this day, such as `2026-12-31`: days of this form compare as texts.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        self.created.as_str() <= day && day <= self.expires.as_str()
    }

    /// Whether it names what it is about narrowly enough: a rule alone, or a tool, would hide what is yet to come.
    pub(crate) fn is_narrow(&self) -> bool {
        let names = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let all = |path: &String| path.trim_matches(['*', '/', '.']).is_empty();
        names(&self.fingerprint)
            || names(&self.advisory) && (names(&self.purl) || names(&self.path) || names(&self.tool))
            || names(&self.rule) && names(&self.path) && !self.path.as_ref().is_some_and(all)
    }
}

/// A purl with a version fits this version alone.
fn same_package(wanted: &str, finding: &FindingFact) -> bool {
    let Some(wanted) = sarif::Package::parse(wanted) else { return false };
    let found = finding.package.as_ref();
    found.is_some_and(|found| {
        found.name == wanted.name && (wanted.version.is_none() || wanted.version == found.version)
    })
}
