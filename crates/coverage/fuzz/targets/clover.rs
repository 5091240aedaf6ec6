//! Feeds the reader of `clover`.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { coverage_fuzz::one(coverage::Format::Clover, bytes) });
