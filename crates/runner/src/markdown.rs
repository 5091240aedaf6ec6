//! Foreign text in GitHub's Markdown: escaped so that it can be neither markup, nor HTML, nor a mention, nor a link.

use std::fmt::Write as _;

use crate::report::Piece;
use crate::text::one_line;

/// Words: every ASCII punctuation that Markdown, HTML, tables, mentions or references could read becomes an entity.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in one_line(text).chars() {
        // A dash, a colon or a quote does nothing inside of a line, and every piece stands inside of one.
        let harmless = !character.is_ascii_punctuation() || ".,;:/%=()?'\"-".contains(character);
        if harmless {
            out.push(character);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "&#{};", u32::from(character));
        }
    }
    // GitHub makes links of `www.` and of `://` without any markup.
    out.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")
}

/// One piece, escaped.
#[must_use]
pub fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Plain(text) => words(text),
        Piece::Code(text) => format!("<code>{}</code>", escape(text)),
        Piece::Strong(text) => format!("<b>{}</b>", unlinked(&escape(text))),
        Piece::Status(status) => format!("<b>{}</b>", status.word()),
    }
}

/// Words, in which a pair of backticks means code, as it does in our own messages; what stands between is escaped all the same.
fn words(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return unlinked(&escape(text));
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 => unlinked(&escape(part)),
        _ => format!("<code>{}</code>", escape(part)),
    };
    parts.iter().enumerate().map(part).collect()
}

/// GitHub looks for mentions and references in the text that entities stand for, outside of `<code>`: an invisible break behind
/// the sign leaves it readable and links nothing.
fn unlinked(escaped: &str) -> String {
    escaped.replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")
}

/// Pieces, one after another.
#[must_use]
pub fn pieces(all: &[Piece]) -> String {
    all.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_be_markup() {
        let hostile =
            "| a ` b < c > & @team #1 [x](y) ![i](j) </details> <!-- _e_ *s* ~d~ \\ https://x www.x.y {} $m$";
        let escaped = escape(hostile);
        for character in ['|', '`', '<', '>', '@', '[', ']', '!', '*', '_', '~', '\\', '{', '$'] {
            assert!(!escaped.contains(character), "{character} in {escaped}");
        }
        assert!(!escaped.contains("www.") && !escaped.contains("://"), "{escaped}");
        // Every `&` and `#` that is left belongs to an entity.
        let rest = escaped.split('&').skip(1).all(|part| part.starts_with('#') && part.contains(';'));
        assert!(rest, "{escaped}");
    }

    #[test]
    fn a_mention_is_broken_outside_of_code() {
        assert_eq!(piece(&Piece::plain("@team #1")), "&#64;&#8203;team &#35;&#8203;1");
        assert_eq!(piece(&Piece::code("@team")), "<code>&#64;team</code>");
    }

    #[test]
    fn backticks_in_words_mean_code_and_escape_what_is_in_it() {
        assert_eq!(piece(&Piece::plain("see `a|b` now")), "see <code>a&#124;b</code> now");
        assert_eq!(piece(&Piece::plain("a ` b @c")), "a &#96; b &#64;&#8203;c");
        assert_eq!(piece(&Piece::plain("`<img>` `")), "&#96;&#60;img&#62;&#96; &#96;");
    }

    #[test]
    fn a_path_stays_readable() {
        assert_eq!(piece(&Piece::code("src/app.py")), "<code>src/app.py</code>");
    }

    #[test]
    fn a_line_break_cannot_end_a_row() {
        assert_eq!(escape("a\nb"), "a&#92;u&#123;a&#125;b");
    }
}
