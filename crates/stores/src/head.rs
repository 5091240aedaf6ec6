//! The head of a ledger as a store keeps it: the tip and the signed checkpoint in one file, so that no crash can part them.
//!
//! The text of the tip (whose lines are never empty), an empty line, then the checkpoint as a signed note. What fits together is not yet to be believed:
//! whoever can write to the store can write both. [`Head::trusted`] asks for a signature.

use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::hash::Hash;
use ledger::note::{Note, NoteError};
use ledger::origin::Origin;
use ledger::signer::VerifierKey;
use ledger::tip::{Tip, TipError};

/// What tells one state of a store from another: the SHA of a commit, the tag of an object, the digest of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The head of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    version: Version,
    tip: Tip,
    checkpoint: Checkpoint,
    note: Vec<u8>,
}

/// Why bytes are no head, or not one that is believed.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// Not the two parts.
    #[error("not the head of a ledger: {0}")]
    Malformed(&'static str),
    /// The first part is no tip, or not that of the checkpoint.
    #[error(transparent)]
    Tip(Box<TipError>),
    /// The second part is no note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The note is no checkpoint, or nobody signed it who is known.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The head of another ledger.
    #[error("it is the head of {found}, and {wanted} was asked for: check the address")]
    Origin {
        /// Whose it is.
        found: String,
        /// Which was asked for.
        wanted: String,
    },
    /// Signed, but by a key of another name.
    #[error("none of the keys that signed the checkpoint bears the name of {0} or of its ledger")]
    KeyName(String),
}

impl From<TipError> for HeadError {
    fn from(error: TipError) -> Self {
        Self::Tip(Box::new(error))
    }
}

impl Head {
    /// Reads a head of this ledger.
    ///
    /// # Errors
    /// Anything that does not fit together.
    pub(crate) fn parse(origin: &Origin, version: Version, bytes: &[u8]) -> Result<Self, HeadError> {
        let text = std::str::from_utf8(bytes).map_err(|_| HeadError::Malformed("it is not UTF-8"))?;
        let end = text.find("\n\n").ok_or(HeadError::Malformed("no empty line parts tip and checkpoint"))?;
        let (tip, note) = text.split_at(end + 1);
        let note = note.strip_prefix('\n').unwrap_or(note);
        let tip = Tip::parse(tip)?;
        let checkpoint = read_note(note.as_bytes())?;
        tip.check(&checkpoint)?;
        if checkpoint.origin != origin.to_string() {
            return Err(HeadError::Origin { found: checkpoint.origin, wanted: origin.to_string() });
        }
        Ok(Self { version, tip, checkpoint, note: note.as_bytes().to_vec() })
    }

    /// The checkpoint, once a key of this ledger signed it that the caller knows.
    ///
    /// # Errors
    /// No such signature, or one that fails.
    pub fn trusted(&self, origin: &Origin, known: &[&VerifierKey]) -> Result<Checkpoint, HeadError> {
        let (checkpoint, signers) = Checkpoint::open(&self.note, known)?;
        if !signers.iter().any(|key| origin.names(key.name())) {
            return Err(HeadError::KeyName(origin.to_string()));
        }
        Ok(checkpoint)
    }

    /// Which state of the store it is.
    #[must_use]
    pub const fn version(&self) -> &Version {
        &self.version
    }

    /// What the next entry needs.
    #[must_use]
    pub const fn tip(&self) -> &Tip {
        &self.tip
    }

    /// The number of entries.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.tip.size()
    }

    /// The root over them, as the store says.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.checkpoint.root
    }

    /// The signed checkpoint, as it is stored.
    #[must_use]
    pub fn note(&self) -> &[u8] {
        &self.note
    }
}

impl Head {
    /// The bytes of the head, as every store keeps them.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        bytes(&self.tip, &self.note)
    }
}

/// The bytes of a head.
pub(crate) fn bytes(tip: &Tip, note: &[u8]) -> Vec<u8> {
    [tip.to_text().as_bytes(), b"\n", note].concat()
}

/// The checkpoint of a note whose signatures nobody has looked at.
fn read_note(bytes: &[u8]) -> Result<Checkpoint, HeadError> {
    let note = Note::parse(bytes)?.to_text();
    let end = note.rfind("\n\n").ok_or(HeadError::Malformed("the checkpoint has no signature"))?;
    Ok(Checkpoint::parse(note.get(..=end).unwrap_or_default())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_head_is_written_and_read() {
        let (tip, note) = samples::tip(3);
        let bytes = bytes(&tip, &note);
        let head = Head::parse(&samples::origin(), Version::new("1"), &bytes).unwrap();
        assert_eq!((head.size(), head.tip(), head.note()), (3, &tip, note.as_slice()));
        let key = samples::key().verifier();
        assert_eq!(head.trusted(&samples::origin(), &[&key]).unwrap(), tip.checkpoint());
    }

    #[test]
    fn attack_01_a_head_that_nobody_signed_is_not_trusted() {
        let (tip, note) = samples::tip(3);
        let head = Head::parse(&samples::origin(), Version::new("1"), &bytes(&tip, &note)).unwrap();
        let stranger = ledger::signer::SignerKey::new("github.com/1/2/d", &[9; 32]).unwrap();
        assert!(head.trusted(&samples::origin(), &[&stranger.verifier()]).is_err());
        assert!(head.trusted(&samples::origin(), &[]).is_err());
        // A key that the caller knows for something else signs nothing here.
        let other = ledger::signer::SignerKey::new("github.com/1/2/other", &[3; 32]).unwrap();
        let note = tip.checkpoint().sign(&[&other]).unwrap().to_text();
        let head = Head::parse(&samples::origin(), Version::new("1"), &bytes(&tip, note.as_bytes())).unwrap();
        let wrong = head.trusted(&samples::origin(), &[&other.verifier()]).unwrap_err();
        assert!(matches!(wrong, HeadError::KeyName(_)), "{wrong}");
    }

    #[test]
    fn parts_that_do_not_fit_are_no_head() {
        let ((three, note_three), (four, note_four)) = (samples::tip(3), samples::tip(4));
        let read = |bytes: &[u8]| Head::parse(&samples::origin(), Version::new("1"), bytes);
        assert!(read(&bytes(&three, &note_three)).is_ok());
        let Err(HeadError::Tip(error)) = read(&bytes(&three, &note_four)) else { panic!("they fit") };
        assert!(matches!(*error, TipError::NotTheCheckpoint));
        assert!(read(&bytes(&four, &note_three)).is_err() && read(b"").is_err() && read(&[0xff]).is_err());
        assert!(read(three.to_text().as_bytes()).is_err() && read(&note_three).is_err());
        let elsewhere = Origin::parse("github.com/1/3/deployments").unwrap();
        let found = Head::parse(&elsewhere, Version::new("1"), &bytes(&three, &note_three)).unwrap_err();
        assert!(matches!(found, HeadError::Origin { .. }), "{found}");
    }
}
