//! The Actions protocol, and the one flow that every gate runs through.
//!
//! A tool is a [`gate::Gate`]: pure functions from inputs to policy, from policy and facts to a verdict, from a
//! verdict to a report. This crate reads the inputs, hands the tool its facts, writes what it decided, and ends the process.
//! Everything from outside comes through [`world::World`], so that a test needs no process environment.

pub mod action;
pub mod annotation;
pub mod atomic;
pub mod command;
pub mod context;
pub mod evidence;
mod explain;
pub mod files;
pub mod flags;
pub mod flow;
pub mod gate;
pub mod globs;
pub mod html;
pub mod inputs;
pub mod kept;
pub mod log;
pub mod markdown;
pub mod outputs;
mod perform;
pub mod process;
pub mod progress;
mod replay;
pub mod report;
mod session;
pub mod setting;
pub mod show;
pub mod summary;
pub mod terminal;
pub mod text;
pub mod world;

pub use action::{ActionSpec, InputSpec, Kind, OutputSpec};
pub use gate::Gate;
pub use inputs::{InputError, Inputs};
pub use setting::{Setting, Show};
pub use world::World;
