//! What somebody may have said, and nobody knows: comments that were deleted or changed by others before the record saw them, and denials of
//! people of whom GitHub did not say whether they may decide. Nothing is approved until those people speak again.

use std::collections::BTreeMap;

use verdict::Time;
use verdict::canonical::sha256_hex;

use super::authority::{deciding, now};
use super::binding::Binding;
use super::recorded;
use crate::command::{self, Command, Line};
use crate::evaluation::{Counts, Reason, Why};
use crate::facts::Facts;
use crate::people::{Account, AccountId, AccountKind, Membership};
use crate::policy::Policy;
use crate::request::Request;
use crate::thread::{Comment, Deletion, Seen};
use crate::vote::Voice;

/// The reasons to hold that the comments give, whatever was decided.
pub(crate) fn reasons(policy: &Policy, request: &Request, facts: &Facts, voices: &[Voice]) -> Vec<Reason> {
    let since = Binding::new(request, facts).first();
    let case = Tampering { policy, request, facts, voices, since };
    let mut reasons = case.deleted();
    reasons.extend(facts.comments.iter().filter_map(|comment| case.edited(comment)));
    reasons.extend(facts.comments.iter().filter_map(|comment| case.unclear(comment)));
    reasons.extend(voices.iter().filter_map(|voice| case.unknown(voice)));
    reasons
}

/// Whether somebody may deny, or may have been able to when the record saw them, or asked for it and may take it back.
pub(super) fn may_decide(policy: &Policy, request: &Request, facts: &Facts, person: AccountId) -> bool {
    let sources = deciding(policy);
    let may = |answer: Membership| matches!(answer, Membership::Active { .. } | Membership::Unknown);
    let once = |seen: &Seen| {
        let of = seen.memberships.iter().flat_map(|then| &then.of);
        let mut active = of.filter(|(_, answer)| matches!(answer, Membership::Active { .. }));
        seen.author == Some(person) && active.any(|(source, _)| sources.contains(source))
    };
    request.requesters.contains(&person)
        || sources.iter().any(|source| may(now(facts, person, source)))
        || facts.seen.iter().any(once)
}

struct Tampering<'a> {
    policy: &'a Policy,
    request: &'a Request,
    facts: &'a Facts,
    voices: &'a [Voice],
    /// Since when the request stands there; what was before is about nothing in it.
    since: Option<Time>,
}

impl Tampering<'_> {
    /// Whether somebody said something that counts after a moment, so that what they said before no longer matters.
    fn spoke_after(&self, person: AccountId, at: Time) -> bool {
        self.voices.iter().any(|voice| matches!(voice, Voice::Vote(vote) if vote.by == person && vote.at > at))
    }

    fn is_since(&self, at: Time) -> bool {
        self.since.is_none_or(|since| since <= at)
    }

    /// GitHub tells whose comment was deleted and not which, so that they are counted: as many as the record saw and no longer finds are
    /// accounted for.
    fn deleted(&self) -> Vec<Reason> {
        let mut known: BTreeMap<Option<AccountId>, usize> = BTreeMap::new();
        let mut gone: Vec<&Seen> =
            recorded::gone(self.facts).filter(|seen| self.is_since(seen.created)).collect();
        gone.sort_by_key(|seen| seen.comment);
        gone.dedup_by_key(|seen| seen.comment);
        for seen in gone {
            *known.entry(seen.author).or_default() += 1;
        }
        let mut deleted: BTreeMap<Option<AccountId>, Vec<&Deletion>> = BTreeMap::new();
        for deletion in self.facts.deletions.iter().filter(|deletion| self.is_since(deletion.at)) {
            if let Some(author) = self.person(deletion.author.as_ref()) {
                deleted.entry(author).or_default().push(deletion);
            }
        }
        let mut reasons = Vec::new();
        // Nobody comes first in the map, and is looked at last: an account that is gone now had a number when the record saw it.
        for (author, deletions) in deleted.into_iter().rev() {
            let accounted = match author {
                Some(_) => known.remove(&author).unwrap_or_default(),
                None => known.values().sum(),
            };
            if deletions.len() <= accounted {
                if accounted > deletions.len() && author.is_some() {
                    known.insert(author, accounted - deletions.len());
                }
                continue;
            }
            let last = deletions.iter().map(|deletion| deletion.at).max();
            let cleared = |at| author.is_some_and(|author| self.spoke_after(author, at));
            reasons.extend(last.filter(|at| !cleared(*at)).map(|at| Reason::CommentDeleted { author, at }));
        }
        reasons
    }

    /// Whose comment it was, if it can have decided anything; nobody where the account is gone.
    fn person(&self, author: Option<&Account>) -> Option<Option<AccountId>> {
        let Some(author) = author else { return Some(None) };
        match author.id {
            Some(id) if id == self.facts.ours => None,
            Some(_) if author.kind != AccountKind::User => None,
            Some(id) => may_decide(self.policy, self.request, self.facts, id).then_some(Some(id)),
            None => (author.kind == AccountKind::Unknown).then_some(None),
        }
    }

    /// A comment that somebody else changed, and of which the record does not know what it said before.
    fn edited(&self, comment: &Comment) -> Option<Reason> {
        let edit = comment.edited.as_ref()?;
        let author = self.person(comment.author.as_ref())??;
        let by = edit.by.as_ref().and_then(|by| by.id);
        let text = sha256_hex(comment.body.as_bytes());
        let known = recorded::of(self.facts, comment.id).any(|seen| seen.text_sha256 != text);
        if by == Some(author) || known || !self.is_since(comment.created) || self.spoke_after(author, edit.at) {
            return None;
        }
        Some(Reason::CommentEdited { comment: comment.id, author, by, at: edit.at })
    }

    /// What seems to say no and cannot be read, by the hand of somebody who may deny: a slip must not let anything pass.
    fn unclear(&self, comment: &Comment) -> Option<Reason> {
        let author = super::person(comment).ok().filter(|author| *author != self.facts.ours)?;
        let may = deciding(self.policy).iter().any(|source| {
            matches!(now(self.facts, author, source), Membership::Active { .. } | Membership::Unknown)
        });
        let denies = matches!(command::read(&comment.body), Line::Malformed { denies: true, .. });
        if !may || !denies || !self.is_since(comment.created) || self.spoke_after(author, comment.created) {
            return None;
        }
        Some(Reason::DenialUnclear { comment: comment.id, author })
    }

    /// A denial of somebody of whom GitHub did not say whether they may decide.
    fn unknown(&self, voice: &Voice) -> Option<Reason> {
        let Voice::Settled(standing) = voice else { return None };
        if standing.counts != (Counts::Ignored { why: Why::MembershipUnknown }) {
            return None;
        }
        let there = self.facts.comments.iter().filter(|comment| comment.id == standing.comment);
        let mut bodies = there.map(|comment| comment.body.as_str());
        let denies = bodies.any(|body| matches!(command::read(body), Line::Command(Command::Deny { .. })))
            || recorded::of(self.facts, standing.comment).any(|seen| seen.denial.is_some());
        let person = standing.author.filter(|_| denies)?;
        Some(Reason::MembershipUnknown { person })
    }
}
