//! All that a decision sees: the requests that were found, what was to be asked, and what was done.

use approval::evaluation::{Evaluation, Outcome};
use approval::facts::Facts as Ground;
use approval::people::Source;
use approval::policy::Policy as Rules;
use approval::request::Request;
use serde::{Deserialize, Serialize};

use crate::plan::Effect;
use crate::policy::Mode;

/// What the record says of a request, beside what is in the facts of its evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The ledger.
    pub ledger: String,
    /// Places of the request's events in it.
    pub entries: Vec<u64>,
    /// Whether this run, in this attempt, is the one that uses the approval.
    pub used: bool,
}

/// The facts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What the run does.
    pub mode: Mode,
    /// The server and the repository, for links.
    pub place: (String, String),
    /// The requests that were found; of a sweep all that are open.
    pub cases: Vec<Case>,
    /// What is to be asked, where no request asks it yet.
    pub fresh: Option<Fresh>,
    /// How many open requests a sweep saw of which nothing can follow yet.
    #[serde(default)]
    pub quiet: u64,
    /// Why there is no request to speak of.
    pub absent: Option<Absent>,
    /// Who could approve: one line a seat, and what is in the way.
    pub population: Vec<String>,
    /// Whether nobody can approve this.
    pub impossible: bool,
    /// Requests of a sweep that could not be looked after, by their issues, and why.
    pub failed: Vec<(u64, String)>,
    /// What was done, in order.
    pub done: Vec<Done>,
    /// Where the record of the request is kept beside the verdict.
    pub record_path: Option<String>,
    /// What guards the gate, where that is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<crate::doctor::facts::Seen>,
}

/// A request that stands in an issue, with all that its evaluation sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The issue's number.
    pub issue: u64,
    /// Its page.
    pub url: String,
    /// The request.
    pub request: Request,
    /// Its digest, in hex.
    pub digest: String,
    /// The policy, in which names are numbers.
    pub policy: Rules,
    /// What was found.
    pub ground: Ground,
    /// The runs that wait for it.
    pub runs: Vec<u64>,
    /// The status comment, with its text.
    pub status: Option<(u64, String)>,
    /// What the thread holds, as [`crate::gather::thread::state_sha256`] tells it.
    pub thread: String,
    /// Whether the last word was said.
    pub said: bool,
    /// Why answers of GitHub are missing.
    pub troubles: Vec<String>,
    /// People of the policy who are called now as it says: they can be called in a reminder.
    pub well_called: Vec<Source>,
    /// Which reminders were said.
    pub reminded: Vec<String>,
    /// What is kept beyond GitHub; nothing without a record.
    pub kept: Option<Kept>,
}

/// What is to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    /// The request.
    pub request: Request,
    /// Its digest, in hex.
    pub digest: String,
    /// The issue's title.
    pub title: String,
    /// Its text, without the mark.
    pub text: String,
    /// Open requests for the same environment, which end by it.
    pub replaces: Vec<u64>,
    /// Closed ones that the record holds as not ended: approved and never used, or closed by somebody. They end by it in the record alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<u64>,
}

/// Why there is no request to speak of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absent {
    /// A stable word.
    pub reason: String,
    /// What happened and what to do.
    pub message: String,
}

/// Something that was done, or tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// What.
    pub effect: Effect,
    /// What came of it.
    pub result: Fared,
    /// The number of what was made, or why nothing was.
    pub told: String,
}

/// What came of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fared {
    /// It worked.
    Worked,
    /// It is too early; a sweep does it.
    Later,
    /// It did not work.
    Failed,
}

impl Case {
    /// When the request was posted.
    #[must_use]
    pub fn opened(&self) -> Option<verdict::Time> {
        let own = self.ground.requests.iter().filter(|posted| posted.digest.as_ref() == Some(&self.digest));
        own.map(|posted| posted.at).min()
    }

    /// What follows from it.
    #[must_use]
    pub fn evaluation(&self) -> Evaluation {
        approval::evaluate::evaluate(&self.policy, &self.request, &self.ground)
    }
}

/// Whether an outcome lets anything be deployed.
#[must_use]
pub const fn permits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback)
}

/// Whether people are still waited for.
#[must_use]
pub const fn is_open(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pending | Outcome::Held)
}
