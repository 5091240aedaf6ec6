//! One entry, as it is shown.

use ledger::dsse::Envelope;
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::json::{self, Limits};
use ledger::keyring::Keyring;
use ledger::predicate::LeafRef;
use ledger::signer::VerifierKey;
use ledger::statement::Statement;
use runner::report::Piece;
use serde::Serialize;
use serde_json::Value;

use crate::enclosed;
use crate::walk::Fetched;

/// Lines of a statement for people: the largest ones are for machines.
const LINES: usize = 400;

/// What is known of an entry's envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub(super) enum Signed {
    /// Trusted keys that may sign such an entry did.
    Verified {
        /// Which, by their digests.
        by: Vec<String>,
    },
    /// None of the keys that are known signed it, or none is known. What the envelope says of its signers is a hint, and unsigned.
    NotVerified {
        /// What it says.
        claims: Vec<String>,
    },
    /// It was erased, as a later entry says.
    Erased {
        /// Which entry.
        by: u64,
    },
    /// It is not there, and no entry says that it was erased.
    Missing,
    /// It is not what the entry names.
    Broken {
        /// Why.
        why: String,
    },
}

/// One entry.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) env: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leaf: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    envelope_sha256: Option<String>,
    subjects: Vec<String>,
    #[serde(rename = "envelope")]
    pub(super) signed: Signed,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<Value>,
    #[serde(skip)]
    at: Option<LeafRef>,
}

impl Row {
    /// An entry as it was read, held against the keys that are known.
    pub(super) fn of(fetched: &Fetched, keyring: &Keyring) -> Self {
        let index = fetched.stored.index;
        let broken = |why: String| Self::broken(index, why);
        let Some(bytes) = &fetched.stored.entry else {
            return broken(
                fetched.refused.clone().unwrap_or_else(|| "the file of the entry is not there".to_owned()),
            );
        };
        let entry = match Entry::parse(bytes) {
            Ok(entry) => entry,
            Err(error) => return broken(error.to_string()),
        };
        let leaf = Hash::leaf(bytes);
        let (signed, payload) = match &fetched.stored.envelope {
            None => (Signed::Missing, None),
            Some(envelope) if Hash::of(envelope) != entry.envelope_sha256 => {
                (Signed::Broken { why: "the envelope is not the one that the entry names".to_owned() }, None)
            }
            Some(envelope) => opened(envelope, index, &entry, keyring),
        };
        let statement = payload.as_deref().and_then(|payload| Statement::parse(payload).ok());
        let subjects = statement.iter().flat_map(|one| &one.subject).map(|one| one.name.to_string()).collect();
        Self {
            index,
            time: Some(entry.time.to_string()),
            kind: Some(entry.kind.uri()),
            env: entry.env.map(|env| env.to_string()),
            leaf: Some(leaf.to_string()),
            idempotency_key: Some(entry.idempotency_key.to_string()),
            envelope_sha256: Some(entry.envelope_sha256.to_string()),
            subjects,
            signed,
            statement: payload.and_then(|payload| json::read(&payload, Limits::PAYLOAD).ok()),
            at: Some(LeafRef { index, hash: leaf }),
        }
    }

    fn broken(index: u64, why: String) -> Self {
        Self {
            index,
            time: None,
            kind: None,
            env: None,
            leaf: None,
            idempotency_key: None,
            envelope_sha256: None,
            subjects: Vec::new(),
            signed: Signed::Broken { why },
            statement: None,
            at: None,
        }
    }

    /// Leaves out what is for one entry alone.
    pub(super) fn shorten(&mut self) {
        self.statement = None;
    }

    /// Whether its envelope is there, and by nobody who is known.
    pub(super) const fn is_by_nobody(&self) -> bool {
        matches!(self.signed, Signed::NotVerified { .. })
    }

    /// The entry as records name it.
    pub(super) const fn leaf_ref(&self) -> Option<LeafRef> {
        self.at
    }

    /// A later entry says that the envelope was erased.
    pub(super) fn erased(&mut self, by: u64) {
        self.signed = Signed::Erased { by };
    }

    /// The cells of a table.
    pub(super) fn cells(&self) -> Vec<Piece> {
        let kind = self.kind.map(|kind| kind.trim_start_matches("urn:releasegate:").trim_end_matches(":v1"));
        let subject = match self.subjects.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
        };
        vec![
            Piece::plain(self.index.to_string()),
            Piece::plain(self.time.as_deref().unwrap_or_default()),
            Piece::plain(kind.unwrap_or_default()),
            Piece::plain(self.env.as_deref().unwrap_or_default()),
            Piece::code(subject),
            Piece::plain(self.signer()),
        ]
    }

    fn signer(&self) -> String {
        let short = |keys: &[String]| {
            let keys: Vec<String> = keys.iter().map(|key| key.chars().take(12).collect()).collect();
            keys.join(", ")
        };
        match &self.signed {
            Signed::Verified { by } => short(by),
            Signed::NotVerified { claims } if claims.is_empty() => "not verified".to_owned(),
            Signed::NotVerified { claims } => format!("not verified: says {}", short(claims)),
            Signed::Erased { by } => format!("erased, as entry {by} says"),
            Signed::Missing => "the envelope is missing".to_owned(),
            Signed::Broken { why } => format!("broken: {why}"),
        }
    }

    /// What the entry itself says.
    pub(super) fn lines(&self) -> Vec<String> {
        let named = [
            ("leaf hash", &self.leaf),
            ("SHA-256 of the envelope", &self.envelope_sha256),
            ("idempotency key", &self.idempotency_key),
        ];
        named.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value.as_ref()?))).collect()
    }

    /// The statement in lines, if it is to be shown.
    pub(super) fn statement_lines(&self) -> Option<Vec<String>> {
        let text = serde_json::to_string_pretty(self.statement.as_ref()?).ok()?;
        let mut lines: Vec<String> = text.lines().take(LINES).map(str::to_owned).collect();
        if text.lines().nth(LINES).is_some() {
            lines.push("and more: --json has all of it".to_owned());
        }
        Some(lines)
    }
}

/// Who signed an envelope, and what it holds. What nobody known signed is shown too, as that.
fn opened(bytes: &[u8], index: u64, entry: &Entry, keyring: &Keyring) -> (Signed, Option<Vec<u8>>) {
    let envelope = match Envelope::parse(bytes) {
        Ok(envelope) => envelope,
        Err(error) => return (Signed::Broken { why: error.to_string() }, None),
    };
    let keys: Vec<&VerifierKey> = keyring.at(index, entry.kind.signers()).collect();
    if let Ok(verified) = envelope.verify(&keys) {
        let by = verified.signers.iter().map(|key| key.id().to_string()).collect();
        return (Signed::Verified { by }, Some(verified.payload.to_vec()));
    }
    let claims = envelope.signatures().iter().filter_map(|one| one.keyid.clone()).collect();
    (Signed::NotVerified { claims }, enclosed::payload(bytes))
}
