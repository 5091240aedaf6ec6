//! One line of gcov's text.

use crate::error::ReadError;
use crate::limits::Limits;
use crate::number::{self, LineNumber};

/// What a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line<'a> {
    /// `-:    0:Source:main.cpp`
    About(&'a [u8]),
    /// `12*:    5:text`
    Source { line: u32, count: Count },
    /// `function main called 1 returned 100% blocks executed 62%`
    Function { name: &'a [u8], hits: u32 },
    /// `branch  0 taken 2 (fallthrough)`
    Branch { branch: u32, taken: bool },
    /// Dashes, before and after the instances of a template.
    Separator,
    /// Calls, blocks and conditions: nothing that is counted.
    Skipped,
    /// Perhaps an instance's name.
    Unknown,
}

/// How often a line ran.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Count {
    NoCode,
    Ran { hits: u32, negative: bool },
}

pub(super) fn read<'a>(text: &'a [u8], limits: &Limits) -> Result<Line<'a>, ReadError> {
    if text.len() > 8 && text.iter().all(|byte| *byte == b'-') {
        return Ok(Line::Separator);
    }
    if let Some((word, rest)) = record(text) {
        return match word {
            b"function" => function(rest),
            b"branch" => branch(rest),
            _ => Ok(Line::Skipped),
        };
    }
    source(text, limits)
}

/// A record about the line before begins at the margin, where source lines have blanks or a count.
fn record(text: &[u8]) -> Option<(&[u8], &[u8])> {
    const RECORDS: [&[u8]; 6] = [b"function", b"branch", b"call", b"unconditional", b"condition", b"path"];
    let at = text.iter().position(|byte| *byte == b' ')?;
    let (word, rest) = text.split_at_checked(at)?;
    RECORDS.contains(&word).then_some((word, rest.trim_ascii()))
}

/// A demangled name may hold blanks, and even the word `called`.
fn function(rest: &[u8]) -> Result<Line<'_>, ReadError> {
    let malformed = || ReadError::malformed("a function does not say how often it was called");
    let at = memchr::memmem::rfind(rest, b" called ").ok_or_else(malformed)?;
    let (name, rest) = rest.split_at_checked(at).ok_or_else(malformed)?;
    let count = rest.trim_ascii_start().strip_prefix(b"called ").and_then(first_word).ok_or_else(malformed)?;
    let hits = times(count).ok_or_else(malformed)?.hits;
    Ok(Line::Function { name, hits })
}

/// `0 taken 50% (fallthrough)`, `1 never executed`
fn branch(rest: &[u8]) -> Result<Line<'_>, ReadError> {
    let malformed = || ReadError::malformed("a branch does not say how often it was taken");
    let number = first_word(rest).ok_or_else(malformed)?;
    let says = rest.get(number.len()..).unwrap_or_default().trim_ascii();
    let branch = number::digits(number).and_then(|number| u32::try_from(number).ok()).ok_or_else(malformed)?;
    let taken = if says.starts_with(b"never executed") {
        false
    } else {
        let count = says.strip_prefix(b"taken ").and_then(first_word).ok_or_else(malformed)?;
        times(count.strip_suffix(b"%").unwrap_or(count)).ok_or_else(malformed)?.hits > 0
    };
    Ok(Line::Branch { branch, taken })
}

fn source<'a>(text: &'a [u8], limits: &Limits) -> Result<Line<'a>, ReadError> {
    let Some((count, rest)) = split(text.trim_ascii_start(), b':') else { return Ok(Line::Unknown) };
    let Some(count) = count_of(count) else { return Ok(Line::Unknown) };
    let digits = rest.trim_ascii_start();
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (line, after) = digits.split_at_checked(length).unwrap_or_default();
    if after.starts_with(b"-block") {
        return Ok(Line::Skipped);
    }
    let Some(text) = after.strip_prefix(b":") else { return Ok(Line::Unknown) };
    match number::line(line, limits.line_number) {
        LineNumber::At(line) => Ok(Line::Source { line, count }),
        LineNumber::Nowhere => Ok(Line::About(text)),
        LineNumber::TooLarge => Err(ReadError::malformed(format!(
            "line {} is above {}",
            String::from_utf8_lossy(line),
            limits.line_number
        ))),
        LineNumber::Invalid => Ok(Line::Unknown),
    }
}

/// `-` is no code, `#####` never ran, `=====` never ran and only after an exception, `$$$$$` and `%%%%%` are the same of a
/// block; a star says that some block of the line never ran.
fn count_of(text: &[u8]) -> Option<Count> {
    let text = text.strip_suffix(b"*").unwrap_or(text);
    let signs = |sign: u8| text.len() >= 5 && text.iter().all(|byte| *byte == sign);
    match text {
        b"-" => Some(Count::NoCode),
        _ if [b'#', b'=', b'$', b'%'].into_iter().any(signs) => Some(Count::Ran { hits: 0, negative: false }),
        _ => times(text).map(|count| Count::Ran { hits: count.hits, negative: count.negative }),
    }
}

/// A count, or one for people: `1.2k`.
fn times(text: &[u8]) -> Option<number::Count> {
    let bare = match text.split_last() {
        Some((b'k' | b'M' | b'G' | b'T' | b'P' | b'E', rest)) if !rest.is_empty() => rest,
        _ => text,
    };
    number::count(bare)
}

fn first_word(text: &[u8]) -> Option<&[u8]> {
    text.split(|byte| *byte == b' ').next().filter(|word| !word.is_empty())
}

fn split(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(byte, text)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}
