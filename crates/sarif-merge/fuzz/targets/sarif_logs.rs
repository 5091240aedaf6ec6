//! Feeds two or three logs that are merged.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { sarif_merge_fuzz::logs(bytes) });
