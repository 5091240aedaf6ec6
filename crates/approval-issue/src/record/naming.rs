//! Names and numbers of the record, made of those of the request: the same whenever they are made.

use ledger::digest::{Algorithm, DigestSet};
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line, Slug, Ulid};
use ledger::statement::Subject;
use serde::Serialize;
use verdict::Time;

use approval::request::Request;

use super::RecordError;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The environment as records write it: in small letters, since GitHub compares names of environments without regard to letter case. What is
/// a slug then is itself; any other is what is left of it, `-x`, and 128 bits of its SHA-256. A slug that looks like the latter is written so
/// too, so that nobody can name an environment as another one is recorded.
///
/// # Errors
/// None that can be.
pub fn environment_slug(name: &str) -> Result<Slug, RecordError> {
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

/// A moment of GitHub's clock as records write it.
pub(crate) fn moment(time: Time) -> Result<Moment, RecordError> {
    let text = time.to_string();
    Ok(Moment::parse(&format!("{}.000Z", text.trim_end_matches('Z')))?)
}

/// A moment of a record as facts write it: to the second.
pub(super) fn time(moment: Moment) -> Option<Time> {
    Time::parse(&moment.to_string()).ok()
}

/// The key of an event: what makes it this one.
pub(super) fn key(digest: &str, what: &impl Serialize) -> Result<Hash, RecordError> {
    Ok(ledger::entry::idempotency_key(&("releasegate/approval-event/v1", digest, what))?)
}

/// The number of the request.
pub(super) fn request_id(digest: &str) -> Result<Ulid, RecordError> {
    ulid(key(digest, &"request")?)
}

/// A ULID out of 128 bits of a hash: its first digit holds three of them, and the last one none.
pub(super) fn ulid(hash: Hash) -> Result<Ulid, RecordError> {
    let (bytes, _) = hash.as_bytes().split_at(16);
    let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    let digit = |at: u32| {
        let bits = usize::try_from((number >> (5 * at)) & 31).unwrap_or_default();
        DIGITS.get(bits).copied().map(char::from)
    };
    Ok(Ulid::new((0..26).rev().filter_map(digit).collect::<String>())?)
}

/// What the records of a request are about: the commit and the artifacts.
pub(super) fn subjects(request: &Request) -> Result<Vec<Subject>, RecordError> {
    let digests = |algorithm, digest: &str| DigestSet::new([(algorithm, digest.to_owned())].into());
    let commit = Subject {
        name: Line::new(format!("commit:{}", request.commit))?,
        digest: digests(Algorithm::GitCommit, &request.commit)?,
    };
    let mut subjects = vec![commit];
    for artifact in &request.artifacts {
        let digest = digests(Algorithm::Sha256, &artifact.sha256)?;
        subjects.push(Subject { name: Line::new(artifact.name.as_str())?, digest });
    }
    Ok(subjects)
}
