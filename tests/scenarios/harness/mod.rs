//! Runs a scenario's workflow under act and keeps what came of it. Nothing here knows what the workflow is about.

mod act;
mod log;
mod repository;

pub(crate) use act::{Scenario, TOKEN, release, released};
pub(crate) use log::{Job, Run};
