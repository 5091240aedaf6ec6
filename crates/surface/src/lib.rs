//! What GitHub shows of a verdict: the comment, the check run, the commit status, the badge.
//!
//! [`announce`] shows the verdict of the run that judged; [`announce_from`] shows, from a run that may write, a verdict that a fork's run
//! wrote and that is believed in nothing but what can be derived anew. Neither fails, and neither changes a verdict: what could not be
//! shown is a notice with its reason and the next step. [`badge`] and [`sparkline`] are text for those who keep a history.
//!
//! What a tool has to say comes in the report; this crate knows no tool.

mod announce;
mod badge;
mod check;
mod comment;
mod connection;
mod fork;
mod links;
mod mark;
mod page;
mod sparkline;
mod status;
mod target;

pub use announce::announce;
pub use badge::{Tone, badge};
pub use fork::announce_from;
pub use sparkline::sparkline;
