//! LCOV tracefiles: the grammar of geninfo(1), lcov 1.x and 2.x, and the dialects of tools that imitate it.
//!
//! A tracefile is read in pieces of whole lines ([`reader`]), and what the pieces say is united in their order ([`piece`]). A piece of
//! whole records depends on no other, so that several threads can read them ([`threads`]); the result is the same to the last note.

mod cut;
mod functions;
mod label;
mod mcdc;
mod piece;
mod plain;
mod reader;
mod record;
mod threads;

use std::io::BufRead;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::report::Report;

/// Reads a tracefile, by so many threads beside this one; with one or none, this one reads alone.
pub(crate) fn read(input: &mut dyn BufRead, limits: &Limits, workers: usize) -> Result<Report, ReadError> {
    if workers > 1 {
        threads::read(input, limits, workers, cut::Sizes::default())
    } else {
        cut::read(input, limits)
    }
}

/// Splits at the first `byte`.
fn split(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(byte, text)?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, after.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests;
