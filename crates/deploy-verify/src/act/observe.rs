//! One check: its request, the redirects that it may follow, and what of the answer is kept.

use std::time::Duration;

use reqwest::Url;
use serde_json::Value;
use verdict::canonical::sha256_hex;

use super::Actor;
use crate::facts::{Answered, Attempt, Failure, Outcome, Protection, Redirect, Version};
use crate::means::{Answer, Request};
use crate::policy::{Check, Place, pattern_of, shown};

/// Longest version that is shown.
const LONGEST_VERSION: usize = 64;

impl Actor<'_> {
    /// An attempt; nothing if the deadline is over before it begins.
    pub(super) fn observe(&self, check: &Check, url: &Url) -> Option<Attempt> {
        let at_ms = self.now();
        self.left()?;
        let mut redirects = Vec::new();
        let result = match self.follow(check, url, at_ms, &mut redirects) {
            Ok(answer) => Outcome::Answered(kept(check, &answer, url.scheme() == "https")),
            Err(failure) => Outcome::Failed(failure),
        };
        Some(Attempt { at_ms, latency_ms: self.now().saturating_sub(at_ms), redirects, result })
    }

    /// The last answer of a chain of redirects, all within one time.
    fn follow(
        &self,
        check: &Check,
        url: &Url,
        began: u64,
        redirects: &mut Vec<Redirect>,
    ) -> Result<Answer, Failure> {
        let sent = |(name, _): &&(String, String)| check.headers.contains(name);
        let headers: Vec<(String, String)> = self.secrets.headers.iter().filter(sent).cloned().collect();
        let mut url = url.clone();
        let mut method = check.method.as_str();
        let mut seen = vec![url.clone()];
        loop {
            let (limit, shortened) = self.limit(began);
            let request = Request { method, url: &url, headers: &headers };
            let answer = self.means.wire.send(&request, limit).map_err(|failure| match failure {
                // Less time than the policy grants says nothing about the deployment.
                Failure::Timeout if shortened => Failure::Deadline,
                other => other,
            })?;
            if check.max_redirects == 0 || !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            let to = target(&url, &answer);
            let told = to.as_ref().map_or_else(|| "no address".to_owned(), shown);
            redirects.push(Redirect { status: answer.status, to: told });
            let to = to.filter(|to| is_allowed(&url, to)).ok_or(Failure::RedirectRefused)?;
            let followed = u32::try_from(redirects.len()).unwrap_or(u32::MAX);
            if followed > check.max_redirects || seen.contains(&to) {
                return Err(Failure::RedirectLoop);
            }
            if matches!(answer.status, 301..=303) && method == "POST" {
                method = "GET";
            }
            seen.push(to.clone());
            url = to;
        }
    }

    /// What is left of the time of one check, and whether the deadline has shortened it.
    fn limit(&self, began: u64) -> (Duration, bool) {
        let spent = self.now().saturating_sub(began);
        let own = Duration::from_millis(self.policy.retries.timeout_ms.saturating_sub(spent).max(1));
        match self.left() {
            Some(left) if left >= own => (own, false),
            Some(left) => (left, true),
            None => (Duration::from_millis(1), true),
        }
    }
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Where a redirect leads.
fn target(from: &Url, answer: &Answer) -> Option<Url> {
    let mut to = from.join(header(answer, "location")?).ok()?;
    to.set_fragment(None);
    Some(to)
}

/// The same host, and TLS is never left: a redirect could else carry a secret to somebody, or aim the runner at its own network.
fn is_allowed(from: &Url, to: &Url) -> bool {
    let plain = to.username().is_empty() && to.password().is_none();
    let same_port = from.port_or_known_default() == to.port_or_known_default();
    let ways = (from.scheme(), to.scheme());
    let way = match ways {
        ("http", "http") | ("https", "https") => same_port,
        ("http", "https") => from.port().is_none() && to.port().is_none(),
        _ => false,
    };
    plain && way && from.host().is_some() && from.host() == to.host()
}

/// What is kept of an answer: digests and results, never its body.
fn kept(check: &Check, answer: &Answer, encrypted: bool) -> Answered {
    // A part of a body is no JSON, and says nothing about what else would have come.
    let json: Option<Value> = if answer.cut { None } else { serde_json::from_slice(&answer.body).ok() };
    let matches = |pattern: &String| pattern_of(pattern).is_some_and(|regex| regex.is_match(&answer.body));
    // A pattern that must not be there, and cannot be looked for, counts as found.
    let rejected = |pattern: &String| pattern_of(pattern).is_none_or(|regex| regex.is_match(&answer.body));
    Answered {
        status: answer.status,
        bytes: u64::try_from(answer.body.len()).unwrap_or(u64::MAX),
        sha256: sha256_hex(&answer.body),
        cut: answer.cut,
        json: check.json.iter().map(|assertion| assertion.holds(json.as_ref())).collect(),
        body: check.body.iter().map(matches).collect(),
        not_body: check.not_body.iter().map(rejected).collect(),
        version: check.version.as_ref().and_then(|expected| version(&expected.place, answer, json.as_ref())),
        certificate_ends: answer.certificate_ends,
        protection: protection(answer, encrypted),
    }
}

fn version(place: &Place, answer: &Answer, json: Option<&Value>) -> Option<Version> {
    let text = match place {
        Place::Header(name) => header(answer, name)?.trim().to_owned(),
        Place::Pointer(pointer) => match json?.pointer(pointer)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        },
    };
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+/".contains(&byte);
    let shown = text.len() <= LONGEST_VERSION && text.bytes().all(harmless);
    Some(Version { sha256: sha256_hex(text.as_bytes()), text: shown.then_some(text) })
}

fn protection(answer: &Answer, encrypted: bool) -> Protection {
    let lower = |name: &str| header(answer, name).unwrap_or_default().trim().to_ascii_lowercase();
    let policy = lower("content-security-policy");
    let age = |part: &str| part.trim().strip_prefix("max-age=").map(|age| age.trim_matches('"').to_owned());
    let hsts = lower("strict-transport-security").split(';').find_map(age);
    let lasts = hsts.is_some_and(|age| age.parse::<u64>().is_ok_and(|age| age > 0));
    Protection {
        // RFC 6797, section 7.2: over plain http it means nothing.
        hsts: encrypted && lasts,
        csp: !policy.is_empty(),
        frame: matches!(lower("x-frame-options").as_str(), "deny" | "sameorigin")
            || policy.contains("frame-ancestors "),
        content_type: lower("x-content-type-options") == "nosniff",
    }
}
