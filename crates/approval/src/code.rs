//! The code of a request: short enough to type, and what tells one open request from another. It is a name, not a proof: the digest is that.

use std::fmt;

/// The first eight hex digits of a digest, as people write them: `7F3A-91C2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u32);

impl Code {
    /// The code of a digest in hex; nothing for what is no digest.
    #[must_use]
    pub fn of(digest: &str) -> Option<Self> {
        digest.get(..8).and_then(hex).map(Self)
    }

    /// Reads what somebody typed: four hex digits, a hyphen, four hex digits, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (high, low) = text.split_once('-')?;
        let digits = |text: &str| if text.len() == 4 { hex(text) } else { None };
        Some(Self(digits(high)? << 16 | digits(low)?))
    }
}

/// A number in hex digits alone; the parser of the standard library takes a sign too.
fn hex(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    plain.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}-{:04X}", self.0 >> 16, self.0 & 0xFFFF)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_the_beginning_of_the_digest() {
        let digest = "7f3a91c2".to_owned() + &"0".repeat(56);
        assert_eq!(Code::of(&digest).unwrap().to_string(), "7F3A-91C2");
        assert_eq!(Code::of("00000000ff").unwrap().to_string(), "0000-0000");
        assert_eq!(Code::of("7f3a91c"), None);
        assert_eq!(Code::of("7f3a91cg"), None);
        assert_eq!(Code::of("äöüß"), None);
    }

    #[test]
    fn it_is_typed_in_one_way_alone() {
        assert_eq!(Code::parse("7f3A-91c2"), Code::of("7f3a91c2"));
        let wrong = [
            "",
            "-",
            "7F3A91C2",
            "7F3A-91C",
            "7F3A-91C22",
            "7F3A--91C2",
            "+F3A-91C2",
            "7F3A-+1C2",
            " 7F3A-91C2",
            "7F3A–91C2",
            "７F3A-91C2",
            "7F3G-91C2",
            "7F3A-91C2-",
        ];
        for text in wrong {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(code in any::<u32>()) {
            prop_assert_eq!(Code::parse(&Code(code).to_string()), Some(Code(code)));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = (Code::parse(&text), Code::of(&text));
        }
    }
}
