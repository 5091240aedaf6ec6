//! Every scanner's own format, as SARIF.
//!
//! [`convert`] takes bytes, finds out by content which scanner wrote them, and returns a [`Converted`]: a SARIF 2.1.0 log with the
//! scanner's own severities, what was not scanned as data ([`Incomplete`]), and no secret. A scan without findings is a run
//! without results; what cannot be read, or is shaped as nobody knows it, is an [`Error`] with a place, never an empty result.
//!
//! This crate is pure: it opens no file, reads no environment, has no clock.

mod advisory;
mod author;
mod bandit;
mod convert;
mod error;
mod format;
mod json;
mod limits;
mod node;
mod package;
mod redact;
mod score;
mod severity;
mod source;
mod uri;
mod xml;

pub use author::Incomplete;
pub use convert::{Converted, convert, convert_as, detect};
pub use error::{Error, ErrorCode};
pub use format::Format;
pub use limits::Limits;
pub use redact::RedactionKey;

#[cfg(test)]
mod tests;
