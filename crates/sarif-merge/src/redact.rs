//! Secrets in SARIF logs. Scanners for secrets write what they found into snippets, and others quote requests with their tokens: neither
//! leaves for a log that is uploaded, kept and shown. Everything else of a log stays as it is, byte for byte.

use std::borrow::Cow;

use aho_corasick::AhoCorasick;
use sarif::{Document, RunView};
use serde_json::Value;

/// Tools that look for secrets, by what their names hold in lower case: their snippets are the secret.
const SEEKERS: [&str; 12] = [
    "gitleaks",
    "leak",
    "trufflehog",
    "secret",
    "credential",
    "credscan",
    "ggshield",
    "whispers",
    "kingfisher",
    "nosey",
    "talisman",
    "password",
];
/// What a text that holds a secret holds as well. Texts without any of these are not looked at any closer.
const SIGNS: [&str; 30] = [
    "@",
    "\\u",
    "-----BEGIN ",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xoxs-",
    "sk_live_",
    "rk_live_",
    "npm_",
    "pypi-",
    "AKIA",
    "ASIA",
    "AIza",
    "dop_v1_",
    "eyJ",
    "Bearer ",
    "Basic ",
    "authorization:",
    "cookie:",
    "api-key:",
    "auth-token:",
    "private-token:",
];
const MARK: &[u8] = b"\"[REDACTED]\"";

/// The log without its secrets, and how many were taken out; none if it holds none. `text` has been read as a log.
pub(crate) fn log(document: &Document<'_>) -> Option<(Vec<u8>, u64)> {
    let text = document.text();
    let seekers = seekers(document);
    let signs = AhoCorasick::builder().ascii_case_insensitive(true).build(SIGNS).ok();
    let mut hits = Hits::new(text, signs.as_ref());
    if !seekers && hits.next.is_none() {
        return None;
    }
    let mut walk = Walk { text, at: 0, copied: 0, names: Vec::new(), out: Vec::new(), count: 0 };
    walk.run(seekers, &mut hits);
    if walk.count == 0 {
        return None;
    }
    walk.out.extend_from_slice(text.get(walk.copied..).unwrap_or_default());
    Some((walk.out, walk.count))
}

/// Whether a run is of a tool that looks for secrets.
fn seekers(document: &Document<'_>) -> bool {
    let names = AhoCorasick::builder().ascii_case_insensitive(true).build(SEEKERS);
    let named = |text: &[u8]| names.as_ref().map_or(true, |names| names.is_match(text));
    let is_seeker = |run: &[u8]| {
        let view = std::str::from_utf8(run).ok().and_then(RunView::parse);
        view.is_none_or(|view| named(view.tool().as_bytes()))
    };
    // Only where such a name is anywhere is a run looked into.
    named(document.text()) && (0..document.runs()).filter_map(|run| document.run(run)).any(is_seeker)
}

/// Where signs of secrets are, one after another.
struct Hits<'t> {
    found: Option<Box<dyn Iterator<Item = usize> + 't>>,
    next: Option<usize>,
    /// Without the search every text is looked at.
    all: bool,
}

impl<'t> Hits<'t> {
    fn new(text: &'t [u8], signs: Option<&'t AhoCorasick>) -> Self {
        let mut found: Option<Box<dyn Iterator<Item = usize>>> =
            signs.map(|signs| Box::new(signs.find_iter(text).map(|hit| hit.start())) as _);
        let next = found.as_mut().and_then(Iterator::next);
        Self { all: found.is_none(), found, next }
    }

    /// Whether one is in this piece; pieces are asked for in order.
    fn within(&mut self, start: usize, end: usize) -> bool {
        while self.next.is_some_and(|hit| hit < start) {
            self.next = self.found.as_mut().and_then(Iterator::next);
        }
        self.all || self.next.is_some_and(|hit| hit < end)
    }
}

/// One pass over the tokens of a text.
struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    /// Up to where the text is in `out`.
    copied: usize,
    /// The member that each open object or array is the value of.
    names: Vec<Name<'t>>,
    out: Vec<u8>,
    count: u64,
}

/// The last member's name within an open object.
#[derive(Clone, Copy, Default)]
struct Name<'t> {
    of: &'t [u8],
    own: &'t [u8],
}

impl<'t> Walk<'t> {
    fn run(&mut self, seekers: bool, hits: &mut Hits<'_>) {
        while let Some(offset) =
            self.text.get(self.at..).and_then(|rest| rest.iter().position(|byte| b"\"{}[]".contains(byte)))
        {
            let at = self.at + offset;
            match self.text.get(at) {
                Some(b'"') => self.string(at, seekers, hits),
                Some(b'{' | b'[') => {
                    let of = self.names.last().map_or(&[][..], |name| name.own);
                    self.names.push(Name { of, own: of });
                    self.at = at + 1;
                }
                _ => {
                    self.names.pop();
                    self.at = at + 1;
                }
            }
        }
    }

