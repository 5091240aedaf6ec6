//! Putting away what nobody needs any more: deployments of previews, of which each pull request makes some.
//!
//! What would be done is data before it is done. GitHub deletes a deployment only if it is not active, or is the only one of the repository
//! ("Delete a deployment" in its REST documentation).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use github::deployments::{self, Current, Deployment, Filter, State};
use github::{Error, GitHub, Repository};
use globset::{GlobBuilder, GlobMatcher};
use jiff::Timestamp;

use crate::reading::{Reading, once};
use crate::sweep::is_of_all;

/// Which deployments are stale.
#[derive(Debug, Clone)]
pub struct Stale {
    environments: Vec<GlobMatcher>,
    /// So long nothing was said of it.
    pub older_than: Duration,
    /// So many of the newest of each environment stay as they are.
    pub keep: usize,
    /// Whether they are deleted as well. The ledger keeps what it holds.
    pub delete: bool,
    /// What stays whatever its age.
    pub spared: Spared,
}

/// What a ledger says is there, or under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spared {
    /// By GitHub's numbers.
    pub numbers: BTreeSet<u64>,
    /// By the ledger's ids, which whoever may deploy can write: that spares too much and never too little.
    pub ids: BTreeSet<String>,
}

impl Spared {
    fn holds(&self, one: &Deployment) -> bool {
        self.numbers.contains(&one.id) || one.key().is_some_and(|key| self.ids.contains(&key))
    }
}

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{pattern}` is no pattern of environments: {reason}; write a name, with `*` for any characters but `/`"
)]
pub struct NoPattern {
    pattern: String,
    reason: String,
}

impl Stale {
    /// Deployments to environments of these names, where `*` stands for any characters but `/`: `preview/*`, `pr-*`.
    ///
    /// # Errors
    /// What is no pattern.
    pub fn of(environments: &[String], older_than: Duration) -> Result<Self, NoPattern> {
        let glob = |pattern: &String| {
            let built = GlobBuilder::new(pattern).literal_separator(true).build();
            let wrong = |error: globset::Error| NoPattern {
                pattern: pattern.escape_debug().to_string(),
                reason: error.kind().to_string(),
            };
            built.map(|glob| glob.compile_matcher()).map_err(wrong)
        };
        let environments = environments.iter().map(glob).collect::<Result<_, _>>()?;
        Ok(Self { environments, older_than, keep: 0, delete: false, spared: Spared::default() })
    }

    fn names(&self, environment: &str) -> bool {
        self.environments.iter().any(|glob| glob.is_match(environment))
    }
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// With these, oldest first.
    pub steps: Vec<Step>,
    /// These stay as they are, newest first, though their environment was named.
    pub kept: Vec<(u64, Why)>,
    /// Whether all deployments of the repository were looked at.
    pub whole: bool,
}

/// What is to be done with one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// GitHub's number.
    pub id: u64,
    /// Its environment.
    pub environment: String,
    /// Whether it is made inactive.
    pub inactivate: bool,
    /// Whether it is deleted, then.
    pub delete: bool,
}

/// Why a deployment stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// People use the environment.
    Production,
    /// It is there or under way, by the ledger.
    Live,
    /// It is among the newest of its environment.
    Newest,
    /// Something was said of it not long ago.
    Young,
    /// It is not active, and is not to be deleted.
    Inactive,
}

/// What is to be done with these deployments, newest first, of a repository that has no others if `whole`.
#[must_use]
pub fn plan(reading: &Reading, stale: &Stale, now: Timestamp) -> Plan {
    let production = productions(reading.deployments.iter().map(|one| &one.deployment));
    let only = reading.whole && reading.deployments.len() == 1;
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut plan = Plan { whole: reading.whole, ..Plan::default() };
    for one in reading.deployments.iter().filter(|one| stale.names(&one.deployment.environment)) {
        let Deployment { id, environment, .. } = &one.deployment;
        let seen = counted.entry(environment).or_default();
        *seen += 1;
        if production.contains(environment.as_str()) {
            plan.kept.push((*id, Why::Production));
        } else if stale.spared.holds(&one.deployment) {
            plan.kept.push((*id, Why::Live));
        } else if *seen <= stale.keep {
            plan.kept.push((*id, Why::Newest));
        } else if !is_older(one, stale.older_than, now) {
            plan.kept.push((*id, Why::Young));
        } else {
            let inactivate = is_open_or_active(one) && !(only && stale.delete);
            match inactivate || stale.delete {
                true => plan.steps.push(Step {
                    id: *id,
                    environment: environment.clone(),
                    inactivate,
                    delete: stale.delete,
                }),
                false => plan.kept.push((*id, Why::Inactive)),
            }
        }
    }
    plan.steps.reverse();
    plan
}

/// The environments that people use: by GitHub's mark on any of their deployments, or by their name, since whoever makes a deployment can
/// forget the mark.
fn productions<'a>(all: impl Iterator<Item = &'a Deployment>) -> BTreeSet<&'a str> {
    let used = |one: &&Deployment| one.production_environment || is_called_production(&one.environment);
    all.filter(used).map(|one| one.environment.as_str()).collect()
}

/// What begins with `prod`, `prd` and `live`, alone or as a word of the name: `prod-eu`, `shop/production`, `uat-productionEU`.
fn is_called_production(environment: &str) -> bool {
    let name = environment.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphabetic());
    // A product is none, whatever it is called beside.
    let begins = |word: &str| {
        word.starts_with("production") || (word.starts_with("prod") && !word.starts_with("product"))
    };
    words.any(|word| begins(word) || matches!(word, "prd" | "live"))
}

/// Whether nothing was said of it for so long. What lies ahead of the clock is young.
fn is_older(one: &Current, than: Duration, now: Timestamp) -> bool {
    let said = one.status.as_ref().map_or(one.deployment.created_at, |status| status.created_at);
    let last = said.max(one.deployment.created_at);
    Duration::try_from(now.duration_since(last)).is_ok_and(|age| age > than)
}

fn is_open_or_active(one: &Current) -> bool {
    let ended = [State::Inactive, State::Failure, State::Error].map(State::name);
    one.status.as_ref().is_none_or(|status| !ended.contains(&status.state.as_str()))
}

/// Reads what is needed for a plan and makes it: the newest `most` deployments of the repository, and how those stand that it could be about.
///
/// # Errors
/// As any list.
pub async fn read_and_plan(
    github: &GitHub,
    repository: &Repository,
    stale: &Stale,
    now: Timestamp,
    most: usize,
) -> Result<Plan, Error> {
    let (there, whole) = deployments::newest_of(github, repository, &Filter::default(), most).await?;
    let only = there.len() == 1;
    let named: Vec<Deployment> = there.into_iter().filter(|one| stale.names(&one.environment)).collect();
    let deployments = deployments::current(github, repository, once(named)).await?;
    // Alone is what is alone among all, not among those that were named.
    let made = plan(&Reading { deployments, whole: whole && only }, stale, now);
    Ok(Plan { whole, ..made })
}

/// What came of a plan. What was deleted by somebody else meanwhile is in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// These are inactive now.
    pub inactive: Vec<u64>,
    /// These are deleted.
    pub deleted: Vec<u64>,
    /// These failed; some of them are inactive, and are not deleted.
    pub failed: Vec<(u64, Error)>,
    /// These were left, since there were more than may be written at once, or after an error that the next one would meet as well.
    pub left: Vec<u64>,
}

/// Does what a plan says, with so many writes at most.
pub async fn carry_out(github: &GitHub, repository: &Repository, plan: &Plan, writes: usize) -> Done {
    let mut done = Done::default();
    let mut left = writes;
    let mut steps = plan.steps.iter();
    for step in steps.by_ref() {
        let costs = usize::from(step.inactivate) + usize::from(step.delete);
        let Some(rest) = left.checked_sub(costs) else {
            done.left.push(step.id);
            break;
        };
        left = rest;
        if let Err(error) = take(github, repository, step, &mut done).await
            && !error.is_not_found()
        {
            let stops = is_of_all(&error);
            done.failed.push((step.id, error));
            if stops {
                break;
            }
        }
    }
    done.left.extend(steps.map(|step| step.id));
    done
}

async fn take(github: &GitHub, repository: &Repository, step: &Step, done: &mut Done) -> Result<(), Error> {
    if step.inactivate {
        deployments::inactivate(github, repository, step.id, "Stale").await?;
        done.inactive.push(step.id);
    }
    if step.delete {
        deployments::delete(github, repository, step.id).await?;
        done.deleted.push(step.id);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
