//! What somebody belongs to: when the comment was first seen, and now.
//!
//! People are their numbers. A login is never compared: what it stands for was settled by whoever asked GitHub, and is in the facts.

use super::Said;
use super::recorded;
use crate::evaluation::Why;
use crate::facts::Facts;
use crate::people::{AccountId, Membership, Memberships, Source};
use crate::policy::Policy;

/// At which moments somebody must belong to a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moments {
    /// When the comment was first seen, and now.
    Both,
    /// At one of them: whoever takes somebody out of a team takes no denial with them.
    Either,
}

/// How somebody belongs to a source; the nearest comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Belongs {
    No,
    Lost,
    Pending,
    Unknown,
    Yes,
}

/// The sources of the seats, each once.
pub(super) fn filling(policy: &Policy) -> Vec<Source> {
    once(policy.seats.iter().flat_map(|seat| &seat.of))
}

/// The sources of whoever may deny: those of the seats and of the veto.
pub(super) fn deciding(policy: &Policy) -> Vec<Source> {
    once(policy.seats.iter().flat_map(|seat| &seat.of).chain(&policy.veto))
}

fn once<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Source> {
    let mut found: Vec<Source> = Vec::new();
    for source in sources {
        if !found.contains(source) {
            found.push(source.clone());
        }
    }
    found
}

/// Those of the sources that the author of a comment belongs to, or why they belong to none.
pub(super) fn authority(
    facts: &Facts,
    said: Said<'_>,
    sources: &[Source],
    moments: Moments,
) -> Result<Vec<Source>, Why> {
    let mut nearest = Belongs::No;
    let mut through = Vec::new();
    for source in sources {
        let then = then(facts, said.comment, said.by, source);
        let unasked = then.is_none() && recorded::of(facts, said.comment).next().is_some();
        let now = now(facts, said.by, source);
        let belongs = match moments {
            Moments::Both if unasked => both(Membership::Unknown, now),
            Moments::Both => both(then.unwrap_or(now), now),
            Moments::Either => either(then.unwrap_or(now), now),
        };
        nearest = nearest.max(belongs);
        if belongs == Belongs::Yes {
            through.push(source.clone());
        }
    }
    match nearest {
        Belongs::Yes => Ok(through),
        Belongs::Unknown => Err(Why::MembershipUnknown),
        Belongs::Pending => Err(Why::MembershipPending),
        Belongs::Lost => Err(Why::MembershipLost),
        Belongs::No => Err(Why::NoSeat),
    }
}

fn both(then: Membership, now: Membership) -> Belongs {
    use Membership::{Active, None, Pending, Unknown};
    match (then, now) {
        (Active { .. }, Active { .. }) => Belongs::Yes,
        (None, None) => Belongs::No,
        (None, Active { .. }) | (Active { .. }, None) => Belongs::Lost,
        (None, Unknown | Pending) | (Unknown | Pending, None) => Belongs::No,
        (Pending, _) | (_, Pending) => Belongs::Pending,
        (Unknown, _) | (_, Unknown) => Belongs::Unknown,
    }
}

fn either(then: Membership, now: Membership) -> Belongs {
    use Membership::{Active, Pending, Unknown};
    match (then, now) {
        (Active { .. }, _) | (_, Active { .. }) => Belongs::Yes,
        (Unknown, _) | (_, Unknown) => Belongs::Unknown,
        (Pending, _) | (_, Pending) => Belongs::Pending,
        _ => Belongs::No,
    }
}

/// What the record says of somebody and a source when it first saw a comment: the first answer that GitHub gave. Nothing if the record never
/// saw the comment, so that now is as near to it as anybody looked; nor where it saw the comment and asked nobody.
pub(super) fn then(facts: &Facts, comment: u64, person: AccountId, source: &Source) -> Option<Membership> {
    if let Some(pinned) = pinned(person, source) {
        return Some(pinned);
    }
    let seen = recorded::of(facts, comment).filter(|seen| seen.author == Some(person));
    let asked = seen.filter_map(|seen| seen.memberships.as_ref());
    let mut answers = asked.map(|then| answer(then, person, source)).peekable();
    let first = *answers.peek()?;
    Some(answers.find(|answer| *answer != Membership::Unknown).unwrap_or(first))
}

/// What GitHub says now. Of somebody whom nobody asked about, nothing is known; of two answers that differ, neither.
pub(crate) fn now(facts: &Facts, person: AccountId, source: &Source) -> Membership {
    let mut answers =
        facts.people.iter().filter(|known| known.id == person).map(|known| answer(&known.now, person, source));
    let first = answers.next().or_else(|| pinned(person, source)).unwrap_or(Membership::Unknown);
    if answers.all(|other| other == first) { first } else { Membership::Unknown }
}

fn answer(memberships: &Memberships, person: AccountId, source: &Source) -> Membership {
    if let Some(pinned) = pinned(person, source) {
        return pinned;
    }
    let mut answers = memberships.of.iter().filter(|(known, _)| known == source).map(|(_, answer)| *answer);
    let first = answers.next().unwrap_or(Membership::Unknown);
    if answers.all(|other| other == first) { first } else { Membership::Unknown }
}

/// An account that the policy names by its number is that number, whatever anybody is called.
fn pinned(person: AccountId, source: &Source) -> Option<Membership> {
    match source {
        Source::User { id: Some(id), .. } if *id == person => Some(Membership::Active { inherited: false }),
        Source::User { id: Some(_), .. } => Some(Membership::None),
        _ => None,
    }
}
