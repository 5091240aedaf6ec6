//! Feeds a scanner's own report.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { sarif_merge_fuzz::report(bytes) });
