//! Git as the simulated GitHub stores it: one bare repository for each simulated one, written and read by the real `git`
//! program, so that object names, trees and clones are right by construction.

mod activity;
mod commit;
mod depot;
mod diff;
mod files;
mod history;
mod merge;
mod oid;
mod path;
mod person;
mod program;
mod push;
mod refname;
mod refs;
mod ruleset;
mod signing;
mod store;
mod tag;
mod tree;

pub use self::files::GitSeed;
pub use self::ruleset::{BypassActor, RulesetSeed};

pub(crate) use self::activity::Activity;
pub(crate) use self::commit::{Commit, NewCommit};
pub(crate) use self::depot::Depot;
pub(crate) use self::diff::Change;
pub(crate) use self::oid::Oid;
pub(crate) use self::path::{PathFault, check_path};
pub(crate) use self::person::Person;
pub(crate) use self::push::{Push, PushFault};
pub(crate) use self::refname::{check_refname, refname_is_sound};
pub(crate) use self::refs::{RefMove, Reference};
pub(crate) use self::ruleset::Ruleset;
pub(crate) use self::signing::web_flow;
pub(crate) use self::store::{Object, ObjectKind, Store};
pub(crate) use self::tag::{NewTag, Tag};
pub(crate) use self::tree::{Edit, Edited, Entry};

#[cfg(test)]
mod tests;
