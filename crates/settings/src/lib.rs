//! The policy file: found at the commit that may be trusted, read within limits, one section a tool.
//!
//! [`yaml::parse`] makes a tree of [`Node`]s that know where they stand; [`read()`] makes a tool's own types of it, so that every mistake
//! is told with its file, line and member.

pub mod file;
mod near;
mod node;
mod read;
pub mod yaml;

pub use file::SECTIONS;
pub use node::{Node, Value, Wrong};
pub use read::read;
