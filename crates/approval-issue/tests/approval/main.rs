//! What is read of a simulated GitHub, and what people see of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its stage, or an answer without the expected shape, should stop there"
)]

mod behind;
mod budget;

mod change;
mod people;
mod roster;
mod source;
mod stage;
mod target;
mod texts;
mod thread;
mod whole;
