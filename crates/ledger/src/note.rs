//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.
//!
//! `<text, ending in 0x0A>` `0x0A` then for each signature `U+2014 0x20 <key name> 0x20 <base64(4 bytes of key hash ‖
//! signature)> 0x0A`. The signature covers the text with its last newline, and nothing else. UTF-8; no byte below 0x20 but newline.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::signer::{self, KeyHash, SignerKey, VerifierKey};

/// Bytes of a note. Sixteen signatures of 5 kB (ML-DSA) must fit, as C2SP asks.
pub const MAX_BYTES: usize = 128 * 1024;
/// Signatures of a note; C2SP asks for sixteen at least.
pub const MAX_SIGNATURES: usize = 64;

/// A note as it was read: nothing in it is to be believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Who says to have signed.
    pub name: String,
    /// Which of the keys of that name.
    pub hash: KeyHash,
    /// What follows the key hash: 64 bytes for Ed25519, other lengths for what is not known here.
    pub bytes: Vec<u8>,
}

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// More bytes or signatures than the limits.
    #[error("the note has {found} {of}, and {limit} are the limit")]
    TooLarge {
        /// How many there are.
        found: usize,
        /// Of what.
        of: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Not a note at all.
    #[error("not a signed note: {0}")]
    Malformed(&'static str),
    /// A signature line that is none.
    #[error("not a signed note: line {0} of its signatures is not `— <name> <base64>`")]
    Line(usize),
    /// The text cannot be signed: it would be read back as another.
    #[error("a note's text ends in a newline and holds no control character but newlines")]
    Text,
    /// A key that is known did not make the signature that bears its name and hash.
    #[error("the signature of the known key {0} does not verify: the note was changed, or its signature was")]
    Invalid(String),
    /// No signature by a known key.
    #[error("no known key signed the note: its signatures are by {0}")]
    Unknown(String),
}

impl Note {
    /// Signs a text.
    ///
    /// # Errors
    /// A text that a note cannot hold.
    pub fn sign(text: &str, keys: &[&SignerKey]) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.contains(is_control) {
            return Err(NoteError::Text);
        }
        let mut note = Self { text: text.to_owned(), signatures: Vec::new() };
        for key in keys {
            note.add(key);
        }
        Ok(note)
    }

    /// Adds a signature, as a second signer or a witness does.
    pub fn add(&mut self, key: &SignerKey) {
        let (verifier, bytes) = (key.verifier(), key.sign(self.text.as_bytes()).to_vec());
        self.signatures.push(NoteSignature { name: verifier.name().to_owned(), hash: verifier.hash(), bytes });
    }

    /// Reads a note.
    ///
    /// # Errors
    /// Whatever the format does not allow, and more than the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_BYTES {
            return Err(NoteError::TooLarge { found: bytes.len(), of: "bytes", limit: MAX_BYTES });
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed("it is not UTF-8"))?;
        if whole.contains(is_control) {
            return Err(NoteError::Malformed("it holds a control character"));
        }
        // The text may hold empty lines: the last one parts it from its signatures.
        let split = whole.rfind("\n\n").ok_or(NoteError::Malformed("no empty line before its signatures"))?;
        let (text, lines) = whole.split_at(split + 1);
        let lines = lines.strip_prefix('\n').unwrap_or(lines);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed("no newline at its end"))?;
        let found = lines.split('\n').count();
        if found > MAX_SIGNATURES {
            return Err(NoteError::TooLarge { found, of: "signatures", limit: MAX_SIGNATURES });
        }
        let lines = lines.split('\n').enumerate();
        let signatures = lines.map(|(at, line)| signature(line).ok_or(NoteError::Line(at + 1)));
        Ok(Self { text: text.to_owned(), signatures: signatures.collect::<Result<_, _>>()? })
    }

    /// The note as it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.signatures.iter().fold(format!("{}\n", self.text), |note, signature| {
            let bytes = [signature.hash.as_slice(), &signature.bytes].concat();
            format!("{note}— {} {}\n", signature.name, STANDARD.encode(bytes))
        })
    }

    /// The text, whoever signed it: only for messages that are signed over it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Adds a signature that was made elsewhere.
    pub(crate) fn push(&mut self, signature: NoteSignature) {
        self.signatures.push(signature);
    }

    /// The signatures, verified or not.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The text, once a known key signed it, and who did, each key once.
    ///
    /// Signatures of other keys are ignored, also where they share the name or the hash of a known one; one that bears both
    /// must verify (C2SP signed-note, "Signatures").
    ///
    /// # Errors
    /// A signature of a known key that fails, or none of a known key.
    pub fn verify<'k>(&self, known: &[&'k VerifierKey]) -> Result<(&str, Vec<&'k VerifierKey>), NoteError> {
        let mut signers: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            let names = |key: &&&VerifierKey| key.name() == signature.name && key.hash() == signature.hash;
            // Two known keys with one name and one hash: whoever made them collide has to have signed with both.
            for key in known.iter().filter(names) {
                if !key.verify(self.text.as_bytes(), &signature.bytes) {
                    return Err(NoteError::Invalid(key.to_string()));
                }
                if !signers.contains(key) {
                    signers.push(key);
                }
            }
        }
        if signers.is_empty() { Err(NoteError::Unknown(self.names())) } else { Ok((&self.text, signers)) }
    }

    /// Names of foreign signers, for a message: few, and escaped.
    fn names(&self) -> String {
        let names: Vec<String> =
            self.signatures.iter().take(4).map(|one| one.name.escape_debug().to_string()).collect();
        names.join(", ")
    }
}

const fn is_control(c: char) -> bool {
    c < ' ' && c != '\n'
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
    signer::check_name(name).ok()?;
    let bytes = STANDARD.decode(base64).ok()?;
    let (hash, bytes) = bytes.split_first_chunk::<4>()?;
    (!bytes.is_empty()).then(|| NoteSignature { name: name.to_owned(), hash: *hash, bytes: bytes.to_vec() })
}

#[cfg(test)]
mod tests;
