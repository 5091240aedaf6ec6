//! Which strings of a log are looked at closer: a quick test that nearly all of them fail.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Tools that look for secrets, by what their names hold in lower case: their snippets are the secret.
const SEEKERS: [&str; 16] = [
    "gitleaks",
    "leak",
    "trufflehog",
    "rusty hog",
    "secret",
    "credential",
    "credscan",
    "ggshield",
    "gitguardian",
    "whispers",
    "kingfisher",
    "nosey",
    "talisman",
    "shhgit",
    "spectralops",
    "password",
];
/// What a text that holds a secret holds as well, beside the marks of tokens. Logs without any of these are not looked at any closer.
const SIGNS: [&str; 32] = [
    "@",
    "\\u",
    "-----BEGIN ",
    "bearer",
    "basic",
    "authorization:",
    "cookie:",
    "api-key:",
    "auth-token:",
    "private-token:",
    // Of options, assignments and the queries of URLs.
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "pwd=",
    "pass=",
    "key=",
    "-key",
    "auth=",
    "sig=",
    "signature=",
    "session=",
    "credential",
    // Where everything is looked at by its name.
    "environmentVariables",
    "\"headers\"",
    "\"cookies\"",
    "\"parameters\"",
    "\"arguments\"",
    "key\"",
    "auth\"",
    "pwd\"",
];

/// How many strings are remembered, as a power of two.
const REMEMBERED: u32 = 12;
/// Longer strings are seldom said again.
const LONGEST: usize = 256;

/// Searches for both lists; none where one could not be built, and then everything is looked at.
static SEARCHES: LazyLock<Option<Searches>> = LazyLock::new(|| {
    let search = |words: &[&str]| AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok();
    let signs: Vec<&str> = scanners::token_marks().chain(SIGNS).collect();
    let both: Vec<&str> = signs.iter().copied().chain(SEEKERS).collect();
    Some(Searches { both: search(&both)?, signs: search(&signs)?, seekers: search(&SEEKERS)? })
});

struct Searches {
    both: AhoCorasick,
    signs: AhoCorasick,
    seekers: AhoCorasick,
}

/// Whether a tool or a rule of this name looks for secrets.
pub(super) fn names_seeker(name: &[u8]) -> bool {
    SEARCHES.as_ref().is_none_or(|searches| searches.seekers.is_match(name))
}

/// Whether such a name may be in a piece of a log, where it may be written with escapes.
pub(super) fn may_name_seeker(piece: &[u8]) -> bool {
    let escaped = |at: usize| piece.get(at + 1) == Some(&b'u');
    names_seeker(piece) || memchr::memchr_iter(b'\\', piece).any(escaped)
}

/// What a string has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// A sign of a secret.
    pub(super) marked: bool,
    /// Perhaps the name of a tool that looks for secrets.
    pub(super) seeker: bool,
}

impl Signs {
    fn of(piece: &[u8]) -> Self {
        let Some(searches) = SEARCHES.as_ref() else { return Self { marked: true, seeker: true } };
        if !searches.both.is_match(piece) {
            return Self::default();
        }
        Self { marked: searches.signs.is_match(piece), seeker: may_name_seeker(piece) }
    }
}

/// The signs of a log's strings. Logs say most of their names, paths and rules many thousand times; what was looked at is known again.
pub(super) struct Reader<'t> {
    text: &'t [u8],
    known: Vec<(Range<usize>, Signs)>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, known: vec![(0..0, Signs::default()); 1 << REMEMBERED] }
    }

    /// The signs of a string, with its quotes: some belong to what is looked for.
    pub(super) fn of(&mut self, place: &Range<usize>) -> Signs {
        let piece = self.text.get(place.clone()).unwrap_or_default();
        if piece.len() > LONGEST {
            return Signs::of(piece);
        }
        let Some((known, signs)) = self.known.get_mut(slot(piece)) else { return Signs::of(piece) };
        // The same place in the table proves nothing; equal bytes do.
        if self.text.get(known.clone()) != Some(piece) {
            (*known, *signs) = (place.clone(), Signs::of(piece));
        }
        *signs
    }
}

/// Where a string is remembered.
fn slot(piece: &[u8]) -> usize {
    let (words, rest) = piece.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let mix = |hash: u64, word: &[u8; 8]| {
        (hash.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    };
    let hash = words.iter().chain([&last]).fold(piece.len() as u64, mix);
    usize::try_from(hash >> (64 - REMEMBERED)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_the_signs_that_it_has_however_often_it_is_said() {
        let strings = [
            (r#""uri""#, false, false),
            (r#""a token""#, true, false),
            (r#""A TOKEN""#, true, false),
            (r#""GitLeaks""#, false, true),
            (r#""git-secrets""#, true, true),
            (r#""gitl\u0065aks""#, true, true),
            (r#""signing-key""#, true, false),
            (r#""headers""#, true, false),
            (r#""no headers""#, false, false),
        ];
        let long = "x".repeat(1000);
        let text: String =
            strings.iter().map(|(text, ..)| format!("{text} ")).collect::<String>().repeat(3) + &long;
        let mut reader = Reader::new(text.as_bytes());
        let mut at = 0;
        for (piece, marked, seeker) in strings.iter().cycle().take(strings.len() * 3) {
            let place = at..at + piece.len();
            assert_eq!(reader.of(&place), Signs { marked: *marked, seeker: *seeker }, "{piece}");
            at = place.end + 1;
        }
        assert_eq!(reader.of(&(at..text.len())), Signs::default());
    }
}
