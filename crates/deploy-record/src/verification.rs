//! A whole ledger, verified as it is read: what the crate `ledger` finds, and what only whoever reads a store can see.

use std::collections::BTreeMap;

use ledger::checkpoint::Checkpoint;
use ledger::entry::Entry;
use ledger::fault::FaultKind;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::predicate::Kind;
use ledger::report::{Report, Soundness};
use ledger::verify::{Heads, Stored, Verifier};
use serde::Serialize;
use stores::{Head, StoreError, StoredEntry};
use verdict::status::ExitCode;

use crate::bar::Bar;
use crate::enclosed;
use crate::place::Place;
use crate::walk::{self, Fetched};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// Nothing is wrong, and a known key signed all of it.
    Sound,
    /// Nothing is wrong, and no known key signed all of it.
    Unproven,
    /// Nothing can be known of it: no key was given.
    NotVerifiable,
    /// Something is wrong.
    Faulty,
}

/// One thing with its stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The entry, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) index: Option<u64>,
    /// What kind.
    pub(crate) code: &'static str,
    /// What was found.
    pub(crate) message: String,
}

/// What was found in a ledger.
#[derive(Debug)]
pub(crate) struct Verification {
    pub(crate) report: Report,
    pub(crate) state: State,
    pub(crate) faults: Vec<Finding>,
    pub(crate) notices: Vec<Finding>,
    pub(crate) unknown: Vec<Finding>,
}

impl State {
    /// 0 for what is proven, 1 for what is refuted, 3 for what is neither.
    pub(crate) const fn exit_code(self) -> ExitCode {
        match self {
            Self::Sound => ExitCode::Success,
            Self::Faulty => ExitCode::Fail,
            Self::Unproven | Self::NotVerifiable => ExitCode::Inconclusive,
        }
    }

    /// As a sentence goes on after "is".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Sound => "sound: nothing is wrong, and keys that you trust signed all of it",
            Self::Unproven => {
                "unproven: nothing is wrong that could be seen, and no key that you trust signed all of it"
            }
            Self::NotVerifiable => "not verifiable: no --trust says whose signatures count",
            Self::Faulty => "faulty",
        }
    }
}

impl Finding {
    /// For people.
    pub(crate) fn line(&self) -> String {
        match self.index {
            Some(index) => format!("entry {index}: {} ({})", self.message, self.code),
            None => format!("{} ({})", self.message, self.code),
        }
    }
}

/// Reads and verifies all of a ledger. `earlier` are heads that the caller saw before, beside those of the trust document.
pub(crate) async fn verify(
    place: &Place,
    head: &Head,
    earlier: Vec<Checkpoint>,
    bar: &Bar,
) -> anyhow::Result<Verification> {
    verify_each(place, head, earlier, bar, |_| {}).await
}

/// The same, handing on each entry as it was read: whoever says something of entries says it of the bytes that were verified, and of
/// none that are read a second time.
pub(crate) async fn verify_each(
    place: &Place,
    head: &Head,
    earlier: Vec<Checkpoint>,
    bar: &Bar,
    mut take: impl FnMut(&StoredEntry),
) -> anyhow::Result<Verification> {
    let origin = place.store.origin();
    let keyring = place.trust.as_ref().map_or_else(Keyring::default, ledger::trust::Trust::keyring);
    let mut verifier = Verifier::new(origin.clone(), keyring);
    let mut own: BTreeMap<u64, Finding> = BTreeMap::new();
    let mut beside = Vec::new();
    let mut last = Vec::new();
    walk::each(&place.store, head, 0..head.size(), bar, async |fetched| {
        let (index, entry) = (fetched.stored.index, fetched.stored.entry.as_deref().unwrap_or_default());
        own.extend(unreadable(&fetched).map(|finding| (index, finding)));
        verifier.entry(Stored { entry, envelope: fetched.stored.envelope.as_deref() });
        if place.local {
            if let Some(nodes) = kept(place, head, index).await? {
                verifier.nodes(&nodes);
            }
            beside.extend(what_lies_beside(place, head, &fetched).await?);
        }
        take(&fetched.stored);
        last = fetched.stored.entry.unwrap_or_default();
        Ok(())
    })
    .await?;
    let mut seen = place.trust.as_ref().map(|trust| trust.earlier(origin)).unwrap_or_default();
    seen.extend(earlier);
    let quorum = place.trust.as_ref().map(ledger::trust::Trust::quorum).transpose()?.flatten();
    let heads = Heads { signed: &[head.note()], earlier: &seen, quorum: quorum.as_ref() };
    let report = verifier.finish(heads);
    // Where the entries are others, that is what is wrong.
    beside.extend((report.root == head.root()).then(|| tip(head, &last)).flatten());
    Ok(judged(report, own, beside, place.trust.is_some(), head))
}

