//! Lines that are no command and begin like one: misspelt, with a letter that only looks right, with something that nobody sees before it.
//! Whatever is found here decides nothing; it says only who gets an answer.

use strsim::osa_distance;

use super::{Line, Verb, scan};
use crate::glyph;

/// Letters of a line that are looked at.
const BEGINNING: usize = 40;

/// Other words that people write for a verb.
const MEANT: [(&str, Verb); 6] = [
    ("break", Verb::BreakGlass),
    ("decline", Verb::Deny),
    ("disapprove", Verb::Deny),
    ("reject", Verb::Deny),
    ("retract", Verb::Withdraw),
    ("veto", Verb::Deny),
];

/// What looks like a slash.
const SLASHES: [char; 8] = ['/', '\\', '\u{2044}', '\u{2215}', '\u{29F8}', '\u{FE68}', '\u{FF0F}', '\u{FF3C}'];

/// Words that approve or deny in trstringer/manual-approval, if they are the whole comment. Here they decide nothing, and whoever writes one believes that
/// they decided: they are told what to write.
const OLD: [(&str, Verb); 7] = [
    ("approve", Verb::Approve),
    ("approved", Verb::Approve),
    ("lgtm", Verb::Approve),
    ("yes", Verb::Approve),
    ("denied", Verb::Deny),
    ("deny", Verb::Deny),
    ("no", Verb::Deny),
];

/// Malformed if a comment is one of those words and nothing else, as that tool reads them: in whatever letters, with points and exclamation marks behind.
pub(super) fn old_word(body: &str) -> Option<Line> {
    let word = body.trim().trim_end_matches(['.', '!']);
    let (word, verb) = OLD.iter().find(|(old, _)| word.eq_ignore_ascii_case(old))?;
    let problem = format!("`{word}` alone is no command here; write {}", verb.usage());
    Some(Line::Malformed { column: 1, problem, denies: *verb == Verb::Deny })
}

/// Malformed if the line begins like a command, otherwise prose.
pub(super) fn command(line: &str) -> Line {
    let Some(beginning) = Beginning::of(line) else { return Line::Prose };
    let meant = meant(&beginning.word).or_else(|| meant(&beginning.whole));
    let Some(verb) = meant else { return Line::Prose };
    let (column, problem) = beginning.problem(verb);
    let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1);
    let denies = verb == Verb::Deny;
    Line::Malformed { column, problem: format!("{problem}; write {}", verb.usage()), denies }
}

/// A line that begins with something like a slash and a word.
struct Beginning {
    letters: Vec<char>,
    /// Where the slash stands.
    slash: usize,
    /// Where the word ends.
    end: usize,
    /// The word in plain letters, up to the first that nobody sees.
    word: String,
    /// The word as if those were not there.
    whole: String,
}

impl Beginning {
    fn of(line: &str) -> Option<Self> {
        let letters: Vec<char> = line.chars().take(BEGINNING).collect();
        let slash = letters.iter().position(|letter| *letter != ' ' && !glyph::is_unseen(*letter))?;
        let before = letters.get(..slash)?;
        // Markdown shows what is indented by four spaces or a tab as code: it is quoted, not said.
        let indented = before.iter().filter(|letter| **letter == ' ').count() > 3 || before.contains(&'\t');
        if indented || !letters.get(slash).is_some_and(|letter| SLASHES.contains(letter)) {
            return None;
        }
        let mut whole = String::new();
        let mut word = None;
        let mut end = slash + 1;
        for letter in letters.iter().skip(slash + 1) {
            let begun = !whole.is_empty();
            if glyph::is_unseen(*letter) {
                word = word.or_else(|| begun.then(|| whole.clone()));
            } else if begun || *letter != ' ' {
                let Some(plain) = plain(*letter) else { break };
                whole.push(plain);
            }
            end += 1;
        }
        Some(Self { slash, end, word: word.unwrap_or_else(|| whole.clone()), whole, letters })
    }

    /// The first thing that is wrong with it.
    fn problem(&self, verb: Verb) -> (usize, String) {
        let strange = |letter: &char| !letter.is_ascii() || glyph::is_unseen(*letter);
        if let Some(at) = self.letters.iter().take(self.end).position(strange) {
            return (at, format!("{} is not allowed here", self.shown(at)));
        }
        if self.slash > 0 {
            return (0, "a command begins in the first column, and spaces stand before this one".to_owned());
        }
        if self.letters.first() != Some(&'/') {
            return (0, format!("{} is no slash", self.shown(0)));
        }
        if self.letters.get(1) == Some(&' ') {
            return (1, "a space stands between the slash and the word".to_owned());
        }
        if self.word == verb.word() && self.end < self.letters.len() {
            return (self.end, format!("{} stands directly after `/{}`", self.shown(self.end), verb.word()));
        }
        (1, format!("`/{}` is no command", self.word))
    }

    fn shown(&self, at: usize) -> String {
        self.letters.get(at).map(|letter| scan::shown(*letter)).unwrap_or_default()
    }
}

/// The verb that a word was meant to be.
fn meant(word: &str) -> Option<Verb> {
    if let Some((_, verb)) = MEANT.iter().find(|(other, _)| *other == word) {
        return Some(*verb);
    }
    let near = |verb: Verb| {
        let most = if verb.word().len() < 5 { 1 } else { 2 };
        let distance = osa_distance(verb.word(), word);
        (distance <= most || word.starts_with(verb.word())).then_some((distance, verb))
    };
    Verb::ALL.into_iter().filter_map(near).min_by_key(|(distance, _)| *distance).map(|(_, verb)| verb)
}

/// The plain letter that a letter looks like; nothing for what belongs to no word. The table is of the letters of Cyrillic and Greek that
/// most fonts draw as they draw Latin ones (Unicode Technical Standard 39, `confusables.txt`).
fn plain(letter: char) -> Option<char> {
    let folded = match letter {
        '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '\u{FF0D}' => {
            char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter)
        }
        '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        'а' | 'А' | 'α' | 'Α' => 'a',
        'е' | 'Е' | 'Ε' => 'e',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'с' | 'С' => 'c',
        'у' | 'У' | 'Υ' => 'y',
        'ѕ' | 'Ѕ' => 's',
        'і' | 'І' | 'ι' | 'Ι' => 'i',
        'һ' | 'Η' | 'Н' => 'h',
        'т' | 'Т' | 'Τ' | 'τ' => 't',
        'в' | 'В' | 'Β' => 'b',
        'к' | 'К' | 'Κ' | 'κ' => 'k',
        'ѵ' | 'ν' | 'υ' => 'v',
        'ԁ' => 'd',
        'г' => 'r',
        'ԝ' => 'w',
        other => other,
    };
    (folded.is_alphabetic() || folded == '-').then(|| folded.to_ascii_lowercase())
}
