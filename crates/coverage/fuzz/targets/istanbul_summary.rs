//! Feeds the reader of `istanbul-summary`.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { coverage_fuzz::one(coverage::Format::IstanbulSummary, bytes) });
