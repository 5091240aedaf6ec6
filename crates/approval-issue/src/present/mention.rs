//! Mentions: who may approve is told so once, in the text of the issue. Nothing else of ours calls anybody.

use std::collections::BTreeSet;

use approval::people::{Person, Source};
use approval::policy::Policy;

use crate::gather::source::all;

/// People and teams that one issue calls at most; GitHub tells no more than fifty.
const MOST: usize = 40;

/// The mentions of everybody who may fill a seat or deny, each once, in the policy's order. Who has a role is not called: nobody can list
/// them. `people` says how accounts are called now.
#[must_use]
pub fn mentions(policy: &Policy, people: &[Person]) -> Vec<String> {
    let mut known = BTreeSet::new();
    // Who may only break the glass is asked for nothing.
    let asked = |source: &Source| {
        policy.seats.iter().map(|seat| &seat.of).chain([&policy.veto]).any(|sources| sources.contains(source))
    };
    let called = all(policy).into_iter().filter(asked).filter_map(|source| called(&source, people));
    called.filter(|name| known.insert(name.to_ascii_lowercase())).take(MOST).collect()
}

/// The mention of a source; nothing for a role, whose people nobody can list.
pub(super) fn called(source: &Source, people: &[Person]) -> Option<String> {
    match source {
        Source::User { login, id } => {
            // Whoever has the pinned name now may be somebody else.
            let now = id.map(|id| people.iter().find(|person| person.id == id).map(|person| &person.login));
            mention(&[now.map_or(Some(login), |now| now)?])
        }
        Source::Team { organization, slug, .. } => mention(&[organization, slug]),
        Source::Role(_) => None,
    }
}

/// A mention of parts that are names and nothing else.
pub(super) fn mention(parts: &[&String]) -> Option<String> {
    let is_name = |part: &&String| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !part.is_empty() && part.len() <= 100 && part.bytes().all(letters)
    };
    let names: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
    parts.iter().all(is_name).then(|| format!("@{}", names.join("/")))
}