/// What the head says of the last entry beside its checkpoint: nobody signed it, and the next entry would be built upon it.
fn tip(head: &Head, last: &[u8]) -> Option<Finding> {
    if head.size() == 0 || last.is_empty() {
        return None;
    }
    // A tip shows its hashes in its text alone.
    let written = head.tip().to_text().lines().nth(3).map(str::to_owned);
    let sealed = Entry::parse(last).is_ok_and(|entry| entry.kind == Kind::Seal);
    if written == Some(Hash::leaf(last).to_string()) && head.tip().is_sealed() == sealed {
        return None;
    }
    let message =
        "the head says something else of the last entry than that one is: what is appended would not fit"
            .to_owned();
    Some(Finding { index: None, code: "head-damaged", message })
}

/// A file that is missing or that no ledger wrote is named as that, and not as what the absence of its bytes looks like.
fn unreadable(fetched: &Fetched) -> Option<Finding> {
    let index = Some(fetched.stored.index);
    match (&fetched.refused, &fetched.stored.entry) {
        (Some(message), _) => Some(Finding { index, code: "entry-unreadable", message: message.clone() }),
        (None, None) => {
            let message = "the head covers it, and its file is not there".to_owned();
            Some(Finding { index, code: "entry-missing", message })
        }
        (None, Some(_)) => None,
    }
}

/// The mark of the entry's key, by which a repeated append finds it, and the evidence that the store keeps of it.
async fn what_lies_beside(place: &Place, head: &Head, fetched: &Fetched) -> anyhow::Result<Vec<Finding>> {
    let index = fetched.stored.index;
    let mut findings = Vec::new();
    let mut fault = |code, message: String| findings.push(Finding { index: Some(index), code, message });
    if let Some(entry) = fetched.stored.entry.as_deref().and_then(|bytes| Entry::parse(bytes).ok()) {
        match place.store.find(head, &entry.idempotency_key).await {
            Ok(Some(_)) => {}
            Ok(None) => {
                let message = "no mark leads to it: a repeated append would record it twice".to_owned();
                fault("mark-damaged", message);
            }
            Err(error) => fault("mark-damaged", damage(error)?),
        }
    }
    for digest in fetched.stored.envelope.as_deref().map(enclosed::evidence).unwrap_or_default() {
        if let Err(error) = place.store.evidence(head, &digest).await {
            fault("evidence-damaged", damage(error)?);
        }
    }
    Ok(findings)
}

/// The nodes that are kept beside an entry, if any are; none that could be right where their file is none.
async fn kept(place: &Place, head: &Head, index: u64) -> anyhow::Result<Option<Vec<u8>>> {
    match place.store.nodes(head, index).await {
        Ok(nodes) => Ok(nodes),
        Err(error) => damage(error).map(|_| Some(Vec::new())),
    }
}

/// What is wrong with a file; an error where it is the disk.
fn damage(error: StoreError) -> anyhow::Result<String> {
    match error {
        StoreError::TooLarge { .. } | StoreError::Refused { .. } | StoreError::Damaged { .. } => {
            Ok(error.to_string())
        }
        error => Err(error.into()),
    }
}

fn judged(
    report: Report,
    mut own: BTreeMap<u64, Finding>,
    beside: Vec<Finding>,
    anchored: bool,
    head: &Head,
) -> Verification {
    let mut faults: Vec<Finding> = Vec::new();
    for fault in &report.faults {
        // Without a key nothing is signed by a known one, and no redaction is read.
        let for_want_of_keys = matches!(
            fault.kind,
            FaultKind::SignatureUnknown | FaultKind::CheckpointUnsigned | FaultKind::EnvelopeMissing
        );
        if !anchored && for_want_of_keys {
            continue;
        }
        if let Some(own) =
            fault.index.filter(|_| fault.kind == FaultKind::EntryMalformed).and_then(|at| own.remove(&at))
        {
            faults.push(own);
        } else {
            faults.push(Finding {
                index: fault.index,
                code: fault.kind.code(),
                message: fault.message.clone(),
            });
        }
    }
    if !anchored && report.root != head.root() {
        let message = "the entries are not those that the head of the store covers".to_owned();
        faults.push(Finding { index: None, code: FaultKind::CheckpointRoot.code(), message });
    }
    faults.extend(beside);
    faults.sort_by_key(|fault| (fault.index.is_none(), fault.index));
    let state = match report.soundness() {
        _ if !faults.is_empty() => State::Faulty,
        _ if !anchored => State::NotVerifiable,
        Soundness::Sound => State::Sound,
        Soundness::Unproven | Soundness::Faulty => State::Unproven,
    };
    let notices = report.notices.iter();
    let notices = notices.map(|one| Finding {
        index: Some(one.index),
        code: one.kind.code(),
        message: one.message.clone(),
    });
    let unknown = report.unknown.iter();
    let unknown =
        unknown.map(|one| Finding { index: None, code: one.kind.code(), message: one.message.clone() });
    let mut unknown: Vec<Finding> = unknown.collect();
    if !anchored {
        let message = "without --trust nobody's signature counts: whoever could write to the store could write all of this".to_owned();
        unknown.insert(0, Finding { index: None, code: "no-anchor", message });
    }
    Verification { state, faults, notices: notices.collect(), unknown, report }
}

/// A moment as it is written; nothing for a ledger without entries.
pub(crate) fn written(time: Option<Moment>) -> Option<String> {
    time.map(|time| time.to_string())
}
