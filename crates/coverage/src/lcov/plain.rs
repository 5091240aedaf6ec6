//! The short way through the two records that fill a tracefile: `DA:12,3` and `BRDA:12,0,1,3`, in plain digits. Whatever is not
//! as plain, and all that is wrong, is left to the grammar, so that nothing is accepted here that it would refuse.

use crate::number;

/// A record in plain digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Plain {
    Line { line: u32, hits: u32 },
    Arm { line: u32, block: u32, branch: u32, taken: bool },
}

impl Plain {
    /// Reads the record that stands at the beginning, its line's end included, and answers how many bytes both take; `last` is the
    /// highest line number. Behind the record there must be room for the longest one.
    #[inline]
    pub(super) fn read(text: &[u8], last: u32) -> Option<(Self, usize)> {
        let at = |line: u32| (1..=last).contains(&line).then_some(line);
        let bytes: &[u8; LONGEST] = text.first_chunk()?;
        if let [b'D', b'A', b':', ..] = bytes {
            let (line, end) = number::short(bytes, 3, b',')?;
            let (hits, end) = number::short(bytes, end, b'\n')?;
            return Some((Self::Line { line: at(line)?, hits }, end));
        }
        let [b'B', b'R', b'D', b'A', b':', ..] = bytes else { return None };
        let (line, end) = number::short(bytes, 5, b',')?;
        let (block, end) = number::short(bytes, end, b',')?;
        let (branch, end) = number::short(bytes, end, b',')?;
        let (taken, end) = match bytes.get(end..) {
            Some([b'-', b'\n', ..]) => (0, end + 2),
            _ => number::short(bytes, end, b'\n')?,
        };
        Some((Self::Arm { line: at(line)?, block, branch, taken: taken > 0 }, end))
    }
}

/// How many bytes the longest plain record has with its line's end: four numbers of nine digits. It is a little more, so that what is
/// looked at always lies within.
const LONGEST: usize = 48;

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a record that others follow.
    fn read(record: &str) -> Option<Plain> {
        let text = format!("{record}\nend_of_record\nTN:\nSF:another/file/with/a/name/of/some/length.c\n");
        let (plain, used) = Plain::read(text.as_bytes(), 1000)?;
        assert_eq!(used, record.len() + 1, "{record:?}");
        Some(plain)
    }

    #[test]
    fn a_record_that_may_go_on_is_left_to_the_grammar() {
        for text in ["DA:12,3", "DA:12,3\n", "BRDA:12,0,1,3\n"] {
            assert_eq!(Plain::read(text.as_bytes(), 1000), None, "{text:?}");
        }
    }

    #[test]
    fn plain_records_are_read() {
        assert_eq!(read("DA:12,3"), Some(Plain::Line { line: 12, hits: 3 }));
        assert_eq!(read("DA:1000,999999999"), Some(Plain::Line { line: 1000, hits: 999_999_999 }));
        let arm = |branch, taken| Some(Plain::Arm { line: 12, block: 0, branch, taken });
        assert_eq!(read("BRDA:12,0,1,3"), arm(1, true));
        assert_eq!(read("BRDA:12,0,7,0"), arm(7, false));
        assert_eq!(read("BRDA:12,0,7,-"), arm(7, false));
        let longest = Plain::Arm { line: 1000, block: 999_999_999, branch: 999_999_998, taken: true };
        assert_eq!(read("BRDA:000001000,999999999,999999998,999999999"), Some(longest));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_grammar() {
        for record in [
            "",
            "DA:",
            "DA:1",
            "DA:1,",
            "DA:,1",
            "DA:0,1",
            "DA:1001,1",
            "DA:1,1\r",
            "DA:1,1 ",
            "DA:1,1,sum",
            "DA:1,-1",
            "DA:1,1.0",
            "DA: 1,1",
            "DA:1,1000000000",
            "DA:1,4294967296",
            "da:1,1",
            "DA:1,=====",
            "BRDA:1,0,0",
            "BRDA:1,0,0,",
            "BRDA:1,e0,0,1",
            "BRDA:1,0,a,1",
            "BRDA:1,0,0,1,1",
            "BRDA:0,0,0,1",
            "BRDA:1,0,0,-1",
            "BRDA:1,0,0,--",
            "BRDA:1,0,0,-\r",
            "BRDA:1,0,0,1\t",
            "FN:1,f",
        ] {
            assert_eq!(read(record), None, "{record:?}");
        }
    }
}
