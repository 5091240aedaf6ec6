//! What GitHub and the workspace say. A part is never taken for the whole, and an error is no answer.

pub mod account;
pub mod change;
pub mod doctor;
pub mod files;
pub mod ground;
pub mod people;
pub mod roster;
pub mod run;
pub mod signature;
pub mod source;
pub mod sso;
pub mod target;
pub mod thread;

mod moment;

pub use moment::NoMoment;
