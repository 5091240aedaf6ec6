//! What is odd about a log and yet does not keep it from being read.

use crate::error::Place;

/// What is odd, as a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeCode {
    /// An object gives a member twice. The last one counts, and only it is carried.
    RepeatedMember,
    /// The log does not say which version of SARIF it is.
    NoVersion,
}

impl NoticeCode {
    /// The word of the code, for outputs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RepeatedMember => "repeated-member",
            Self::NoVersion => "no-version",
        }
    }
}

/// Something odd, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is odd.
    pub code: NoticeCode,
    /// Where: for a repeated member, the name that is read.
    pub place: Place,
    /// The member's name; foreign text.
    pub member: String,
}
