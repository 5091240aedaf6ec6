//! What somebody belonged to when their comment was first seen, as it lies beside the notice of the comment: evidence whose bytes stand in its
//! own location (RFC 2397), so that reading it costs no request. It holds a letter for each source of the policy in the order of
//! [`sources`], which the policy's digest binds, and names nobody.

use approval::people::{Membership, Memberships, Source};
use approval::policy::Policy;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::hash::Hash;
use ledger::name::Line;
use ledger::predicate::Evidence;
use serde::{Deserialize, Serialize};
use verdict::Time;

use super::RecordError;

const MEDIA_TYPE: &str = "application/vnd.releasegate.memberships+json";
const DATA: &str = "data:application/json;base64,";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: Time,
    comment: u64,
    of: String,
}

/// Every source of a policy, each once, in its order.
pub(super) fn sources(policy: &Policy) -> Vec<Source> {
    let glass = policy.break_glass.iter().flat_map(|glass| &glass.by);
    let mut sources: Vec<Source> = Vec::new();
    for source in policy.seats.iter().flat_map(|seat| &seat.of).chain(&policy.veto).chain(glass) {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    sources
}

/// What is written; nothing where the policy has more sources than a line holds, which leaves unknown what somebody belonged to.
pub(super) fn write(
    policy: &Policy,
    comment: u64,
    then: &Memberships,
) -> Result<Option<Evidence>, RecordError> {
    let of = letters(policy, then);
    let bytes = verdict::canonical::bytes(&Written { at: then.at, comment, of })?;
    let Ok(location) = Line::new(format!("{DATA}{}", STANDARD.encode(&bytes))) else { return Ok(None) };
    Ok(Some(Evidence {
        sha256: Hash::of(&bytes),
        media_type: Line::new(MEDIA_TYPE)?,
        size: bytes.len() as u64,
        locations: vec![location],
    }))
}

/// A letter for each source.
fn letters(policy: &Policy, then: &Memberships) -> String {
    let answer = |source: &Source| {
        let mut answers = then.of.iter().filter(|(known, _)| known == source).map(|(_, answer)| *answer);
        let first = answers.next()?;
        Some(if answers.all(|other| other == first) { first } else { Membership::Unknown })
    };
    sources(policy).iter().map(|source| letter(answer(source))).collect()
}

/// Whether GitHub says something else now than it did then.
pub(super) fn differ(policy: &Policy, then: Option<&Memberships>, now: &Memberships) -> bool {
    then.map(|then| letters(policy, then)) != Some(letters(policy, now))
}

/// What was written of a comment; nothing if that is none, or is of another policy.
pub(super) fn read(policy: &Policy, comment: u64, evidence: &[Evidence]) -> Option<Memberships> {
    let ours = evidence.iter().filter(|one| one.media_type.as_str() == MEDIA_TYPE);
    let mut all = ours.filter_map(|one| {
        let bytes = STANDARD.decode(one.locations.first()?.as_str().strip_prefix(DATA)?).ok()?;
        let written: Written = one.fits(&bytes).then(|| serde_json::from_slice(&bytes).ok())??;
        (written.comment == comment).then_some(written)
    });
    let written = all.next()?;
    let sources = sources(policy);
    if written.of.chars().count() != sources.len() {
        return None;
    }
    let of = sources.into_iter().zip(written.of.chars());
    let of = of.filter_map(|(source, letter)| Some((source, membership(letter)?))).collect();
    Some(Memberships { at: written.at, of })
}

const fn letter(answer: Option<Membership>) -> char {
    match answer {
        Some(Membership::Active { inherited: false }) => 'a',
        Some(Membership::Active { inherited: true }) => 'i',
        Some(Membership::Pending) => 'p',
        Some(Membership::None) => 'n',
        Some(Membership::Unknown) => 'u',
        None => '-',
    }
}

const fn membership(letter: char) -> Option<Membership> {
    Some(match letter {
        'a' => Membership::Active { inherited: false },
        'i' => Membership::Active { inherited: true },
        'p' => Membership::Pending,
        'n' => Membership::None,
        'u' => Membership::Unknown,
        _ => return None,
    })
}
