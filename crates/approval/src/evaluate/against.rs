//! What stands against a request, by where it was found.

use std::collections::BTreeSet;

use crate::evaluation::{Counts, Outcome, Reason, Why};
use crate::facts::{Facts, Fate};
use crate::issue;
use crate::people::AccountId;
use crate::policy::{BreakGlass, Policy, Unattributed};
use crate::quorum::Quorum;
use crate::request::{Action, Request};
use crate::resolve;
use crate::rollback;
use crate::thread::Posted;
use crate::vote::Vote;
use crate::votes::Tally;

type Found = Vec<(Outcome, Reason)>;

fn all(outcome: Outcome, reasons: impl IntoIterator<Item = Reason>) -> Found {
    reasons.into_iter().map(|reason| (outcome, reason)).collect()
}

/// Whether the issue is another one or no longer says what people answered.
pub(super) fn issue(request: &Request, facts: &Facts) -> Found {
    all(Outcome::Invalid, issue::reasons(request, facts).into_iter().filter(|reason| !holds(reason)))
}

/// Reasons of an issue that a person clears up by opening or unlocking it.
fn holds(reason: &Reason) -> bool {
    matches!(reason, Reason::IssueClosed | Reason::IssueLocked)
}

/// What the record says became of it.
pub(super) fn record(request: &Request, facts: &Facts, tally: &Tally) -> Found {
    let Some(fate) = &facts.fate else { return Vec::new() };
    match fate {
        Fate::Consumed { run, attempt, .. } => {
            all(Outcome::Consumed, [Reason::ConsumedBy { run: *run, attempt: *attempt }])
        }
        Fate::Superseded { by } => all(Outcome::Superseded, [Reason::SupersededBy { digest: by.clone() }]),
        Fate::Denied => all(Outcome::Denied, or_recorded(denials(tally))),
        Fate::Withdrawn => all(Outcome::Withdrawn, or_recorded(withdrawals(tally))),
        Fate::Voided => all(Outcome::Invalid, [Reason::Recorded]),
        Fate::Expired => all(Outcome::Expired, [Reason::Ended { at: request.expires }]),
    }
}

/// The record holds what the issue may no longer show.
fn or_recorded(reasons: Vec<Reason>) -> Vec<Reason> {
    if reasons.is_empty() { vec![Reason::Recorded] } else { reasons }
}

fn denials(tally: &Tally) -> Vec<Reason> {
    tally.denials.iter().map(|vote| Reason::Denied { by: vote.by, comment: vote.comment }).collect()
}

fn withdrawals(tally: &Tally) -> Vec<Reason> {
    tally.withdrawals.iter().map(|vote| Reason::WithdrawnBy { by: vote.by, comment: vote.comment }).collect()
}

/// Whether it is still what is to be done, where it is to be done.
pub(super) fn binding(policy: &Policy, request: &Request, facts: &Facts) -> Found {
    let mut reasons = Vec::new();
    let digest = request.digest().ok();
    if let Some(recomputed) =
        facts.recomputed.as_ref().filter(|recomputed| Some(*recomputed) != digest.as_ref())
    {
        let (recomputed, differs) = (recomputed.clone(), facts.differs.clone());
        reasons.push(Reason::OtherThanAsked { recomputed, differs });
    }
    let known = resolve::digest(policy).ok();
    if known.as_ref() != Some(&request.policy_sha256) || policy.environment != request.environment {
        reasons.push(Reason::PolicyChanged);
    }
    if request.action != Action::Rollback && facts.deployed != request.replaces {
        reasons.push(Reason::EnvironmentMoved { from: request.replaces.clone(), to: facts.deployed.clone() });
    }
    let mut shown = facts.requests.iter().filter(|posted| posted.digest == digest).peekable();
    if shown.peek().is_some() && shown.all(|posted| posted.superseded) {
        let others = facts.requests.iter().rev().filter(|posted| posted.digest != digest && !posted.superseded);
        let by = others.filter_map(|posted: &Posted| posted.digest.clone()).next();
        reasons.push(by.map_or(Reason::Recorded, |digest| Reason::SupersededBy { digest }));
    }
    all(Outcome::Superseded, reasons)
}

