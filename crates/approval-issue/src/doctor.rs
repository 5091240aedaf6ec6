//! Whether this gate can be passed by: from what GitHub shows of a repository to one finding for each check. Pure.
//!
//! What could not be read is [`Status::Unknown`], with the permission that is needed: it is never taken for sound.

use serde::{Deserialize, Serialize};
use verdict::{Rule, RuleStatus};

pub mod facts;
pub mod workflow;

mod around;
mod branch;
mod called;
mod condition;
mod environment;
mod gate;
mod owners;
mod woken;

#[cfg(test)]
mod sample;

use facts::Seen;

/// How a check ended; the worse the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing was found.
    Sound,
    /// Somebody who is trusted already could pass by, or a trace would be left.
    Weak,
    /// It could not be told.
    Unknown,
    /// The gate can be passed by.
    Broken,
}

impl Status {
    /// The word in verdicts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sound => "ok",
            Self::Weak => "weak",
            Self::Unknown => "unknown",
            Self::Broken => "broken",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable name.
    pub id: String,
    /// What is checked, as it should be.
    pub title: String,
    /// How it ended.
    pub status: Status,
    /// Whether it is told without being held against the gate.
    pub informative: bool,
    /// What was found.
    pub found: String,
    /// What it lets happen.
    pub why: String,
    /// What to do; nothing if it is sound.
    pub next: String,
}

impl Finding {
    /// As a rule of the verdict.
    #[must_use]
    pub fn rule(&self) -> Rule {
        let status = match self.status {
            Status::Sound => RuleStatus::Pass,
            _ if self.informative => RuleStatus::NotApplicable,
            Status::Weak => RuleStatus::Warn,
            Status::Unknown => RuleStatus::Inconclusive,
            Status::Broken => RuleStatus::Fail,
        };
        let parts = match self.status {
            Status::Sound => vec![self.found.as_str()],
            _ => vec![self.found.as_str(), self.why.as_str(), self.next.as_str()],
        };
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Rule::new(&self.id, &self.title, status, self.status.word(), parts.join(" "))
    }
}

/// A check: what it is called and why it matters.
pub(crate) struct Check {
    id: &'static str,
    title: &'static str,
    why: &'static str,
    informative: bool,
}

/// One thing that is not as it should be.
pub(crate) struct Problem {
    status: Status,
    found: String,
    next: String,
}

impl Check {
    pub(crate) const fn new(id: &'static str, title: &'static str, why: &'static str) -> Self {
        Self { id, title, why, informative: false }
    }

    /// One that is told and never held against the gate.
    pub(crate) const fn informative(mut self) -> Self {
        self.informative = true;
        self
    }

    /// The finding that follows from problems; without any the check is sound.
    pub(crate) fn of(&self, mut problems: Vec<Problem>, sound: impl Into<String>) -> Finding {
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.status));
        let status = problems.first().map_or(Status::Sound, |problem| problem.status);
        let mut next: Vec<String> = Vec::new();
        for problem in &problems {
            if !next.contains(&problem.next) {
                next.push(problem.next.clone());
            }
        }
        let found: Vec<String> = problems.into_iter().map(|problem| problem.found).collect();
        Finding {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            status,
            informative: self.informative,
            found: if found.is_empty() { sound.into() } else { found.join(" ") },
            why: self.why.to_owned(),
            next: next.join(" "),
        }
    }

    pub(crate) fn sound(&self, found: impl Into<String>) -> Finding {
        self.of(Vec::new(), found)
    }

    pub(crate) fn one(&self, problem: Problem) -> Finding {
        self.of(vec![problem], String::new())
    }
}

pub(crate) fn weak(found: impl Into<String>, next: impl Into<String>) -> Problem {
    Problem { status: Status::Weak, found: found.into(), next: next.into() }
}

pub(crate) fn unknown(found: impl Into<String>, next: impl Into<String>) -> Problem {
    Problem { status: Status::Unknown, found: found.into(), next: next.into() }
}

pub(crate) fn broken(found: impl Into<String>, next: impl Into<String>) -> Problem {
    Problem { status: Status::Broken, found: found.into(), next: next.into() }
}

/// GitHub did not show it. Its refusal names the permission.
pub(crate) fn refused(why: &str) -> Problem {
    unknown(format!("GitHub did not show it: {why}."), "Give `token` this permission and run this again.")
}

/// All checks; the worst first, and each kind in the order of the checks.
#[must_use]
pub fn examine(seen: &Seen) -> Vec<Finding> {
    let mut findings = environment::checks(seen);
    findings.extend(branch::checks(seen));
    findings.extend(gate::checks(seen));
    findings.extend(woken::checks(seen));
    findings.extend(owners::checks(seen));
    findings.extend(around::checks(seen));
    findings.sort_by_key(|finding| {
        let told = if finding.informative { Status::Sound } else { finding.status };
        (std::cmp::Reverse(told), finding.informative)
    });
    findings
}

/// The findings in one sentence.
#[must_use]
pub fn summary(findings: &[Finding], environment: &str) -> String {
    let of = |status: Status| {
        let held = findings.iter().filter(|finding| finding.status == status && !finding.informative);
        u64::try_from(held.count()).unwrap_or(u64::MAX)
    };
    let (broken, unknown, weak) = (of(Status::Broken), of(Status::Unknown), of(Status::Weak));
    let name = named(environment);
    if broken > 0 {
        let ways = runner::text::count(broken, "check is", "checks are");
        return format!(
            "The gate of {name} can be passed by: {ways} broken, {unknown} unknown and {weak} weak."
        );
    }
    if unknown > 0 {
        return format!(
            "Whether the gate of {name} can be passed by is not known: {unknown} unknown and {weak} weak."
        );
    }
    if weak > 0 {
        let places = runner::text::count(weak, "check", "checks");
        return format!("The gate of {name} stands and is weak by {places}.");
    }
    format!("Nothing was found by which the gate of {name} could be passed.")
}

/// A name of somebody else's file, short enough for a sentence.
pub(crate) fn named(text: &str) -> String {
    let line: String = runner::text::one_line(text).chars().take(120).collect();
    format!("`{line}`")
}

#[cfg(test)]
mod tests;
