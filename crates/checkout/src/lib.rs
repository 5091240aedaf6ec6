//! The repository that is checked out, read by library: tracked files, commits, differences, notes. Only files are read. git
//! itself is not run: it would obey the checkout's own configuration, which can name programs.

mod changes;
mod commit;
mod error;
mod history;
mod index;
mod lines;
mod note;
mod objects;
mod parents;
mod path;
mod place;
mod refs;
mod rename;
mod repository;
mod similar;
mod tree;
mod worktree;

pub use changes::{Change, ChangeKind, Changes, DiffLimits};
pub use commit::Commit;
pub use error::CheckoutError;
pub use history::{Ancestors, MergeBase};
pub use objects::Lookup;
pub use repository::{Repository, open};

#[cfg(test)]
mod tests;
