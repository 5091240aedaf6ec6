//! Witnesses: others who saw a head, and say so with a time (C2SP tlog-cosignature, `cosignature/v1`). A ledger that is shown in two versions
//! needs as many dishonest witnesses as the quorum has.
//!
//! The line of a cosignature is one of the note: `U+2014 0x20 <name> 0x20 <base64(4 bytes of key hash ‖ 8 bytes of POSIX time,
//! big-endian ‖ 64 bytes of Ed25519)> 0x0A`, where the key hash is over the type `0x04`. What is signed is `cosignature/v1 0x0A time
//! 0x20 <the time in decimal> 0x0A` and the whole text of the checkpoint.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::note::{Note, NoteSignature};
use crate::signer::{COSIGNATURE, KeyError, SignerKey, VerifierKey};

/// A witness, by its vkey of type `0x04`.
#[derive(Clone, PartialEq, Eq)]
pub struct WitnessKey(VerifierKey);

/// How many of which witnesses have to have seen a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    witnesses: Vec<WitnessKey>,
    needed: usize,
}

/// Why witnesses are no quorum, or did not see a head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// More witnesses are needed than there are, or none, or one key stands for two.
    #[error("{needed} of {witnesses} different witnesses are no quorum")]
    Quorum {
        /// How many are needed.
        needed: usize,
        /// How many there are, each key once.
        witnesses: usize,
    },
    /// A cosignature of a known witness does not verify.
    #[error("the cosignature of the witness {0} does not verify")]
    Invalid(String),
    /// Too few.
    #[error("{found} witnesses saw this head, and {needed} are needed")]
    TooFew {
        /// How many did.
        found: usize,
        /// How many have to.
        needed: usize,
    },
}

impl WitnessKey {
    /// Reads a vkey of type `0x04`.
    ///
    /// # Errors
    /// Another form or type, or a key hash that does not fit.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        VerifierKey::parse_type(text, COSIGNATURE).map(Self)
    }

    /// The witness of a private key.
    #[must_use]
    pub fn of(key: &SignerKey) -> Self {
        Self(key.verifier())
    }

    /// When this witness saw the head of a note, in POSIX seconds; none if it did not say so.
    ///
    /// # Errors
    /// A line with its name and key hash that does not verify.
    pub fn saw(&self, note: &Note) -> Result<Option<u64>, WitnessError> {
        let (name, hash) = (self.0.name(), self.0.hash_of(COSIGNATURE));
        let mut latest = None;
        for line in note.signatures().iter().filter(|line| line.name == name && line.hash == hash) {
            let time = self.verify(note, line).ok_or_else(|| WitnessError::Invalid(self.to_string()))?;
            latest = latest.max(Some(time));
        }
        Ok(latest)
    }

    fn verify(&self, note: &Note, line: &NoteSignature) -> Option<u64> {
        let (time, signature) = line.bytes.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let signed = message(time, note.text());
        (i64::try_from(time).is_ok() && self.0.verify(signed.as_bytes(), signature)).then_some(time)
    }
}

impl Quorum {
    /// So many of these witnesses.
    ///
    /// # Errors
    /// None, more than there are, or one public key under two names, which would count twice.
    pub fn new(needed: usize, witnesses: Vec<WitnessKey>) -> Result<Self, WitnessError> {
        let mut keys: Vec<&[u8; 32]> = witnesses.iter().map(|witness| witness.0.public()).collect();
        keys.sort_unstable();
        keys.dedup();
        if needed == 0 || needed > keys.len() || keys.len() != witnesses.len() {
            return Err(WitnessError::Quorum { needed, witnesses: keys.len() });
        }
        Ok(Self { witnesses, needed })
    }

    /// Since when the quorum has seen the head of a note, in POSIX seconds: the time by which enough witnesses had.
    ///
    /// # Errors
    /// Too few, or a cosignature that does not verify.
    pub fn saw(&self, note: &Note) -> Result<u64, WitnessError> {
        let mut times = Vec::new();
        for witness in &self.witnesses {
            times.extend(witness.saw(note)?);
        }
        times.sort_unstable();
        let too_few = WitnessError::TooFew { found: times.len(), needed: self.needed };
        times.get(self.needed - 1).copied().ok_or(too_few)
    }
}

/// Adds a cosignature to a note, as a witness does that holds this key.
pub fn cosign(note: &mut Note, key: &SignerKey, time: u64) {
    let signature = key.sign(message(time, note.text()).as_bytes());
    let bytes = [time.to_be_bytes().as_slice(), &signature].concat();
    let verifier = key.verifier();
    let hash = verifier.hash_of(COSIGNATURE);
    note.push(NoteSignature { name: verifier.name().to_owned(), hash, bytes });
}

