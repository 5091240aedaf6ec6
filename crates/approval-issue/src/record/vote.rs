//! Each word that counts, as a decision of its own; and that it no longer counts, once it does not.

use std::collections::{BTreeMap, BTreeSet};

use approval::command::{self, Command, Line};
use approval::evaluation::{Counts, Standing};
use approval::people::AccountId;
use approval::policy::Level;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug};
use ledger::predicate::{Approval, Authentication, Decision, LeafRef, Meaning, Method, Predicate, Source};

use super::event::{Event, Field};
use super::events::{Common, reason};
use super::{RecordError, Recorded, naming};

/// The key of the decision that each comment is, of those that count.
pub(super) type Given = BTreeMap<u64, Hash>;

/// What a comment means where it states nothing.
const APPROVED: &str = "approved";

pub(super) fn events(facts: &Common<'_>, before: &Recorded) -> Result<(Vec<Event>, Given), RecordError> {
    let (mut events, mut given) = (Vec::new(), Given::new());
    let mut counting: BTreeSet<(u64, Word)> = BTreeSet::new();
    for standing in &facts.case.evaluation.comments {
        let Some(decision) = decision(&standing.counts) else { continue };
        counting.insert((standing.comment, decision));
        let chain = chain(facts, before, standing.comment, decision)?;
        if let Some(key) = chain.stands {
            given.insert(standing.comment, key);
        } else if let Some(event) = vote(facts, before, standing, decision, chain.round)? {
            given.insert(standing.comment, event.key);
            events.push(event);
        }
    }
    for number in before.comments() {
        for decision in [Word::Approve, Word::Reject] {
            if counting.contains(&(number, decision)) {
                continue;
            }
            let chain = chain(facts, before, number, decision)?;
            if let Some(key) = chain.stands {
                events.extend(revocation(facts, before, number, decision, chain.round, key)?);
            }
        }
    }
    Ok((events, given))
}

/// What a comment decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    Approve,
    Reject,
}

const fn decision(counts: &Counts) -> Option<Word> {
    match counts {
        Counts::Approval { .. } => Some(Word::Approve),
        Counts::Denial => Some(Word::Reject),
        _ => None,
    }
}

/// How often a comment counted and no longer did, and the key of the decision if it counts by the record.
struct Chain {
    round: u32,
    stands: Option<Hash>,
}

fn chain(facts: &Common<'_>, before: &Recorded, comment: u64, decision: Word) -> Result<Chain, RecordError> {
    let mut round = 0;
    loop {
        let key = facts.key(&("decided", comment, decision, round))?;
        if !before.places.contains_key(&key) {
            return Ok(Chain { round, stands: None });
        }
        if !before.places.contains_key(&facts.key(&("revoked", comment, decision, round))?) {
            return Ok(Chain { round, stands: Some(key) });
        }
        round += 1;
    }
}

/// A word that counts. Nothing if it was given when the request had ended, as a denial may be: the outcome says it.
fn vote(
    facts: &Common<'_>,
    before: &Recorded,
    standing: &Standing,
    decision: Word,
    round: u32,
) -> Result<Option<Event>, RecordError> {
    let comment = facts.comment(standing.comment);
    let noticed = before.of(standing.comment).next().map(|noticed| noticed.notice.written_at);
    let at = comment.map(|comment| naming::moment(comment.created)).transpose()?.or(noticed);
    let (Some(by), Some(at)) = (standing.author, at.filter(|at| *at < facts.expires)) else { return Ok(None) };
    let key = facts.key(&("decided", standing.comment, decision, round))?;
    let person = facts.pseudonym(by)?;
    let stated = stated(facts, standing.comment);
    let mut one = approval(facts, key, &person, at)?;
    one.decision = match decision {
        Word::Approve => Decision::Approve,
        Word::Reject => Decision::Reject,
    };
    one.meaning = meaning(&stated);
    one.stated_meaning = Slug::new(stated).ok();
    one.authentication.method = method(facts, standing.comment, by);
    let mut private = Vec::new();
    if let Some(name) = (facts.case.printed_name)(by) {
        let (commitment, value) = facts.private(&person, Field::Name, one.approval_id.as_str(), name)?;
        one.name = Some(commitment);
        private.push(value);
    }
    if let Some(words) = comment.and_then(reason) {
        let (commitment, value) = facts.private(&person, Field::Words, one.approval_id.as_str(), words)?;
        one.comment = Some(commitment);
        private.push(value);
    }
    Ok(Some(Event { private, ..facts.event(key, Predicate::Approval(Box::new(one))) }))
}

