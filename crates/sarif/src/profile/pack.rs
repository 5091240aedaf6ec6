//! Putting runs into files: as many as fit, in their order.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{ProfileLimits, UploadFile, UploadedRun};

/// What stands before and behind the runs.
const HEAD: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":["#;
const TAIL: &str = "]}";

/// A run to upload.
pub(super) struct Piece {
    pub(super) text: String,
    /// Its bytes after gzip, in a file of its own.
    pub(super) size: usize,
    pub(super) about: UploadedRun,
}

/// A log of these runs after gzip. The header holds no time, so that the same log has the same bytes.
pub(super) fn gzip(runs: &[&str]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut write = |text: &str| {
        // Writing into memory does not fail.
        let _ = encoder.write_all(text.as_bytes());
    };
    write(HEAD);
    for (at, run) in runs.iter().enumerate() {
        if at > 0 {
            write(",");
        }
        write(run);
    }
    write(TAIL);
    encoder.finish().unwrap_or_default()
}

/// The files. Compressed together, runs need no more than apart, so that their sizes add up to a bound.
pub(super) fn files(pieces: Vec<Piece>, limits: &ProfileLimits) -> Vec<UploadFile> {
    let mut files = Vec::new();
    let mut open: Vec<Piece> = Vec::new();
    for piece in pieces {
        let size: usize = open.iter().map(|piece| piece.size).sum();
        if !open.is_empty() && (open.len() >= limits.runs || size + piece.size > limits.bytes) {
            files.push(close(std::mem::take(&mut open)));
        }
        open.push(piece);
    }
    if !open.is_empty() {
        files.push(close(open));
    }
    files
}

fn close(pieces: Vec<Piece>) -> UploadFile {
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let gzip = gzip(&texts);
    UploadFile { gzip, runs: pieces.into_iter().map(|piece| piece.about).collect() }
}
