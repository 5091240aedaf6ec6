//! What GitHub tells of the issue of a request: all of it that can change what a comment is worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::Time;

use crate::people::{Account, AccountId, Memberships};

/// The issue as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issue {
    /// The repository that it is in now.
    pub repository_id: u64,
    /// The number in it.
    pub number: u64,
    /// The name in GraphQL, which no other issue ever has.
    pub node_id: String,
    /// Who opened it; nobody if the account is gone.
    pub author: Option<Account>,
    /// SHA-256 of title, a line feed and text as they are now, in hex.
    pub text_sha256: String,
    /// When title or text were last changed; nothing if never.
    pub edited: Option<Edit>,
    /// What it is.
    pub state: IssueState,
    /// Whether only collaborators may comment.
    pub locked: bool,
}

/// What became of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum IssueState {
    Open,
    /// Closed, by our own account.
    ClosedByUs,
    /// Closed by somebody else.
    Closed,
    /// It is in another repository now (301).
    Transferred,
    /// It is gone (410), or cannot be seen any more (404).
    Gone,
    /// It is a discussion now.
    Discussion,
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// When, by GitHub's clock.
    pub at: Time,
    /// By whom; nobody if the account is gone.
    pub by: Option<Account>,
}

/// A comment of the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// The number, ascending in time: the order of votes.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The page for people.
    pub url: String,
    /// Who wrote it; nobody if the account is gone.
    pub author: Option<Account>,
    /// The app that wrote it for its author (`performed_via_github_app`), by its slug.
    pub app: Option<String>,
    /// When, by GitHub's clock.
    pub created: Time,
    /// Whether it is an answer to a mail, for which nobody signed in.
    pub by_mail: bool,
    /// The last change; nothing if never. A history from which texts were taken out is a change too.
    pub edited: Option<Edit>,
    /// Whether it is hidden, which anybody with the role triage can do.
    pub hidden: bool,
    /// The text as it is now.
    pub body: String,
}

/// A comment that was deleted: GitHub keeps who and when, and not what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deletion {
    /// When, by GitHub's clock.
    pub at: Time,
    /// By whom; nobody if the account is gone.
    pub by: Option<Account>,
    /// Whose comment it was; nobody if the account is gone.
    pub author: Option<Account>,
}

/// What the record holds of a comment since it was first seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seen {
    /// The comment's number.
    pub comment: u64,
    /// Whose it was.
    pub author: Option<AccountId>,
    /// When it was written.
    pub created: Time,
    /// SHA-256 of its text then, in hex.
    pub text_sha256: String,
    /// The text then, where it was a denial: it holds though the comment be deleted.
    pub denial: Option<String>,
    /// The text then, where it took an earlier word back: whoever hides, changes or deletes it must not bring that word to life again.
    pub withdrawal: Option<String>,
    /// What the author belonged to when it was first seen: as near to the vote as anybody looked.
    pub memberships: Option<Memberships>,
}

/// A request as the issue shows it: its text, or a comment of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Posted {
    /// The digest of the request that stands there, in hex; nothing if what stands there cannot be read as one.
    pub digest: Option<String>,
    /// The comment; nothing for the issue's own text.
    pub comment: Option<u64>,
    /// When it was posted.
    pub at: Time,
    /// Whether it was changed since, or is no longer what was recorded.
    pub changed: bool,
    /// Whether a later request says that it takes its place.
    pub superseded: bool,
}
