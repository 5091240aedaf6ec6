//! What GitHub holds after a verdict was shown, read without the client that is tested.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its stage, or an answer without the expected shape, should stop there"
)]

mod checks;
mod comments;
mod forks;
mod refusals;
mod stage;
mod statuses;
