//! Feeds two or three reports that are united.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { coverage_fuzz::merged(bytes) });
