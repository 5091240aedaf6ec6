//! What the fuzz targets have in common: each feeds one reader, and keeps the inputs that this reader understood.

mod check;

use libfuzzer_sys::Corpus;

/// Feeds one log.
#[must_use]
pub fn log(bytes: &[u8]) -> Corpus {
    keep(check::log(bytes))
}

/// Feeds up to three logs that are merged.
#[must_use]
pub fn logs(bytes: &[u8]) -> Corpus {
    keep(check::logs(bytes))
}

/// Feeds a scanner's own report.
#[must_use]
pub fn report(bytes: &[u8]) -> Corpus {
    keep(check::report(bytes))
}

fn keep(understood: bool) -> Corpus {
    if understood { Corpus::Keep } else { Corpus::Reject }
}
