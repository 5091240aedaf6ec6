//! Feeds the reader of `sonarqube`.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus { coverage_fuzz::one(coverage::Format::SonarQube, bytes) });
