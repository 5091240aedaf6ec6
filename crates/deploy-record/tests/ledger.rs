//! The real program over ledgers that the tests make: what it says of good ones and of each that somebody tampered with.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

#[path = "ledger/branch.rs"]
mod branch;
#[path = "ledger/cleanup.rs"]
mod cleanup;
#[path = "ledger/clone.rs"]
mod clone;
#[path = "ledger/copy.rs"]
mod copy;
#[path = "ledger/deployments.rs"]
mod deployments;
#[path = "ledger/erase.rs"]
mod erase;
#[path = "ledger/exports.rs"]
mod exports;
#[path = "ledger/handed_over.rs"]
mod handed_over;
#[path = "ledger/introduced.rs"]
mod introduced;
#[path = "ledger/metrics.rs"]
mod metrics;
#[path = "ledger/packs.rs"]
mod packs;
#[path = "ledger/page.rs"]
mod page;
#[path = "ledger/prove.rs"]
mod prove;
#[path = "ledger/reconcile.rs"]
mod reconcile;
#[path = "ledger/reports.rs"]
mod reports;
#[path = "ledger/seal.rs"]
mod seal;
#[path = "ledger/show.rs"]
mod show;
#[path = "ledger/sides.rs"]
mod sides;
#[path = "ledger/stage.rs"]
mod stage;
#[path = "ledger/vectors.rs"]
mod vectors;
#[path = "ledger/verify.rs"]
mod verify;
