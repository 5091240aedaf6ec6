//! What holds for every input, whoever wrote it: the fuzz targets look for one that breaks it, and ordinary tests replay what they kept.
//! Nothing here is compared with a number that a person wrote, so any bytes will do.

use super::ledger::checkpoint::Checkpoint;
use super::ledger::commitment::Disclosure;
use super::ledger::dsse::Envelope;
use super::ledger::entry::Entry;
use super::ledger::hash::Hash;
use super::ledger::json::{self, Limits};
use super::ledger::kept::Kept;
use super::ledger::keyring::Keyring;
use super::ledger::moment::Moment;
use super::ledger::note::Note;
use super::ledger::origin::Origin;
use super::ledger::predicate::Role;
use super::ledger::proof::verify_inclusion;
use super::ledger::proof_file::ProofFile;
use super::ledger::prove::inclusion;
use super::ledger::report::{Report, Soundness};
use super::ledger::signer::{SignerKey, VerifierKey};
use super::ledger::statement::Statement;
use super::ledger::tip::Tip;
use super::ledger::trust::Trust;
use super::ledger::verify::{Heads, Stored, verify};
use super::ledger::witness::WitnessKey;
use super::verdict::canonical;

/// Ends one of the documents of an input for [`whole`]. Neither JSON nor a note knows this byte.
pub(crate) const SEPARATOR: u8 = 0x1E;
/// The ledger of [`whole`], and what its keys are called.
pub(crate) const ORIGIN: &str = "github.com/583231/1296269/deployments/2026-11";
const NAME: &str = "github.com/583231/1296269/deployments";
/// More entries take long and reach nothing new.
const MOST: usize = 24;

/// The key of a seed: 1 to 4 are those of the roles, in order.
pub(crate) fn key(seed: u8) -> SignerKey {
    SignerKey::new(NAME, &[seed; 32]).expect("a seed is a key")
}

fn keyring() -> Keyring {
    let roles = [(1, Role::Root), (2, Role::Record), (3, Role::Approval), (4, Role::Checkpoint)];
    Keyring::new(roles.into_iter().map(|(seed, role)| (key(seed).verifier(), vec![role])).collect())
}

/// Reads an entry, which has one spelling. `false` where it is none.
pub(crate) fn entry(bytes: &[u8]) -> bool {
    strict(bytes, Limits::ENTRY);
    let Ok(entry) = Entry::parse(bytes) else { return false };
    assert_eq!(entry.to_bytes().expect("what was read can be written"), bytes, "an entry has one spelling");
    assert!(bytes.len() <= Limits::ENTRY.bytes);
    assert_eq!(Origin::parse(&entry.origin.to_string()).expect("an origin has one spelling"), entry.origin);
    true
}

/// Reads an envelope; what is signed is what it holds. `false` where it is none.
pub(crate) fn envelope(bytes: &[u8]) -> bool {
    strict(bytes, Limits::ENVELOPE);
    let Ok(envelope) = Envelope::parse(bytes) else { return false };
    let written = envelope.to_bytes();
    let again = Envelope::parse(&written).expect("what was written is an envelope");
    assert_eq!(again, envelope);
    assert_eq!(again.to_bytes(), written);
    let keys = [key(2).verifier(), key(9).verifier()];
    if let Ok(verified) = envelope.verify(&keys.iter().collect::<Vec<_>>()) {
        assert_eq!(Hash::of(verified.payload), envelope.payload_hash());
        assert!(!verified.signers.is_empty() && verified.signers.len() <= keys.len());
        assert_eq!(again.verify(&keys.iter().collect::<Vec<_>>()).expect("the same signatures"), verified);
        statement(verified.payload);
    }
    true
}

/// Reads a statement; written in the one way of this suite it is the same. `false` where it is none.
pub(crate) fn statement(bytes: &[u8]) -> bool {
    strict(bytes, Limits::PAYLOAD);
    let Ok(statement) = Statement::parse(bytes) else { return false };
    let written = statement.to_bytes().expect("what was read can be written");
    let again = Statement::parse(&written).expect("what was written is a statement");
    assert_eq!(again, statement);
    assert_eq!(again.to_bytes().expect("and can be written again"), written);
    assert!(statement.check().is_ok());
    true
}

/// Reads a note as a checkpoint of any key, of ours, and of a witness. `false` where it is none.
pub(crate) fn note(bytes: &[u8]) -> bool {
    let keys = [key(4).verifier(), key(9).verifier()];
    let known: Vec<&VerifierKey> = keys.iter().collect();
    let opened = Checkpoint::open(bytes, &known);
    let Ok(note) = Note::parse(bytes) else {
        assert!(opened.is_err(), "a checkpoint is a note");
        return false;
    };
    assert_eq!(note.to_text().as_bytes(), bytes, "a note has one spelling");
    let witness = WitnessKey::of(&key(60));
    if let Ok(Some(time)) = witness.saw(&note) {
        assert!(i64::try_from(time).is_ok(), "a time beyond 2^63");
    }
    match (note.verify(&known), opened) {
        (Ok((text, signers)), Ok((checkpoint, opened))) => {
            assert_eq!(checkpoint.to_text(), text);
            assert_eq!(opened, signers);
        }
        (Ok((text, _)), Err(_)) => assert!(Checkpoint::parse(text).is_err()),
        (Err(_), opened) => assert!(opened.is_err(), "nothing is believed that nobody signed"),
    }
    true
}

