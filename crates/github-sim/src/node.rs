//! Node ids, which GraphQL and REST share.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The node id of an object: GitHub's prefix of its type (`IC` for an issue comment) and its number.
#[must_use]
pub fn node_id(prefix: &str, id: u64) -> String {
    format!("{prefix}_kwDO{}", URL_SAFE_NO_PAD.encode(id.to_be_bytes()))
}

/// The prefix and number of a node id that this simulator made.
#[must_use]
pub fn parse(node_id: &str) -> Option<(&str, u64)> {
    let (prefix, number) = node_id.split_once("_kwDO")?;
    let bytes = URL_SAFE_NO_PAD.decode(number).ok()?;
    Some((prefix, u64::from_be_bytes(bytes.try_into().ok()?)))
}
