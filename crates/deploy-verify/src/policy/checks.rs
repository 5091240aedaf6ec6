//! Checks, from the section and from inputs.

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;
use reqwest::Url;
use runner::InputError;

use super::address::{is_safe, is_same_host, joined, parsed, shown};
use super::{Assertion, Check, Expected, Place, Protects};
use crate::length::millis;
use crate::secrets::Secrets;
use crate::section;

/// Checks at most.
const MOST: usize = 50;
/// Redirects that may be followed at most.
const MOST_REDIRECTS: u32 = 10;
/// Assertions and patterns of one check at most.
const MOST_PATTERNS: usize = 50;
/// Longest text of an assertion, a pattern or a version.
const LONGEST: usize = 1024;

/// Resolves them; their addresses go to the secrets.
pub(super) fn all(
    sections: &[section::Check],
    base: Option<&Url>,
    version: Option<&str>,
    secrets: &mut Secrets,
) -> Result<Vec<Check>, InputError> {
    if sections.len() > MOST {
        return Err(InputError::new("checks", format!("there are more than {MOST}")));
    }
    for check in sections {
        let url = match (check.url.starts_with('/'), base) {
            (false, _) => parsed("url", &check.url)?,
            (true, Some(base)) => joined("url", base, &check.url)?,
            (true, None) => {
                let message = "is required: the policy names paths, and the address that they are below stands in the workflow";
                return Err(InputError::new("url", message));
            }
        };
        secrets.urls.push(url);
    }
    let one_host = secrets.urls.windows(2).all(|pair| matches!(pair, [one, other] if is_same_host(one, other)));
    let urls = secrets.urls.clone();
    let mut checks: Vec<Check> = Vec::new();
    for (check, url) in sections.iter().zip(&urls) {
        let mut resolved = one(check, url, version)?;
        resolved.headers = headers(check, url, one_host, secrets)?;
        resolved.name = named(&resolved.name, &checks);
        checks.push(resolved);
    }
    if version.is_some() && !sections.is_empty() && checks.iter().all(|check| check.version.is_none()) {
        let message = "is given, and no check of the policy says where the version stands: write `version: { pointer: /version }`";
        return Err(InputError::new("expect-version", message));
    }
    Ok(checks)
}

fn one(check: &section::Check, url: &Url, version: Option<&str>) -> Result<Check, InputError> {
    let patterns = check.json.iter().chain(&check.body).chain(&check.not_body);
    if patterns.clone().count() > MOST_PATTERNS || patterns.clone().any(|text| text.len() > LONGEST) {
        return Err(InputError::new(
            "checks",
            format!("one has more than {MOST_PATTERNS} patterns, or a pattern of more than {LONGEST} bytes"),
        ));
    }
    for (name, pattern) in check
        .body
        .iter()
        .map(|one| ("expect-body", one))
        .chain(check.not_body.iter().map(|one| ("reject-body", one)))
    {
        pattern_of(pattern).ok_or_else(|| {
            InputError::new(name, format!("`{pattern}` is no regular expression, or too large"))
        })?;
    }
    let max_redirects = check.max_redirects.unwrap_or(0);
    if max_redirects > MOST_REDIRECTS {
        return Err(InputError::new("max-redirects", format!("is more than {MOST_REDIRECTS}")));
    }
    if check.min_tls_days.is_some() && url.scheme() != "https" {
        return Err(InputError::new("min-tls-days", "asks for a certificate, and an address is not https"));
    }
    Ok(Check {
        name: check.name.clone().unwrap_or_else(|| url.path().to_owned()),
        url: shown(url),
        method: method(check.method.as_deref())?,
        headers: Vec::new(),
        status: statuses(check.status.as_deref())?,
        json: check.json.iter().map(|text| Assertion::parse("expect-json", text)).collect::<Result<_, _>>()?,
        body: check.body.clone(),
        not_body: check.not_body.clone(),
        version: check.version.as_ref().map(|place| expected(place, version)).transpose()?,
        max_latency_ms: check.max_latency.as_deref().map(|text| millis("max-latency", text)).transpose()?,
        min_tls_days: check.min_tls_days,
        security_headers: check.security_headers.iter().map(|word| protects(word)).collect::<Result<_, _>>()?,
        max_redirects,
    })
}

