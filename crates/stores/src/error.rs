//! What can go wrong with a store, each with the next step.

use std::path::Path;

use crate::batch::BatchError;
use crate::head::{HeadError, Version};
use crate::seen::Lost;

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address or an option is wrong: a mistake of whoever configured it.
    #[error("{0}")]
    Config(String),
    /// The disk, or whatever stands for one.
    #[error("failed to {does} {path}: {cause}; check that it is there and that its folder can be written")]
    Io {
        /// What was tried.
        does: &'static str,
        /// On what.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// An object store, or the way there.
    #[error(
        "failed to {does} {path}: {cause}; check the bucket, its region, and the credentials in the environment"
    )]
    Bucket {
        /// What was tried.
        does: &'static str,
        /// On what.
        path: String,
        /// What the store said.
        cause: String,
    },
    /// The head of an object store may have been replaced, or not.
    #[error("nobody knows whether {path} was replaced: {cause}; do it again, which finds what took effect")]
    Unconfirmed {
        /// Which.
        path: String,
        /// What came in the place of an answer.
        cause: String,
    },
    /// GitHub, or the way there.
    #[error(transparent)]
    GitHub(#[from] github::Error),
    /// The head cannot be read.
    #[error(
        "the head of the ledger at {at} is damaged: {error}; restore it from a copy, or from what git keeps"
    )]
    Head {
        /// Where.
        at: String,
        /// Why.
        error: HeadError,
    },
    /// A file that is not what its place says.
    #[error(
        "{path} {problem}: somebody or something changed the store; verify the ledger, and restore it from a copy"
    )]
    Damaged {
        /// Which.
        path: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A path that leads elsewhere.
    #[error("{path} {problem}: a ledger holds plain files and folders alone; remove it")]
    Refused {
        /// Which.
        path: String,
        /// What it is.
        problem: &'static str,
    },
    /// More than is read.
    #[error("{path} is longer than {most} bytes, which is the most that it can have: nothing of it is read")]
    TooLarge {
        /// Which.
        path: String,
        /// How many bytes it may have.
        most: usize,
    },
    /// What was seen before is not there any more.
    #[error(transparent)]
    Lost(#[from] Lost),
    /// The batch is wrong: a fault of the caller.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// No randomness.
    #[error("the system gave no random numbers: {0}")]
    Random(String),
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was faster: read the head anew, and make the batch from it.
    #[error("the ledger moved on since its head was read ({})", found.as_ref().map_or("no head is there", Version::as_str))]
    Conflict {
        /// The state that was found, where it is known.
        found: Option<Version>,
    },
    /// Anything else. Where an answer was lost the batch may have been taken: the idempotency keys tell.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Whether the write may have taken effect or not, so that only reading anew tells.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        match self {
            Self::Unconfirmed { .. } => true,
            Self::GitHub(error) => error.kind == github::Kind::Unconfirmed,
            _ => false,
        }
    }

    pub(crate) fn io(does: &'static str, path: &Path, cause: &dyn std::fmt::Display) -> Self {
        Self::Io { does, path: path.display().to_string(), cause: cause.to_string() }
    }
}

impl From<BatchError> for AppendError {
    fn from(error: BatchError) -> Self {
        Self::Store(error.into())
    }
}

impl From<github::Error> for AppendError {
    fn from(error: github::Error) -> Self {
        Self::Store(error.into())
    }
}
