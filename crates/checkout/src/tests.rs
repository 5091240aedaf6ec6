//! Real repositories, made by git, and git's own answers beside ours. Only tests run git.

mod differing;
mod hostile;
mod lineage;
mod opened;
mod random;
mod sample;

pub(crate) use sample::Sample;
