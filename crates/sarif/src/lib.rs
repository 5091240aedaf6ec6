//! SARIF logs, carried byte for byte, merged without loss, and what their results mean.
//!
//! This crate is pure: it opens no file, reads no environment, has no clock.

// What a log holds.
mod limits;

// What a result means.

pub use limits::Limits;
