//! Whether a record says what was asked, shown and decided: offline, from the ledger, the request's bytes and the facts that lie beside a verdict.
//!
//! A ledger that is not sound is looked at no further: what its entries say is nobody's word then. What this cannot see is what GitHub never
//! told: it shows that the decision follows from the facts, and that the facts are those of the record.

use std::collections::BTreeSet;

use approval::evaluate::evaluate;
use approval::evaluation::Outcome;
use approval::facts::{Facts, Fate};
use approval::policy::Policy;
use approval::request::{Action, Request};
use ledger::keyring::Keyring;
use ledger::name::Pseudonym;
use ledger::origin::Origin;
use ledger::predicate::{self, Approval, LeafRef, NoticeFound, Predicate, RequestEvent};
use ledger::report::Soundness;
use ledger::verify::{Heads, Stored, verify};

use super::recorded::{Recorded, read};
use super::{RecordError, Veil, naming};
use ledger::known::{Known, known};

/// What a record is held against.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The bytes of the request.
    pub request: &'a [u8],
    /// The policy, as the verdict holds it.
    pub policy: &'a Policy,
    /// The facts of the decision, as they lie beside the verdict.
    pub facts: &'a Facts,
    /// What hides people in the ledger.
    pub veil: &'a Veil,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable word.
    pub code: &'static str,
    /// The entry of the ledger, where it is about one.
    pub index: Option<u64>,
    /// What is wrong, and where.
    pub message: String,
}

fn finding(code: &'static str, index: impl Into<Option<u64>>, message: impl Into<String>) -> Finding {
    Finding { code, index: index.into(), message: message.into() }
}

/// Holds a record against its evidence; nothing is found in one that is right.
///
/// # Errors
/// A request that no record can hold.
pub fn verify_record(
    origin: &Origin,
    keyring: &Keyring,
    entries: &[Stored<'_>],
    heads: Heads<'_>,
    evidence: &Evidence<'_>,
) -> Result<Vec<Finding>, RecordError> {
    let report = verify(origin.clone(), keyring.clone(), entries.iter().copied(), heads);
    match report.soundness() {
        Soundness::Sound => {}
        Soundness::Unproven => {
            return Ok(vec![finding("ledger-unproven", None, "no known key vouches for all of the ledger")]);
        }
        Soundness::Faulty => {
            let faults = report.faults.iter();
            return Ok(faults.map(|one| finding(one.kind.code(), one.index, one.message.clone())).collect());
        }
    }
    let known = match known(origin, keyring.clone(), entries, heads) {
        Ok(known) => known,
        Err(error) => return Ok(vec![finding("ledger-unreadable", None, error.to_string())]),
    };
    let request = match Request::read(evidence.request) {
        Ok(request) => request,
        Err(error) => return Ok(vec![finding("request-bytes", None, error.to_string())]),
    };
    let recorded = read(&known, &request, evidence.policy)?;
    if recorded.issue.is_none() {
        let digest = request.digest()?;
        return Ok(vec![finding("request-digest", None, format!("no entry asks for the request {digest}"))]);
    }
    let audit = Audit { known: &known, request: &request, recorded: &recorded, evidence };
    if !audit.knows_people()? {
        let message =
            "the people key is not the one of this record: nobody of the facts stands behind a pseudonym of it";
        return Ok(vec![finding("people-key", None, message)]);
    }
    let mut findings = audit.policy()?;
    findings.extend(audit.place()?);
    findings.extend(audit.outcomes()?);
    findings.extend(audit.comments());
    findings.extend(audit.again()?);
    Ok(findings)
}

struct Audit<'a> {
    known: &'a [Known],
    request: &'a Request,
    recorded: &'a Recorded,
    evidence: &'a Evidence<'a>,
}

