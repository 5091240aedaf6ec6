//! How a request stands in the issue: in a comment of HTML within the issue's text, or within a comment of ours. What people see is written
//! beside it; this is what is bound.
//!
//! ```text
//! <!-- releasegate-request v1
//! sha256:7f3a91c2…
//! in-place-of: issue 1234
//! eyJhY3Rpb24iOiJkZXBsb3kiLCJhcnRpZmFjdHMi…
//! -->
//! ```
//!
//! The request is in base64, whose letters can close no comment. Reading writes what was read and compares: a block that this file would not
//! have written is none.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::request::{Request, RequestError};

mod gather;

pub use gather::Thread;
pub(crate) use gather::is_changed;

/// How a block begins.
const OPEN: &str = "<!-- releasegate-request";
/// How it ends.
const CLOSE: &str = "\n-->";
/// Letters of base64 in a line.
const LINE: usize = 76;
/// Bytes of a block at most: GitHub takes texts of 65 536 characters, and what people see needs some of them.
const LARGEST: usize = 48 * 1024;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the issue's own text.
    Issue,
    /// In the comment of this number.
    Comment(u64),
}

/// A request as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The request.
    pub request: Request,
    /// Its digest, in hex.
    pub digest: String,
    /// The requests that it takes the place of, by where they stand, ascending. A place is named, since what stands there may have been
    /// changed to something that has no digest.
    pub in_place_of: Vec<Place>,
}

/// Why a text shows no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// There are several.
    #[error("the text holds {0} requests, and one is allowed: nobody can tell which was approved")]
    Several(usize),
    /// It is not one that this tool wrote.
    #[error("the request in the text was not written by this tool, or was changed: {0}")]
    Foreign(&'static str),
    /// What it holds is no request.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// It is too long.
    #[error(
        "the request takes {0} bytes and at most {LARGEST} fit into an issue: ask for fewer artifacts at once"
    )]
    TooLong(usize),
}

/// The block for a text.
///
/// # Errors
/// A request that is none or too long.
pub fn write(request: &Request, in_place_of: &[Place]) -> Result<String, BlockError> {
    let bytes = request.bytes()?;
    Request::read(&bytes)?;
    let mut block = format!("{OPEN} v1\nsha256:{}", verdict::canonical::sha256_hex(&bytes));
    if !in_place_of.is_empty() {
        let mut places = in_place_of.to_vec();
        places.sort_unstable();
        places.dedup();
        block.push_str("\nin-place-of:");
        for place in places {
            // Writing to a String cannot fail.
            let _ = match place {
                Place::Issue => write!(block, " issue"),
                Place::Comment(number) => write!(block, " {number}"),
            };
        }
    }
    for (at, letter) in STANDARD.encode(&bytes).chars().enumerate() {
        if at % LINE == 0 {
            block.push('\n');
        }
        block.push(letter);
    }
    block.push_str(CLOSE);
    if block.len() > LARGEST { Err(BlockError::TooLong(block.len())) } else { Ok(block) }
}

/// The request that a text shows; nothing if it holds none.
///
/// # Errors
/// Several, or one that this tool would not have written.
pub fn read(text: &str) -> Result<Option<Shown>, BlockError> {
    let text = text.replace("\r\n", "\n");
    let mut begins = text.match_indices(OPEN);
    let Some((begin, _)) = begins.next() else { return Ok(None) };
    let more = begins.count();
    if more > 0 {
        return Err(BlockError::Several(more + 1));
    }
    let rest = text.get(begin..).unwrap_or_default();
    let inner = rest.find(CLOSE).and_then(|end| rest.get(..end)).ok_or(BlockError::Foreign("it has no end"))?;
    if inner.len() > LARGEST {
        return Err(BlockError::TooLong(inner.len()));
    }
    let shown = parse(inner)?;
    if write(&shown.request, &shown.in_place_of)?.strip_suffix(CLOSE) == Some(inner) {
        Ok(Some(shown))
    } else {
        Err(BlockError::Foreign("digest and content, or the way it is written, do not fit"))
    }
}

fn parse(inner: &str) -> Result<Shown, BlockError> {
    let mut lines = inner.lines().skip(1).peekable();
    let digest = lines.next().and_then(|line| line.strip_prefix("sha256:"));
    let digest = digest.ok_or(BlockError::Foreign("it states no digest"))?.to_owned();
    let mut in_place_of = Vec::new();
    if let Some(places) = lines.next_if(|line| line.starts_with("in-place-of:")) {
        for place in places.split(' ').skip(1) {
            in_place_of.push(match place {
                "issue" => Place::Issue,
                number => number
                    .parse()
                    .map(Place::Comment)
                    .map_err(|_| BlockError::Foreign("a place is no number"))?,
            });
        }
    }
    let base64: String = lines.collect();
    let bytes = STANDARD.decode(base64).map_err(|_| BlockError::Foreign("its content is no base64"))?;
    Ok(Shown { request: Request::read(&bytes)?, digest, in_place_of })
}

#[cfg(test)]
mod tests;
