//! The action from inputs to the ledger, over a folder: each run is the whole tool.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at what they did not expect"
)]

#[path = "flow/again.rs"]
mod again;
#[path = "flow/amend.rs"]
mod amend;
#[path = "flow/approval.rs"]
mod approval;
#[path = "flow/attacks.rs"]
mod attacks;
#[path = "flow/branch.rs"]
mod branch;
#[path = "flow/changes.rs"]
mod changes;
#[path = "flow/incidents.rs"]
mod incidents;
#[path = "flow/keys.rs"]
mod keys;
#[path = "flow/life.rs"]
mod life;
#[path = "flow/stage.rs"]
mod stage;
#[path = "flow/verdicts.rs"]
mod verdicts;
