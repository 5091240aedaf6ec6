//! What is to be erased: the entries that commit to values of a person, and those whose envelopes go. What must be kept stops all of it.

use std::collections::BTreeMap;

use ledger::commitment::Commitment;
use ledger::digest::DigestSet;
use ledger::entry::{self, Entry};
use ledger::hash::Hash;
use ledger::name::{Line, Pseudonym};
use ledger::origin::Origin;
use ledger::predicate::{HoldEvent, Kind, LeafRef, Predicate, Redacted, Redaction};
use ledger::signer::SignerKey;
use ledger::statement::{Statement, Subject};
use ledger::tip::Record;
use serde_json::json;
use stores::Head;

use super::Said;
use crate::Usage;
use crate::bar::Bar;
use crate::enclosed;
use crate::place::Place;
use crate::walk;

/// What was asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) person: Option<Pseudonym>,
    /// In order, each once.
    pub(super) envelopes: Vec<u64>,
}

/// An entry of which something goes.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) leaf: LeafRef,
    pub(super) redacted: Redacted,
    /// The values that go, where not all of it does.
    commitments: Vec<Commitment>,
}

impl Target {
    /// The signed record that says so. Its key is that of what is erased, so that it stands in the ledger once.
    pub(super) fn record(
        &self,
        said: &Said,
        origin: &Origin,
        signers: &[&SignerKey],
    ) -> anyhow::Result<Record> {
        let key = entry::idempotency_key(&json!({
            "type": "redaction", "origin": origin, "target": self.leaf, "redacted": self.redacted, "commitments": self.commitments,
        }))?;
        let redaction = Redaction {
            target: self.leaf,
            redacted: self.redacted,
            commitments: self.commitments.clone(),
            erased_at: said.time,
            reason: said.reason.clone(),
            authority: said.authority.clone(),
            by: said.by.clone(),
        };
        let subject = Subject { name: Line::new("entry")?, digest: DigestSet::sha256(self.leaf.hash) };
        let statement =
            Statement { subject: vec![subject], predicate: Predicate::Redaction(Box::new(redaction)) };
        Ok(Record::sign(&statement, key, signers)?)
    }
}

/// Looks through a ledger that was verified; why nothing may be erased, if so.
pub(super) async fn find(
    place: &Place,
    head: &Head,
    wanted: &Wanted,
    bar: &Bar,
) -> anyhow::Result<Result<Vec<Target>, String>> {
    let mut search = Search { wanted, targets: Vec::new(), held: BTreeMap::new(), stays: None };
    walk::each(&place.store, head, 0..head.size(), bar, async |fetched| {
        let entry = fetched.stored.entry.unwrap_or_default();
        search.see(fetched.stored.index, &entry, fetched.stored.envelope.as_deref())
    })
    .await?;
    if let Some(index) = wanted.envelopes.iter().find(|index| **index >= head.size()) {
        return Err(
            Usage(format!("--envelope: there is no entry {index}: the ledger has {}", head.size())).into()
        );
    }
    Ok(search.end())
}

struct Search<'w> {
    wanted: &'w Wanted,
    targets: Vec<Target>,
    /// Entries on hold, and the entry that says so.
    held: BTreeMap<u64, u64>,
    /// An entry whose envelope may not go, and what it is.
    stays: Option<(u64, Kind)>,
}

impl Search<'_> {
    fn see(&mut self, index: u64, entry: &[u8], envelope: Option<&[u8]>) -> anyhow::Result<()> {
        let leaf = LeafRef { index, hash: Hash::leaf(entry) };
        let whole = self.wanted.envelopes.binary_search(&index).is_ok();
        if whole {
            let kind = Entry::parse(entry)?.kind;
            if may_go(kind) {
                self.targets.push(Target { leaf, redacted: Redacted::Envelope, commitments: Vec::new() });
            } else {
                self.stays.get_or_insert((index, kind));
            }
        }
        let Some(statement) = envelope.and_then(enclosed::statement) else { return Ok(()) };
        if let Predicate::Hold(hold) = &statement.predicate {
            match hold.event {
                HoldEvent::Placed => self.held.insert(hold.target.index, index),
                HoldEvent::Released => self.held.remove(&hold.target.index),
            };
        }
        let of_person = |of: &Pseudonym| self.wanted.person.as_ref() == Some(of);
        let values = statement.predicate.commitments().into_iter();
        let commitments: Vec<Commitment> =
            values.filter(|(of, ..)| of_person(of)).map(|(.., value)| value).collect();
        // What goes as a whole needs no list of its parts.
        if !commitments.is_empty() && !whole {
            self.targets.push(Target { leaf, redacted: Redacted::Disclosures, commitments });
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Target>, String> {
        if let Some((index, kind)) = self.stays {
            return Err(format!(
                "entry {index} is of type {}, on which others rest, and its envelope stays: erase the person's values alone",
                kind.uri()
            ));
        }
        let on_hold = |one: &Target| Some((one.leaf.index, *self.held.get(&one.leaf.index)?));
        match self.targets.iter().find_map(on_hold) {
            Some((index, by)) => {
                Err(format!("entry {index} is on hold, as entry {by} says: release it by a record first"))
            }
            None => Ok(self.targets),
        }
    }
}

/// Whether a record of this kind can go as a whole (section 7 of the format, step 6, `redaction`).
const fn may_go(kind: Kind) -> bool {
    matches!(kind, Kind::Deployment | Kind::Incident | Kind::EnvironmentSnapshot | Kind::Correction)
}
