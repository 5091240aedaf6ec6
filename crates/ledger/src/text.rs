//! What a text in a record may hold: one spelling for what looks the same, and nothing that moves a reader's eye or cursor.

use unicode_normalization::char::is_public_assigned;
use unicode_normalization::is_nfc;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// C0, DEL, C1, or a separator of lines or paragraphs: they move a terminal's cursor or begin a line of their own.
    #[error("holds the control character U+{:04X}", u32::from(*.0))]
    Control(char),
    /// A character that changes the direction of the text around it, or that is not seen at all.
    #[error("holds U+{:04X}, which reorders or hides the text around it", u32::from(*.0))]
    Hidden(char),
    /// Without a meaning that all share: a later version of Unicode may give it one, by which the text is in form C no more.
    #[error("holds U+{:04X}, which Unicode gives no meaning", u32::from(*.0))]
    Unassigned(char),
    /// Not in normalization form C: two spellings of one name would be two names.
    #[error("is not in Unicode normalization form C")]
    NotNormalized,
}

/// Holds a text against the rules.
///
/// # Errors
/// The first fault.
pub fn check(text: &str) -> Result<(), TextFault> {
    // Most texts are identifiers and digests: printable ASCII is always in form C.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(());
    }
    for c in text.chars() {
        match c {
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                return Err(TextFault::Control(c));
            }
            // Unicode's Bidi_Control, and the marks and separators that have no width; joiners stay, names are written with them.
            '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => return Err(TextFault::Hidden(c)),
            _ if !is_public_assigned(c) => return Err(TextFault::Unassigned(c)),
            _ => {}
        }
    }
    if is_nfc(text) { Ok(()) } else { Err(TextFault::NotNormalized) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_texts() {
        for text in ["", "Zoë Åström", "田中 太郎", "مريم", "न\u{94d}\u{200d}य", "🙂", "a b~"]
        {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_a_text_stays_one() {
        // Unicode never changes the form C of a character that it assigned (its stability policy), so that a later version takes all that an earlier one
        // took. The page names the version: who raises it says so there.
        assert_eq!(unicode_normalization::UNICODE_VERSION, (18, 0, 0));
        for c in "\u{378}\u{e000}\u{fdd0}\u{ffff}\u{f0000}\u{10ffff}".chars() {
            assert_eq!(check(&format!("prod{c}")), Err(TextFault::Unassigned(c)));
        }
        // Assigned by Unicode 16: what older tables lack.
        assert_eq!(check("\u{1c89}"), Ok(()));
    }

    #[test]
    fn attack_12_one_name_has_one_spelling_and_no_hidden_part() {
        // The letter e with a combining acute is the decomposed form of one letter.
        assert_eq!(check("Zoe\u{301}"), Err(TextFault::NotNormalized));
        // The Kelvin sign is canonically the letter K.
        assert_eq!(check("\u{212a}"), Err(TextFault::NotNormalized));
        for hidden in "\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}".chars()
        {
            assert_eq!(check(&format!("prod{hidden}")), Err(TextFault::Hidden(hidden)));
        }
        for control in "\0\t\n\r\u{1b}\u{7f}\u{85}\u{9b}\u{2028}\u{2029}".chars() {
            assert_eq!(check(&format!("prod{control}")), Err(TextFault::Control(control)));
        }
    }
}