/// Reads what lies beside a ledger: a proof file, a tip, a disclosure, a trust document, kept nodes, keys. `false` where it is none of them.
pub(crate) fn proof(bytes: &[u8]) -> bool {
    let mut understood = false;
    if let Ok(file) = ProofFile::parse(bytes) {
        let text = file.to_text().expect("what was read can be written");
        assert_eq!(ProofFile::parse(text.as_bytes()).expect("and is a proof again"), file);
        let _ = verify_inclusion(Hash::ZERO, file.index, u64::MAX, Hash::ZERO, &file.path);
        note(&file.checkpoint);
        understood = true;
    }
    if let Ok(disclosure) = Disclosure::parse(bytes) {
        let again = Disclosure::parse(&disclosure.to_bytes()).expect("what was written is a disclosure");
        assert_eq!(again, disclosure);
        assert!(disclosure.open(&disclosure.commitment()).is_ok(), "a disclosure opens what it commits to");
        understood = true;
    }
    let now = Moment::parse("2026-11-22T10:00:00.000Z").expect("a moment");
    if let Ok(trust) = Trust::parse(bytes, now) {
        assert_eq!(trust.keyring().keys().len(), trust.keys.len());
        assert!(trust.quorum().is_ok());
        understood = true;
    }
    if let Some((index, nodes)) = bytes.split_first_chunk::<8>() {
        let index = u64::from_be_bytes(*index);
        understood |= Kept::default().nodes(index, nodes).is_ok();
    }
    std::str::from_utf8(bytes).is_ok_and(text) || understood
}

/// Reads what is a text: a tip, and keys.
fn text(text: &str) -> bool {
    let mut understood = false;
    if let Ok(tip) = Tip::parse(text) {
        assert_eq!(tip.to_text(), text, "a tip has one spelling");
        let (size, kept) = (tip.size(), Kept::new(tip.frontier()));
        assert!(kept.wants(|nodes| inclusion(size / 3, size, nodes)).len() <= 15 + 64);
        assert!(
            tip.check(&Checkpoint::new(tip.origin().to_string(), size, tip.head().root)).is_ok()
                || size % 2 == 1
        );
        understood = true;
    }
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text, "a key has one spelling");
        understood = true;
    }
    if let Ok(key) = WitnessKey::parse(text) {
        assert_eq!(key.to_string(), text);
        understood = true;
    }
    if let Ok(key) = SignerKey::parse(text) {
        assert_eq!(key.to_skey(), text);
        understood = true;
    }
    understood
}

/// Verifies a ledger: entry, envelope, entry, envelope …, where an empty envelope is none, and a checkpoint last. `false` where not one entry is one.
pub(crate) fn whole(bytes: &[u8]) -> bool {
    let parts: Vec<&[u8]> = bytes.split(|&byte| byte == SEPARATOR).collect();
    let (pairs, rest) = parts.as_chunks::<2>();
    let entries: Vec<Stored<'_>> = pairs
        .iter()
        .take(MOST)
        .map(|[entry, envelope]| Stored { entry, envelope: Some(*envelope).filter(|bytes| !bytes.is_empty()) })
        .collect();
    let report = judged(&entries, rest);
    assert_eq!(report.size, entries.len() as u64);
    assert!(report.covered <= report.size);
    assert!(report.faults.iter().all(|fault| fault.index.is_none_or(|index| index <= report.size)));
    assert!(report.faults.is_sorted_by_key(|fault| (fault.index.is_none(), fault.index)));
    assert_eq!(judged(&entries, rest), report, "the same bytes are the same ledger");
    assert_ne!(judged(&entries, &[]).soundness(), Soundness::Sound, "without a signed head nothing is proven");
    if report.soundness() == Soundness::Sound && report.size > 0 {
        assert_eq!(report.covered, report.size);
        let mut other = entries.clone();
        other.pop();
        assert_eq!(judged(&other, rest).soundness(), Soundness::Faulty, "an entry is missing");
        other.clone_from(&entries);
        other.reverse();
        assert!(
            entries.len() == 1 || judged(&other, rest).soundness() == Soundness::Faulty,
            "they are reordered"
        );
    }
    entries.iter().any(|stored| Entry::parse(stored.entry).is_ok())
}

fn judged(entries: &[Stored<'_>], signed: &[&[u8]]) -> Report {
    let heads = Heads { signed, earlier: &[], quorum: None };
    verify(Origin::parse(ORIGIN).expect("an origin"), keyring(), entries.iter().copied(), heads)
}

/// Whatever the profile takes has one canonical spelling, which it takes again.
fn strict(bytes: &[u8], limits: Limits) {
    if let Ok(value) = json::read(bytes, limits) {
        let written = canonical::bytes(&value).expect("the profile has no number that cannot be written");
        let large = Limits { bytes: usize::MAX, ..limits };
        assert_eq!(json::read(&written, large).expect("it is still in the profile"), value);
        let other: Result<serde_json::Value, _> = serde_json::from_slice(bytes);
        assert_eq!(other.expect("a second reader takes it, too"), value);
    }
}
