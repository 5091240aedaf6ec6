//! `urn:releasegate:correction:v1`, `redaction:v1` and `hold:v1`: what is said of an earlier entry. Nothing is ever changed: both the
//! entry and what is said of it stay (21 CFR 11.10(e)). The subject is the entry, by its leaf hash.

use serde::{Deserialize, Serialize};

use super::LeafRef;
use crate::commitment::Commitment;
use crate::moment::Moment;
use crate::name::{Line, Pseudonym};

/// An earlier entry is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Correction {
    /// Which entry.
    pub target: LeafRef,
    /// What is right: at least one value.
    pub values: Vec<CorrectedValue>,
    /// Why.
    pub reason: Line,
    /// By what right, such as a ticket or a rule.
    pub authority: Line,
    /// Who says so.
    pub by: Pseudonym,
}

/// One value that was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CorrectedValue {
    /// Where in the predicate, as a JSON pointer (RFC 6901).
    pub path: Line,
    /// What was recorded; without, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Line>,
    /// What is right; without, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct: Option<Line>,
}

/// Something was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Redaction {
    /// The entry that refers to it.
    pub target: LeafRef,
    /// What was erased.
    pub redacted: Redacted,
    /// The values whose disclosures were erased, for `disclosures`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
    /// When.
    pub erased_at: Moment,
    /// Why.
    pub reason: Line,
    /// By what right, such as `Art. 17 GDPR` and a ticket.
    pub authority: Line,
    /// Who did it.
    pub by: Pseudonym,
}

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redacted {
    /// What discloses committed values; the entry and its envelope are whole.
    Disclosures,
    /// The envelope as a whole: the entry stays, with its digest.
    Envelope,
}

/// An entry must be kept whole, or need not be any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hold {
    /// Which entry.
    pub target: LeafRef,
    /// From now on, or no more.
    pub event: HoldEvent,
    /// When it was said, so that no two records of one entry are the same.
    pub at: Moment,
    /// Why.
    pub reason: Line,
    /// By what right.
    pub authority: Line,
    /// Who says so.
    pub by: Pseudonym,
}

/// Whether a hold begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum HoldEvent {
    Placed,
    Released,
}
