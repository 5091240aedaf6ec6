//! The client against the simulator: what each call does, and what is left of it when the network or GitHub fails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its stage, or an answer without the expected shape, should stop there"
)]

mod appends;
mod faults;
mod lists;
mod network;
mod readme;
mod reads;
mod scripted;
mod secrets;
mod stage;
mod sticky;
mod workflows;
mod writes;
