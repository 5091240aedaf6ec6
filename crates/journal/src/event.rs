//! What is to be appended.

use std::collections::BTreeMap;

use ledger::commitment::Commitment;
use ledger::hash::Hash;
use ledger::name::Pseudonym;
use ledger::predicate::{LeafRef, Predicate};
use ledger::statement::Statement;

/// An event with its key. It may get references when it gets its place: entries name each other by their leaf hashes.
pub trait Event {
    /// What makes it this event: no ledger has two entries with one key.
    fn key(&self) -> Hash;
    /// The statement, once it is known where each key stands.
    ///
    /// # Errors
    /// Something that it rests on is nowhere.
    fn statement(&self, places: &BTreeMap<Hash, LeafRef>) -> Result<Statement, Unplaced>;
    /// Bytes that are stored beside the ledger.
    fn evidence(&self) -> &[Vec<u8>];
    /// Values that name a person or are their words.
    fn private(&self) -> &[Private];
    /// Puts a commitment of the people's store in the place of the one that follows from the key.
    fn commit(&mut self, field: &str, commitment: Commitment);
}

/// An event rests on another one that is neither there nor appended with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event rests on another one that the record does not hold: read the record anew")]
pub struct Unplaced;

/// A value that names a person or is their words: kept apart from the ledger, which commits to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    /// Whose.
    pub person: Pseudonym,
    /// What it is: `name`, `comment`, `reason`.
    pub field: &'static str,
    /// The value.
    pub value: String,
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Private")
            .field("person", &self.person)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// An event that needs no reference: its statement is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// Its key.
    pub key: Hash,
    /// What it says.
    pub statement: Statement,
    /// Bytes that are stored beside the ledger.
    pub evidence: Vec<Vec<u8>>,
    /// What is to be kept of people.
    pub private: Vec<Private>,
}

impl Event for Whole {
    fn key(&self) -> Hash {
        self.key
    }

    fn statement(&self, _: &BTreeMap<Hash, LeafRef>) -> Result<Statement, Unplaced> {
        Ok(self.statement.clone())
    }

    fn evidence(&self) -> &[Vec<u8>] {
        &self.evidence
    }

    fn private(&self) -> &[Private] {
        &self.private
    }

    fn commit(&mut self, field: &str, commitment: Commitment) {
        match (&mut self.statement.predicate, field) {
            (Predicate::Deployment(one), "name") => one.actor.name = Some(commitment),
            (Predicate::Deployment(one), _) => {
                if let Some(over) = &mut one.overridden {
                    over.reason = commitment;
                }
            }
            (Predicate::Approval(one), "name") => one.name = Some(commitment),
            (Predicate::Approval(one), _) => one.comment = Some(commitment),
            (Predicate::Request(one), _) => one.reason = Some(commitment),
            _ => {}
        }
    }
}
