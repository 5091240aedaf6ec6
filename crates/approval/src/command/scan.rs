//! The words of a line after its verb, from left to right.

use crate::code::Code;
use crate::glyph;

use super::REASON;

/// What is wrong, and where: a byte of the line.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) problem: String,
}

/// The column of a byte: characters before it, and one.
pub(super) fn column(line: &str, at: usize) -> u32 {
    let before = line.char_indices().take_while(|(byte, _)| *byte < at).count();
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// A letter for a message: what cannot be seen, or could be taken for another letter, by its number.
pub(super) fn shown(letter: char) -> String {
    let name = glyph::name(letter);
    match letter {
        '`' => "a backtick".to_owned(),
        '!'..='~' => format!("`{letter}`"),
        ' ' => "a space".to_owned(),
        _ if glyph::is_unseen(letter) => format!("{name}, which nobody can see,"),
        _ => format!("`{letter}` ({name})"),
    }
}

/// A line that is being read.
pub(super) struct Scan<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// Spaces at the end of the line are none of it.
    pub(super) fn new(line: &'a str, at: usize) -> Self {
        Self { line: line.trim_end_matches([' ', '\t']), at }
    }

    /// What is not read yet, without spaces before it.
    fn rest(&mut self) -> &'a str {
        let rest = self.line.get(self.at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t']);
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn word(&mut self) -> &'a str {
        self.rest().split([' ', '\t']).next().unwrap_or_default()
    }

    pub(super) fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault { at: self.at, problem: problem.into() }
    }

    /// A word that must be plain; the first letter that is not is what is wrong with it.
    fn plain(&self, word: &str, problem: &str) -> Fault {
        match word.char_indices().find(|(_, letter)| !letter.is_ascii_graphic()) {
            Some((at, letter)) => {
                Fault { at: self.at + at, problem: format!("{} is not allowed here", shown(letter)) }
            }
            None => self.fault(format!("`{}` {problem}", brief(word))),
        }
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let word = self.word();
        let is = word.eq_ignore_ascii_case(keyword);
        if is {
            self.at += word.len();
        }
        is
    }

    /// A code, if the next word is not one of the grammar.
    pub(super) fn code(&mut self) -> Result<Option<Code>, Fault> {
        let word = self.word();
        if word.is_empty() || is_keyword(word) {
            return Ok(None);
        }
        let code = Code::parse(word).ok_or_else(|| {
            self.plain(word, "is no code (they look like 7F3A-91C2) and no word of a command")
        })?;
        self.at += word.len();
        Ok(Some(code))
    }

    /// The word after `as`.
    pub(super) fn meaning(&mut self) -> Result<Option<String>, Fault> {
        if !self.keyword("as") {
            return Ok(None);
        }
        let word = self.word();
        if word.is_empty() {
            return Err(self.fault("no meaning stands after `as`"));
        }
        if !glyph::is_word(word) || is_keyword(word) {
            return Err(self.plain(word, "is no meaning"));
        }
        self.at += word.len();
        Ok(Some(word.to_ascii_lowercase()))
    }

    /// All that stands after `because`, in any language.
    pub(super) fn reason(&mut self) -> Result<Option<String>, Fault> {
        if !self.keyword("because") {
            return Ok(None);
        }
        let reason = self.rest();
        if reason.is_empty() {
            return Err(self.fault("no reason stands after `because`"));
        }
        if let Some((at, letter)) = reason.char_indices().find(|(_, letter)| glyph::is_unseen(*letter)) {
            let problem = format!("{} is not allowed in a reason", shown(letter));
            return Err(Fault { at: self.at + at, problem });
        }
        let letters = reason.chars().count();
        if letters > REASON {
            return Err(
                self.fault(format!("the reason has {letters} characters, and at most {REASON} are allowed"))
            );
        }
        self.at = self.line.len();
        Ok(Some(reason.to_owned()))
    }

    /// Nothing may be left.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        let word = self.word();
        if word.is_empty() { Ok(()) } else { Err(self.plain(word, "does not belong here")) }
    }
}

/// Whether the grammar itself uses a word.
fn is_keyword(word: &str) -> bool {
    ["as", "because"].iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// The beginning of a word that is plain, for a message.
fn brief(word: &str) -> String {
    let letters = word.chars().filter(|letter| *letter != '`');
    let brief: String = letters.take(32).collect();
    if word.len() > 32 { brief + "…" } else { brief }
}
