//! Secrets that stand in running text: in the URL of a message, in a request that a tester quotes. What looks like one is replaced,
//! whoever wrote the text.

use std::borrow::Cow;

use super::{RedactionKey, mark};

/// Beginnings of tokens whose makers gave them one, so that they are found; and how many more characters make one.
const TOKENS: [(&str, usize); 22] = [
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("xoxa-", 16),
    ("xoxs-", 16),
    ("sk_live_", 16),
    ("rk_live_", 16),
    ("npm_", 30),
    ("pypi-", 40),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("dop_v1_", 40),
    ("eyJ", 40),
    ("Bearer ", 8),
    ("Basic ", 12),
];

/// What tokens begin with whose makers gave them a mark.
pub fn token_marks() -> impl Iterator<Item = &'static str> {
    TOKENS.iter().map(|(mark, _)| *mark)
}

/// Headers whose value is a secret up to the end of the line or quote.
const HEADERS: [&str; 6] =
    ["authorization:", "cookie:", "x-api-key:", "x-auth-token:", "private-token:", "proxy-authorization:"];

/// Replaces what looks like a secret, and says how many were.
pub(crate) fn scrub<'t>(text: &'t str, key: Option<&RedactionKey>) -> (Cow<'t, str>, u64) {
    let (mut out, mut copied, mut count) = (String::new(), 0, 0);
    let (mut at, mut boundary) = (0, true);
    while let Some(&first) = text.as_bytes().get(at) {
        // Nearly every letter begins nothing, and is copied with those around it.
        if (first == b':' || boundary && may_begin(first, text.as_bytes().get(at + 1)))
            && let Some((kept, length)) = text.get(at..).and_then(|rest| secret(rest, boundary))
        {
            let begin = at + kept;
            out.push_str(text.get(copied..begin).unwrap_or_default());
            out.push_str(&mark(text.get(begin..begin + length).unwrap_or_default(), key));
            at = begin + length;
            (copied, boundary, count) = (at, false, count + 1);
        } else if first.is_ascii() {
            boundary = !first.is_ascii_alphanumeric() && first != b'_';
            at += 1;
        } else {
            let letter = text.get(at..).and_then(|rest| rest.chars().next());
            boundary = letter.is_none_or(|letter| !letter.is_alphanumeric());
            at += letter.map_or(1, char::len_utf8);
        }
    }
    if count == 0 {
        return (Cow::Borrowed(text), 0);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    (Cow::Owned(out), count)
}

/// Whether a token, a header or a key may begin with these bytes.
fn may_begin(first: u8, second: Option<&u8>) -> bool {
    let second = second.map(u8::to_ascii_lowercase);
    let may = |letters: &[u8]| second.is_some_and(|second| letters.contains(&second));
    match first.to_ascii_lowercase() {
        b'-' => second == Some(b'-'),
        b'a' => may(b"ksiu"),
        b'b' => may(b"ea"),
        b'c' | b'd' => second == Some(b'o'),
        b'e' => second == Some(b'y'),
        b'g' => may(b"hil"),
        b'n' => second == Some(b'p'),
        b'p' => may(b"ry"),
        b'r' | b's' => second == Some(b'k'),
        b'x' => may(b"o-"),
        _ => false,
    }
}

/// How many bytes at the beginning stay, and how many after them are a secret.
fn secret(text: &str, boundary: bool) -> Option<(usize, usize)> {
    if let Some(after) = text.strip_prefix("://") {
        return user_info(after).map(|length| (3, length));
    }
    if !boundary {
        return None;
    }
    if text.starts_with("-----BEGIN ") && window(text, 64).contains("PRIVATE KEY") {
        let end = text.find("-----END ").map_or(text.len(), |at| at + 9);
        let end = text.get(end..).and_then(|tail| tail.find("-----")).map_or(end, |at| end + at + 5);
        return Some((0, end));
    }
    for (start, least) in TOKENS {
        if let Some(tail) = prefixed(text, start) {
            let length = tail.find(|c: char| !is_token(c)).unwrap_or(tail.len());
            // `Basic ` and `Bearer ` stay: they are words of the message.
            let kept = if start.ends_with(' ') { start.len() } else { 0 };
            // `Basic authentication` is no token: one has a digit or a sign, or is long.
            let shown = tail.get(..length).unwrap_or_default();
            let random = kept == 0 || length >= 24 || shown.contains(|c: char| c.is_ascii_digit() || c == '=');
            return (length >= least && random).then_some((kept, start.len() + length - kept));
        }
    }
    HEADERS.iter().find_map(|header| header_value(text, header))
}

/// What follows the beginning of a token, in any case: a token in capitals still tells all but the case of its letters. Of `AKIA`, `AIza`
/// and `eyJ`, which are letters alone, the case is a part of the mark.
fn prefixed<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    // Nearly every word ends here, at the cost of one letter.
    if text.as_bytes().first()? | 0x20 != start.as_bytes().first()? | 0x20 {
        return None;
    }
    let (head, tail) = text.split_at_checked(start.len())?;
    let has_sign = start.contains(['_', '-', ' ']);
    (head == start || has_sign && head.eq_ignore_ascii_case(start)).then_some(tail)
}

