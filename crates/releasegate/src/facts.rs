//! All that the conclusion rests on: what was found, which steps ran, and what the gates' verdicts say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use verdict::{Counts, Decision, RuleStatus, Status};

use crate::half::Both;

/// What the search says becomes of a half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// Its gate judges.
    Run,
    /// There is no report.
    #[default]
    NotFound,
    /// It is not to be judged.
    Off,
}

impl Plan {
    /// The word, as the steps of action.yml compare it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::NotFound => "not-found",
            Self::Off => "off",
        }
    }
}

/// A report that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its path, relative to the workspace, with `/`.
    pub path: String,
    /// What its content is; `broken` where its name says what its content does not.
    pub format: String,
}

/// What the search has of one half.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// What becomes of it.
    pub plan: Plan,
    /// How many reports were found; none are where an input or the policy file names them.
    pub count: u64,
    /// The first of them.
    pub reports: Vec<Report>,
    /// Files of a report's name that git tracks, so that they may be of any run: the first of them.
    pub tracked: Vec<String>,
}

/// What the search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// For each half.
    pub halves: Both<Searched>,
    /// What was not looked at and should be looked after, in sentences.
    pub notes: Vec<String>,
    /// What is known and not judged unless it is named, in sentences.
    pub apart: Vec<String>,
    /// Why it could not be done.
    pub problem: Option<String>,
}

/// A rule of a gate that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmet {
    /// Its id in the gate.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// What came of it.
    pub status: RuleStatus,
    /// What was found.
    pub message: String,
}

/// A verdict, held to the digest that its step gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The gate's id.
    pub gate: String,
    /// The gate's version.
    pub version: String,
    /// The verdict's path, relative to the workspace.
    pub path: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// What approvals bind.
    pub judgement: String,
    /// The status.
    pub status: Status,
    /// What the gate's step did.
    pub decision: Decision,
    /// The verdict in a sentence.
    pub summary: String,
    /// The rules that do not hold: the first of them.
    pub unmet: Vec<Unmet>,
    /// How many there are.
    pub unmet_count: u64,
    /// Covered and all lines, where lines were counted.
    pub lines: Option<Counts>,
    /// How many findings there are of each severity, where every report was read.
    pub findings: Option<BTreeMap<String, u64>>,
}

/// What became of a half.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// How its gate's step ended, in the runner's word; empty if it never came to it.
    pub outcome: String,
    /// The verdict.
    pub verdict: Option<Verified>,
    /// Why there is none that could be believed, though the step ended.
    pub problem: Option<String>,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How the step of the search ended, in the runner's word.
    pub outcome: String,
    /// What it found; none if it said nothing that can be read.
    pub search: Option<Search>,
    /// What became of each half.
    pub judged: Both<Judged>,
}
