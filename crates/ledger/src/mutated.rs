//! Readers under documents that were right once: cut, spliced, repeated and flipped. None panics, and what is taken is written back as the same.

use proptest::prelude::*;

use crate::hash::Hash;
use crate::kept;
use crate::moment::Moment;
use crate::origin::Origin;
use crate::proof_file::ProofFile;
use crate::signer::SignerKey;
use crate::statement::samples;
use crate::tests::corpus::TARGETS;
use crate::tip::{Record, Tip};
use crate::witness::WitnessKey;

/// One document of each sort.
fn documents() -> Vec<Vec<u8>> {
    let key = SignerKey::new("local/0/0/x", &[1; 32]).unwrap();
    let mut tip = Tip::new(Origin::parse("local/0/0/x").unwrap());
    let record = Record::sign(&samples::parse(&samples::gap()), Hash::of(b"k"), &[&key]).unwrap();
    let appended = tip.append(&record, Moment::from_millis(0).unwrap(), None).unwrap();
    let disclosure = r#"{"field":"f","origin":"local/0/0/x","person":"p-00112233445566778899aabbccddeeff",
        "salt":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","v":1,"value":"Wm/Dqw=="}"#;
    let mut documents: Vec<Vec<u8>> =
        samples::all().iter().map(|value| serde_json::to_vec(value).unwrap()).collect();
    documents.extend([record.envelope, appended.entry, disclosure.into()]);
    documents.push(tip.checkpoint().sign(&[&key]).unwrap().to_text().into());
    documents.extend([tip.to_text().into(), key.verifier().to_string().into(), key.to_skey().into()]);
    let file = ProofFile { index: 3, path: vec![Hash::of(b"a"); 3], checkpoint: b"o\n1\n\n".to_vec() };
    documents.push(file.to_text().unwrap().into());
    documents.push(WitnessKey::of(&key).to_string().into());
    // Nodes as a store keeps them beside entry 63, with that index before them.
    let nodes = kept::beside(&[Hash::of(b"node"); 7]).unwrap();
    documents.push([&63_u64.to_be_bytes(), nodes.as_slice()].concat());
    let trust = format!(
        r#"{{"keys":[{{"roles":["record"],"vkey":"{}"}}],"ledger":"local/0/0/x","v":1,"validFrom":"2026-01-01T00:00:00.000Z","validUntil":"2027-01-01T00:00:00.000Z"}}"#,
        key.verifier()
    );
    documents.push(trust.into());
    documents
}

/// Every reader takes every document: a reader that was meant for another sort must not panic either.
fn read_all(bytes: &[u8]) -> usize {
    TARGETS.iter().filter(|(_, holds)| holds(bytes)).count()
}

#[test]
fn every_document_is_taken_by_its_reader() {
    for document in documents() {
        assert!(read_all(&document) > 0, "{}", String::from_utf8_lossy(&document));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_reader_panics_and_what_is_taken_is_written_back(
        which in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((0..5_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let documents = documents();
        let (mut bytes, donor) = (which.get(&documents).clone(), other.get(&documents));
        for (edit, one, two, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let (one, two) = (one.index(bytes.len()), two.index(bytes.len()));
            let (from, to) = (one.min(two), one.max(two));
            match edit {
                0 => bytes[one] ^= 1 << (byte % 8),
                1 => drop(bytes.drain(from..to.min(from + usize::from(byte)))),
                2 => bytes.insert(one, byte),
                3 => { let part = bytes[from..to.min(from + 40)].to_vec(); bytes.splice(from..from, part); }
                _ => { let at = one % donor.len(); bytes.splice(from..from, donor[at..donor.len().min(at + 40)].to_vec()); }
            }
        }
        read_all(&bytes);
    }
}
