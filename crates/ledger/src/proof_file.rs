//! A proof to take away: C2SP tlog-proof, `c2sp.org/tlog-proof@v1`. Together with an entry and its envelope it needs no ledger and no network.
//!
//! Lines, each ended by 0x0A: `c2sp.org/tlog-proof@v1`; perhaps `extra <base64>`, which nobody signed and which is ignored here;
//! `index <decimal>`; the hashes of the inclusion proof in base64, from the leaf up; an empty line; then the signed checkpoint as it
//! is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint;
use crate::entry::Entry;
use crate::hash::Hash;
use crate::keyring::Keyring;
use crate::note;
use crate::origin::Origin;
use crate::proof::ProofError;
use crate::statement::Statement;
use crate::verify::{EntryProof, OneError, Stored, verify_one};

const FORMAT: &str = "c2sp.org/tlog-proof@v1";
/// No path is longer.
const MAX_HASHES: usize = 64;
/// Bytes of the whole: those of a checkpoint, a path, and as much of what is ignored.
const MAX_BYTES: usize = 2 * note::MAX_BYTES;

/// The path from an entry to a signed head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// Which entry.
    pub index: u64,
    /// The inclusion proof, from the leaf up.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Vec<u8>,
}

/// Why bytes are no proof file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a proof of the format c2sp.org/tlog-proof@v1: {0}")]
pub struct ProofFileError(&'static str);

impl ProofFile {
    /// The text to be stored.
    ///
    /// # Errors
    /// A checkpoint that is no text.
    pub fn to_text(&self) -> Result<String, ProofFileError> {
        let note =
            str::from_utf8(&self.checkpoint).map_err(|_| ProofFileError("its checkpoint is not UTF-8"))?;
        let head = format!("{FORMAT}\nindex {}\n", self.index);
        Ok(self.path.iter().fold(head, |text, hash| text + &hash.base64() + "\n") + "\n" + note)
    }

    /// Reads a proof. The checkpoint is not looked at yet.
    ///
    /// # Errors
    /// Whatever the format does not allow.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofFileError> {
        if bytes.len() > MAX_BYTES {
            return Err(ProofFileError("it has more than 256 KiB"));
        }
        let text = str::from_utf8(bytes).map_err(|_| ProofFileError("it is not UTF-8"))?;
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or(ProofFileError("no empty line before its checkpoint"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(FORMAT) {
            return Err(ProofFileError("its first line is another"));
        }
        let mut line = lines.next().unwrap_or_default();
        if let Some(extra) = line.strip_prefix("extra ") {
            STANDARD.decode(extra).map_err(|_| ProofFileError("its extra data is not base64"))?;
            line = lines.next().unwrap_or_default();
        }
        let index = line
            .strip_prefix("index ")
            .and_then(checkpoint::decimal)
            .ok_or(ProofFileError("it has no index"))?;
        let path: Result<Vec<Hash>, _> = lines.map(Hash::parse_base64).collect();
        let path = path.map_err(|_| ProofFileError("a line of its path is not the base64 of a hash"))?;
        if path.len() > MAX_HASHES {
            return Err(ProofFileError("its path has more than 64 hashes"));
        }
        Ok(Self { index, path, checkpoint: checkpoint.as_bytes().to_vec() })
    }

    /// Proves an entry by it, see [`verify_one`].
    ///
    /// # Errors
    /// Whatever does not prove it, and an entry with another index than the proof is of.
    pub fn verify(
        &self,
        origin: &Origin,
        keyring: &Keyring,
        stored: Stored<'_>,
    ) -> Result<(Entry, Option<Statement>), OneError> {
        let given = EntryProof { stored, path: &self.path, checkpoint: &self.checkpoint };
        let (entry, statement) = verify_one(origin, keyring, given)?;
        if entry.index != self.index {
            return Err(OneError::Proof(ProofError::Root));
        }
        Ok((entry, statement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=";

    fn text(lines: &str) -> String {
        format!("{FORMAT}\n{lines}\nexample.com/fancylog\n109482\n{ROOT}\n\n— example.com/fancylog AAAAAAAA\n")
    }

    /// The head of the example of C2SP tlog-proof, whose signatures are cut short there.
    const LINES: &str = "index 73894\ngSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n\
        B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n";

    #[test]
    fn the_published_lines_are_read_and_written_back() {
        let file = ProofFile::parse(text(LINES).as_bytes()).unwrap();
        assert_eq!((file.index, file.path.len()), (73_894, 2));
        assert!(file.checkpoint.starts_with(b"example.com/fancylog\n109482\n"));
        assert_eq!(file.to_text().unwrap(), text(LINES));
        let extra = ProofFile::parse(text(&format!("extra YWJj\n{LINES}")).as_bytes()).unwrap();
        assert_eq!(extra, file, "what nobody signed changes nothing");
        let only = ProofFile::parse(text("index 0\n").as_bytes()).unwrap();
        assert_eq!((only.index, only.path.len()), (0, 0));
    }

    #[test]
    fn other_texts_are_refused() {
        for lines in [
            String::new(),
            "index 01\n".to_owned(),
            "index -1\n".to_owned(),
            "Index 1\n".to_owned(),
            "extra ?\nindex 1\n".to_owned(),
            "index 1\nextra YWJj\n".to_owned(),
            format!("index 1\n{}\n", ROOT.trim_end_matches('=')),
            format!("index 1\n{}", format!("{ROOT}\n").repeat(65)),
        ] {
            assert!(ProofFile::parse(text(&lines).as_bytes()).is_err(), "{lines}");
        }
        let other = text(LINES).replace("@v1", "@v2");
        assert!(ProofFile::parse(other.as_bytes()).is_err() && ProofFile::parse(b"\xff\n\n").is_err());
        let long = text(LINES) + &"x".repeat(MAX_BYTES);
        assert!(ProofFile::parse(long.as_bytes()).is_err());
    }
}
