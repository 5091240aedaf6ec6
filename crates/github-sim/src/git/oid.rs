//! The name of a git object: forty lower-case hexadecimal digits, and nothing else ever reaches the command line of git.

use std::fmt;
use std::str::FromStr;

/// The name of a git object (SHA-1, as GitHub uses it).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Oid(String);

impl Oid {
    /// The name of nothing: in a pair of names it stands for a reference that does not exist.
    pub(crate) fn zero() -> Oid {
        Oid("0".repeat(40))
    }

    /// Whether this is the name of nothing.
    pub(crate) fn is_zero(&self) -> bool {
        self.0.bytes().all(|byte| byte == b'0')
    }

    /// The forty digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The seven digits that GitHub shows.
    pub(crate) fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not the name of an object.
#[derive(Debug)]
pub(crate) struct NotAnOid;

impl FromStr for Oid {
    type Err = NotAnOid;

    fn from_str(text: &str) -> Result<Oid, NotAnOid> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 40 && text.bytes().all(hex) { Ok(Oid(text.to_owned())) } else { Err(NotAnOid) }
    }
}
