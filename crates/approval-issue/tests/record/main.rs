//! The record of approvals, over real ledgers in folders: what is appended, what comes back of it, and what no byte of it may hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its stage should stop there"
)]

mod attacks;
mod audit;
mod races;
mod world;
mod written;
