//! Workflows that use the actions as their users do, under a real runner: see scenarios/README.md.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a scenario that cannot be set up, or a verdict without the expected shape, should stop there"
)]

#[path = "scenarios/approval.rs"]
mod approval;
#[path = "scenarios/coverage.rs"]
mod coverage;
#[path = "scenarios/deploy.rs"]
mod deploy;
#[path = "scenarios/docs.rs"]
mod docs;
#[path = "scenarios/front.rs"]
mod front;
#[path = "scenarios/harness/mod.rs"]
mod harness;
#[path = "scenarios/matrix.rs"]
mod matrix;
#[path = "scenarios/scanners.rs"]
mod scanners;
#[path = "scenarios/seeds.rs"]
mod seeds;
#[path = "scenarios/stage/mod.rs"]
mod stage;
#[path = "scenarios/upload.rs"]
mod upload;
#[path = "scenarios/verify.rs"]
mod verify;
