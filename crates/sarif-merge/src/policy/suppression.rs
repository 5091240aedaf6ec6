//! Findings that somebody accepted: by whom, why, until when, and nothing wider than it has to be.

use jiff::civil::Date;
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
                // GitHub's is of a line: what else is found there has the same.
                let line = self.rule.is_some() && Some(print) == finding.fingerprint.as_deref();
                print == finding.identity || line
            })
            && fits(&self.purl, &|purl| same_package(purl, finding))
            && fits(&self.advisory, &|id| finding.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(id)))
    }

    /// Whether it holds on this day, such as `2026-12-31`: days of this form compare as texts.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        self.created.as_str() <= day && day <= self.expires.as_str()
    }

    /// Whether it holds on this day for a finding that may be hidden for so many days at most.
    #[must_use]
    pub fn holds_for(&self, day: &str, most: Option<u32>) -> bool {
        let parsed = |text: &str| text.parse::<Date>().ok();
        let age = parsed(&self.created).zip(parsed(day)).and_then(|(created, day)| day.since(created).ok());
        let young =
            |most: u32| age.is_some_and(|age| age.get_days() >= 0 && age.get_days().unsigned_abs() <= most);
        self.holds_on(day) && most.is_none_or(young)
    }

    /// Whether it names what it is about narrowly enough: a rule alone, or a tool, would hide what is yet to come.
    pub(crate) fn is_narrow(&self) -> bool {
        let names = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        names(&self.fingerprint)
            || names(&self.advisory) && (names(&self.purl) || names(&self.path) || names(&self.tool))
            || names(&self.rule) && self.path.as_deref().is_some_and(names_a_place)
    }
}

/// Whether a glob has a folder or a file's name in it that is written out. `**/*.py`, `{a,b}*` and `[!/]*` are everywhere.
fn names_a_place(glob: &str) -> bool {
    // What is within braces and brackets is a choice, and may be left out.
    let mut depth = 0_u32;
    let mut outside = String::new();
    for letter in glob.chars() {
        match letter {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    // `*.py` names a kind of files; `.env` names a file. `*a*` is nearly everywhere, `test_*` is not.
    let named = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default();
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
        stem.split(['*', '?']).any(|run| letters(run) >= if run.len() == stem.len() { 1 } else { 3 })
    };
    let hidden = |part: &str| {
        part.strip_prefix('.').is_some_and(|rest| !rest.is_empty() && rest.chars().all(char::is_alphanumeric))
    };
    outside.split('/').any(|part| named(part) || hidden(part)) && !is_everywhere(glob)
}

/// Whether a glob fits files that nobody had in mind: names that no repository has, in no folder and in some, of every kind that the glob
/// names. However braces and stars are put together, this tells.
fn is_everywhere(glob: &str) -> bool {
    let Ok(matcher) = runner::globs::compile(glob) else { return true };
    let mut kinds: Vec<String> = vec![String::new()];
    for rest in glob.split('.').skip(1) {
        let kind: String =
            rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        if !kind.is_empty() && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let probes = kinds.iter().flat_map(|kind| {
        let end = if kind.is_empty() { String::new() } else { format!(".{kind}") };
        ["", "qzj7/", "qzj7/xk4w/", "qzj7/xk4w/vq9y/"].map(|folder| format!("{folder}jx5qz{end}"))
    });
    probes.into_iter().any(|path| runner::globs::matches(glob, Some(&matcher), &path))
}

/// A purl with a version fits this version alone.
fn same_package(wanted: &str, finding: &FindingFact) -> bool {
    let Some(wanted) = sarif::Package::parse(wanted) else { return false };
    let found = finding.package.as_ref();
    found.is_some_and(|found| {
        found.name == wanted.name && (wanted.version.is_none() || wanted.version == found.version)
    })
}
