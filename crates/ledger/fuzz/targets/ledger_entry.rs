//! Feeds one entry.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { ledger_fuzz::entry(bytes) });
