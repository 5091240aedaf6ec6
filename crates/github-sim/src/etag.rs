//! ETags and conditional requests. A tag depends on the body and on the credential, as GitHub's do.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The weak tag of a body for a caller.
pub(crate) fn of(body: &[u8], secret: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (body, secret).hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

/// Whether `If-None-Match` names the tag; weak and strong forms compare equal (RFC 9110, 13.1.2).
pub(crate) fn matches(if_none_match: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    if_none_match.trim() == "*" || if_none_match.split(',').any(|one| opaque(one) == opaque(tag))
}

#[cfg(test)]
mod tests;
