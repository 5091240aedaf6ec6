//! Real repositories, made by git, and git's own answers beside ours. Only tests run git.

mod differing;
mod hostile;
mod lineage;
mod notes;
mod opened;
mod random;
mod random_history;
mod sample;
mod workspace;

pub(crate) use sample::Sample;
