//! Pages that show a verdict: one file, which loads nothing. Markup comes from this program alone, and whatever else comes in goes
//! through one escape: the types leave no other way.

mod frame;
mod outcome;

use verdict::ratio::grouped;

pub use frame::{Page, STYLE, close, open, policy};
pub use outcome::{Outcome, badge, header};

use crate::text::{one_line, visible};

/// Markup that is being written.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Adds markup of this program.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds foreign text as one line; a long one is cut.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.escaped(&one_line(text))
    }

    /// Adds a line of source, whole, with its tabs.
    pub fn source(&mut self, line: &str) -> &mut Self {
        for (at, part) in line.split('\t').enumerate() {
            if at > 0 {
                self.0.push('\t');
            }
            self.escaped(&visible(part));
        }
        self
    }

    /// Adds a number as people read it: `1 350`.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.push_str(&grouped(number));
        self
    }

    /// Adds a number as programs read it, for identifiers and attributes.
    pub fn digits(&mut self, number: impl Into<u64>) -> &mut Self {
        self.0.push_str(&number.into().to_string());
        self
    }

    /// Adds markup that was written apart.
    pub fn add(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// How many bytes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }

    /// The one way in for what this program did not write. It serves text and quoted attributes alike.
    fn escaped(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    mod palette;

    fn text(text: &str) -> String {
        let mut html = Html::default();
        html.text(text);
        html.finish()
    }

    fn source(line: &str) -> String {
        let mut html = Html::default();
        html.source(line);
        html.finish()
    }

    #[test]
    fn nothing_foreign_is_markup() {
        let hostile = "</script><img src=x onerror='a' title=\"b\">&amp;";
        let shown = "&lt;/script&gt;&lt;img src=x onerror=&#39;a&#39; title=&quot;b&quot;&gt;&amp;amp;";
        assert_eq!((text(hostile).as_str(), source(hostile).as_str()), (shown, shown));
    }

    #[test]
    fn what_cannot_be_seen_is_shown_as_its_escape() {
        let hostile = "a\0b\u{1b}[31mc\u{202e}d\u{2066}e\r\u{feff}";
        let shown = "a\\u{0}b\\u{1b}[31mc\\u{202e}d\\u{2066}e\\u{d}\\u{feff}";
        assert_eq!((text(hostile).as_str(), source(hostile).as_str()), (shown, shown));
    }

    #[test]
    fn a_name_is_cut_and_a_source_line_is_not() {
        let long = "é\u{1b}".repeat(5000);
        assert!(text(&long).len() < 600 && text(&long).ends_with('…'));
        assert_eq!(source(&long), "é\\u{1b}".repeat(5000));
        assert_eq!(source(&"x".repeat(700)), "x".repeat(700));
    }

    #[test]
    fn tabs_of_a_source_stay() {
        assert_eq!(source("\ta\tb\t"), "\ta\tb\t");
        assert_eq!(text("\ta"), "\\u{9}a");
    }
}
