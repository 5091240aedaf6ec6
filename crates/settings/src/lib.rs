//! The policy file: found at the commit that may be trusted, read within limits, one section a tool.
//!
//! [`section`] finds a tool's section: at the base of what is proposed, never in the proposal itself, which could lower its own bar.
//! [`yaml::parse`] makes a tree of [`Node`]s that know where they stand; [`read()`] makes a tool's own types of it, so that every mistake
//! is told with its file, line and member.

pub mod file;
mod gates;
mod near;
mod node;
mod read;
mod reading;
mod remote;
pub mod schema;
mod section;
mod sources;
mod told;
mod trusted;
mod wanted;
pub mod yaml;

pub use file::SECTIONS;
pub use gates::for_gate;
pub use node::{Node, Value, Wrong};
pub use read::read;
pub use reading::Reading;
pub use remote::Remote;
pub use section::{Found, beside, section};
