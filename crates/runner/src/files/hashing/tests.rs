use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use verdict::canonical::sha256_hex;

use super::*;

/// Bytes that differ from block to block.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at / 7 + at / BLOCK) % 251).unwrap()).collect()
}

/// Over a file in memory, here or by a thread.
fn over(bytes: &[u8], thread: bool) -> Hashing<Cursor<Vec<u8>>> {
    let mut hashing = Hashing::new(Cursor::new(bytes.to_vec()), bytes.len() as u64);
    if thread {
        hashing.go_ahead();
        assert!(matches!(hashing.source, Some(Source::Ahead(_))));
    }
    hashing
}

/// Fails after so many bytes, and counts how often it was asked.
struct Broken {
    left: usize,
    asked: Arc<AtomicUsize>,
}

impl Read for Broken {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.left == 0 {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the disk is gone"));
        }
        let count = into.len().min(self.left);
        self.left -= count;
        Ok(count)
    }
}

#[test]
fn all_bytes_pass_and_are_hashed() {
    for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK * (AHEAD + 5) + 17] {
        let bytes = bytes(length);
        for thread in [false, true] {
            let mut hashing = over(&bytes, thread);
            let mut found = Vec::new();
            hashing.read_to_end(&mut found).unwrap();
            assert!(found == bytes, "{length} {thread}");
            assert_eq!(hashing.finish().unwrap(), (sha256_hex(&bytes), length as u64), "{length} {thread}");
        }
    }
}

#[test]
fn what_was_not_read_is_hashed_too() {
    let bytes = bytes(BLOCK * (AHEAD + 5));
    for thread in [false, true] {
        for read in [0, 1, BLOCK * 2 + 9] {
            let mut hashing = over(&bytes, thread);
            hashing.read_exact(&mut vec![0; read]).unwrap();
            assert_eq!(hashing.finish().unwrap(), (sha256_hex(&bytes), bytes.len() as u64), "{read} {thread}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_fails_when_read_and_at_the_end() {
    for thread in [false, true] {
        for left in [0, BLOCK * 3 + 1] {
            let broken = || {
                let mut hashing = Hashing::new(Broken { left, asked: Arc::default() }, 0);
                if thread {
                    hashing.go_ahead();
                }
                hashing
            };
            let error = broken().finish().unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied, "{left} {thread}");
            let mut hashing = broken();
            let error = io::copy(&mut hashing, &mut io::sink()).unwrap_err();
            assert_eq!(error.to_string(), "the disk is gone", "{left} {thread}");
            assert!(hashing.finish().is_err(), "what is not whole has no digest: {left} {thread}");
        }
    }
}

#[test]
fn whoever_stops_reading_stops_the_thread() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut hashing = Hashing::new(Broken { left: usize::MAX, asked: Arc::clone(&asked) }, 0);
    hashing.go_ahead();
    hashing.read_exact(&mut [0; 9]).unwrap();
    drop(hashing);
    // The thread alone still holds the counter, until it ends.
    while Arc::strong_count(&asked) > 1 {
        std::thread::yield_now();
    }
    let most = BLOCK * (AHEAD + 4);
    assert!(asked.load(Ordering::SeqCst) < most, "no more is read than fits ahead");
}

#[test]
fn a_small_file_is_read_without_a_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small");
    std::fs::write(&path, b"abc").unwrap();
    let hashing = Hashing::over(std::fs::File::open(&path).unwrap()).unwrap().ahead();
    assert!(matches!(hashing.source, Some(Source::Here(_))));
    assert_eq!((hashing.size(), hashing.finish().unwrap()), (3, (sha256_hex(b"abc"), 3)));
}
