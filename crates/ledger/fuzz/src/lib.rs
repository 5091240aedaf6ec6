//! What the fuzz targets have in common: each feeds one reader, and keeps the inputs that this reader understood.

mod check;

use ::{ledger, verdict};
use libfuzzer_sys::Corpus;

/// Feeds one entry.
#[must_use]
pub fn entry(bytes: &[u8]) -> Corpus {
    keep(check::entry(bytes))
}

/// Feeds one envelope.
#[must_use]
pub fn envelope(bytes: &[u8]) -> Corpus {
    keep(check::envelope(bytes))
}

/// Feeds one statement.
#[must_use]
pub fn statement(bytes: &[u8]) -> Corpus {
    keep(check::statement(bytes))
}

/// Feeds one signed note.
#[must_use]
pub fn note(bytes: &[u8]) -> Corpus {
    keep(check::note(bytes))
}

/// Feeds a proof file, a tip, a disclosure, a trust document, kept nodes or a key.
#[must_use]
pub fn proof(bytes: &[u8]) -> Corpus {
    keep(check::proof(bytes))
}

/// Feeds a whole ledger.
#[must_use]
pub fn whole(bytes: &[u8]) -> Corpus {
    keep(check::whole(bytes))
}

fn keep(understood: bool) -> Corpus {
    if understood { Corpus::Keep } else { Corpus::Reject }
}
