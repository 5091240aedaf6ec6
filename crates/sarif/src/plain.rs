//! Foreign text as one plain line: what scanners write is shown to people in many places, and none of them wants control
//! characters, escape sequences or letters that reorder the line.

/// Makes one line of at most `limit` characters. Control characters and runs of white space become one space, invisible and
/// reordering characters are dropped (Trojan Source, CVE-2021-42574), and a cut is marked by `…`.
///
/// This is no escape: each way out (Markdown, HTML, workflow commands, CSV) still applies its own.
pub fn line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut length = 0_usize;
    let mut space = false;
    for letter in text.chars() {
        if is_hidden(letter) {
            continue;
        }
        if letter.is_whitespace() || letter.is_control() {
            space = length > 0;
            continue;
        }
        let needed = 1 + usize::from(space);
        if length + needed > limit {
            cut(&mut line, length, limit);
            return line;
        }
        if space {
            line.push(' ');
        }
        line.push(letter);
        length += needed;
        space = false;
    }
    line
}

fn cut(line: &mut String, length: usize, limit: usize) {
    if length == limit {
        line.pop();
    }
    if limit > 0 {
        line.push('…');
    }
}

/// Zero-width, joining, direction-changing and tag characters, and noncharacters.
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn one_line_without_control_or_hidden_letters() {
        assert_eq!(line("  a\r\n::error::b\t\u{1b}[31mc\u{202e}d\u{200b}  ", 99), "a ::error::b [31mcd");
    }

    #[test]
    fn a_cut_is_marked_and_within_the_limit() {
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcde…");
        assert_eq!(line("äöü ßé", 5), "äöü …");
        assert_eq!(line("ab cd", 3), "ab…");
        assert_eq!(line("ab", 0), "");
    }
}
