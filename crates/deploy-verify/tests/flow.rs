//! The real program against a server of ours that misbehaves by script, over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up, or a verdict of another shape, should stop there"
)]

#[path = "flow/attacks.rs"]
mod attacks;
#[path = "flow/misbehaviour.rs"]
mod misbehaviour;
#[path = "flow/rollouts.rs"]
mod rollouts;
#[path = "flow/server.rs"]
mod server;
#[path = "flow/stage.rs"]
mod stage;
#[path = "flow/tls.rs"]
mod tls;
