//! What an evaluation finds: what each comment counts for, which seats are filled, and what follows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::Time;

use crate::people::{AccountId, Source, Tie};
use crate::request::Part;

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evaluation {
    /// What follows.
    pub outcome: Outcome,
    /// Why, the weightiest first; never empty.
    pub reasons: Vec<Reason>,
    /// What each seat has and lacks, in the policy's order.
    pub seats: Vec<SeatState>,
    /// What each comment counts for, in the order of their numbers.
    pub comments: Vec<Standing>,
}

/// What follows. Only [`Outcome::Approved`] and [`Outcome::Overridden`] let anything be deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every seat is filled and nothing stands against it.
    Approved,
    /// Somebody broke the glass.
    Overridden,
    /// It is a way back to what was approved before.
    Rollback,
    /// Somebody denied.
    Denied,
    /// Votes are missing, or it is not yet time.
    Pending,
    /// Something is unclear that a person must clear up: inconclusive, as pending is.
    Held,
    /// Its time is over.
    Expired,
    /// Something else is to be deployed now, or into another state of the environment.
    Superseded,
    /// Who asked took it back.
    Withdrawn,
    /// Issue or request are not what was recorded: nothing in it counts.
    Invalid,
    /// A deployment used it already.
    Consumed,
}

/// A reason for an outcome: a stable word, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "a variant says what its members are")]
pub enum Reason {
    /// Every seat is filled.
    SeatsFilled,
    /// So many people broke the glass.
    GlassBroken { comments: Vec<u64> },
    /// Somebody broke the glass, and so many more must.
    GlassAlone { missing: u32 },
    /// Approved for and deployed to this environment before.
    ApprovedBefore,
    /// A seat lacks people.
    SeatOpen { seat: String, missing: u32 },
    /// A seat waits for others to be filled first.
    SeatWaits { seat: String, for_seats: Vec<String> },
    /// A denial stands.
    Denied { by: AccountId, comment: u64 },
    /// The requester took it back.
    WithdrawnBy { by: AccountId, comment: u64 },
    /// It ended.
    Ended { at: Time },
    /// A later request took its place.
    SupersededBy { digest: String },
    /// What is about to be deployed is not what was asked for.
    OtherThanAsked {
        recomputed: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differs: Vec<Part>,
    },
    /// The policy of the environment is not the one that was asked under.
    PolicyChanged,
    /// The record says so, and the issue does not show why.
    Recorded,
    /// The environment holds something else than when it was asked.
    EnvironmentMoved { from: Option<String>, to: Option<String> },
    /// A deployment used it.
    ConsumedBy { run: u64, attempt: u64 },
    /// Title or text of the issue were changed.
    IssueEdited,
    /// The issue is not the recorded one: another number, repository or author.
    IssueOther,
    /// The issue was transferred, deleted or made a discussion.
    IssueGone,
    /// Somebody else closed the issue without deciding.
    IssueClosed,
    /// The issue is open and locked, so that not everybody who may deny can.
    IssueLocked,
    /// The issue shows no request with this digest that is unchanged.
    RequestNotShown,
    /// Somebody deleted a comment of somebody who may decide, and nobody knows what it said.
    CommentDeleted { author: Option<AccountId>, at: Time },
    /// Somebody else changed a comment of somebody who may decide before it was recorded, and nobody knows what it said.
    CommentEdited { comment: u64, author: AccountId, by: Option<AccountId>, at: Time },
    /// Somebody who may deny wrote what seems to be a denial and cannot be read.
    DenialUnclear { comment: u64, author: AccountId },
    /// GitHub did not say whether somebody belongs to a source, and it matters.
    MembershipUnknown { person: AccountId },
    /// GitHub did not say whether the organisation's identity provider knows somebody, and it matters.
    IdentityUnknown { person: AccountId },
    /// Commits of the change have no known author, who might be an approver.
    Unattributed { commits: u32 },
    /// A review of a break-glass deployment is overdue.
    ReviewOverdue { since: Time },
    /// Nothing may be approved now.
    Frozen { until: Time, why: String },
    /// It is not yet time: outside of business hours, or of the minimum time for reading.
    NotYet { until: Time },
}

