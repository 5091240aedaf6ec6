//! Putting runs into files: as many as fit, in their order, each compressed once.
//!
//! A run is compressed to pieces of deflate that end at a byte (RFC 1951, a flush), which stay valid behind one another. So the size
//! of a file is known before it is put together, and nothing is compressed twice.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::{ProfileLimits, UploadFile, UploadedRun};

/// What stands before and behind the runs.
const HEAD: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":["#;
const TAIL: &str = "]}";
/// More than what stands around the runs and between two of them after compression.
const AROUND: usize = 256;
const BETWEEN: usize = 16;

/// gzip's header (RFC 1952): deflate, no name, no time, so that the same log has the same bytes, and an unknown system.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// An empty last block of deflate.
const LAST: [u8; 2] = [3, 0];

/// A text after deflate, without an end.
pub(super) struct Packed {
    bytes: Vec<u8>,
    check: Crc,
}

/// A run to upload.
pub(super) struct Piece {
    pub(super) packed: Packed,
    pub(super) about: UploadedRun,
}

impl Packed {
    pub(super) fn new(text: &str) -> Self {
        let mut check = Crc::new();
        check.update(text.as_bytes());
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        // Writing into memory does not fail; if it ever did, the checksum would not fit and GitHub would say so.
        let _ = encoder.write_all(text.as_bytes()).and_then(|()| encoder.flush());
        Self { bytes: std::mem::take(encoder.get_mut()), check }
    }

    /// The bytes of a file with nothing else in it.
    pub(super) fn alone(&self) -> usize {
        self.bytes.len().saturating_add(AROUND)
    }
}

/// The files.
pub(super) fn files(pieces: Vec<Piece>, limits: &ProfileLimits) -> Vec<UploadFile> {
    let mut files = Vec::new();
    let mut open: Vec<Piece> = Vec::new();
    let mut size = AROUND;
    for piece in pieces {
        let more = piece.packed.bytes.len().saturating_add(BETWEEN);
        if !open.is_empty() && (open.len() >= limits.runs || size.saturating_add(more) > limits.bytes) {
            files.push(close(std::mem::take(&mut open)));
            size = AROUND;
        }
        size = size.saturating_add(more);
        open.push(piece);
    }
    if !open.is_empty() {
        files.push(close(open));
    }
    files
}

fn close(pieces: Vec<Piece>) -> UploadFile {
    let mut gzip = GZIP.to_vec();
    let mut check = Crc::new();
    let mut add = |packed: &Packed| {
        gzip.extend_from_slice(&packed.bytes);
        check.combine(&packed.check);
    };
    add(&Packed::new(HEAD));
    let comma = Packed::new(",");
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            add(&comma);
        }
        add(&piece.packed);
    }
    add(&Packed::new(TAIL));
    gzip.extend_from_slice(&LAST);
    gzip.extend_from_slice(&check.sum().to_le_bytes());
    gzip.extend_from_slice(&check.amount().to_le_bytes());
    UploadFile { gzip, runs: pieces.into_iter().map(|piece| piece.about).collect() }
}

#[cfg(test)]
mod tests {
    use super::{Packed, Piece, files};
    use crate::profile::{GITHUB, ProfileLimits, UploadedRun};

    fn piece(text: &str) -> Piece {
        let about = UploadedRun { tool: "T".into(), category: "c".into(), results: 0, not_shown: 0 };
        Piece { packed: Packed::new(text), about }
    }

    #[test]
    fn no_file_is_larger_than_the_limit_and_runs_share_files() {
        // Text that hardly compresses, from a fixed rule.
        let mut state = 7_u64;
        let noise = || {
            let letters = (0..3000).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                char::from(b'0' + u8::try_from((state >> 33) % 75).unwrap())
            });
            format!("\"{}\"", letters.collect::<String>().replace('\\', "/"))
        };
        let texts: Vec<String> = std::iter::repeat_with(noise).take(9).collect();
        let pieces: Vec<Piece> = texts.iter().map(|text| piece(text)).collect();
        let limits = ProfileLimits { bytes: 9_000, ..GITHUB };
        assert!(pieces.iter().all(|piece| piece.packed.alone() < 4_500));
        let files = files(pieces, &limits);
        assert!(files.iter().all(|file| file.gzip.len() <= 9_000));
        assert_eq!(files.iter().map(|file| file.runs.len()).collect::<Vec<_>>(), [3, 3, 3]);
    }
}
