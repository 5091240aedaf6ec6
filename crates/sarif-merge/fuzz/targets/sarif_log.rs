//! Feeds one log, which is read, merged and interpreted.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { sarif_merge_fuzz::log(bytes) });
