//! The run that asks, and everybody who had a hand in it: whoever starts an attempt, or runs one again, asks for what it does.

use std::collections::BTreeSet;

use approval::people::{AccountId, Tie, Tied};
use github::people::Account;
use github::runs::{self, Run};
use github::{Error, GitHub, Repository};

/// The run as its newest attempt shows it, and who started which attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The run.
    pub run: Run,
    /// Everybody who started an attempt, each once a tie.
    pub tied: Vec<Tied>,
}

impl Asked {
    /// The numbers of everybody who started an attempt, ascending. Bots are among them: that a bot asked is a fact too.
    #[must_use]
    pub fn requesters(&self) -> Vec<AccountId> {
        let all: BTreeSet<AccountId> = self.tied.iter().map(|tied| tied.id).collect();
        all.into_iter().collect()
    }
}

/// Reads the run and all of its attempts.
///
/// # Errors
/// As any read: an attempt that cannot be read may be anybody's.
pub async fn read(github: &GitHub, repository: &Repository, run: u64) -> Result<Asked, Error> {
    let newest = runs::read(github, repository, run).await?;
    let mut tied = Ties::default();
    for number in 1..newest.run_attempt {
        tied.attempt(&runs::attempt(github, repository, run, number).await?);
    }
    tied.attempt(&newest);
    Ok(Asked { run: newest, tied: tied.all })
}

/// Ties, each kind once for each person, with the first place where it was seen.
#[derive(Debug, Default)]
pub(crate) struct Ties {
    pub(crate) all: Vec<Tied>,
    known: BTreeSet<(AccountId, Tie)>,
}

impl Ties {
    /// An account that is gone has nobody who could approve.
    pub(crate) fn add(&mut self, who: Option<(u64, &str)>, tie: Tie, seen_in: impl FnOnce() -> String) {
        let Some((id, login)) = who else { return };
        if self.known.insert((AccountId(id), tie)) {
            self.all.push(Tied { id: AccountId(id), login: login.to_owned(), tie, seen_in: seen_in() });
        }
    }

    fn attempt(&mut self, run: &Run) {
        let place = || format!("attempt {} of run {}", run.run_attempt, run.id);
        self.add(run.actor.as_ref().map(named), Tie::Actor, place);
        self.add(run.triggering_actor.as_ref().map(named), Tie::TriggeringActor, place);
    }
}

pub(crate) fn named(account: &Account) -> (u64, &str) {
    (account.id, &account.login)
}
