//! The verdict itself: the one JSON file that a gate writes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::decision::Decision;
use crate::rule::{Rule, RuleCounts};
use crate::run::{Run, Subject};
use crate::status::Status;
use crate::time::Time;

/// Digests of one thing, by algorithm: `{"sha256": "…"}`, as in-toto writes them.
pub type Digest = BTreeMap<String, String>;

/// What a gate found. The file is the RFC 8785 bytes of this value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// `releasegate/verdict/v1`.
    pub schema: String,
    /// Which gate, by which tool.
    pub gate: Gate,
    /// What came of it.
    pub status: Status,
    /// `sha256:` over what was judged and how, without run and times: see [`crate::judgement`].
    pub judgement: String,
    /// One sentence for people.
    pub summary: String,
    /// What was judged: commits and artifacts.
    pub subject: Vec<Subject>,
    /// The run that judged it; empty outside of Actions.
    pub run: Run,
    /// When the gate began.
    pub started: Time,
    /// When it ended.
    pub finished: Time,
    /// Where the policy came from, and the digest of the section as resolved.
    pub policy: PolicyRef,
    /// All that the decision saw.
    pub facts: Option<FileRef>,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// Every rule with its result.
    pub rules: Vec<Rule>,
    /// How many rules ended in each status.
    pub counts: RuleCounts,
    /// What the gate did not look at, for people.
    pub not_covered: Vec<String>,
    /// Whether the pipeline goes on.
    pub decision: Decision,
    /// Typed per gate.
    pub details: Map<String, Value>,
    /// The verdict that this one replaces, by digest.
    pub previous: Option<Digest>,
}

/// A gate's name and the program that judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gate {
    /// Names the verdict, the comment, the check and the artifact.
    pub id: String,
    /// The tool: `coverage-gate`.
    pub tool: String,
    /// The tool's version.
    pub version: String,
    /// The program's own digest.
    pub binary: Binary,
}

/// A program, by its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Binary {
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

/// Where a policy came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRef {
    /// The policy file; absent when only inputs and built-in defaults speak.
    pub path: Option<String>,
    /// The commit it was read at.
    #[serde(rename = "ref")]
    pub git_ref: Option<String>,
    /// Digest of the resolved section, not of the file.
    pub digest: Digest,
    /// True when built-in defaults stand in for a limit that nobody set.
    pub bootstrap: bool,
}

/// A file beside the verdict, by name and digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRef {
    /// Name, relative to the verdict's folder.
    pub path: String,
    /// Its digest.
    pub digest: Digest,
}

/// A file that the gate read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Path with `/`, relative to the workspace where it lies below it.
    pub path: String,
    /// What it was recognised as: `lcov`, `cobertura`; absent when it was not.
    pub format: Option<String>,
    /// Who wrote it, where the file says so: `coverage.py 7.6.1`.
    pub producer: Option<String>,
    /// Its digest.
    pub digest: Digest,
}

/// A digest set with one SHA-256.
#[must_use]
pub fn sha256(hex: impl Into<String>) -> Digest {
    Digest::from([("sha256".to_owned(), hex.into())])
}
