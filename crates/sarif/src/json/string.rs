//! Strings: their end, and what they mean. RFC 8259, section 7.

use std::borrow::Cow;

/// How many bytes of `text` need no second look: up to the first quote, backslash or control character.
pub(crate) fn plain(text: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = text.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let zero_in = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero_in(word ^ (ONES * u64::from(b'"')));
        let backslash = zero_in(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        // A borrow can only mark bytes above a true one, so the lowest mark is always true.
        let marks = (quote | backslash | control) & HIGHS;
        if marks != 0 {
            return at * 8 + (marks.trailing_zeros() / 8) as usize;
        }
    }
    let stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    text.len() - rest.len() + rest.iter().position(stop).unwrap_or(rest.len())
}

/// The first byte behind the string that begins at `start`, in a text that has been checked.
pub(crate) fn end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(stop) = memchr::memchr2(b'"', b'\\', rest) else { return text.len() };
        match rest.get(stop) {
            Some(b'"') => return at + stop + 1,
            _ => at += stop + 2,
        }
    }
}

/// What a string means, without its quotes. Half of a pair is written in three bytes as if it were a character, so that two strings are
/// equal here only if they are equal there.
pub(crate) fn unescape(quoted: &[u8]) -> Cow<'_, [u8]> {
    let inner = quoted.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(quoted);
    if memchr::memchr(b'\\', inner).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut plain = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        plain.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some((kind, after)) = rest.split_first() else { break };
        rest = after;
        match kind {
            b'b' => plain.push(8),
            b'f' => plain.push(12),
            b'n' => plain.push(b'\n'),
            b'r' => plain.push(b'\r'),
            b't' => plain.push(b'\t'),
            b'u' => rest = unicode(rest, &mut plain),
            other => plain.push(*other),
        }
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

/// Reads the four digits behind `\u`, and the second half of a pair if it follows; returns what is left.
fn unicode<'a>(rest: &'a [u8], plain: &mut Vec<u8>) -> &'a [u8] {
    let Some(unit) = hex(rest) else { return rest };
    let rest = rest.get(4..).unwrap_or_default();
    let low = rest.strip_prefix(b"\\u").and_then(hex).filter(|low| (0xDC00..0xE000).contains(low));
    if let (0xD800..0xDC00, Some(low)) = (unit, low) {
        let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        push(code, plain);
        return rest.get(6..).unwrap_or_default();
    }
    push(unit, plain);
    rest
}

fn push(code: u32, plain: &mut Vec<u8>) {
    if let Some(character) = char::from_u32(code) {
        plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let tail = |shift: u32| 0x80 | u8::try_from((code >> shift) & 0x3F).unwrap_or_default();
        plain.extend_from_slice(&[0xED, tail(6), tail(0)]);
    }
}

fn hex(text: &[u8]) -> Option<u32> {
    let digits = text.get(..4)?;
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

/// `text` as a JSON string.
pub(crate) fn quote(text: &str) -> Vec<u8> {
    // A string cannot fail to be written.
    serde_json::to_vec(text).unwrap_or_default()
}
