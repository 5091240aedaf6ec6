//! The real program as the steps of action.yml run it: a search, and a conclusion from what the runner says of the steps.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up its repository, or a verdict of another shape, should stop there"
)]

#[path = "flow/conclude.rs"]
mod conclude;
#[path = "flow/find.rs"]
mod find;
#[path = "flow/stage.rs"]
mod stage;
