//! The short way through the two records that fill a tracefile: `DA:12,3` and `BRDA:12,0,1,3`, in plain digits. Whatever is not
//! as plain, and all that is wrong, is left to the grammar, so that nothing is accepted here that it would refuse.

/// A record in plain digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Plain {
    Line { line: u32, hits: u32 },
    Arm { line: u32, block: u32, branch: u32, taken: bool },
}

impl Plain {
    /// Reads a record; `last` is the highest line number.
    #[inline]
    pub(super) fn read(record: &[u8], last: u32) -> Option<Self> {
        let at = |line: u32| (1..=last).contains(&line).then_some(line);
        if let Some(fields) = record.strip_prefix(b"DA:") {
            let (line, rest) = number(fields)?;
            let (hits, rest) = number(rest.strip_prefix(b",")?)?;
            return rest.is_empty().then_some(Self::Line { line: at(line)?, hits });
        }
        let (line, rest) = number(record.strip_prefix(b"BRDA:")?)?;
        let (block, rest) = number(rest.strip_prefix(b",")?)?;
        let (branch, rest) = number(rest.strip_prefix(b",")?)?;
        let taken = match rest.strip_prefix(b",")? {
            b"-" => false,
            count => match number(count)? {
                (count, []) => count > 0,
                _ => return None,
            },
        };
        Some(Self::Arm { line: at(line)?, block, branch, taken })
    }
}

/// Reads one to nine digits, which every `u32` can hold, and answers what follows them.
#[inline]
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    let mut rest = text;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        if text.len() - rest.len() == 9 {
            return None;
        }
        number = number * 10 + u32::from(digit - b'0');
        rest = after;
    }
    (rest.len() < text.len()).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(record: &str) -> Option<Plain> {
        Plain::read(record.as_bytes(), 1000)
    }

    #[test]
    fn plain_records_are_read() {
        assert_eq!(read("DA:12,3"), Some(Plain::Line { line: 12, hits: 3 }));
        assert_eq!(read("DA:1000,999999999"), Some(Plain::Line { line: 1000, hits: 999_999_999 }));
        let arm = |branch, taken| Some(Plain::Arm { line: 12, block: 0, branch, taken });
        assert_eq!(read("BRDA:12,0,1,3"), arm(1, true));
        assert_eq!(read("BRDA:12,0,7,0"), arm(7, false));
        assert_eq!(read("BRDA:12,0,7,-"), arm(7, false));
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
            "FN:1,f",
        ] {
            assert_eq!(read(record), None, "{record:?}");
        }
    }
}
