//! Feeds reports as they are, as gzip archives and in UTF-16.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { coverage_fuzz::packed(bytes) });
