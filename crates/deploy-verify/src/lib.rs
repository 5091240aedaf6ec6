//! Checks whether a deployment is healthy, rolls out by steps, and goes back when it is not.
//!
//! [`policy`] is what was asked for, without a secret; what is secret stays in `secrets`. `course` says what is to be done next, as a pure
//! function of policy and facts; `act` does it, through the traits of [`means`], until there is nothing left, and notes each step in the
//! [`facts`]. `judge` says what each answer is worth, `decide` and the rules what follows.

mod act;
pub mod action;
mod contradiction;
mod course;
mod decide;
pub mod decimal;
mod explain;
pub mod facts;
mod gate;
mod judge;
mod length;
mod mark;
pub mod means;
pub mod policy;
mod present;
mod rules;
mod secrets;
pub mod section;
mod shell;
mod wire;

pub use gate::DeployVerify;
