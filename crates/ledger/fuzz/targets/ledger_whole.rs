//! Feeds a whole ledger.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { ledger_fuzz::whole(bytes) });
