//! What has to be appended so that the ledger says what an evaluation found.

use approval::command::{self, Command, Line};
use approval::evaluation::Evaluation;
use approval::facts::Facts;
use approval::people::AccountId;
use approval::policy::Policy;
use approval::request::Request;
use approval::thread::Comment;
use ledger::digest::DigestSet;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{Line as Text, NumericId, Pseudonym};
use ledger::predicate::{self, Evidence, Predicate, RequestEvent, RequestPlace, Run};
use ledger::statement::Subject;

use super::event::{Event, Field, Private};
use super::naming;
use super::{RecordError, Recorded, Veil};
use super::{notice, outcome, vote};
use crate::remind::ESCALATED;

/// What is recorded, and by which run.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The policy that was evaluated.
    pub policy: &'a Policy,
    /// The request.
    pub request: &'a Request,
    /// What was evaluated.
    pub facts: &'a Facts,
    /// What came of it.
    pub evaluation: &'a Evaluation,
    /// What hides people.
    pub veil: &'a Veil,
    /// The printed name of an account (21 CFR 11.50), where somebody keeps a list of them.
    pub printed_name: &'a dyn Fn(AccountId) -> Option<String>,
    /// The run that records.
    pub run: Option<&'a Run>,
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("request", self.request).finish_non_exhaustive()
    }
}

/// That a request is asked for, in the issue that the facts hold. Whoever opened that issue records this, and nobody else: an issue that is not in
/// the record is nobody's request, however it looks.
///
/// # Errors
/// A request that no record can hold.
pub fn requested(case: &Case<'_>, before: &Recorded) -> Result<Vec<Event>, RecordError> {
    let facts = Common::new(case)?;
    let key = facts.key(&"requested")?;
    if before.issue.is_some() || before.places.contains_key(&key) {
        return Ok(Vec::new());
    }
    let issue = &case.facts.issue;
    let bytes = case.request.bytes()?;
    let mut one = facts.request(RequestEvent::Requested);
    one.place = Some(RequestPlace {
        repository_id: NumericId::new(issue.repository_id.to_string())?,
        number: NumericId::new(issue.number.to_string())?,
        node: Text::new(issue.node_id.as_str())?,
        text: Hash::parse_hex(&issue.text_sha256)?,
    });
    one.evidence = vec![Evidence {
        sha256: Hash::of(&bytes),
        media_type: Text::new("application/vnd.releasegate.approval-request+json")?,
        size: bytes.len() as u64,
        locations: Vec::new(),
    }];
    let event = facts.event(key, Predicate::Request(Box::new(one)));
    Ok(vec![Event { evidence: Some(bytes), ..event }])
}

/// What an evaluation found and the record does not hold yet, in the order in which it belongs there: comments, decisions, the outcome. After the
/// end nothing but comments is added.
///
/// # Errors
/// A request that was never recorded, and what no record can hold.
pub fn events(case: &Case<'_>, before: &Recorded) -> Result<Vec<Event>, RecordError> {
    if before.issue.is_none() {
        return Err(RecordError::NotAsked);
    }
    let facts = Common::new(case)?;
    let mut events = notice::events(&facts, before)?;
    if before.ended.is_none() {
        let (votes, given) = vote::events(&facts, before)?;
        events.extend(votes);
        events.extend(outcome::event(&facts, &given)?);
    }
    events.retain(|event| !before.places.contains_key(&event.key));
    Ok(events)
}

/// That this run uses the request, after all else that the evaluation found. Nothing if it permits nothing or somebody used it: one use is one
/// event, whoever it is by, so that of two runs that race one finds the other's there and may not deploy.
///
/// # Errors
/// As of [`events`].
pub fn consumed(case: &Case<'_>, before: &Recorded) -> Result<Vec<Event>, RecordError> {
    let mut events = events(case, before)?;
    if before.ended.is_none() && outcome::permits(case.evaluation.outcome) {
        let facts = Common::new(case)?;
        let one = facts.request(RequestEvent::Consumed);
        events.push(facts.event(facts.key(&"consumed")?, Predicate::Request(Box::new(one))));
    }
    Ok(events)
}

/// That people were reminded of it; each moment once. Nothing after the end.
///
/// # Errors
/// As of [`events`].
pub fn reminded(case: &Case<'_>, before: &Recorded, words: &[String]) -> Result<Vec<Event>, RecordError> {
    let facts = Common::new(case)?;
    let mut events = Vec::new();
    for word in words {
        let what = if word == ESCALATED { RequestEvent::Escalated } else { RequestEvent::Reminded };
        let key = facts.key(&("reminded", word))?;
        events.push(facts.event(key, Predicate::Request(Box::new(facts.request(what)))));
    }
    events.retain(|event| before.ended.is_none() && !before.places.contains_key(&event.key));
    Ok(events)
}

/// What all events of a request have in common.
pub(super) struct Common<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) digest: String,
    pub(super) now: Moment,
    pub(super) expires: Moment,
    subjects: Vec<Subject>,
    base: predicate::Request,
}

impl<'a> Common<'a> {
    fn new(case: &'a Case<'a>) -> Result<Self, RecordError> {
        let digest = case.request.digest()?;
        let (now, expires) = (naming::moment(case.facts.now)?, naming::moment(case.request.expires)?);
        let base = predicate::Request {
            request_id: naming::request_id(&digest)?,
            event: RequestEvent::Requested,
            environment: naming::environment_slug(&case.request.environment)?,
            digest: Hash::parse_hex(&digest)?,
            at: now,
            expires_at: expires,
            plan_digest: None,
            policy_digest: Some(DigestSet::sha256(Hash::parse_hex(&case.request.policy_sha256)?)),
            place: None,
            notices: Vec::new(),
            decisions: Vec::new(),
            deployment_id: None,
            superseded_by: None,
            by: None,
            reason: None,
            evidence: Vec::new(),
            run: case.run.cloned(),
        };
        let subjects = naming::subjects(case.request)?;
        Ok(Self { case, digest, now, expires, subjects, base })
    }

    pub(super) fn key(&self, what: &impl serde::Serialize) -> Result<Hash, RecordError> {
        naming::key(&self.digest, what)
    }

    pub(super) fn request(&self, event: RequestEvent) -> predicate::Request {
        predicate::Request { event, ..self.base.clone() }
    }

    pub(super) fn event(&self, key: Hash, predicate: Predicate) -> Event {
        Event::new(key, self.subjects.clone(), predicate)
    }

    pub(super) fn comment(&self, number: u64) -> Option<&'a Comment> {
        self.case.facts.comments.iter().find(|comment| comment.id == number)
    }

    pub(super) fn pseudonym(&self, person: AccountId) -> Result<Pseudonym, RecordError> {
        self.case.veil.pseudonym(person)
    }

    /// A value of a person with its commitment.
    pub(super) fn private(
        &self,
        person: &Pseudonym,
        field: Field,
        place: &str,
        value: String,
    ) -> Result<(ledger::commitment::Commitment, Private), RecordError> {
        let commitment = self.case.veil.commitment(person, field.name(), place, &value)?;
        Ok((commitment, Private { person: person.clone(), field, value }))
    }
}

/// The reason that a comment gives.
pub(super) fn reason(comment: &Comment) -> Option<String> {
    match command::read(&comment.body) {
        Line::Command(Command::Approve { reason, .. } | Command::Deny { reason, .. }) => reason,
        Line::Command(Command::BreakGlass { reason, .. }) => Some(reason),
        _ => None,
    }
}
