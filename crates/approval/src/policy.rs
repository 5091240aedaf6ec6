//! The policy of one environment, resolved and valid. How it is written in `.github/releasegate.yml` is the tool's affair.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::Time;

use crate::people::Source;

/// Who must approve what, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Policy {
    /// The environment, as GitHub spells it.
    pub environment: String,
    /// The seats to fill; each person fills one place of one seat.
    pub seats: Vec<Seat>,
    /// Who may deny, beside whoever may fill a seat.
    pub veto: Vec<Source>,
    /// Who may not approve, whatever they belong to.
    pub exclude: Exclude,
    /// Whether a vote must name the code of its request.
    pub code: Demand,
    /// Meanings that a vote may state (21 CFR 11.50); of none, each vote means `approved`.
    pub meanings: Vec<String>,
    /// Whether a vote must state one of them.
    pub meaning: Demand,
    /// Letters that a reason has at least; 0 if none is needed. A denial needs one if an approval does.
    pub reason: u32,
    /// What each approver must answer.
    pub checklist: Vec<Item>,
    /// Minutes from request to the first vote that counts, in which nobody can have read it.
    pub dwell: u32,
    /// Minutes from request to its end.
    pub expires: u32,
    /// When approvals may be given; nothing for always.
    pub hours: Option<Hours>,
    /// When nothing may be approved.
    pub freezes: Vec<Freeze>,
    /// Who may deploy without approval, in an emergency.
    pub break_glass: Option<BreakGlass>,
    /// Whether going back to what was approved and deployed here before needs no approval.
    pub rollback: Rollback,
    /// How strongly a vote must be signed.
    pub signature: Level,
}

/// Whether something must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// It may be there, and must be right if it is.
    Optional,
    /// Without it, nothing counts.
    Required,
}

/// A seat: so many people of these sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Seat {
    /// Its name.
    pub id: String,
    /// How many people.
    pub count: u32,
    /// From where.
    pub of: Vec<Source>,
    /// Meanings that fill it; any if empty.
    pub meanings: Vec<String>,
    /// Seats that must be full before a vote for this one is given.
    pub after: Vec<String>,
}

/// Who may not approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Exclude {
    /// Who asked, and every actor and triggering actor of every attempt. On unless somebody turns it off.
    pub requesters: bool,
    /// Everybody who made the change: authors, committers, co-authors, pushers, authors of pull requests.
    pub contributors: bool,
    /// Who merged.
    pub mergers: bool,
    /// What follows from commits whose author no account is known for, where contributors are excluded.
    pub unattributed: Unattributed,
}

/// What follows from a commit of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unattributed {
    /// Nothing is approved, since nobody can tell whether an approver made it.
    Stop,
    /// It is shown.
    Show,
}

/// A question that each approver answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Item {
    /// Its name, which an answer begins with.
    pub id: String,
    /// The question.
    pub text: String,
    /// Seats whose people must answer it; all if empty.
    pub seats: Vec<String>,
}

/// When approvals may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Hours {
    /// The zone, by its IANA name: `Europe/Vienna`.
    pub zone: String,
    /// On which days, as ISO 8601 counts them: 1 is Monday, 7 is Sunday.
    pub days: Vec<u8>,
    /// From, in minutes of the day.
    pub from: u16,
    /// Until, in minutes of the day, not included.
    pub until: u16,
}

/// When nothing may be approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Freeze {
    /// From.
    pub from: Time,
    /// Until, not included.
    pub until: Time,
    /// Why.
    pub reason: String,
}

/// Deploying without approval in an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct BreakGlass {
    /// Who may.
    pub by: Vec<Source>,
    /// How many must, each by a comment of their own.
    pub count: u32,
    /// Letters that the reason has at least.
    pub reason: u32,
    /// Hours in which somebody else must have reviewed it; while a review is overdue, nothing is approved in the ordinary way.
    pub review_within: u32,
}

/// Going back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rollback {
    /// Needs an approval like everything else.
    Approval,
    /// Needs none, if the record shows that exactly this was approved for and deployed to this environment before.
    Free,
}

/// How strongly a vote is signed. What each proves stands in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// L0: a comment of an account.
    Comment,
    /// L1: a comment of an account that an organisation's identity provider vouches for.
    Sso,
    /// L2: a comment with an SSH signature over the request's digest.
    Ssh,
}
