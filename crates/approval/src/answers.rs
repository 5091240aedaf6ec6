//! Answers to the questions of a checklist, on the lines below the command: `- [x] ID`, and if one likes `: a text`.
//!
//! A question that is named twice is not answered, since nobody can tell which answer holds; nor is one in a fence or in a comment of HTML,
//! where an answer is quoted or cannot be seen.

use crate::glyph;
use crate::policy::Item;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The question's name, as it was written.
    pub item: String,
    /// What was said beside the check mark.
    pub text: Option<String>,
}

/// The answers of a comment, in their order.
#[must_use]
pub fn read(body: &str) -> Vec<Answer> {
    let mut markdown = Markdown::default();
    let mut named: Vec<(bool, Answer)> = Vec::new();
    for line in body.split('\n').skip(1) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if markdown.is_plain(line) {
            named.extend(answer(line));
        }
    }
    let names = |item: &str| named.iter().filter(|(_, answer)| answer.item.eq_ignore_ascii_case(item)).count();
    let given = named.iter().filter(|(given, answer)| *given && names(&answer.item) == 1);
    given.map(|(_, answer)| answer.clone()).collect()
}

/// The questions of a checklist that a comment answers, by their names in the policy.
#[must_use]
pub fn of(checklist: &[Item], body: &str) -> Vec<String> {
    let answers = read(body);
    let answered = |item: &&Item| answers.iter().any(|answer| answer.item.eq_ignore_ascii_case(&item.id));
    checklist.iter().filter(answered).map(|item| item.id.clone()).collect()
}

/// A line that names a question, and whether it answers it.
fn answer(line: &str) -> Option<(bool, Answer)> {
    let rest = line.strip_prefix("- [")?;
    let (mark, rest) = rest.split_once("] ")?;
    let given = match mark {
        "x" | "X" => true,
        " " => false,
        _ => return None,
    };
    let (item, text) = match rest.split_once(':') {
        Some((item, text)) => (item, Some(text.trim_matches([' ', '\t']))),
        None => (rest, None),
    };
    let item = item.trim_matches([' ', '\t']);
    let text = text.filter(|text| !text.is_empty()).map(str::to_owned);
    let seen = !line.trim_end_matches([' ', '\t']).chars().any(glyph::is_unseen);
    glyph::is_word(item).then(|| (given && seen, Answer { item: item.to_owned(), text }))
}

/// Where in its text a line stands.
#[derive(Default)]
struct Markdown {
    /// The fence that is open: its letter, and how often.
    fence: Option<(char, usize)>,
    /// Whether a comment of HTML is open.
    comment: bool,
}

impl Markdown {
    /// Whether a line is neither in a fence nor in a comment of HTML. A line with either of their marks is not.
    fn is_plain(&mut self, line: &str) -> bool {
        let fence = fence(line);
        if let Some((letter, length)) = self.fence {
            if fence.is_some_and(|(other, long, alone)| other == letter && long >= length && alone) {
                self.fence = None;
            }
            return false;
        }
        if self.comment {
            self.comment = !line.contains("-->");
            return false;
        }
        if let Some((letter, length, _)) = fence {
            self.fence = Some((letter, length));
            return false;
        }
        if let Some((_, after)) = line.rsplit_once("<!--") {
            self.comment = !after.contains("-->");
            return false;
        }
        true
    }
}

/// The fence that a line is: its letter, how often, and whether nothing stands behind it (CommonMark 0.31, 4.5).
fn fence(line: &str) -> Option<(char, usize, bool)> {
    let line = line.trim_start_matches(' ');
    let letter = line.chars().next().filter(|letter| matches!(letter, '`' | '~'))?;
    let length = line.chars().take_while(|other| *other == letter).count();
    let alone = line.trim_end().chars().all(|other| other == letter);
    (length >= 3).then_some((letter, length, alone))
}

#[cfg(test)]
mod tests;
