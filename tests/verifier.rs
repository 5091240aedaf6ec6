//! Two verifiers of the ledger over the same bytes: the crate, and `verifier/verify.py`, which was written from `crates/ledger/FORMAT.md`
//! alone. Where they disagree, the page, the crate or both are wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a ledger that cannot be made, or a report without the expected shape, should stop there"
)]

#[path = "verifier/approvals.rs"]
mod approvals;
#[path = "verifier/both.rs"]
mod both;
#[path = "verifier/documents.rs"]
mod documents;
#[path = "verifier/good.rs"]
mod good;
#[path = "verifier/heads.rs"]
mod heads;
#[path = "verifier/keys.rs"]
mod keys;
#[path = "verifier/meaning.rs"]
mod meaning;
#[path = "verifier/profile.rs"]
mod profile;
#[path = "verifier/records.rs"]
mod records;
#[path = "verifier/requests.rs"]
mod requests;
#[path = "verifier/rules.rs"]
mod rules;
#[path = "verifier/runs.rs"]
mod runs;
#[path = "verifier/statements.rs"]
mod statements;
#[path = "verifier/structure.rs"]
mod structure;
#[path = "verifier/world.rs"]
mod world;
