//! Which keys may sign what, at each entry: the anchors that a verifier was given, and what the `key` entries made of them.
//!
//! A key that entry `i` introduces may sign from entry `i + 1` on, and checkpoints of `i + 1` entries or more. A key that entry `i`
//! revokes or replaces may sign entries up to `i`; where the revocation names an earlier first index, what the key signed from there
//! on is named by a verifier, although it was in order when it was written: somebody else may have written it.

use crate::hash::Hash;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::predicate::{KeyEvent, KeyRecord, Predicate, Role};
use crate::runs::RunDemand;
use crate::signer::VerifierKey;

/// The keys of a ledger, at all its entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keyring {
    keys: Vec<Standing>,
    /// Which workflow runs may record; any may if there is no demand.
    runs: Vec<RunDemand>,
}

/// One key, and from where to where it may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The key.
    pub key: VerifierKey,
    /// What it may sign.
    pub roles: Vec<Role>,
    /// The first entry that it may sign.
    pub from: u64,
    /// Where it ends.
    pub end: Option<End>,
}

/// The end of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The first entry that it may not sign, as whoever wrote entries knew it: the one after the record of its end.
    pub known: u64,
    /// The first entry that it may not have signed, as we know it now: at most `known`.
    pub effective: u64,
    /// When it is thought to have been lost.
    pub compromised_at: Option<Moment>,
}

/// Why a key record has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// No root signed it.
    #[error("no key with the role `root` signed it")]
    NoRoot,
    /// A rotation without the old key.
    #[error("the key that it replaces has not signed it: revoke that key and introduce another")]
    NotByTheOldKey,
    /// A key that is not there, or not any more.
    #[error("the key {0} may not sign at this entry, so it cannot be replaced or revoked")]
    NotStanding(Hash),
    /// A key that is there already, or that was revoked.
    #[error("the key {0} is known already, or was revoked: take a new one")]
    Known(Hash),
    /// An index that is not one of the entries before.
    #[error("it revokes from entry {0} on, which is beyond it")]
    Beyond(u64),
    /// A key says of itself that earlier entries are not its own.
    #[error("only another key, with the role `root`, revokes a key for earlier entries")]
    OwnPast,
}

/// A line that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "holds a line that is no public key: {0}; write KEY, or `root KEY` for one that signs records of keys alone"
)]
pub struct NoKey(String);

