//! Secrets within a text: what the converters take out as well, and the values of assignments, options and parameters of URLs.

use std::borrow::Cow;

use super::names::is_secret;

const MARK: &str = "[REDACTED]";
/// Letters of a name that is looked at.
const NAME: usize = 64;
/// From how many letters on a word of letters and digits is one that nobody thought of.
const RANDOM: usize = 16;

/// The text without what looks like a secret, and how many were taken out.
pub(super) fn clean(text: &str) -> (Cow<'_, str>, u64) {
    let (text, tokens) = scanners::without_secrets(text);
    let (text, values) = then(text, without_values);
    let (text, schemes) = then(text, without_schemes);
    let (text, marked) = then(text, without_marked);
    (text, tokens + values + schemes + marked)
}

/// A step over a text. Most of them change nothing, and then nothing is copied.
fn then(text: Cow<'_, str>, step: impl Fn(&str) -> Option<(String, u64)>) -> (Cow<'_, str>, u64) {
    match step(&text) {
        Some((clean, count)) => (Cow::Owned(clean), count),
        None => (text, 0),
    }
}

/// A text of which parts are left out.
struct Pieces<'t> {
    text: &'t str,
    out: String,
    copied: usize,
    count: u64,
}

impl<'t> Pieces<'t> {
    const fn of(text: &'t str) -> Self {
        Self { text, out: String::new(), copied: 0, count: 0 }
    }

    /// What was not copied yet, up to a place.
    fn since(&self, end: usize) -> &'t str {
        self.text.get(self.copied..end).unwrap_or_default()
    }

    fn hide(&mut self, begin: usize, length: usize) {
        self.out.push_str(self.since(begin));
        self.out.push_str(MARK);
        self.copied = begin + length;
        self.count += 1;
    }

    fn finish(mut self) -> Option<(String, u64)> {
        if self.count == 0 {
            return None;
        }
        self.out.push_str(self.since(self.text.len()));
        Some((self.out, self.count))
    }
}

/// Without tokens that stand within a word, as behind a line break that was written as two letters. Their makers' marks are too long to
/// be there by chance.
fn without_marked(text: &str) -> Option<(String, u64)> {
    let mut pieces = Pieces::of(text);
    for at in memchr::memchr2_iter(b'_', b'-', text.as_bytes()) {
        if at < pieces.copied {
            continue;
        }
        let before = pieces.since(at + 1);
        let Some(start) = marked().find(|start| ends_with(before, start)) else { continue };
        let rest = text.get(at + 1..).unwrap_or_default();
        let length = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        let length = length.unwrap_or(rest.len());
        if length >= 20 {
            pieces.hide(at + 1 - start.len(), start.len() + length);
        }
    }
    pieces.finish()
}

/// Marks of tokens that are found wherever they stand. `npm_` and `pypi-` are in the names of many honest things.
fn marked() -> impl Iterator<Item = &'static str> {
    scanners::token_marks().filter(|mark| mark.ends_with(['_', '-']) && !["npm_", "pypi-"].contains(mark))
}

/// Whether a text ends with a mark, in any case: a token in capitals still tells all but the case of its letters.
fn ends_with(text: &str, mark: &str) -> bool {
    let start = text.len().checked_sub(mark.len()).and_then(|start| text.get(start..));
    start.is_some_and(|end| end.eq_ignore_ascii_case(mark))
}

/// Without words of letters and digits that are too long to be anybody's.
pub(super) fn without_random(text: &str) -> (String, u64) {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !is_word(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if is_random(word) {
            out.push_str(MARK);
            count += 1;
        } else {
            out.push_str(word);
        }
        let between = after.find(is_word).unwrap_or(after.len());
        let (other, next) = after.split_at(between);
        out.push_str(other);
        rest = next;
    }
    (out, count)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_-+=~".contains(letter)
}

fn is_random(word: &str) -> bool {
    word.len() >= RANDOM
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Without the values of what is assigned to a secret name: `--token=x`, `--token x`, `?token=x`, `API_TOKEN=x1`.
fn without_values(text: &str) -> Option<(String, u64)> {
    // Behind a space only the value of an option stands.
    let dash = |at: usize| text.as_bytes().get(at + 1) == Some(&b'-');
    let options = memchr::memchr_iter(b'-', text.as_bytes()).any(dash);
    let stop = if options { b' ' } else { b'=' };
    let mut pieces = Pieces::of(text);
    for at in memchr::memchr2_iter(b'=', stop, text.as_bytes()) {
        if at < pieces.copied {
            continue;
        }
        let Some((name, lead)) = name_before(pieces.since(at)) else { continue };
        let option = name.starts_with("--");
        let assigned = text.as_bytes().get(at) == Some(&b'=');
        if !(assigned || option) || !is_secret(name) {
            continue;
        }
        let value = text.get(at + 1..).unwrap_or_default();
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let begin = at + 1 + quote.map_or(0, char::len_utf8);
        let value = text.get(begin..).unwrap_or_default();
        let length = match quote {
            Some(quote) => value.find(quote).unwrap_or(value.len()),
            None => value
                .find(|letter: char| letter.is_whitespace() || "&;\"'<>`,)".contains(letter))
                .unwrap_or(value.len()),
        };
        let shown = value.get(..length).unwrap_or_default();
        let sure = matches!(lead, Some('?' | '&')) || option && (assigned || quote.is_some());
        if is_value(shown, sure) {
            pieces.hide(begin, length);
        }
    }
    pieces.finish()
}

/// The name that a text ends with, and the letter before it.
fn name_before(text: &str) -> Option<(&str, Option<char>)> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    let start = text.char_indices().rev().take(NAME + 1).take_while(|(_, letter)| is_name(*letter)).last()?.0;
    let name = text.get(start..).filter(|name| name.len() <= NAME)?;
    Some((name, text.get(..start).and_then(|before| before.chars().next_back())))
}