/// A regular expression that runs in linear time and is not large.
pub(crate) fn pattern_of(text: &str) -> Option<Regex> {
    let limits = Config::new().nfa_size_limit(Some(1 << 20)).utf8_empty(false);
    // A body is bytes, whatever it says that it is.
    let bytes = syntax::Config::new().unicode(false).utf8(false).nest_limit(50);
    Regex::builder().configure(limits).syntax(bytes).build(text).ok()
}

fn expected(place: &section::Where, version: Option<&str>) -> Result<Expected, InputError> {
    let Some(text) = version else {
        return Err(InputError::new(
            "expect-version",
            "is required: a check of the policy asks for the version",
        ));
    };
    if text.len() > LONGEST {
        return Err(InputError::new("expect-version", format!("is longer than {LONGEST} bytes")));
    }
    let place = match (&place.pointer, &place.header) {
        (Some(_), Some(_)) => {
            return Err(InputError::new("version-header", "and a pointer say two places: leave one out"));
        }
        (None, Some(header)) => Place::Header(header.to_ascii_lowercase()),
        (pointer, None) => {
            let pointer = pointer.clone().unwrap_or_else(|| "/version".to_owned());
            if !pointer.starts_with('/') {
                return Err(InputError::new(
                    "version-pointer",
                    format!("`{pointer}` is no JSON Pointer: write /version"),
                ));
            }
            Place::Pointer(pointer)
        }
    };
    Ok(Expected { text: text.to_owned(), place })
}

/// Which secret headers a check sends: those that it names, and without a word all, if there is one host alone.
fn headers(
    check: &section::Check,
    url: &Url,
    one_host: bool,
    secrets: &Secrets,
) -> Result<Vec<String>, InputError> {
    let known = || secrets.headers.iter().map(|(name, _)| name.clone());
    let names: Vec<String> = match &check.headers {
        Some(names) => names.iter().map(|name| name.to_ascii_lowercase()).collect(),
        None if one_host => known().collect(),
        None if secrets.headers.is_empty() => Vec::new(),
        None => {
            let message = "would go to several hosts: write in the policy which check sends which, such as `headers: [authorization]`";
            return Err(InputError::new("headers", message));
        }
    };
    if let Some(name) = names.iter().find(|name| !known().any(|known| known == **name)) {
        return Err(InputError::new("headers", format!("has no `{name}`, which a check of the policy sends")));
    }
    if !names.is_empty() && !is_safe(url) {
        return Err(InputError::new("headers", "would be sent without encryption: write https://…"));
    }
    Ok(names)
}

/// A name that no other check has, of letters that are harmless in an id.
fn named(wish: &str, taken: &[Check]) -> String {
    let plain: String = wish
        .to_ascii_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(48)
        .collect();
    let plain = plain.trim_matches('-');
    let plain = if plain.is_empty() { "root" } else { plain };
    let is_free = |name: &str| taken.iter().all(|check| check.name != name);
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    std::iter::once(plain.to_owned()).chain(numbered).find(|name| is_free(name)).unwrap_or_default()
}

fn method(word: Option<&str>) -> Result<String, InputError> {
    match word.unwrap_or("GET") {
        known @ ("GET" | "HEAD" | "POST" | "OPTIONS") => Ok(known.to_owned()),
        other => Err(InputError::new("method", format!("`{other}` is none of GET, HEAD, POST, OPTIONS"))),
    }
}

/// `200`, `2xx`.
fn statuses(words: Option<&[String]>) -> Result<Vec<(u16, u16)>, InputError> {
    let one = |word: &String| {
        let word = word.trim();
        let class = word
            .strip_suffix("xx")
            .and_then(|digit| digit.parse::<u16>().ok())
            .filter(|digit| (1..=5).contains(digit));
        let plain = word.parse::<u16>().ok().filter(|status| (100..=599).contains(status));
        let range =
            class.map(|digit| (digit * 100, digit * 100 + 99)).or_else(|| plain.map(|status| (status, status)));
        range
            .ok_or_else(|| InputError::new("expect-status", format!("`{word}` is no status: write 200 or 2xx")))
    };
    match words {
        None | Some([]) => Ok(vec![(200, 200)]),
        Some(words) => words.iter().map(one).collect(),
    }
}

fn protects(word: &str) -> Result<Protects, InputError> {
    match word {
        "hsts" => Ok(Protects::Hsts),
        "csp" => Ok(Protects::Csp),
        "frame" => Ok(Protects::Frame),
        "content-type" => Ok(Protects::ContentType),
        other => Err(InputError::new(
            "security-headers",
            format!("`{other}` is none of hsts, csp, frame, content-type"),
        )),
    }
}