fn header_value(text: &str, header: &str) -> Option<(usize, usize)> {
    let head = text.get(..header.len()).filter(|head| head.eq_ignore_ascii_case(header))?;
    let after = text.get(head.len()..)?;
    let blank = after.len() - after.trim_start_matches(' ').len();
    let value = after.get(blank..)?;
    let ends = |text: &str| text.find(['\r', '\n', '"', '\'', '<']).unwrap_or(text.len());
    let length = ends(window(value, 100));
    // A sentence about a header goes on with words; a value has a sign between name and value, or is one long word.
    let shown = window(value.get(..length)?, 100);
    let looks = shown.contains('=') || shown.split(' ').any(|word| word.len() >= 16);
    (looks && !shown.starts_with("[REDACTED")).then(|| (head.len() + blank, ends(value)))
}

/// The bytes of `user:password` before the `@` of a URL's host.
fn user_info(after: &str) -> Option<usize> {
    let end =
        after.find(|c: char| c == '/' || c == '?' || c == '#' || c.is_whitespace()).unwrap_or(after.len());
    let at = after.get(..end)?.rfind('@')?;
    (at > 0 && !after.starts_with("[REDACTED")).then_some(at)
}

/// The beginning of a text: what decides must not look far, or a hostile text costs its length at each of its words.
fn window(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.+/=~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_in_any_case_is_replaced_and_the_rest_stays() {
        for (text, expected) in [
            ("see https://bob:hunter2@example.org/x", "see https://[REDACTED]@example.org/x"),
            (
                "curl -H 'Authorization: Bearer abcdefgh12345678' https://a.example",
                "curl -H 'Authorization: [REDACTED]' https://a.example",
            ),
            ("Set-Cookie: sid=0123456789; Path=/\nnext", "Set-Cookie: [REDACTED]\nnext"),
            ("token ghp_0123456789abcdefghijABCDEFGHIJ.", "token [REDACTED]"),
            ("key AKIAIOSFODNN7EXAMPLE here", "key [REDACTED] here"),
            ("a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b", "a [REDACTED] b"),
            ("sent Bearer 0123456789abcdef to it", "sent Bearer [REDACTED] to it"),
            ("sent bearer 0123456789abcdef to it", "sent bearer [REDACTED] to it"),
            ("token GHP_0123456789abcdefghijABCDEFGHIJ.", "token [REDACTED]"),
            ("token Github_Pat_0123456789abcdefghij.", "token [REDACTED]"),
        ] {
            assert_eq!(scrub(text, None), (Cow::Borrowed(expected), 1), "{text}");
        }
    }

    #[test]
    fn nothing_that_is_looked_for_begins_with_letters_that_are_passed_over() {
        for start in token_marks().chain(HEADERS).chain(["-----BEGIN "]) {
            for start in [start.to_owned(), start.to_ascii_uppercase(), start.to_ascii_lowercase()] {
                assert!(may_begin(start.as_bytes()[0], start.as_bytes().get(1)), "{start}");
            }
        }
        let (text, count) = scrub("é AKIAIOSFODNN7EXAMPLE—GLPAT-0123456789abcdefghij", None);
        assert_eq!((text.as_ref(), count), ("é [REDACTED]—[REDACTED]", 2));
    }

    #[test]
    fn sentences_about_secrets_stay() {
        for text in [
            "The Cookie: header is sent",
            "leaks the Authorization: header on a redirect",
            "https://example.org/@user/x and mail@example.org",
            "npm_config_cache",
            "NPM_CONFIG_CACHE_MAX and basic authentication of each bearer",
            "Basic authentication",
            "Bearer authentication",
            "the prefix ghp_ is a token's",
        ] {
            assert_eq!(scrub(text, None), (Cow::Borrowed(text), 0));
        }
    }
}
