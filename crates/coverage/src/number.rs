//! Numbers as coverage tools write them: huge, negative, wrapped, or with a decimal point.

/// How often something ran, saturated at `u32::MAX`: a gate asks only whether it ran at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Count {
    pub(crate) hits: u32,
    /// It was below 0 (gcov's counters overflow) and was read as 0.
    pub(crate) negative: bool,
}

/// A line number as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LineNumber {
    /// A line.
    At(u32),
    /// 0, below 0, or `undefined`: no line of a source file. Old coverage.py writes 0, Istanbul `undefined`.
    Nowhere,
    /// Above the limit.
    TooLarge,
    /// Not a number.
    Invalid,
}

/// Reads a count: `12`, `-3`, `1.0`, `1e+19`, or an unsigned number that wrapped. `None` when it is no number.
pub(crate) fn count(text: &[u8]) -> Option<Count> {
    if let Some(number) = digits(text) {
        return Some(Count { hits: u32::try_from(number).unwrap_or(u32::MAX), negative: false });
    }
    if !text.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)) {
        return None;
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    if number <= 0.0 {
        return Some(Count { hits: 0, negative: number < 0.0 });
    }
    // Written without a point, a float is an integer again; half an execution is one.
    let whole = format!("{number:.0}");
    let hits = whole.parse().unwrap_or(u32::MAX).max(1);
    Some(Count { hits, negative: false })
}

/// Reads a line number, at most `limit`.
pub(crate) fn line(text: &[u8], limit: u32) -> LineNumber {
    match digits(text) {
        Some(0) => LineNumber::Nowhere,
        Some(number) => match u32::try_from(number) {
            Ok(number) if number <= limit => LineNumber::At(number),
            _ => LineNumber::TooLarge,
        },
        None => match text {
            b"undefined" | b"null" | b"NaN" => LineNumber::Nowhere,
            [b'-', rest @ ..] if digits(rest).is_some() => LineNumber::Nowhere,
            _ => LineNumber::Invalid,
        },
    }
}

/// Reads decimal digits, saturating; `None` unless there are only digits.
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let mut number: u64 = 0;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number.saturating_mul(10).saturating_add(u64::from(digit));
    }
    Some(number)
}

/// Reads one to nine digits, which every `u32` can hold, and the byte after them; answers where that ends. What a report has
/// millions of is read within a fixed number of bytes, so that nothing has to be checked twice.
#[inline(always)]
pub(crate) fn short<const N: usize>(bytes: &[u8; N], from: usize, after: u8) -> Option<(u32, usize)> {
    let digit = |at: usize| bytes.get(at).map(|byte| byte.wrapping_sub(b'0'));
    let mut number = u32::from(digit(from).filter(|digit| *digit < 10)?);
    let mut at = from + 1;
    while let Some(digit) = digit(at).filter(|digit| *digit < 10) {
        if at - from == 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
        at += 1;
    }
    (bytes.get(at) == Some(&after)).then_some((number, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_saturate_clamp_and_reject() {
        let hits = |text: &str| count(text.as_bytes()).map(|count| (count.hits, count.negative));
        assert_eq!(hits("0"), Some((0, false)));
        assert_eq!(hits("12"), Some((12, false)));
        assert_eq!(hits("4294967296"), Some((u32::MAX, false)));
        assert_eq!(hits("18446744073709551611"), Some((u32::MAX, false)), "a wrapped counter was executed");
        assert_eq!(hits("99999999999999999999999"), Some((u32::MAX, false)));
        assert_eq!(hits("-7"), Some((0, true)));
        assert_eq!(hits("1.0"), Some((1, false)));
        assert_eq!(hits("0.25"), Some((1, false)));
        assert_eq!(hits("0.0"), Some((0, false)));
        assert_eq!(hits("1e+0"), Some((1, false)));
        assert_eq!(hits("1.0e+19"), Some((u32::MAX, false)));
        for text in ["", "=====", "undefined", "NaN", "inf", "0x10", "1 2", "-", "#####"] {
            assert_eq!(hits(text), None, "{text}");
        }
    }

    #[test]
    fn short_numbers_end_with_the_byte_after_them() {
        assert_eq!(short(b"a12,", 1, b','), Some((12, 4)));
        assert_eq!(short(b"999999999;", 0, b';'), Some((999_999_999, 10)));
        for text in [b"1000000000,", b",          ", b"12         ", b"12345678901", b"-1,        "] {
            assert_eq!(short(text, 0, b','), None, "{text:?}");
        }
        assert_eq!((short(b"12", 0, b','), short(b"12", 2, b','), short(b"12", 9, b',')), (None, None, None));
    }

    #[test]
    fn line_numbers_are_bounded() {
        assert_eq!(line(b"1", 10), LineNumber::At(1));
        assert_eq!(line(b"10", 10), LineNumber::At(10));
        assert_eq!(line(b"11", 10), LineNumber::TooLarge);
        assert_eq!(line(b"99999999999999999999999999", 10), LineNumber::TooLarge);
        for text in ["0", "-1", "undefined"] {
            assert_eq!(line(text.as_bytes(), 10), LineNumber::Nowhere, "{text}");
        }
        for text in ["", "x", "1.5", "--1"] {
            assert_eq!(line(text.as_bytes(), 10), LineNumber::Invalid, "{text}");
        }
    }
}
