//! Why a repository could not be read.

use std::path::PathBuf;

/// What a reader of the repository ran into. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckoutError {
    /// The list of tracked files.
    #[error("failed to read git's index; check the repository out again")]
    Index {
        /// What the reader of the index said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The folder that holds commits and files.
    #[error("failed to open git's objects in {}; check the repository out again", folder.display())]
    Objects {
        /// Where they should be.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The commit is not in this checkout.
    #[error("commit {id} is not in this checkout; fetch it, with `fetch-depth: 0` at actions/checkout")]
    NoCommit {
        /// Its name, as it was asked for.
        id: String,
    },
    /// Something that a commit needs is not in this checkout.
    #[error("{what} {id} is not in this checkout; check out without a filter, or fetch again")]
    Missing {
        /// What kind of object.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// An object that cannot be read as what it has to be.
    #[error("{what} {id} cannot be read: {reason}; check the repository out again")]
    Broken {
        /// What kind of object.
        what: &'static str,
        /// Its name.
        id: String,
        /// What is wrong.
        reason: String,
    },
    /// The repository holds more than is looked at.
    #[error("the repository has more than {most} {what}, which is more than is looked at")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        most: u64,
    },
    /// A path that git refuses to check out.
    #[error(
        "{place} holds a path that git itself refuses: {path:?}; remove it from the history that is compared"
    )]
    Path {
        /// Which tree or index.
        place: String,
        /// The path, as far as it is text.
        path: String,
    },
    /// A file of the workspace.
    #[error("{path} cannot be read from the workspace")]
    File {
        /// Its path in the repository.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}
