//! Characters that nobody sees: two texts that look alike must not differ by them, and none may turn or hide what stands beside it.

/// Control (Cc), format (Cf: zero-width, bidi), separators other than the plain space, default-ignorable code points, the blank of
/// Braille, and noncharacters; from the Unicode Character Database 16 (`DerivedGeneralCategory.txt`, `DerivedCoreProperties.txt`).
/// Ascending, without overlap.
const UNSEEN: [(u32, u32); 32] = [
    (0x0000, 0x001F),
    (0x007F, 0x00A0),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x0600, 0x0605),
    (0x061C, 0x061C),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x0890, 0x0891),
    (0x08E2, 0x08E2),
    (0x115F, 0x1160),
    (0x1680, 0x1680),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2000, 0x200F),
    (0x2028, 0x202F),
    (0x205F, 0x206F),
    (0x2800, 0x2800),
    (0x3000, 0x3000),
    (0x3164, 0x3164),
    (0xFDD0, 0xFDEF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x1_10BD, 0x1_10BD),
    (0x1_10CD, 0x1_10CD),
    (0x1_3430, 0x1_343F),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// Whether a character cannot be seen, or changes how others are seen. The plain space can be seen.
pub(crate) fn is_unseen(letter: char) -> bool {
    let number = u32::from(letter);
    let among = UNSEEN.partition_point(|(_, last)| *last < number);
    UNSEEN.get(among).is_some_and(|(first, _)| *first <= number) || number & 0xFFFE == 0xFFFE
}

/// A character by its number, which can always be seen: `U+200B`.
pub(crate) fn name(letter: char) -> String {
    format!("U+{:04X}", u32::from(letter))
}

/// A word of the grammar: a meaning, a question of the checklist. Plain ASCII, up to 64 characters.
#[must_use]
pub fn is_word(text: &str) -> bool {
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len())
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.as_bytes().iter().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ascends_without_overlap() {
        assert!(UNSEEN.iter().all(|(first, last)| first <= last));
        assert!(UNSEEN.is_sorted_by(|(_, last), (first, _)| last < first));
    }

    #[test]
    fn what_nobody_sees_is_known() {
        let unseen = "\0\t\r\n\u{7f}\u{85}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{200b}\u{200c}\u{200d}\u{200e}\u{2028}\u{202e}\
            \u{2060}\u{2066}\u{2800}\u{3000}\u{3164}\u{fe0f}\u{feff}\u{ffa0}\u{fffe}\u{1d173}\u{1fffe}\u{e0041}\u{e0100}";
        for letter in unseen.chars() {
            assert!(is_unseen(letter), "{}", name(letter));
        }
    }

    #[test]
    fn what_people_write_is_seen() {
        for letter in " aZ~!äß\u{301}Жשع漢かไक😀\u{e000}\u{fffd}".chars() {
            assert!(!is_unseen(letter), "{}", name(letter));
        }
    }

    #[test]
    fn words_are_plain() {
        for word in ["quality-release", "a", "1", "A.b_c-9", "because"] {
            assert!(is_word(word), "{word}");
        }
        for word in ["", "-a", ".a", "a b", "ä", "a:", "a/b", &"a".repeat(65)] {
            assert!(!is_word(word), "{word}");
        }
    }
}
