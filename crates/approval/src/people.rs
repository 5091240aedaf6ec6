//! People and the groups that they are in. A number is who somebody is; a login is only how the account is called now, and names change
//! hands ("Changing your GitHub username").

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::Time;

/// The number of an account, which stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct AccountId(pub u64);

/// An account as GitHub shows it beside what it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The number; nothing for kinds that have none.
    pub id: Option<AccountId>,
    /// The name at the time of reading, for display alone.
    pub login: String,
    /// What kind of account it is.
    pub kind: AccountKind,
}

/// What stands behind an account. Only a user can be a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum AccountKind {
    User,
    Bot,
    Mannequin,
    Organization,
    EnterpriseUserAccount,
    Unknown,
}

/// Where the people of a seat come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// One account: `user:alice`, or `user:alice#583231`, which holds however the account is called.
    User {
        /// The name as the policy writes it.
        login: String,
        /// The number, where the policy pins it.
        id: Option<AccountId>,
    },
    /// The members of a team, those of child teams included: `team:acme/qa`.
    Team {
        /// The organisation.
        organization: String,
        /// The team's name in addresses.
        slug: String,
        /// The number, where the policy pins it.
        id: Option<u64>,
    },
    /// Whoever has at least this role in the repository: `role:maintain`.
    Role(Role),
}

/// A role in a repository, by GitHub's `role_name`; each can do what those before it can. Roles that an organisation made are none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are GitHub's")]
pub enum Role {
    Read,
    Triage,
    Write,
    Maintain,
    Admin,
}

/// Whether somebody belongs to a source, as GitHub answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Membership {
    /// Belongs to it.
    Active {
        /// Only through a child team.
        inherited: bool,
    },
    /// Is invited and has not accepted, so does not belong to it.
    Pending,
    /// Does not belong to it.
    None,
    /// GitHub did not answer: nobody may be counted, and nobody may be left out, on the strength of it.
    Unknown,
}

/// What is known of a person at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Memberships {
    /// When GitHub was asked, by its clock.
    pub at: Time,
    /// The answer for each source of the policy; one that is not here was not asked for, which is as good as unknown.
    pub of: Vec<(Source, Membership)>,
}

/// A person who commented, or may fill a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Who.
    pub id: AccountId,
    /// How the account is called now.
    pub login: String,
    /// What they belong to now.
    pub now: Memberships,
}

/// Why somebody may not approve this request, whatever they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tie {
    /// Asked for the approval.
    Requester,
    /// Started an attempt of the run (`actor`).
    Actor,
    /// Ran an attempt of the run again (`triggering_actor`).
    TriggeringActor,
    /// Opened a pull request of the change.
    PullRequestAuthor,
    /// Merged a pull request of the change.
    Merger,
    /// Is an author of a commit of the change.
    Author,
    /// Is a committer of a commit of the change.
    Committer,
    /// Is a co-author of a commit of the change (`Co-authored-by:`).
    CoAuthor,
    /// Pushed commits of the change, as GitHub's server saw it.
    Pusher,
}

/// Somebody with a tie to what is to be approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tied {
    /// Who.
    pub id: AccountId,
    /// How the account is called now.
    pub login: String,
    /// By what.
    pub tie: Tie,
    /// Where it is seen: a commit, a pull request, an attempt; a word of GitHub's, not of people.
    pub seen_in: String,
}
