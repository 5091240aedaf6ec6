//! Secrets that stand in running text: in the URL of a message, in a request that a tester quotes. What looks like one is replaced,
//! whoever wrote the text.

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

/// Headers whose value is a secret up to the end of the line or quote.
const HEADERS: [&str; 6] =
    ["authorization:", "cookie:", "x-api-key:", "x-auth-token:", "private-token:", "proxy-authorization:"];

/// Replaces what looks like a secret, and says how many were.
pub(crate) fn scrub(text: &str, key: Option<&RedactionKey>) -> (String, u64) {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut count) = (text, 0);
    let mut boundary = true;
    while let Some(first) = rest.chars().next() {
        if let Some((kept, secret)) = secret(rest, boundary) {
            let (lead, tail) = rest.split_at(kept);
            let (hidden, tail) = tail.split_at(secret);
            out.push_str(lead);
            out.push_str(&mark(hidden, key));
            rest = tail;
            count += 1;
            boundary = false;
            continue;
        }
        out.push(first);
        boundary = !first.is_alphanumeric() && first != '_';
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    (out, count)
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
        if let Some(tail) = text.strip_prefix(start) {
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
    fn what_looks_like_a_secret_is_replaced_and_the_rest_stays() {
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
        ] {
            assert_eq!(scrub(text, None), (expected.to_owned(), 1), "{text}");
        }
    }

    #[test]
    fn sentences_about_secrets_stay() {
        for text in [
            "The Cookie: header is sent",
            "leaks the Authorization: header on a redirect",
            "https://example.org/@user/x and mail@example.org",
            "npm_config_cache",
            "Basic authentication",
            "Bearer authentication",
            "the prefix ghp_ is a token's",
        ] {
            assert_eq!(scrub(text, None), (text.to_owned(), 0));
        }
    }
}
