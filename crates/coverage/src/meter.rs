//! A reader that counts what it hands out, and stops at the limits.

use std::io::{self, BufRead, Read};

use crate::error::{ReadError, ReadErrorCode};
use crate::gzip;

/// Counts bytes and stops at a limit, as a whole and since the last [`mark`](Meter::mark).
pub(crate) struct Meter<R> {
    inner: R,
    left: u64,
    piece: u64,
    left_of_piece: u64,
}

/// Which limit was met; travels inside an [`io::Error`] through the XML parser.
#[derive(Clone, Copy, Debug, thiserror::Error)]
enum LimitMet {
    #[error("the report has more bytes than the limit")]
    Report,
    #[error("one line, tag or text has more bytes than the limit")]
    Piece,
}

impl<R: BufRead> Meter<R> {
    /// Hands out at most `bytes`, and at most `piece` of them between two marks.
    pub(crate) const fn new(inner: R, bytes: u64, piece: u64) -> Self {
        Self { inner, left: bytes, piece, left_of_piece: piece }
    }

    /// Begins a new piece.
    pub(crate) const fn mark(&mut self) {
        self.left_of_piece = self.piece;
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.inner.fill_buf()?;
        if bytes.is_empty() {
            return Ok(bytes);
        }
        // The limits hold to the byte, however large the buffer is.
        let (left, met) = match self.left <= self.left_of_piece {
            true => (self.left, LimitMet::Report),
            false => (self.left_of_piece, LimitMet::Piece),
        };
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        match bytes.get(..left.min(bytes.len())) {
            Some(bytes) if !bytes.is_empty() => Ok(bytes),
            _ => Err(io::Error::other(met)),
        }
    }

    fn consume(&mut self, amount: usize) {
        let bytes = u64::try_from(amount).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(bytes);
        self.left_of_piece = self.left_of_piece.saturating_sub(bytes);
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// Turns an IO error into ours.
pub(crate) fn read_error(error: &io::Error) -> ReadError {
    if let Some(fault) = gzip::fault(error) {
        return fault;
    }
    let met = error.get_ref().and_then(|inner| inner.downcast_ref::<LimitMet>());
    match met {
        Some(met) => ReadError::new(ReadErrorCode::TooLarge, met),
        None if error.kind() == io::ErrorKind::InvalidData => ReadError::new(ReadErrorCode::Encoding, error),
        None => ReadError::new(ReadErrorCode::Unreadable, format!("failed to read the report: {error}")),
    }
}

/// How a text ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct End {
    /// How many lines it has.
    pub(crate) lines: u64,
    /// Whether the last one was ended, too: formats without a last record were cut where it was not.
    pub(crate) whole: bool,
}

impl End {
    /// Refuses a text whose last line was not ended.
    pub(crate) fn check(self) -> Result<(), ReadError> {
        if self.whole {
            return Ok(());
        }
        let what = "the last line has no end, so that nobody knows what is missing";
        Err(ReadError::new(ReadErrorCode::Truncated, what).at(self.lines, None))
    }
}

/// Calls `each` with every line, without white space at its end, and its number from 1. Lines are borrowed from the
/// reader's own buffer; only one that crosses a buffer's end is copied. A carriage return within a line is an error:
/// other readers end the line there, so that what follows it would be lost.
pub(crate) fn each_line(
    input: &mut dyn BufRead,
    limit: usize,
    mut each: impl FnMut(&[u8], u64) -> Result<(), ReadError>,
) -> Result<End, ReadError> {
    let mut carried: Vec<u8> = Vec::new();
    let mut number = 0;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(read_error(&error).at(number + 1, None)),
        };
        if chunk.is_empty() {
            break;
        }
        // Looked for in the whole chunk, because there is mostly none.
        let returns = memchr::memchr(b'\r', chunk).is_some() || carried.contains(&b'\r');
        let mut rest = chunk;
        while let Some((line, after)) = memchr::memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end)) {
            number += 1;
            if carried.len() + line.len() > limit {
                return Err(long_line().at(number, None));
            }
            if carried.is_empty() {
                each(end(line, number, returns)?, number)?;
            } else {
                carried.extend_from_slice(line);
                each(end(&carried, number, returns)?, number)?;
                carried.clear();
            }
            rest = after.get(1..).unwrap_or_default();
        }
        carried.extend_from_slice(rest);
        if carried.len() > limit {
            return Err(long_line().at(number + 1, None));
        }
        let used = chunk.len();
        input.consume(used);
    }
    let whole = carried.is_empty();
    if !whole {
        number += 1;
        each(end(&carried, number, true)?, number)?;
    }
    Ok(End { lines: number, whole })
}

/// A line without white space at its end; `returns` says that there may be carriage returns.
fn end(line: &[u8], number: u64, returns: bool) -> Result<&[u8], ReadError> {
    if returns { trimmed(line).map_err(|error| error.at(number, None)) } else { Ok(line.trim_ascii_end()) }
}

/// A line without white space at its end; with a carriage return elsewhere, it is none.
pub(crate) fn trimmed(line: &[u8]) -> Result<&[u8], ReadError> {
    let line = line.trim_ascii_end();
    if memchr::memchr(b'\r', line).is_some() {
        return Err(ReadError::malformed("a carriage return stands within a line"));
    }
    Ok(line)
}

/// The error of a line that has more bytes than the limit.
pub(crate) fn long_line() -> ReadError {
    read_error(&io::Error::other(LimitMet::Piece))
}
