//! One event that is to be appended, and what it rests on.

use std::collections::BTreeMap;

use ledger::commitment::Commitment;
use ledger::hash::Hash;
use ledger::name::Pseudonym;
use ledger::predicate::{LeafRef, Predicate};
use ledger::statement::{Statement, Subject};

use super::RecordError;

/// An event with its key. It gets its references when it gets its place: entries name each other by their leaf hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What makes it this event: no ledger has two entries with one key.
    pub key: Hash,
    pub(super) subject: Vec<Subject>,
    pub(super) predicate: Predicate,
    /// The keys of the decisions that an outcome rests on.
    pub(super) decisions: Vec<Hash>,
    /// The key of the decision that is taken back.
    pub(super) takes_back: Option<Hash>,
    /// What is to be kept of a person, and what the statement has in its place.
    pub(super) private: Vec<Private>,
    /// Bytes that are stored beside the ledger.
    pub(super) evidence: Option<Vec<u8>>,
}

/// A value that names a person or is their words.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Private {
    pub(super) person: Pseudonym,
    pub(super) field: Field,
    pub(super) value: String,
}

/// Which value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Words,
}

impl Field {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Words => "comment",
        }
    }
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Private")
            .field("person", &self.person)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl Event {
    pub(super) const fn new(key: Hash, subject: Vec<Subject>, predicate: Predicate) -> Self {
        Self {
            key,
            subject,
            predicate,
            decisions: Vec::new(),
            takes_back: None,
            private: Vec::new(),
            evidence: None,
        }
    }

    /// What it says.
    #[must_use]
    pub const fn predicate(&self) -> &Predicate {
        &self.predicate
    }

    /// The statement, once it is known where everything stands that it rests on.
    ///
    /// # Errors
    /// Something that it rests on is nowhere.
    pub fn statement(&self, places: &BTreeMap<Hash, LeafRef>) -> Result<Statement, RecordError> {
        let at = |key: &Hash| places.get(key).copied().ok_or(RecordError::Place);
        let mut predicate = self.predicate.clone();
        match &mut predicate {
            Predicate::Request(one) => {
                one.decisions = self.decisions.iter().map(at).collect::<Result<_, _>>()?;
            }
            Predicate::Approval(one) => one.revokes = self.takes_back.as_ref().map(at).transpose()?,
            _ => {}
        }
        Ok(Statement { subject: self.subject.clone(), predicate })
    }

    /// Puts a commitment of the people's store in the place of the one that follows from the key.
    pub(super) fn commit(&mut self, field: Field, commitment: Commitment) {
        match (&mut self.predicate, field) {
            (Predicate::Approval(one), Field::Name) => one.name = Some(commitment),
            (Predicate::Approval(one), Field::Words) => one.comment = Some(commitment),
            (Predicate::Request(one), _) => one.reason = Some(commitment),
            _ => {}
        }
    }
}