    fn string(&mut self, start: usize, seekers: bool, hits: &mut Hits<'_>) {
        let end = end_of(self.text, start);
        self.at = end;
        let piece = self.text.get(start..end).unwrap_or_default();
        let rest = self.text.get(end..).unwrap_or_default();
        let is_name = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        if is_name {
            if let Some(name) = self.names.last_mut() {
                name.own = piece;
            }
            return;
        }
        let snippet = seekers && self.names.iter().any(|name| name.of == b"\"snippet\"");
        if snippet {
            self.replace(start, end, Cow::Borrowed(MARK), 1);
        } else if hits.within(start, end)
            && let Ok(Value::String(text)) = serde_json::from_slice(piece)
        {
            let (clean, count) = scanners::without_secrets(&text);
            if count > 0 {
                self.replace(start, end, Cow::Owned(Value::String(clean).to_string().into_bytes()), count);
            }
        }
    }

    fn replace(&mut self, start: usize, end: usize, with: Cow<'_, [u8]>, count: u64) {
        self.out.extend_from_slice(self.text.get(self.copied..start).unwrap_or_default());
        self.out.extend_from_slice(&with);
        self.copied = end;
        self.count += count;
    }
}

/// The first byte behind the string that begins at `start`.
fn end_of(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(stop) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if text.get(at + stop) == Some(&b'"') {
            return at + stop + 1;
        }
        at += stop + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = r#"{"version":"2.1.0","runs":[],"properties":"#;

    /// The clean properties of a log without runs.
    fn clean(properties: &str) -> Option<(String, u64)> {
        let (text, count) = whole(&format!("{BEFORE}{properties}}}"))?;
        let inner = text.strip_prefix(BEFORE).and_then(|text| text.strip_suffix('}')).unwrap();
        Some((inner.to_owned(), count))
    }

    fn whole(text: &str) -> Option<(String, u64)> {
        let document = Document::read(text.as_bytes(), &sarif::Limits::default()).unwrap();
        log(&document).map(|(bytes, count)| (String::from_utf8(bytes).unwrap(), count))
    }

    #[test]
    fn a_log_without_secrets_stays_as_it_is() {
        assert_eq!(clean(r#"{"a": "mail me @ home", "b": ["x", {"snippet": {"text": "x = 1"}}]}"#), None);
    }

    #[test]
    fn only_the_secret_changes() {
        let text =
            r#"{ "keep" : 1.0e5,  "m":"sent \u0041uthorization: Bearer 0123456789abcdef \"x\"", "z" : [ ] }"#;
        let (clean, count) = clean(text).unwrap();
        assert_eq!(clean, r#"{ "keep" : 1.0e5,  "m":"sent Authorization: [REDACTED]\"x\"", "z" : [ ] }"#);
        assert_eq!(count, 1);
    }

    #[test]
    fn what_a_scanner_for_secrets_shows_is_the_secret() {
        let text = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"NAME"}},"results":[{"message":{"text":"found"},"locations":[{"physicalLocation":{"region":{"snippet":{"text":"hunter2"},"startLine":3},"contextRegion":{"snippet":{"rendered":{"text":"hunter2"},"text":"pw=hunter2"}}}}]}]}]}"#;
        for name in ["Gitleaks", "Nosey Parker", "Microsoft CredScan", "My secret finder"] {
            let (clean, count) = whole(&text.replace("NAME", name)).unwrap();
            assert!(!clean.contains("hunter2"), "{clean}");
            assert!(clean.contains(r#""text":"found""#) && clean.contains(r#""startLine":3"#), "{clean}");
            assert_eq!(count, 3);
        }
        let other = text.replace("NAME", "Linter").replace("found", "a secret may be here");
        assert_eq!(whole(&other), None, "a word in a message makes no such scanner");
    }

    #[test]
    fn an_escape_hides_no_secret() {
        let (clean, count) = clean(r#"["\u0067hp_0123456789abcdefghijABCDEFGHIJ"]"#).unwrap();
        assert_eq!((clean.as_str(), count), (r#"["[REDACTED]"]"#, 1));
    }

    #[test]
    fn names_of_members_and_other_snippets_stay() {
        let text = r#"{"ghp_0123456789abcdefghijABCDEFGHIJ":1,"snippet":{"text":"let x"},"token":"ghp_0123456789abcdefghijABCDEFGHIJ"}"#;
        let (clean, count) = clean(text).unwrap();
        assert_eq!(
            clean,
            r#"{"ghp_0123456789abcdefghijABCDEFGHIJ":1,"snippet":{"text":"let x"},"token":"[REDACTED]"}"#
        );
        assert_eq!(count, 1);
    }
}