/// That a decision no longer counts: its comment was changed or hidden, its author decided anew or lost the right. Nothing after the end of the
/// request, when nothing counts.
fn revocation(
    facts: &Common<'_>,
    before: &Recorded,
    comment: u64,
    decision: Word,
    round: u32,
    takes_back: Hash,
) -> Result<Option<Event>, RecordError> {
    let author = before.of(comment).find_map(|noticed| noticed.notice.author.clone());
    let Some(person) = author.filter(|_| facts.now < facts.expires) else { return Ok(None) };
    let key = facts.key(&("revoked", comment, decision, round))?;
    let mut one = approval(facts, key, &person, facts.now)?;
    one.decision = Decision::Revoke;
    let event = facts.event(key, Predicate::Approval(Box::new(one)));
    Ok(Some(Event { takes_back: Some(takes_back), ..event }))
}

fn approval(facts: &Common<'_>, key: Hash, person: &Pseudonym, at: Moment) -> Result<Approval, RecordError> {
    let base = facts.request(ledger::predicate::RequestEvent::Noticed);
    Ok(Approval {
        approval_id: naming::ulid(key)?,
        decision: Decision::Approve,
        meaning: Meaning::Approved,
        stated_meaning: None,
        request_id: Some(base.request_id),
        environment: base.environment,
        plan_digest: None,
        policy_digest: base.policy_digest,
        deployment_id: None,
        approver: person.clone(),
        name: None,
        comment: None,
        authentication: Authentication { method: Method::GithubSession, acr: None, time: None },
        signed_at: at,
        expires_at: facts.expires,
        source: Source::GithubIssue,
        revokes: None::<LeafRef>,
        run: base.run,
    })
}

/// The word for what a comment means: that of its seat, or its own.
fn stated(facts: &Common<'_>, comment: u64) -> String {
    let mut filled = facts.case.evaluation.seats.iter().flat_map(|seat| &seat.filled);
    let filled = filled.find(|filled| filled.comment == comment).map(|filled| filled.meaning.clone());
    let own = || match command::read(&facts.comment(comment)?.body) {
        Line::Command(Command::Approve { meaning, .. }) => meaning,
        _ => None,
    };
    filled.or_else(own).unwrap_or_else(|| APPROVED.to_owned())
}

/// The class of 21 CFR 11.50 that a word of the organisation belongs to: by the parts of the word, and what is none of them approves.
fn meaning(stated: &str) -> Meaning {
    let is = |words: &[&str]| stated.split(['-', '_', '.']).any(|part| words.contains(&part));
    if is(&["authored", "authorship"]) {
        Meaning::Authored
    } else if is(&["release", "released"]) {
        Meaning::Released
    } else if is(&["review", "reviewed"]) {
        Meaning::Reviewed
    } else {
        Meaning::Approved
    }
}

/// How it was made sure who decided: by GitHub, unless a signature over this request was found to hold.
fn method(facts: &Common<'_>, comment: u64, by: AccountId) -> Method {
    let mut signed = facts.case.facts.signed.iter().filter(|signed| signed.comment == comment);
    let holds = signed.any(|signed| {
        signed.level == Level::Ssh
            && signed.by == by
            && signed.problem.is_none()
            && signed.request.as_deref() == Some(facts.digest.as_str())
    });
    if holds { Method::SshSignature } else { Method::GithubSession }
}
