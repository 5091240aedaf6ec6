//! Checkpoints (C2SP tlog-checkpoint): the head of a ledger, as the text of a signed note.
//!
//! `<origin> 0x0A <size in decimal> 0x0A <base64 of the root> 0x0A`, then extension lines, of which this suite writes none. The size is
//! the number of entries, the root that of RFC 6962 over all of them.

use crate::hash::Hash;
use crate::note::{Note, NoteError};
use crate::signer::{SignerKey, VerifierKey};

/// The head of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger: see [`Origin`](crate::origin::Origin).
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, opaque. They are signed, and mean nothing here.
    pub extensions: Vec<String>,
}

/// Why bytes are not a checkpoint that counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The text of the note is something else.
    #[error("not a checkpoint: {0}")]
    Malformed(&'static str),
    /// The note is malformed, or its signatures do not count.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// A head without further lines.
    #[must_use]
    pub const fn new(origin: String, size: u64, root: Hash) -> Self {
        Self { origin, size, root, extensions: Vec::new() }
    }

    /// The text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let head = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.base64());
        self.extensions.iter().fold(head, |text, line| text + line + "\n")
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// Fewer than three lines, an empty one, a size with another text than its own, or a root that is none.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Malformed("its last line does not end"))?;
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Malformed("fewer than three lines"));
        };
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if origin.is_empty() || extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Malformed("a line is empty"));
        }
        let size =
            decimal(size).ok_or(CheckpointError::Malformed("the second line is not a number of entries"))?;
        let root = Hash::parse_base64(root)
            .map_err(|_| CheckpointError::Malformed("the third line is not the base64 of a root"))?;
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// The checkpoint as a note.
    ///
    /// # Errors
    /// An origin or a further line that no note can hold, or that would be read back as something else.
    pub fn sign(&self, keys: &[&SignerKey]) -> Result<Note, CheckpointError> {
        let text = self.to_text();
        if Self::parse(&text)? != *self {
            return Err(CheckpointError::Malformed("a line of it holds a newline"));
        }
        Ok(Note::sign(&text, keys)?)
    }

    /// Reads a signed checkpoint that one of these keys signed, and says which did.
    ///
    /// # Errors
    /// No note, no checkpoint, no signature by a known key, or one that fails.
    pub fn open<'k>(
        bytes: &[u8],
        known: &[&'k VerifierKey],
    ) -> Result<(Self, Vec<&'k VerifierKey>), CheckpointError> {
        let note = Note::parse(bytes)?;
        let (text, signers) = note.verify(known)?;
        Ok((Self::parse(text)?, signers))
    }
}

/// A number in the one way to write it: no sign, no leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text == "0" || !text.starts_with('0');
    (plain && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of C2SP tlog-checkpoint. Its key is not published: the text alone is a vector.
    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_published_text_is_read_and_written_back() {
        let checkpoint = Checkpoint::parse(EXAMPLE).unwrap();
        assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(
            checkpoint.root.to_string(),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
        );
        assert_eq!(checkpoint.to_text(), EXAMPLE);
        let extended = format!("{EXAMPLE}one\ntwo three\n");
        let checkpoint = Checkpoint::parse(&extended).unwrap();
        assert_eq!(checkpoint.extensions, ["one", "two three"]);
        assert_eq!(checkpoint.to_text(), extended);
    }

    #[test]
    fn other_texts_are_refused() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        for text in [
            String::new(),
            "o\n1\n".to_owned(),
            format!("o\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("o\n01\n{root}\n"),
            format!("o\n+1\n{root}\n"),
            format!("o\n-1\n{root}\n"),
            format!("o\n \n{root}\n"),
            format!("o\n\n{root}\n"),
            format!("o\n18446744073709551616\n{root}\n"),
            format!("o\n1\n{}\n", &root[1..]),
            format!("o\n1\n{}\n", root.trim_end_matches('=')),
            format!("o\n1\n{root}\n\n"),
            format!("o\n1\n{root}\nx\n\ny\n"),
        ] {
            assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
        }
        assert_eq!(Checkpoint::parse(&format!("o\n18446744073709551615\n{root}\n")).unwrap().size, u64::MAX);
    }

    #[test]
    fn a_checkpoint_is_signed_and_opened() {
        let key = SignerKey::new("github.com/1/2/deployments", &[9; 32]).unwrap();
        let checkpoint =
            Checkpoint::new("github.com/1/2/deployments/2026-11".to_owned(), 0, Hash::empty_root());
        let (public, note) = (key.verifier(), checkpoint.sign(&[&key]).unwrap().to_text());
        let (opened, signers) = Checkpoint::open(note.as_bytes(), &[&public]).unwrap();
        assert_eq!((opened, signers), (checkpoint.clone(), vec![&public]));
        let stranger = SignerKey::new("github.com/1/2/deployments", &[8; 32]).unwrap().verifier();
        let error = Checkpoint::open(note.as_bytes(), &[&stranger]).unwrap_err();
        assert!(matches!(error, CheckpointError::Note(NoteError::Unknown(_))), "{error}");
        // Nobody smuggles in a line by way of the origin.
        let origin = Checkpoint { origin: "a\n5".to_owned(), ..checkpoint.clone() };
        let line = Checkpoint { extensions: vec!["a\nb".to_owned()], ..checkpoint };
        assert!(origin.sign(&[&key]).is_err() && line.sign(&[&key]).is_err());
    }
}