/// A seat as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeatState {
    /// The seat.
    pub id: String,
    /// How many people it needs.
    pub needed: u32,
    /// Who fills it, by which comment.
    pub filled: Vec<Filled>,
    /// Who could still fill it: has no vote, belongs to it, has no tie.
    pub open_to: Vec<AccountId>,
    /// Seats that must be full first.
    pub waits_for: Vec<String>,
}

/// A place that is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Filled {
    /// By whom.
    pub by: AccountId,
    /// By which comment.
    pub comment: u64,
    /// When it was written.
    pub at: Time,
    /// The sources that made it possible, so that an auditor sees by which authority.
    pub through: Vec<Source>,
    /// What it means.
    pub meaning: String,
}

/// What a comment counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Standing {
    /// The comment.
    pub comment: u64,
    /// Who wrote it.
    pub author: Option<AccountId>,
    /// What it counts for.
    pub counts: Counts,
}

/// What a comment counts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "as", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "a variant says what its members are")]
pub enum Counts {
    /// It begins with no command.
    Prose,
    /// It is ours.
    Ours,
    /// It asks how things stand.
    Question,
    /// An approval, of the seat that it fills if it fills one.
    Approval { seat: Option<String> },
    /// A denial that stands.
    Denial,
    /// It takes the same person's earlier word back.
    Withdrawal,
    /// It breaks the glass.
    BreakGlass,
    /// The same person decided again later.
    Replaced { by: u64 },
    /// It counts for nothing, and the status comment says why.
    Ignored { why: Why },
}

/// Why a command counts for nothing. Each is a stable word that the status comment explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "a variant says what its members are")]
pub enum Why {
    /// It reads almost like a command.
    Malformed { column: u32, problem: String },
    /// Its author is gone, is a bot or an app, or no person.
    NoPerson,
    /// An app wrote it.
    ByApp { app: String },
    /// It came by mail.
    ByMail,
    /// It was changed after it was written.
    Edited { by: Option<AccountId> },
    /// It is hidden.
    Hidden,
    /// It is older than every request.
    BeforeRequest,
    /// Several requests are open: it must name one.
    CodeNeeded,
    /// It names another request, or none that there is.
    OtherCode,
    /// It answers a request that was superseded.
    Superseded,
    /// It was written when the request had ended.
    AfterEnd,
    /// Nobody can have read the request so fast.
    TooSoon { until: Time },
    /// It was written outside of the hours.
    OutsideHours,
    /// It was written during a freeze.
    Frozen,
    /// Its author belongs to no seat.
    NoSeat,
    /// Its author is invited and has not accepted.
    MembershipPending,
    /// GitHub did not say whether its author belongs to a seat.
    MembershipUnknown,
    /// Its author belonged to a seat when writing, and does not now.
    MembershipLost,
    /// Its author may not approve their own doing.
    Tied { tie: Tie, seen_in: String },
    /// It states no meaning, or none that is allowed.
    Meaning,
    /// It gives no reason, or too short a one.
    Reason { least: u32 },
    /// Questions are not answered.
    Checklist { items: Vec<String> },
    /// Its signature is missing or wrong.
    Signature { problem: String },
    /// The organisation's identity provider does not know its author.
    NoIdentity,
    /// GitHub did not say whether the organisation's identity provider knows its author.
    IdentityUnknown,
    /// Every seat that it could fill waits for these to be filled first: it must be said again then.
    SeatsFirst { seats: Vec<String> },
    /// Its author denied before, and did not take that back.
    DeniedBefore { comment: u64 },
    /// There is nothing to take back.
    NothingToWithdraw,
    /// Nobody may break the glass here, or its author may not.
    NoBreakGlass,
}
