//! The reader between a report's bytes and the JSON parser: it holds the limits that the parser does not have.

use std::io::{self, BufRead, Read};

use super::place::Place;
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::meter;

/// Hands out bytes and looks at each of them.
pub(super) struct Guard<'a, R> {
    input: R,
    place: &'a Place,
    buffer: Vec<u8>,
    /// What follows the whole characters of the buffer: the beginning of one, or what is none.
    held: Vec<u8>,
    depth: usize,
    depth_limit: usize,
    /// Within a string: after its quote.
    quoted: bool,
    escaped: bool,
    length: usize,
    length_limit: usize,
}

/// How many bytes are looked at together.
const CHUNK: usize = 1 << 15;
/// The parser itself stops at 128, without a code to tell it by.
const DEEPEST: usize = 120;

impl<'a, R: BufRead> Guard<'a, R> {
    pub(super) fn new(input: R, place: &'a Place, limits: &Limits) -> Self {
        Self {
            input,
            place,
            buffer: Vec::new(),
            held: Vec::new(),
            depth: 0,
            depth_limit: limits.depth.min(DEEPEST),
            quoted: false,
            escaped: false,
            length: 0,
            length_limit: limits.attribute_bytes,
        }
    }

    /// Takes the next chunk and hands out what of it are whole characters, so that what is wrong with the text before a broken
    /// one is found first, wherever a chunk ends.
    fn fill(&mut self) -> Result<(), ReadError> {
        self.place.begin_chunk();
        self.buffer.clear();
        loop {
            if std::str::from_utf8(&self.held).is_err_and(|error| error.error_len().is_some()) {
                return Err(not_utf8());
            }
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk.get(..CHUNK).unwrap_or(chunk),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(meter::read_error(&error)),
            };
            self.buffer.append(&mut self.held);
            self.buffer.extend_from_slice(chunk);
            let count = chunk.len();
            self.input.consume(count);
            let whole = std::str::from_utf8(&self.buffer).map_or_else(|error| error.valid_up_to(), str::len);
            self.held = self.buffer.split_off(whole);
            if count == 0 && !self.held.is_empty() {
                return Err(not_utf8());
            }
            if count == 0 || whole > 0 {
                return Ok(());
            }
        }
    }

    #[inline]
    fn inspect(&mut self, byte: u8) -> Result<(), ReadError> {
        if self.quoted {
            self.length += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            if self.length > self.length_limit && !self.place.is_skipping() {
                let what = format!("a text has more than {} bytes", self.length_limit);
                return Err(ReadError::new(ReadErrorCode::TooLarge, what));
            }
            return Ok(());
        }
        match byte {
            b'"' => {
                self.quoted = true;
                self.length = 0;
            }
            b'{' | b'[' => {
                self.depth += 1;
                if self.depth > self.depth_limit {
                    let what = format!("objects and arrays are nested deeper than {}", self.depth_limit);
                    return Err(ReadError::new(ReadErrorCode::TooDeep, what));
                }
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b'\n' => self.place.begin_line(),
            _ => {}
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Guard<'_, R> {
    #[inline]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(slot) = into.first_mut() else { return Ok(0) };
        if self.place.within() >= self.buffer.len() {
            self.fill().map_err(|error| io::Error::other(self.place.fail(error)))?;
        }
        let Some(&byte) = self.buffer.get(self.place.within()) else {
            self.place.end();
            return Ok(0);
        };
        self.place.advance();
        self.inspect(byte).map_err(|error| io::Error::other(self.place.fail(error)))?;
        *slot = byte;
        Ok(1)
    }
}

fn not_utf8() -> ReadError {
    ReadError::new(ReadErrorCode::Encoding, "the text is not UTF-8")
}
