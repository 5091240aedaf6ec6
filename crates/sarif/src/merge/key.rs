//! Which runs are one: the tool that made them, the category under which they are uploaded, and whatever gives a meaning to the
//! whole run and cannot be said twice.

use sha2::{Digest, Sha256};

use super::layout::{Source, States};
use super::splice::{Splices, compact};
use crate::document::Slot;
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::Kind;
use crate::walk::Refs;

/// What runs must have in common to become one. Each part is a field: two names never run into one another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    pub(super) name: Option<Vec<u8>>,
    full_name: Option<Vec<u8>>,
    version: Option<Vec<u8>>,
    semantic_version: Option<Vec<u8>>,
    guid: Option<Vec<u8>>,
    pub(super) category: Option<Vec<u8>>,
    /// The whole driver but its descriptors.
    driver: Vec<u8>,
    /// The other members of the tool, then those of the run that are carried as they stand: names, and digests of values, which may
    /// be long.
    same: Vec<(Vec<u8>, [u8; 32])>,
    /// No results at all is not the same as none found, §3.14.23.
    results: bool,
    pub(super) states: States,
    /// Set for a run that is like no other.
    apart: Option<(usize, usize)>,
}

impl Key {
    pub(super) fn of(source: &Source<'_>) -> Self {
        let (text, run) = (source.lookup.text, source.lookup.run);
        let driver = run.components.first().map(|driver| driver.object).unwrap_or_default();
        let field = |name| cursor::text_member(text, driver, name).map(std::borrow::Cow::into_owned);
        Self {
            name: field("name"),
            full_name: field("fullName"),
            version: field("version"),
            semantic_version: field("semanticVersion"),
            guid: field("guid"),
            category: category(source),
            driver: shell(text, driver),
            same: same(source),
            results: run.results.is_some(),
            states: source.states,
            apart: source.apart.then_some((source.input, source.run)),
        }
    }
}

/// The category of a run: the identifier of its automation up to the last `/` (§3.17.3, and GitHub's reading of it).
pub(super) fn category(source: &Source<'_>) -> Option<Vec<u8>> {
    let id = cursor::text_member(source.lookup.text, automation(source)?, "id")?;
    Some(id.get(..memchr::memrchr(b'/', &id)?)?.to_vec())
}

/// `automationDetails` of a run.
pub(super) fn automation(source: &Source<'_>) -> Option<Span> {
    let members = &source.lookup.run.members;
    members.iter().find(|member| member.slot == Slot::Automation).map(|member| member.value)
}

fn shell(text: &[u8], object: Span) -> Vec<u8> {
    let mut refs = Refs::default();
    refs.read(text, object, Kind::Shell);
    let mut splices = Splices::default();
    splices.gaps(&refs);
    splices.shell(text, object);
    let mut out = Vec::new();
    splices.apply(text, object, &mut out);
    out
}

fn same(source: &Source<'_>) -> Vec<(Vec<u8>, [u8; 32])> {
    let (text, run) = (source.lookup.text, source.lookup.run);
    let pair = |prefix: &[u8], name: Span, value: Span| {
        let digest = Sha256::digest(compact(text, value)).into();
        ([prefix, &string::unescape(name.of(text))].concat(), digest)
    };
    let tool = tool_members(source).map(|(name, value)| pair(b"tool.", name, value));
    let other = run.members.iter().filter(|member| member.slot == Slot::Other);
    let mut same: Vec<_> = tool.chain(other.map(|member| pair(b"run.", member.name, member.value))).collect();
    same.sort_unstable();
    same
}

/// The members of the tool beside its components.
pub(super) fn tool_members<'s>(source: &'s Source<'_>) -> impl Iterator<Item = (Span, Span)> + 's {
    let text = source.lookup.text;
    cursor::members(text, source.lookup.run.tool).filter(move |(name, value)| {
        let name = string::unescape(name.of(text));
        let extensions = *name == *b"extensions" && value.of(text).starts_with(b"[");
        !extensions && *name != *b"driver"
    })
}