impl Audit<'_> {
    /// The events of the request that permitted or ended it.
    fn decided(&self) -> Result<Vec<(LeafRef, &predicate::Request)>, RecordError> {
        let id = naming::request_id(&self.request.digest()?)?;
        let events = self.known.iter().filter_map(|entry| match &entry.statement.as_ref()?.predicate {
            Predicate::Request(one) if one.request_id == id => Some((entry.leaf, one.as_ref())),
            _ => None,
        });
        Ok(events.filter(|(_, one)| one.event.permits() || one.event.is_end()).collect())
    }

    fn approval(&self, leaf: LeafRef) -> Option<&Approval> {
        let entry = self.known.iter().find(|entry| entry.leaf == leaf)?;
        match &entry.statement.as_ref()?.predicate {
            Predicate::Approval(one) => Some(one),
            _ => None,
        }
    }

    /// Whether the key that hides people is that of the record, as far as anybody wrote.
    fn knows_people(&self) -> Result<bool, RecordError> {
        let noticed: BTreeSet<&Pseudonym> =
            self.recorded.noticed.iter().filter_map(|one| one.notice.author.as_ref()).collect();
        let authors = self.evidence.facts.comments.iter().filter_map(|comment| comment.author.as_ref()?.id);
        let known: BTreeSet<Pseudonym> =
            authors.map(|id| self.evidence.veil.pseudonym(id)).collect::<Result<_, _>>()?;
        Ok(noticed.is_empty() || known.is_empty() || noticed.into_iter().any(|one| known.contains(one)))
    }

    /// The issue is the one that was recorded, and the record did not go on to an end that the facts do not know.
    fn place(&self) -> Result<Vec<Finding>, RecordError> {
        let (facts, mut findings) = (self.evidence.facts, Vec::new());
        if facts.recorded != self.recorded.issue {
            findings.push(finding(
                "issue-recorded",
                None,
                "the facts know the issue as another one than the record does",
            ));
        }
        let id = naming::request_id(&self.request.digest()?)?;
        for entry in self.known {
            if let Some(Predicate::Request(one)) =
                entry.statement.as_ref().map(|statement| &statement.predicate)
                && one.request_id == id
                && let Some(place) = &one.place
                && place.number.as_str() != facts.issue.number.to_string()
            {
                let message = format!(
                    "it was asked for in issue {}, and the facts are of {}",
                    place.number.as_str(),
                    facts.issue.number
                );
                findings.push(finding("issue-number", entry.leaf.index, message));
            }
        }
        let ended = self.recorded.fate.as_ref().filter(|fate| !matches!(fate, Fate::Consumed { .. }));
        if let Some(fate) = ended.filter(|fate| facts.fate.as_ref() != Some(fate)) {
            let message = format!(
                "the record goes on to an end that these facts do not know ({fate:?}): take newer facts"
            );
            findings.push(finding("record-goes-on", None, message));
        }
        Ok(findings)
    }

    /// The policy is the one that the request binds.
    fn policy(&self) -> Result<Vec<Finding>, RecordError> {
        let digest = approval::resolve::digest(self.evidence.policy)?;
        let same = digest == self.request.policy_sha256;
        let message = || format!("the policy has the digest {digest}, and people answered another one");
        Ok(if same { Vec::new() } else { vec![finding("policy-digest", None, message())] })
    }

    /// Outcomes rest on decisions. That each is by another person, of this and in time, the ledger itself shows.
    fn outcomes(&self) -> Result<Vec<Finding>, RecordError> {
        let mut findings = Vec::new();
        for (leaf, one) in self.decided()? {
            let bare = match one.event {
                RequestEvent::Approved => one.decisions.is_empty() && self.request.action != Action::Rollback,
                RequestEvent::Denied => one.decisions.is_empty() && !self.denied_by_notice(),
                RequestEvent::Overridden => one.by.is_none(),
                _ => false,
            };
            if bare {
                let message = format!("the outcome {:?} names nobody who decided", one.event);
                findings.push(finding("outcome-without-decisions", leaf.index, message));
            }
        }
        Ok(findings)
    }

    /// A denial that was given when the request had ended stands as a notice alone.
    fn denied_by_notice(&self) -> bool {
        self.recorded.noticed.iter().any(|one| one.notice.found == NoticeFound::Denial)
    }

    /// Comments of the facts are those of the record.
    fn comments(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for comment in &self.evidence.facts.comments {
            let mut noticed = self.recorded.of(comment.id).peekable();
            let text = self.evidence.veil.text(&comment.node_id, &comment.body);
            let any = noticed.peek().is_some();
            if any && !noticed.any(|one| one.notice.text == text) {
                let message = format!("the text of comment {} is not what the record saw", comment.id);
                findings.push(finding("comment-text", None, message));
            }
        }
        let there: BTreeSet<u64> = self.evidence.facts.comments.iter().map(|comment| comment.id).collect();
        for number in self.recorded.comments().into_iter().filter(|number| !there.contains(number)) {
            if !self.recorded.of(number).any(|one| one.notice.found == NoticeFound::Deleted) {
                let message = format!(
                    "the record saw comment {number}, and the facts do not: they are older than the record, or it was taken out"
                );
                findings.push(finding("comment-missing", None, message));
            }
        }
        findings
    }

    /// The facts lead to the outcome that was recorded, by the same people.
    fn again(&self) -> Result<Vec<Finding>, RecordError> {
        let evaluation = evaluate(self.evidence.policy, self.request, self.evidence.facts);
        let expected = match evaluation.outcome {
            Outcome::Approved | Outcome::Rollback => RequestEvent::Approved,
            Outcome::Overridden => RequestEvent::Overridden,
            Outcome::Denied => RequestEvent::Denied,
            Outcome::Withdrawn => RequestEvent::Withdrawn,
            Outcome::Expired => RequestEvent::Expired,
            Outcome::Invalid => RequestEvent::Voided,
            Outcome::Consumed => RequestEvent::Consumed,
            Outcome::Superseded => RequestEvent::Superseded,
            Outcome::Pending | Outcome::Held => {
                let permitted = self.decided()?.into_iter().filter(|(_, one)| one.event.permits());
                let message = "the facts permit nothing, and the record says that somebody did";
                return Ok(permitted
                    .map(|(leaf, _)| finding("outcome-differs", leaf.index, message))
                    .collect());
            }
        };
        let decided = self.decided()?;
        let Some((leaf, one)) = decided.iter().rev().find(|(_, one)| one.event == expected) else {
            let message = format!("the facts lead to {:?}, and the record does not", evaluation.outcome);
            return Ok(vec![finding("outcome-differs", None, message)]);
        };
        if evaluation.outcome != Outcome::Approved {
            return Ok(Vec::new());
        }
        let filled = evaluation.seats.iter().flat_map(|seat| &seat.filled);
        let wanted: BTreeSet<Pseudonym> =
            filled.map(|filled| self.evidence.veil.pseudonym(filled.by)).collect::<Result<_, _>>()?;
        let named = one.decisions.iter().filter_map(|leaf| self.approval(*leaf));
        let named: BTreeSet<Pseudonym> = named.map(|one| one.approver.clone()).collect();
        let message = "the facts lead to the same outcome by other people";
        Ok(if wanted == named { Vec::new() } else { vec![finding("people-differ", leaf.index, message)] })
    }
}