impl Keyring {
    /// The anchors of whoever records: the keys that sign there, and lines that name others. `KEY` may sign records and checkpoints; `root KEY`
    /// may sign records of keys and nothing else.
    ///
    /// # Errors
    /// A line that is no key.
    pub fn of_lines(signing: &[VerifierKey], lines: &[String]) -> Result<Self, NoKey> {
        let mut anchors: Vec<(VerifierKey, Vec<Role>)> = Vec::new();
        let mut add =
            |key: VerifierKey, roles: &[Role]| match anchors.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => {
                    all.extend(roles.iter().filter(|role| !all.contains(role)).copied().collect::<Vec<_>>())
                }
                None => anchors.push((key, roles.to_vec())),
            };
        for line in lines {
            let (root, text) =
                line.strip_prefix("root ").map_or((false, line.as_str()), |rest| (true, rest.trim_start()));
            let key = VerifierKey::parse(text).map_err(|error| NoKey(error.to_string()))?;
            add(key, if root { &[Role::Root] } else { &[Role::Record, Role::Checkpoint] });
        }
        for key in signing {
            add(key.clone(), &[Role::Record, Role::Checkpoint]);
        }
        Ok(Self::new(anchors))
    }

    /// The same without an anchor that the ledger's own records introduce: it counts from there on, and not from the first entry. Nothing where
    /// it is none, where it signs records of keys itself, or where nobody does: then no record of keys counts.
    #[must_use]
    pub fn without(&self, key: Hash) -> Option<Self> {
        let is_root = |one: &Standing| one.roles.contains(&Role::Root);
        let is_one = |one: &Standing| one.from == 0 && one.key.id() == key && !is_root(one);
        if !self.keys.iter().any(is_root) || !self.keys.iter().any(is_one) {
            return None;
        }
        let keys = self.keys.iter().filter(|one| !is_one(one)).cloned().collect();
        Some(Self { keys, runs: self.runs.clone() })
    }

    /// The anchors: keys that a verifier was given by a way of its own, never out of the ledger. They may sign from the first entry on.
    #[must_use]
    pub fn new(anchors: Vec<(VerifierKey, Vec<Role>)>) -> Self {
        let standing = |(key, roles)| Standing { key, roles, from: 0, end: None };
        Self { keys: anchors.into_iter().map(standing).collect(), runs: Vec::new() }
    }

    /// Demands that workflow runs which record are each one of these.
    #[must_use]
    pub fn demanding(self, runs: Vec<RunDemand>) -> Self {
        Self { runs, ..self }
    }

    /// Why a record was recorded by a run that may not, if that is so. A deployment needs a run that may; so does an approval or a request, unless it
    /// names none and somebody who may sign approvals signed it: a person has no run. `signers` are those keys of [`Keyring::at`] that signed it.
    #[must_use]
    pub fn refuses_run(&self, index: u64, predicate: &Predicate, signers: &[Hash]) -> Option<String> {
        let run = match predicate {
            Predicate::Deployment(one) => one.run.as_ref(),
            Predicate::Approval(one) => one.run.as_ref(),
            Predicate::Request(one) => one.run.as_ref(),
            _ => return None,
        };
        if self.runs.is_empty() || run.is_some_and(|run| self.runs.iter().any(|demand| demand.fits(run))) {
            return None;
        }
        let approver = || self.at(index, &[Role::Approval]).any(|key| signers.contains(&key.id()));
        match run {
            Some(run) => Some(format!(
                "it was recorded by run {} of the repository {}, which is none of those that may record",
                run.run_id, run.repository_id
            )),
            None if !matches!(predicate, Predicate::Deployment(_)) && approver() => None,
            None => Some("it does not say which workflow run recorded it, and only some may".to_owned()),
        }
    }

    /// The keys that are left for the next shard, whose entries are counted from 0 again.
    #[must_use]
    pub fn carried(&self) -> Self {
        let left = self.keys.iter().filter(|one| one.end.is_none());
        let keys = left.map(|one| Standing { from: 0, ..one.clone() }).collect();
        Self { keys, runs: self.runs.clone() }
    }

    /// Every key that was ever there.
    #[must_use]
    pub fn keys(&self) -> &[Standing] {
        &self.keys
    }

    /// The keys that could sign the entry at an index with one of these roles, as it was known when that entry was written.
    pub fn at<'k>(&'k self, index: u64, roles: &[Role]) -> impl Iterator<Item = &'k VerifierKey> {
        let standing = move |one: &&Standing| one.from <= index && one.end.is_none_or(|end| index < end.known);
        self.keys
            .iter()
            .filter(standing)
            .filter(move |one| one.roles.iter().any(|role| roles.contains(role)))
            .map(|one| &one.key)
    }

    /// The keys that may have signed a checkpoint of so many entries, as we know it now. They bear the name of the ledger.
    pub fn checkpoint_keys<'k>(&'k self, origin: &Origin, size: u64) -> impl Iterator<Item = &'k VerifierKey> {
        let standing =
            move |one: &&Standing| one.from <= size && one.end.is_none_or(|end| size <= end.effective);
        let entitled =
            move |one: &&Standing| one.roles.contains(&Role::Checkpoint) && origin.names(one.key.name());
        self.keys.iter().filter(standing).filter(entitled).map(|one| &one.key)
    }

    /// The first entry that a key may not have signed, as we know it now.
    #[must_use]
    pub fn revoked_from(&self, key: &Hash) -> Option<u64> {
        let ends = self.keys.iter().filter(|one| one.key.id() == *key).filter_map(|one| one.end);
        ends.map(|end| end.effective).min()
    }

    /// Does what the key record at an index says. `signers` are those keys of [`Keyring::at`] that signed it.
    ///
    /// # Errors
    /// Signatures that are missing, and keys that are not in a state for it. Nothing is changed then.
    pub fn apply(&mut self, index: u64, record: &KeyRecord, signers: &[Hash]) -> Result<(), KeyringError> {
        let roots: Vec<Hash> = self.at(index, &[Role::Root]).map(VerifierKey::id).collect();
        let root = roots.iter().any(|id| signers.contains(id));
        let next = index.saturating_add(1);
        match &record.change {
            KeyEvent::Introduced { vkey, roles } => {
                signed(root)?;
                self.introduce(index, vkey, roles)
            }
            KeyEvent::Rotated { vkey, replaces, roles } => {
                signed(root)?;
                self.standing_at(index, replaces)?;
                if !signers.contains(replaces) {
                    return Err(KeyringError::NotByTheOldKey);
                }
                self.introduce(index, vkey, roles)?;
                self.end(replaces, End { known: next, effective: next, compromised_at: None });
                Ok(())
            }
            KeyEvent::Revoked { key, from_index, compromised_at } => {
                let effective = from_index.unwrap_or(next);
                // A key that ended may turn out to have been lost before.
                if self.revoked_from(key).is_none_or(|end| end <= effective) {
                    self.standing_at(index, key)?;
                }
                signed(root || signers.contains(key))?;
                if effective > next {
                    return Err(KeyringError::Beyond(effective));
                }
                if effective < next && !roots.iter().any(|id| id != key && signers.contains(id)) {
                    return Err(KeyringError::OwnPast);
                }
                self.end(key, End { known: next, effective, compromised_at: *compromised_at });
                Ok(())
            }
        }
    }

    fn standing_at(&self, index: u64, key: &Hash) -> Result<(), KeyringError> {
        let all = [Role::Root, Role::Record, Role::Approval, Role::Checkpoint];
        let standing = self.at(index, &all).any(|one| one.id() == *key);
        if standing { Ok(()) } else { Err(KeyringError::NotStanding(*key)) }
    }

    fn introduce(&mut self, index: u64, vkey: &VerifierKey, roles: &[Role]) -> Result<(), KeyringError> {
        if self.keys.iter().any(|one| one.key.id() == vkey.id()) {
            return Err(KeyringError::Known(vkey.id()));
        }
        self.keys.push(Standing {
            key: vkey.clone(),
            roles: roles.to_vec(),
            from: index.saturating_add(1),
            end: None,
        });
        Ok(())
    }

    /// Ends a key; where it ended before, what is known of that stays, and the earlier index counts.
    fn end(&mut self, key: &Hash, end: End) {
        for one in self.keys.iter_mut().filter(|one| one.key.id() == *key) {
            let known = one.end.map_or(end.known, |before| before.known);
            one.end = Some(End { known, ..end });
        }
    }
}

const fn signed(signed: bool) -> Result<(), KeyringError> {
    if signed { Ok(()) } else { Err(KeyringError::NoRoot) }
}

#[cfg(test)]
mod tests;
