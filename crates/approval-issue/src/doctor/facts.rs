//! What GitHub showed of a repository, as far as the checks ask for it.

use serde::{Deserialize, Serialize};

use super::workflow::Workflow;

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked<T> {
    /// The answer.
    Told(T),
    /// The token may not see it; the text names the permission.
    Refused(String),
}

/// All that the checks see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The environment, as it was asked for.
    pub name: String,
    /// The environment; nothing inside if there is none of this name.
    pub environment: Asked<Option<Environment>>,
    /// The default branch.
    pub default: Branch,
    /// The other branches that may deploy, as far as the environment names them in full or lets all protected ones.
    pub deploying: Vec<Branch>,
    /// Branches that hold a ledger.
    pub ledgers: Asked<Vec<Branch>>,
    /// The workflows of the default branch.
    pub workflows: Asked<Vec<Workflow>>,
    /// The reusable workflows of other repositories that they call; the path of each is the address that it is called by.
    pub called: Vec<Workflow>,
    /// The file that says who owns what: its path and its text.
    pub owners: Asked<Option<(String, String)>>,
    /// The policy file; nothing if inputs alone say who approves.
    pub policy: Option<String>,
    /// What a workflow's token may do where the workflow does not say.
    pub token: Asked<DefaultToken>,
    /// Days for which logs and artifacts are kept.
    pub retention: Asked<u64>,
    /// The teams that the policy names, and whether their members can be read.
    pub teams: Vec<Team>,
}

/// An environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Which branches may deploy.
    pub allowed: Allowed,
    /// Whether GitHub asks people.
    pub reviewers: bool,
    /// Whether who started a run may let it through.
    pub self_review: bool,
    /// Rules of apps, by their slugs.
    pub apps: Vec<String>,
    /// Whether administrators may pass by; nothing if GitHub does not say.
    pub admins_bypass: Option<bool>,
}

/// Which branches may deploy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Allowed {
    /// Any.
    Any,
    /// Protected ones.
    Protected,
    /// Those of a list.
    Named(Vec<Pattern>),
    /// Those of a list that the token may not see.
    Hidden(String),
}

/// A pattern of names that may deploy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// The pattern.
    pub name: String,
    /// Whether it is of tags.
    pub tag: bool,
}

impl Pattern {
    /// Whether it names one branch and no others.
    #[must_use]
    pub fn is_one_branch(&self) -> bool {
        !self.tag && !self.name.contains(['*', '?', '[', '{'])
    }
}

/// A branch and what guards it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// Whether anything protects it, as GitHub says to everybody.
    pub protected: bool,
    /// What rulesets ask.
    pub rulesets: Asked<Guard>,
    /// What the older protection asks; nothing inside if there is none.
    pub older: Asked<Option<Guard>>,
}

/// What guards a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Approvals that a change needs; nothing if it needs no pull request.
    pub approvals: Option<u64>,
    /// Whether owners of the code must approve.
    pub by_owners: bool,
    /// Whether what is pushed after an approval needs another one.
    pub renewed: bool,
    /// Whether history stays.
    pub keeps_history: bool,
    /// Whether the branch stays.
    pub keeps_branch: bool,
    /// How many people, teams, roles or apps may pass all of it by.
    pub exempt: Asked<u64>,
    /// Whether it holds for administrators.
    pub for_administrators: bool,
}

impl Default for Guard {
    /// Nothing is asked, and nobody needs an exemption.
    fn default() -> Self {
        Self {
            approvals: None,
            by_owners: false,
            renewed: false,
            keeps_history: false,
            keeps_branch: false,
            exempt: Asked::Told(0),
            for_administrators: true,
        }
    }
}

/// What a workflow's token may do where the workflow does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultToken {
    /// Whether it may write.
    pub writes: bool,
    /// Whether it may approve pull requests.
    pub approves: bool,
}

/// A team that the policy names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// As the policy writes it.
    pub source: String,
    /// Whether it is the one that is meant; a refusal says why nobody knows.
    pub seen: Asked<bool>,
}
