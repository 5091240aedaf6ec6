//! What GitHub holds after something was shown there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its stage, or an answer without the expected shape, should stop there"
)]

mod artifacts;
mod begins;
mod cleanups;
mod ends;
mod phantoms;
mod rivals;
mod stage;