/// Whether a value is a secret, and not a word of the text or an expression: where the place is not sure, one has a digit or is long.
fn is_value(value: &str, sure: bool) -> bool {
    let open = value.is_empty() || value.starts_with(MARK) || value.starts_with(['-', '$', '{', '*']);
    let plain = value.chars().all(|letter| letter.is_ascii_graphic() && !"()[]{}".contains(letter));
    let random = value.len() >= 6 && plain && value.contains(|letter: char| letter.is_ascii_digit());
    !open && (sure || random || plain && value.len() >= RANDOM)
}

/// Without what follows `bearer` and `basic` in any case and after any space.
fn without_schemes(text: &str) -> Option<(String, u64)> {
    let mut pieces = Pieces::of(text);
    for at in memchr::memchr2_iter(b'b', b'B', text.as_bytes()) {
        let least = ["bearer", "basic"].into_iter().zip([8, 12]).find_map(|(scheme, least)| {
            let found = text.get(at..at + scheme.len())?.eq_ignore_ascii_case(scheme);
            found.then_some((at + scheme.len(), least))
        });
        let Some((end, least)) = least.filter(|_| at >= pieces.copied) else { continue };
        let after = text.get(end..).unwrap_or_default();
        let begin = end + after.len() - after.trim_start_matches([' ', '\t', ':', '=']).len();
        let value = text.get(begin..).unwrap_or_default();
        let length = value.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_.+/=~".contains(letter)));
        let shown = value.get(..length.unwrap_or(value.len())).unwrap_or_default();
        let random =
            shown.len() >= 24 || shown.contains(|letter: char| letter.is_ascii_digit() || letter == '=');
        if begin > end && shown.len() >= least && random {
            pieces.hide(begin, shown.len());
        }
    }
    pieces.finish()
}

#[cfg(test)]
mod tests {
    use super::{clean, without_random};

    #[test]
    fn values_of_secret_names_are_taken_out() {
        for (text, expected) in [
            ("x --token=hunter --format json", "x --token=[REDACTED] --format json"),
            ("x --api-key abc123def -v", "x --api-key [REDACTED] -v"),
            ("x --password 'p w 1' y", "x --password '[REDACTED]' y"),
            ("https://x/?a=1&token=abc#f", "https://x/?a=1&token=[REDACTED]"),
            ("https://x/?access_token=abc&b=2", "https://x/?access_token=[REDACTED]&b=2"),
            ("API_TOKEN=abc123 run", "API_TOKEN=[REDACTED] run"),
            ("set password=\"hunter2\"", "set password=\"[REDACTED]\""),
            ("bearer 0123456789abcdef", "bearer [REDACTED]"),
            ("C:\\nghp_0123456789abcdefghijABCDEFGHIJ.", "C:\\n[REDACTED]."),
            ("_xglpat-0123456789abcdefghij", "_x[REDACTED]"),
            ("BASIC\tdXNlcjpwYXNzd29yZA==", "BASIC\t[REDACTED]"),
        ] {
            assert_eq!(clean(text), (expected.into(), 1), "{text}");
        }
    }

    #[test]
    fn words_about_secrets_stay() {
        for text in [
            "pass the token = value",
            "token=None",
            "password=request.args",
            "the --token option is missing",
            "x == y and key=3",
            "secret=os.environ['A1B2C3']",
            "basic authentication, bearer tokens",
            "a == b",
            "=",
            "é=é token=",
        ] {
            assert_eq!(clean(text), (text.into(), 0), "{text}");
            assert!(matches!(clean(text).0, std::borrow::Cow::Borrowed(_)), "{text} is copied for nothing");
        }
    }

    #[test]
    fn long_words_of_letters_and_digits_are_nobodys() {
        let (text, count) = without_random(
            "found 0123456789abcdefgh in src/config_v2.py at line 1234567890123456, really-long-hyphenated-words",
        );
        assert_eq!(
            text,
            "found [REDACTED] in src/config_v2.py at line 1234567890123456, really-long-hyphenated-words"
        );
        assert_eq!(count, 1);
    }

    #[test]
    fn a_long_text_costs_its_length() {
        let text =
            "token=".repeat(100_000) + &" ".repeat(100_000) + &"b".repeat(100_000) + &"x".repeat(100_000);
        assert!(clean(&text).0.len() <= text.len() + 100);
    }
}
