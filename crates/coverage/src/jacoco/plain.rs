//! The short way through the two elements that fill a report, as JaCoCo writes them: `<line nr="3" mi="0" ci="4" mb="0" cb="2"/>` and
//! `<counter type="LINE" missed="1" covered="6"/>`, in plain digits and nothing between them. Whatever is not as plain, and all that
//! is wrong, is left to the parser, so that nothing is accepted here that it would refuse.

use crate::limits::Limits;
use crate::number;

/// A line of a source file: instructions and branches, missed and covered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) missed: u32,
    pub(super) covered: u32,
    pub(super) branches_missed: u32,
    pub(super) branches_covered: u32,
}

/// Where the element has to lie: it is a little more than the longest has, so that what is looked at always lies within.
const LONGEST: usize = 96;

/// Whether the limits allow whatever is as plain as this.
pub(super) const fn allowed(limits: &Limits) -> bool {
    limits.attributes >= 5 && limits.attribute_bytes >= LONGEST && limits.name_bytes >= LONGEST
}

impl Line {
    /// Reads the element that stands at the beginning, and answers how many bytes it takes; `last` is the highest line number.
    #[inline]
    pub(super) fn read(text: &[u8], last: u32) -> Option<(Self, usize)> {
        let bytes: &[u8; LONGEST] = text.first_chunk()?;
        let (number, at) = value(bytes, 0, b"<line nr=\"")?;
        let (missed, at) = value(bytes, at, b" mi=\"")?;
        let (covered, at) = value(bytes, at, b" ci=\"")?;
        let (branches_missed, at) = value(bytes, at, b" mb=\"")?;
        let (branches_covered, at) = value(bytes, at, b" cb=\"")?;
        let at = literal(bytes, at, b"/>")?;
        let line = Self { number, missed, covered, branches_missed, branches_covered };
        (1..=last).contains(&number).then_some((line, at))
    }
}

/// Passes over a counter, and answers how many bytes it takes.
#[inline]
pub(super) fn counter(text: &[u8]) -> Option<usize> {
    let bytes: &[u8; LONGEST] = text.first_chunk()?;
    let kind = literal(bytes, 0, b"<counter type=\"")?;
    let length = bytes.get(kind..)?.iter().position(|byte| !byte.is_ascii_uppercase())?;
    let at = literal(bytes, kind + length, b"\"")?;
    let (_, at) = value(bytes, at, b" missed=\"")?;
    let (_, at) = value(bytes, at, b" covered=\"")?;
    literal(bytes, at, b"/>")
}

/// Reads what an attribute begins with and its number, with the quote after it.
#[inline(always)]
fn value(bytes: &[u8; LONGEST], at: usize, begin: &[u8]) -> Option<(u32, usize)> {
    number::short(bytes, literal(bytes, at, begin)?, b'"')
}

#[inline(always)]
fn literal(bytes: &[u8; LONGEST], at: usize, expected: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(expected).then_some(at + expected.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With what follows in a report.
    fn padded(text: &str) -> String {
        format!(
            "{text}<counter type=\"COMPLEXITY\" missed=\"1\" covered=\"2\"/></sourcefile></package></report>{}",
            " ".repeat(40)
        )
    }

    fn line(text: &str) -> Option<(Line, usize)> {
        Line::read(padded(text).as_bytes(), 1000)
    }

    const PLAIN: &str = "<line nr=\"12\" mi=\"3\" ci=\"45\" mb=\"0\" cb=\"999999999\"/>";

    #[test]
    fn plain_elements_are_read() {
        let expected =
            Line { number: 12, missed: 3, covered: 45, branches_missed: 0, branches_covered: 999_999_999 };
        assert_eq!(line(PLAIN), Some((expected, PLAIN.len())));
        let plain = "<counter type=\"INSTRUCTION\" missed=\"3\" covered=\"17\"/>";
        assert_eq!(counter(padded(plain).as_bytes()), Some(plain.len()));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        assert_eq!(Line::read(PLAIN.as_bytes(), 1000), None, "it may go on");
        for (from, to) in [
            ("12", "0"),
            ("12", "1001"),
            ("12", ""),
            ("12", "-1"),
            ("12", " 12"),
            ("999999999", "9999999999"),
            ("mi", "ci"),
            ("mi=\"3\" ci=\"45\"", "ci=\"45\" mi=\"3\""),
            (" mi=\"3\"", ""),
            ("\"45\"", "'45'"),
            ("\"45\"", "\"&#52;5\""),
            ("\"45\"", "\"45\"\n"),
            ("\"/>", "\" />"),
            ("\"/>", "\"></line>"),
            ("\"/>", "\" x=\"\"/>"),
            ("<line", "<Line"),
            ("<line", " <line"),
            ("<line", "<lines"),
        ] {
            assert_eq!(line(&PLAIN.replace(from, to)), None, "{from} {to}");
        }
        for text in [
            "<counter type=\"LINE\" missed=\"3\"/>",
            "<counter type=\"line\" missed=\"3\" covered=\"1\"/>",
            "<counter type=\"LINE\" missed=\"x\" covered=\"1\"/>",
            "<counter type=\"LINE\" missed=\"3\" covered=\"1\">",
            "<counter missed=\"3\" covered=\"1\" type=\"LINE\"/>",
        ] {
            assert_eq!(counter(padded(text).as_bytes()), None, "{text}");
        }
    }
}
