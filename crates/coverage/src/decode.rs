//! UTF-16 and Latin-1 as UTF-8, while streaming.
//!
//! .NET tools and PowerShell's `>` write UTF-16; XML may declare Latin-1. Everything else is UTF-8 or refused.

use std::io::{self, BufRead, Read};

use crate::error::{ReadError, ReadErrorCode};

/// How a report's bytes make text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
    Latin1,
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Encoding {
    /// Finds the encoding from the first bytes (XML 1.0, appendix F): by mark, by pattern, by declaration.
    ///
    /// # Errors
    /// A declared encoding that is not read here.
    pub(crate) fn detect(head: &[u8]) -> Result<Self, ReadError> {
        match head {
            [0xFE, 0xFF, ..] | [0, b'<', 0, _, ..] => return Ok(Self::Utf16 { big_endian: true }),
            [0xFF, 0xFE, ..] | [b'<', 0, _, 0, ..] => return Ok(Self::Utf16 { big_endian: false }),
            _ => {}
        }
        let Some(declared) = declared(head.strip_prefix(UTF8_MARK).unwrap_or(head)) else {
            return Ok(Self::Utf8);
        };
        // .NET writes `utf-16` into reports that it then saves as UTF-8: the bytes above decide, not the word.
        match declared.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" => Ok(Self::Utf8),
            "iso-8859-1" | "latin1" | "iso_8859-1" | "l1" => Ok(Self::Latin1),
            _ => Err(ReadError::new(ReadErrorCode::Encoding, format!("the encoding `{declared}` is not read"))),
        }
    }

    /// The bytes of a mark at the beginning.
    pub(crate) fn mark_length(self, head: &[u8]) -> usize {
        match (self, head) {
            (Self::Utf8, [0xEF, 0xBB, 0xBF, ..]) => 3,
            (Self::Utf16 { .. }, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]) => 2,
            _ => 0,
        }
    }
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<String> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

/// Hands out UTF-8 for UTF-16 or Latin-1.
pub(crate) struct Decoder<R> {
    inner: R,
    encoding: Encoding,
    /// A byte or a leading surrogate that waits for its other half.
    held: Vec<u8>,
    /// Half a character stands after what was handed out.
    broken: bool,
    out: Vec<u8>,
    used: usize,
}

impl<R: BufRead> Decoder<R> {
    pub(crate) const fn new(inner: R, encoding: Encoding) -> Self {
        Self { inner, encoding, held: Vec::new(), broken: false, out: Vec::new(), used: 0 }
    }

    fn decode_chunk(&mut self) -> io::Result<()> {
        self.out.clear();
        self.used = 0;
        while self.out.is_empty() {
            if self.broken {
                return Err(invalid("UTF-16 text holds half a character"));
            }
            let chunk = self.inner.fill_buf()?;
            let read = chunk.len();
            let ended = read == 0;
            match self.encoding {
                Encoding::Utf16 { big_endian } => {
                    self.held.extend_from_slice(chunk);
                    let bytes = std::mem::take(&mut self.held);
                    match decode_utf16(&bytes, big_endian, &mut self.out) {
                        Some(waiting) => self.held = waiting,
                        None => self.broken = true,
                    }
                    if ended && !self.held.is_empty() {
                        return Err(invalid("UTF-16 text ends within a character"));
                    }
                }
                Encoding::Latin1 => push_text(chunk.iter().map(|&byte| char::from(byte)), &mut self.out),
                Encoding::Utf8 => self.out.extend_from_slice(chunk),
            }
            self.inner.consume(read);
            if ended && !self.broken {
                break;
            }
        }
        Ok(())
    }
}

/// Decodes whole characters and returns the bytes that are left; none where what follows is no character.
fn decode_utf16(bytes: &[u8], big_endian: bool, out: &mut Vec<u8>) -> Option<Vec<u8>> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let unit = |pair: [u8; 2]| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    let leading = pairs.last().is_some_and(|&pair| (0xD800..0xDC00).contains(&unit(pair)));
    let whole = pairs.len() - usize::from(leading);
    let (pairs, waiting) = pairs.split_at_checked(whole).unwrap_or((pairs, &[]));
    for character in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        push_text([character.ok()?].into_iter(), out);
    }
    Some(waiting.as_flattened().iter().chain(odd).copied().collect())
}

fn push_text(text: impl Iterator<Item = char>, out: &mut Vec<u8>) {
    for character in text {
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

impl<R: BufRead> BufRead for Decoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used >= self.out.len() {
            self.decode_chunk()?;
        }
        Ok(self.out.get(self.used..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.used = self.used.saturating_add(amount);
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
