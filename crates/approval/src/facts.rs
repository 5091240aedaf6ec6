//! All that an evaluation sees beside policy and request. It is written beside the verdict, so that anybody can evaluate again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::Time;

use crate::people::{AccountId, Person, Tied};
use crate::policy::Level;
use crate::request::{Artifact, Part};
use crate::thread::{Comment, Deletion, Issue, Posted, Seen};

/// The facts of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// The moment of evaluation, by GitHub's clock.
    pub now: Time,
    /// The account that this tool comments as: its comments are no votes, and requests are its comments alone.
    pub ours: AccountId,
    /// The issue, and what it was when the request was posted.
    pub issue: Issue,
    /// As which issue the request was recorded; nothing without a record, which only a `wait` in the same job may lack.
    pub recorded: Option<RecordedIssue>,
    /// The requests that the issue shows, in the order in which they were posted.
    pub requests: Vec<Posted>,
    /// All comments, in the order of their numbers.
    pub comments: Vec<Comment>,
    /// All deletions, in the order in which they happened.
    pub deletions: Vec<Deletion>,
    /// What the record holds of comments.
    pub seen: Vec<Seen>,
    /// Everybody who commented, whose comment somebody deleted, or who may fill a seat.
    pub people: Vec<Person>,
    /// What is known of the signatures of comments.
    pub signed: Vec<Signed>,
    /// What the organisation's identity provider says of those who approved. Nothing where the policy does not ask, or GitHub did not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso: Option<SingleSignOn>,
    /// Everybody with a tie to the change.
    pub tied: Vec<Tied>,
    /// Commits of the change whose author no account is known for.
    pub unattributed: Vec<String>,
    /// What is deployed in the environment now, as [`crate::request::Request::replaces`] writes it.
    pub deployed: Option<String>,
    /// What is about to be deployed, recomputed now: the digest of the request that it would make. Nothing while nobody deploys.
    pub recomputed: Option<String>,
    /// In which parts that differs from the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Part>,
    /// What the record says became of the request.
    pub fate: Option<Fate>,
    /// Reviews of break-glass deployments of this environment that are open, with the moment at which each is due.
    pub reviews_due: Vec<Time>,
    /// What the record shows as approved for and deployed to an environment before, each with both; a deployment that broke the glass is none.
    pub earlier: Vec<Earlier>,
}

/// Something that was approved and deployed before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earlier {
    /// The repository.
    pub repository_id: u64,
    /// The environment.
    pub environment: String,
    /// The commit, as a whole SHA in lower case.
    pub commit: String,
    /// The artifacts, in the order of their names.
    pub artifacts: Vec<Artifact>,
}

/// A signature of a comment that is more than the comment itself, as it was found by whoever gathered the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    /// The comment.
    pub comment: u64,
    /// What kind it is.
    pub level: Level,
    /// Whose it is: the account that the identity provider vouches for, or that the key belongs to.
    pub by: AccountId,
    /// The digest of the request that it signs, in hex; nothing at a level that signs none.
    pub request: Option<String>,
    /// What is wrong with it; nothing if it holds.
    pub problem: Option<String>,
}

/// What an organisation says of the identities of accounts, now. It says nothing of how anybody signed in when they commented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SingleSignOn {
    /// The organisation's number.
    pub organization: u64,
    /// Whether it demands a second factor of its members; nothing if GitHub did not say.
    pub requires_two_factor: Option<bool>,
    /// Accounts that were asked for, each once.
    pub accounts: Vec<Identity>,
}

/// What is known of the identity of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// The account.
    pub account: AccountId,
    /// To what it is linked.
    pub link: Link,
}

/// Whether an account is linked to an identity of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Link {
    /// It is.
    Linked {
        /// SHA-256 of the provider's name for the person (`NameID`), in hex. The name itself is personal.
        name_id_sha256: String,
    },
    /// There is a provider, and it is not.
    None,
    /// GitHub did not say.
    Unknown,
}

/// As which issue a request was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedIssue {
    /// The repository.
    pub repository_id: u64,
    /// The issue's name in GraphQL.
    pub node_id: String,
    /// SHA-256 of title, a line feed and text, in hex.
    pub text_sha256: String,
}

/// What became of a request, by the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// A later request took its place.
    Superseded {
        /// Its digest.
        by: String,
    },
    /// It was denied for good.
    Denied,
    /// It was taken back by who asked.
    Withdrawn,
    /// It ran out.
    Expired,
    /// It, or the place where it stood, was tampered with; putting that back does not mend it.
    Voided,
    /// A deployment used it.
    Consumed {
        /// Which run.
        run: u64,
        /// Which attempt.
        attempt: u64,
        /// When.
        at: Time,
    },
}
