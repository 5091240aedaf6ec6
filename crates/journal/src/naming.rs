//! Names and numbers of records, made of what they are about: the same whenever they are made, by whichever tool.

use ledger::hash::Hash;
use ledger::name::{Slug, Ulid};
use serde::Serialize;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why something has no name in a record.
#[derive(Debug, thiserror::Error)]
pub enum NameProblem {
    /// A name that no record can hold.
    #[error("the record cannot hold a name: {0}; give it a plain one")]
    Name(#[from] ledger::name::NameError),
    /// What is said has no canonical bytes.
    #[error("failed to write the record: {0}")]
    Canonical(#[from] verdict::canonical::CanonicalError),
    /// A value that no commitment takes.
    #[error(transparent)]
    Value(#[from] ledger::commitment::DisclosureError),
}

/// The environment as records write it: in small letters, since GitHub compares names of environments without regard to letter case. What is
/// a slug then is itself; any other is what is left of it, `-x`, and 128 bits of its SHA-256. A slug that looks like the latter is written so
/// too, so that nobody can name an environment as another one is recorded.
///
/// # Errors
/// None that can be.
pub fn environment_slug(name: &str) -> Result<Slug, NameProblem> {
    let name = name.to_lowercase();
    if let Ok(slug) = Slug::new(name.as_str())
        && !is_made(&name)
    {
        return Ok(slug);
    }
    let hash = Hash::of(name.as_bytes()).to_string();
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let left: String = name.chars().take(29).map(letter).collect();
    let left = left.trim_matches('-');
    let left = if left.is_empty() { "environment" } else { left };
    Ok(Slug::new(format!("{left}-x{}", hash.get(..32).unwrap_or_default()))?)
}

/// Whether a name ends as a made one does.
fn is_made(name: &str) -> bool {
    let tail = name.rsplit_once("-x").map(|(_, tail)| tail);
    tail.is_some_and(|tail| tail.len() == 32 && tail.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The key of an event of a request for approval, whoever records it: what makes it this one.
///
/// # Errors
/// What has no canonical bytes.
pub fn approval_key(digest: &str, what: &impl Serialize) -> Result<Hash, NameProblem> {
    Ok(ledger::entry::idempotency_key(&("releasegate/approval-event/v1", digest, what))?)
}

/// A ULID out of 128 bits of a hash: its first digit holds three of them, and the last one none.
///
/// # Errors
/// None that can be.
pub fn ulid(hash: Hash) -> Result<Ulid, NameProblem> {
    let (bytes, _) = hash.as_bytes().split_at(16);
    let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    let digit = |at: u32| {
        let bits = usize::try_from((number >> (5 * at)) & 31).unwrap_or_default();
        DIGITS.get(bits).copied().map(char::from)
    };
    Ok(Ulid::new((0..26).rev().filter_map(digit).collect::<String>())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_12_no_environment_is_recorded_under_the_name_of_another() {
        let slug = |name: &str| environment_slug(name).unwrap().to_string();
        assert_eq!(slug("production"), "production");
        assert_eq!(slug("Production"), "production", "they are one environment to GitHub");
        assert_eq!(slug("Prod/EU"), slug("prod/eu"));
        let names = ["prod uction", "prоduction", "production ", "production\u{202e}", "", "-"];
        let mut all: Vec<String> = names.iter().map(|name| slug(name)).collect();
        all.push(slug("production"));
        // A name that is written as what another one is made into is made anew.
        all.push(slug(&slug("prod uction")));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "{all:?}");
    }

    #[test]
    fn a_number_is_made_of_a_hash() {
        let one = ulid(Hash::of(b"one")).unwrap();
        assert_eq!(one, ulid(Hash::of(b"one")).unwrap());
        assert_ne!(one, ulid(Hash::of(b"two")).unwrap());
    }
}
