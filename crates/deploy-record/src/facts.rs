//! All that a decision sees: what was brought, what the ledger says, and what was done.

use journal::artifacts::Artifact;
use journal::verdicts::Found;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{Change, TimeSource};
use serde::{Deserialize, Serialize};

use crate::ground::Ground;

/// The facts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Now.
    pub now: Moment,
    /// Whose clock said so.
    pub clock: TimeSource,
    /// The commit that is deployed.
    pub commit: String,
    /// The artifacts.
    pub artifacts: Vec<Artifact>,
    /// The environment as records write it.
    pub environment: Slug,
    /// The deployment of this attempt.
    pub own: Ulid,
    /// The deployment that this run is about, once it was found: whatever becomes of it, the run is about that one.
    pub about: Option<Ulid>,
    /// Whether somebody else started this attempt than the run.
    pub other_starter: bool,
    /// For a way back: what it leads to, since the ledger may move on meanwhile.
    pub target: Option<Ulid>,
    /// Who started the run, by number, and whether that is a machine.
    pub actor: Option<(u64, bool)>,
    /// Repository, run and attempt.
    pub run: Option<(u64, u64, u64)>,
    /// The commits that come with it, where somebody was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brought: Option<Brought>,
    /// The verdicts that were brought.
    pub verdicts: Vec<Found>,
    /// What else is to be kept.
    pub evidence: Vec<Piece>,
    /// Patterns that no file matches, by their input.
    pub unmatched: Vec<(String, String)>,
    /// What the facts of approval-issue's verdict come to, evaluated here once more.
    pub again: Option<Again>,
    /// The verdicts that people approved: gate and judgement.
    pub approved_verdicts: Vec<(String, String)>,
    /// What else the request that they approved is bound to.
    pub bound: Option<Bound>,
    /// The ledger.
    pub ledger: String,
    /// What it says, after this run's entries.
    pub ground: Ground,
    /// The entries of this run.
    pub entries: Vec<u64>,
    /// Deployments without an end that this one superseded.
    pub superseded: Vec<Ulid>,
    /// GitHub's deployment.
    pub github: Option<u64>,
    /// What was done beside the ledger.
    pub done: Vec<Done>,
}

/// What a request for approval is bound to beside its subjects and its environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// The repository, by number.
    pub repository: u64,
    /// Whether it asks for a way back.
    pub back: bool,
}

/// The commits that come with a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The commit that was live.
    pub since: String,
    /// How many there are in all, also where not all are told.
    pub all: usize,
    /// The newest of them, oldest first.
    pub changes: Vec<Change>,
    /// Why nothing is known, of them or of their pull requests.
    pub failed: Option<String>,
}

/// A file that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its path in the workspace.
    pub path: String,
    /// Its SHA-256 and size; why it cannot be read.
    pub read: Result<(String, u64), String>,
    /// Whether its bytes are kept, or its digest alone.
    pub kept: bool,
    /// Whether somebody named it; facts of verdicts come along by themselves where they fit.
    pub named: bool,
}

/// An approval, evaluated once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// The verdict's gate.
    pub gate: String,
    /// The request's digest, in hex.
    pub digest: String,
    /// What it comes to: whether it permits, and the word for it. Or why it cannot be evaluated.
    pub outcome: Result<(bool, String), String>,
    /// Whether the verdict is of this run and attempt.
    pub of_this_run: bool,
}

/// Something that was done beside the ledger, or tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What, in words.
    pub what: String,
    /// Why it failed, if it did.
    pub failed: Option<String>,
}