fn message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_type(COSIGNATURE))
    }
}

impl fmt::Debug for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for WitnessKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WitnessKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Checkpoint;
    use crate::hash::Hash;

    /// The key that the operator of a public witness publishes.
    const REMORA: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

    fn key(seed: u8) -> SignerKey {
        SignerKey::new(&format!("witness.example/{seed}"), &[seed; 32]).unwrap()
    }

    fn note() -> Note {
        let checkpoint = Checkpoint::new("local/0/0/x".to_owned(), 5, Hash::of(b"root"));
        checkpoint.sign(&[&key(1)]).unwrap()
    }

    fn quorum(needed: usize, seeds: &[u8]) -> Result<Quorum, WitnessError> {
        Quorum::new(needed, seeds.iter().map(|seed| WitnessKey::of(&key(*seed))).collect())
    }

    #[test]
    fn a_published_key_is_read_and_written_back() {
        assert_eq!(WitnessKey::parse(REMORA).unwrap().to_string(), REMORA);
        assert_eq!(WitnessKey::parse(&key(1).verifier().to_string()), Err(KeyError::Type(1)));
        assert_eq!(VerifierKey::parse(REMORA), Err(KeyError::Type(4)));
    }

    #[test]
    fn the_bytes_of_a_cosignature_are_those_of_the_specification() {
        let mut note = note();
        cosign(&mut note, &key(2), 1_679_315_147);
        let line = note.signatures().last().unwrap();
        assert_eq!(line.bytes.len(), 72);
        assert_eq!(line.bytes[..8], [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb]);
        let message =
            format!("cosignature/v1\ntime 1679315147\nlocal/0/0/x\n5\n{}\n", Hash::of(b"root").base64());
        assert!(key(2).verifier().verify(message.as_bytes(), &line.bytes[8..]));
        let read = Note::parse(note.to_text().as_bytes()).unwrap();
        assert_eq!(WitnessKey::of(&key(2)).saw(&read), Ok(Some(1_679_315_147)));
        assert_eq!(WitnessKey::of(&key(3)).saw(&read), Ok(None));
        // To whoever knows the ledger's key alone the line is one of an unknown key.
        assert_eq!(read.verify(&[&key(1).verifier()]).unwrap().1.len(), 1);
    }

    #[test]
    fn attack_03_a_head_that_too_few_saw_is_not_enough() {
        let mut note = note();
        let two_of_three = quorum(2, &[2, 3, 4]).unwrap();
        assert_eq!(two_of_three.saw(&note), Err(WitnessError::TooFew { found: 0, needed: 2 }));
        cosign(&mut note, &key(2), 100);
        cosign(&mut note, &key(2), 300);
        cosign(&mut note, &key(9), 150);
        assert_eq!(
            two_of_three.saw(&note),
            Err(WitnessError::TooFew { found: 1, needed: 2 }),
            "one of them twice"
        );
        cosign(&mut note, &key(4), 200);
        assert_eq!(two_of_three.saw(&note), Ok(300));
    }

    #[test]
    fn a_cosignature_that_does_not_verify_is_an_error() {
        let quorum = quorum(1, &[2, 3]).unwrap();
        for change in [0, 7, 8, 71] {
            let mut note = note();
            cosign(&mut note, &key(3), 100);
            let mut line = note.signatures()[1].clone();
            line.bytes[change] ^= 1;
            note.push(line);
            assert!(matches!(quorum.saw(&note), Err(WitnessError::Invalid(_))), "{change}");
        }
        let mut beyond = note();
        cosign(&mut beyond, &key(2), 1 << 63);
        assert!(quorum.saw(&beyond).is_err());
        // The signature of another head, carried over.
        let mut other =
            Checkpoint::new("local/0/0/x".to_owned(), 5, Hash::of(b"other")).sign(&[&key(1)]).unwrap();
        cosign(&mut other, &key(2), 100);
        let mut forged = note();
        forged.push(other.signatures()[1].clone());
        assert!(quorum.saw(&forged).is_err());
    }

    #[test]
    fn what_is_no_quorum_is_refused() {
        assert!(quorum(0, &[2]).is_err() && quorum(2, &[2]).is_err() && quorum(1, &[]).is_err());
        assert!(quorum(2, &[2, 2]).is_err(), "one key does not count twice");
    }
}
