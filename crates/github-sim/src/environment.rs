//! Environments as state: the rules that a job meets before it may deploy.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::hub::Hub;

/// An environment.
#[derive(Debug, Clone, Serialize)]
pub struct Environment {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// Its rules.
    pub rules: Rules,
    /// The rules of Apps: number of the rule, and App.
    pub apps: Vec<(u64, u64)>,
    /// The branch policies with their numbers.
    pub policies: Vec<(u64, BranchPolicy)>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a test or a seed says of an environment; people, teams and Apps by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// The name.
    pub name: String,
    /// Minutes to wait.
    pub wait_timer: u64,
    /// People of whom one must approve, by login.
    pub users: Vec<String>,
    /// Teams of which one member must approve, by slug.
    pub teams: Vec<String>,
    /// Whether who started a run may not approve it.
    pub prevent_self_review: bool,
    /// Whether administrators may pass by.
    pub admins_bypass: Option<bool>,
    /// Whether only protected branches may deploy.
    pub protected_branches: bool,
    /// The branches and tags that may deploy.
    pub branches: Vec<BranchPolicy>,
    /// The Apps whose rules must be met, by slug.
    pub apps: Vec<String>,
}

/// A pattern of names that may deploy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchPolicy {
    /// The pattern.
    pub name: String,
    /// `branch` or `tag`.
    #[serde(default = "branch")]
    pub kind: String,
}

fn branch() -> String {
    "branch".to_owned()
}

impl Rules {
    /// An environment without rules.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl Hub {
    /// Makes an environment or gives it other rules; gives its number. An App that does not exist has no rule.
    pub fn set_environment(&mut self, repository: u64, rules: Rules) -> u64 {
        let before = self.environment(repository, &rules.name).map(|found| (found.id, found.created_at));
        let (id, created_at) = before.unwrap_or_else(|| (self.fresh_id(), self.clock.now()));
        let apps: Vec<u64> = rules.apps.iter().filter_map(|slug| self.app(slug).map(|app| app.id)).collect();
        let apps = apps.into_iter().map(|app| (self.fresh_id(), app)).collect();
        let policies = rules.branches.iter().map(|policy| (self.fresh_id(), policy.clone())).collect();
        self.environments.insert(id, Environment { id, repository, rules, apps, policies, created_at });
        id
    }

    /// The environment of a name, whatever its case.
    #[must_use]
    pub fn environment(&self, repository: u64, name: &str) -> Option<&Environment> {
        let same = |found: &&Environment| {
            found.repository == repository && found.rules.name.eq_ignore_ascii_case(name)
        };
        self.environments.values().find(same)
    }

    /// Whether an account is one of the reviewers, itself or through a team.
    #[must_use]
    pub fn is_reviewer(&self, account: u64, environment: &Environment) -> bool {
        let named = |login: &String| self.account(login).is_some_and(|found| found.id == account);
        let owner = self.repositories.get(&environment.repository).map_or(0, |found| found.owner);
        let member =
            |slug: &String| self.team(owner, slug).is_some_and(|team| self.is_in_team(account, team.id));
        environment.rules.users.iter().any(named) || environment.rules.teams.iter().any(member)
    }
}
