//! Making foreign text harmless on one line: names and messages out of reports can hold anything.

use std::borrow::Cow;

/// Longest piece of foreign text that is shown anywhere.
pub const LONGEST: usize = 512;

/// One visible line: control characters, line separators and bidirectional controls become `\u{…}`, so that text
/// can neither start a new line (the runner splits on a bare CR, too) nor change how a terminal or a reader shows it.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST && !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().min(LONGEST) + 16);
    for character in text.chars() {
        if out.len() >= LONGEST {
            out.push('…');
            break;
        }
        if is_unsafe(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// The same of any length: for files, where nothing may be lost.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Controls, line and paragraph separators, bidirectional controls (the "Trojan Source" set), invisible marks.
const fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A whole number and its noun: `1 file`, `2 files`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", verdict::ratio::grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_left_alone() {
        assert!(matches!(one_line("src/größe 漢字.py"), Cow::Borrowed("src/größe 漢字.py")));
    }

    #[test]
    fn nothing_can_start_a_line_or_turn_the_text_around() {
        assert_eq!(one_line("a\r::error::b"), "a\\u{d}::error::b");
        assert_eq!(one_line("a\n\u{1b}[2Jb"), "a\\u{a}\\u{1b}[2Jb");
        assert_eq!(one_line("\u{202e}gpj.exe"), "\\u{202e}gpj.exe");
        assert_eq!(one_line("a\u{2028}b\u{85}c"), "a\\u{2028}b\\u{85}c");
    }

    #[test]
    fn nothing_is_lost_where_nothing_is_cut() {
        assert!(matches!(visible("a"), Cow::Borrowed("a")));
        assert_eq!(visible(&"é\u{0}".repeat(5000)), "é\\u{0}".repeat(5000));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let cut = one_line(&"é".repeat(5000)).into_owned();
        assert!(cut.len() <= LONGEST + 8 && cut.ends_with('…'));
    }
}
