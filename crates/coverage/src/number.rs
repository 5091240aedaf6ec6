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
