//! DORA's five metrics and a pipeline's own figures, computed from what a verified ledger says.
//!
//! This crate is pure: [`measure`] is a function of a history, a scope and a window. From top to bottom:
//!
//! 1. [`rollout`] says what counts as one deployment, [`read`] finds them in a history.
//! 2. [`frequency`], [`lead`], [`failing`] and [`rework`] are the five metrics, as dora.dev defines them (guide of 2026-01-05);
//!    [`pipeline`] is what teams watch beside them. [`compat`] reproduces the rules of two other tools, for whoever compares.
//! 3. [`infer`] is the one rule by which a cause is found that nobody named. Only a record of it counts.
//!
//! Services and environments are never put together: a blend of teams is nobody's figure. An empty set has no median and no rate: there is
//! a reason instead. Whatever could make a figure wrong is counted beside it ([`figures::Doubts`]).

pub mod compat;
pub mod failing;
pub mod figures;
pub mod frequency;
pub mod infer;
pub mod lead;
pub mod pipeline;
pub mod read;
pub mod records;
pub mod rework;
pub mod rollout;
pub mod spread;
pub mod window;

pub use figures::Figures;
pub use read::{Scope, measure};
pub use window::Window;

#[cfg(test)]
mod fixtures;
