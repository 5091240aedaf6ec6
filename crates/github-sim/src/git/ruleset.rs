//! Rulesets: which rules hold for which references, and who may pass them by.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::hub::Hub;
use crate::permission::Role;
use crate::token::Caller;

/// A ruleset as a seed gives it, in the words of GitHub's API.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesetSeed {
    /// Its name.
    pub name: String,
    /// `branch` or `tag`.
    #[serde(default = "branch")]
    pub target: String,
    /// `active`, `evaluate` or `disabled`.
    #[serde(default = "active")]
    pub enforcement: String,
    /// Patterns of references that it holds for: `~ALL`, `~DEFAULT_BRANCH`, `refs/heads/releases/**`.
    #[serde(default)]
    pub include: Vec<String>,
    /// Patterns of references that it does not hold for.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// The rules, each with `type` and where it has them `parameters`.
    #[serde(default)]
    pub rules: Vec<Value>,
    /// Who may pass it by.
    #[serde(default)]
    pub bypass_actors: Vec<BypassActor>,
    /// Whether the owning organisation set it.
    #[serde(default)]
    pub of_organization: bool,
}

fn branch() -> String {
    "branch".to_owned()
}

fn active() -> String {
    "active".to_owned()
}

impl RulesetSeed {
    /// An active ruleset for branches.
    #[must_use]
    pub fn new(name: &str, include: &[&str], rules: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            target: branch(),
            enforcement: active(),
            include: include.iter().map(|pattern| (*pattern).to_owned()).collect(),
            exclude: Vec::new(),
            rules: rules.iter().map(|rule| serde_json::json!({"type": rule})).collect(),
            bypass_actors: Vec::new(),
            of_organization: false,
        }
    }
}

/// Somebody who may pass a ruleset by.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BypassActor {
    /// The number of the App, team, user or role; nothing for deploy keys.
    pub actor_id: Option<u64>,
    /// `Integration`, `OrganizationAdmin`, `RepositoryRole`, `Team`, `DeployKey` or `User`.
    pub actor_type: String,
    /// `always` or `pull_request`.
    pub bypass_mode: String,
}

/// A ruleset in force.
#[derive(Debug, Clone)]
pub(crate) struct Ruleset {
    /// Its number.
    pub(crate) id: u64,
    /// What it says.
    pub(crate) says: RulesetSeed,
    /// When it was made, and last changed.
    pub(crate) at: Timestamp,
}

impl Ruleset {
    /// Whether it holds for a reference by its full name.
    pub(crate) fn covers(&self, reference: &str, default_branch: &str) -> bool {
        let prefix = if self.says.target == "tag" { "refs/tags/" } else { "refs/heads/" };
        let matches = |pattern: &String| match pattern.as_str() {
            "~ALL" => true,
            "~DEFAULT_BRANCH" => reference.strip_prefix("refs/heads/") == Some(default_branch),
            pattern => fits(pattern.as_bytes(), reference.as_bytes()),
        };
        reference.starts_with(prefix)
            && self.says.include.iter().any(matches)
            && !self.says.exclude.iter().any(matches)
    }

    /// Whether it has a rule of a type.
    pub(crate) fn has(&self, rule: &str) -> bool {
        self.says.rules.iter().any(|one| one.get("type").and_then(Value::as_str) == Some(rule))
    }
}

/// `fnmatch` as GitHub uses it for references: a star stays within one part of the name, two stars followed by a slash
/// cross parts.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', b'*', b'/', rest @ ..], _) => {
            fits(rest, text) || text.iter().enumerate().any(|(at, byte)| *byte == b'/' && after(text, at, rest))
        }
        ([b'*', rest @ ..], _) => {
            fits(rest, text)
                || text.split_first().is_some_and(|(byte, more)| *byte != b'/' && fits(pattern, more))
        }
        ([b'?', rest @ ..], [byte, more @ ..]) => *byte != b'/' && fits(rest, more),
        ([one, rest @ ..], [byte, more @ ..]) => one == byte && fits(rest, more),
        _ => false,
    }
}

fn after(text: &[u8], at: usize, rest: &[u8]) -> bool {
    text.get(at.saturating_add(1)..).is_some_and(|more| fits(rest, more))
}

impl Hub {
    /// Adds a ruleset to a repository.
    pub fn add_ruleset(&mut self, repository: u64, says: RulesetSeed) -> u64 {
        let (id, at) = (self.fresh_id(), self.clock.now());
        self.depot.rulesets.entry(repository).or_default().push(Ruleset { id, says, at });
        id
    }

    /// Takes a ruleset away, or changes what it says.
    pub fn change_ruleset(&mut self, repository: u64, id: u64, change: impl FnOnce(&mut RulesetSeed)) {
        let at = self.clock.now();
        let of_repository = self.depot.rulesets.entry(repository).or_default();
        if let Some(ruleset) = of_repository.iter_mut().find(|ruleset| ruleset.id == id) {
            change(&mut ruleset.says);
            ruleset.at = at;
        }
    }

    /// The active rulesets that hold for a reference.
    pub(crate) fn rulesets_for(&self, repository: u64, reference: &str) -> Vec<&Ruleset> {
        let branch = self.repositories.get(&repository).map_or("main", |found| found.default_branch.as_str());
        let all = self.depot.rulesets.get(&repository).into_iter().flatten();
        all.filter(|one| one.says.enforcement == "active" && one.covers(reference, branch)).collect()
    }

    /// Whether somebody may pass a ruleset by. A bypass in pull requests only does not help who pushes.
    pub(crate) fn passes_by(&self, ruleset: &Ruleset, caller: &Caller, repository: u64) -> bool {
        let actor = |actor: &BypassActor| {
            let Some(id) = actor.actor_id else { return false };
            match (actor.actor_type.as_str(), caller.account) {
                ("Integration", _) => caller.app() == Some(id),
                ("User", account) => account == Some(id),
                ("Team", Some(account)) => self.is_in_team(account, id),
                ("RepositoryRole", Some(account)) => self.has_role(account, repository, id),
                ("OrganizationAdmin", Some(account)) => self.owns(account, repository),
                _ => false,
            }
        };
        ruleset.says.bypass_actors.iter().filter(|one| one.bypass_mode == "always").any(actor)
    }

    /// The numbers of roles are those of GitHub's API: 2 maintain, 4 write, 5 admin.
    fn has_role(&self, account: u64, repository: u64, role: u64) -> bool {
        let least = match role {
            2 => Role::Maintain,
            4 => Role::Write,
            5 => Role::Admin,
            _ => return false,
        };
        self.role(account, repository).is_some_and(|granted| granted.base >= least)
    }

    fn owns(&self, account: u64, repository: u64) -> bool {
        let owner = self.repositories.get(&repository).map(|found| found.owner);
        let organization = owner.and_then(|owner| self.organizations.get(&owner));
        organization.and_then(|found| found.members.get(&account)).is_some_and(|role| role == "admin")
    }
}