/// Denials, and requesters who took it back.
pub(super) fn people(tally: &Tally) -> Found {
    let mut found = all(Outcome::Denied, denials(tally));
    found.extend(all(Outcome::Withdrawn, withdrawals(tally)));
    found
}

/// What may have been a denial.
pub(super) fn doubts(request: &Request, facts: &Facts, doubts: &[Reason]) -> Found {
    let closed = issue::reasons(request, facts).into_iter().filter(holds);
    all(Outcome::Held, doubts.iter().cloned().chain(closed))
}

/// What needs no approval: the way back, and the broken glass.
pub(super) fn ways_around(policy: &Policy, request: &Request, facts: &Facts, tally: &Tally) -> Found {
    let mut found = Vec::new();
    if rollback::is_free(policy, request, &facts.earlier) {
        found.push((Outcome::Rollback, Reason::ApprovedBefore));
    }
    let Some(rule) = policy.break_glass.as_ref() else { return found };
    let glass = glass(rule, tally);
    if missing(rule, &glass) == 0 {
        let comments = glass.iter().map(|vote| vote.comment).collect();
        found.push((Outcome::Overridden, Reason::GlassBroken { comments }));
        found.extend(all(Outcome::Overridden, overdue(facts)));
    }
    found
}

/// Somebody broke the glass where several must.
pub(super) fn glass_alone(policy: &Policy, tally: &Tally) -> Option<(Outcome, Reason)> {
    let rule = policy.break_glass.as_ref()?;
    let glass = glass(rule, tally);
    (!glass.is_empty()).then(|| (Outcome::Pending, Reason::GlassAlone { missing: missing(rule, &glass) }))
}

/// The comments that break the glass of those who may, one a person.
fn glass<'a>(rule: &BreakGlass, tally: &'a Tally) -> Vec<&'a Vote> {
    tally.glass.iter().filter(|vote| vote.through.iter().any(|source| rule.by.contains(source))).collect()
}

fn missing(rule: &BreakGlass, glass: &[&Vote]) -> u32 {
    let people: BTreeSet<AccountId> = glass.iter().map(|vote| vote.by).collect();
    rule.count.max(1).saturating_sub(u32::try_from(people.len()).unwrap_or(u32::MAX))
}

/// Attack 65: whoever does not look at what broke the glass approves nothing more.
fn overdue(facts: &Facts) -> Option<Reason> {
    facts
        .reviews_due
        .iter()
        .min()
        .filter(|due| **due <= facts.now)
        .map(|due| Reason::ReviewOverdue { since: *due })
}

/// What keeps approvals from being worth anything, or may be one.
pub(super) fn approving(
    policy: &Policy,
    facts: &Facts,
    tally: &Tally,
    quorum: &Quorum,
    doubts: &[Reason],
) -> Found {
    let mut reasons = Vec::new();
    let nobodys = u32::try_from(facts.unattributed.len()).unwrap_or(u32::MAX);
    if policy.exclude.contributors && policy.exclude.unattributed == Unattributed::Stop && nobodys > 0 {
        reasons.push(Reason::Unattributed { commits: nobodys });
    }
    reasons.extend(overdue(facts));
    if !quorum.is_full() {
        reasons.extend(unknown(tally).into_iter().filter(|reason| !doubts.contains(reason)));
    }
    all(Outcome::Held, reasons)
}

/// People who said something that counts if they belong to a source, or if the identity provider knows them, of whom GitHub did not say it.
fn unknown(tally: &Tally) -> Vec<Reason> {
    let people = |unknown: &Why| -> BTreeSet<AccountId> {
        let is_unknown = |counts: &Counts| matches!(counts, Counts::Ignored { why } if why == unknown);
        let standings = tally.standings.iter().filter(|standing| is_unknown(&standing.counts));
        standings.filter_map(|standing| standing.author).collect()
    };
    let members = people(&Why::MembershipUnknown).into_iter();
    let identities = people(&Why::IdentityUnknown).into_iter();
    members
        .map(|person| Reason::MembershipUnknown { person })
        .chain(identities.map(|person| Reason::IdentityUnknown { person }))
        .collect()
}
