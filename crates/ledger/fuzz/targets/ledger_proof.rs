//! Feeds one of the small documents beside a ledger.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { ledger_fuzz::proof(bytes) });
