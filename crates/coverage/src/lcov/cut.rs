//! Where a tracefile is cut: at the ends of lines, and for several threads at the ends of records.

use std::io::{self, BufRead};

use super::piece::Whole;
use super::reader::Reader;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::meter;
use crate::report::Report;

/// How large the pieces are that several threads read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sizes {
    /// A piece has at least so many bytes, unless it is the last.
    pub(super) least: usize,
    /// If no record ends within so many bytes, they are read without help.
    pub(super) most: usize,
}

impl Default for Sizes {
    /// Large enough that handing them over costs nothing, small enough for the processor's cache.
    fn default() -> Self {
        Self { least: 1 << 18, most: 1 << 21 }
    }
}

/// Reads a tracefile without other threads, in the buffer that it lies in.
pub(super) fn read(input: &mut dyn BufRead, limits: &Limits) -> Result<Report, ReadError> {
    let (mut reader, mut whole) = (Reader::new(limits), Whole::new(limits));
    // The beginning of a line that goes on in the next buffer.
    let mut begun: Vec<u8> = Vec::new();
    loop {
        let chunk = fill(input).map_err(|error| error.at(whole.lines() + 1, None))?;
        if chunk.is_empty() {
            break;
        }
        let used = chunk.len();
        let mut rest = chunk;
        if !begun.is_empty() {
            let (first, after) = rest.split_at(memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1));
            begun.extend_from_slice(first);
            if first.ends_with(b"\n") {
                whole.add(reader.read(&begun))?;
                begun.clear();
            }
            rest = after;
        }
        let (lines, after) = rest.split_at(whole_lines(rest));
        whole.add(reader.read(lines))?;
        begun.extend_from_slice(after);
        check_begun(&begun, &whole, limits)?;
        input.consume(used);
    }
    whole.add(reader.read(&begun))?;
    whole.finish(reader.into_open())
}

/// What comes next in the input.
pub(super) fn fill(input: &mut dyn BufRead) -> Result<&[u8], ReadError> {
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(meter::read_error(&error)),
        }
    }
    input.fill_buf().map_err(|error| meter::read_error(&error))
}

/// How many bytes the lines take that have an end.
pub(super) fn whole_lines(text: &[u8]) -> usize {
    memchr::memrchr(b'\n', text).map_or(0, |end| end + 1)
}

/// How many bytes the records take that have an end, and what stands before and between them.
pub(super) fn whole_records(text: &[u8]) -> usize {
    // An underscore is rare where records are long: in the numbers of lines and branches.
    let mut ends = memchr::memrchr_iter(b'_', text).filter_map(|underscore| {
        let start = underscore.checked_sub(b"\nend".len())?;
        match text.get(start..)?.strip_prefix(b"\nend_of_record")? {
            [b'\n', ..] => Some(start + b"\nend_of_record\n".len()),
            [b'\r', b'\n', ..] => Some(start + b"\nend_of_record\r\n".len()),
            _ => None,
        }
    });
    ends.next().unwrap_or(0)
}

/// Refuses a line that is too long already, though its end was not read yet.
pub(super) fn check_begun(begun: &[u8], whole: &Whole, limits: &Limits) -> Result<(), ReadError> {
    if begun.len() > limits.line_bytes {
        return Err(meter::long_line().at(whole.lines() + 1, None));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_their_last_line_does() {
        for (text, length) in [
            ("", 0),
            ("end_of_record\n", 0),
            ("SF:a\nend_of_record", 0),
            ("SF:a\nend_of_record\n", 19),
            ("SF:a\nend_of_record\r\nSF:b\n", 20),
            ("SF:a\nend_of_record\nSF:b_c\nFN:1,end_of_record\nend_of_recorder\n\nend_of_record_\n", 19),
            ("SF:a\n end_of_record\n_", 0),
            ("_\nend", 0),
        ] {
            assert_eq!(whole_records(text.as_bytes()), length, "{text:?}");
        }
    }
}
