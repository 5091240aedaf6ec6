//! What a record means for the rest of the ledger, once it is known who signed it.

use super::{MAX_SKEW_MILLIS, Verifier};
use crate::commitment::Commitment;
use crate::entry::Entry;
use crate::fault::{FaultKind, NoticeKind, UnknownKind};
use crate::hash::Hash;
use crate::moment::Moment;
use crate::predicate::{
    Deployment, HeadRef, Hold, HoldEvent, Kind, LeafRef, Predicate, Redacted, Redaction, Seal,
};
use crate::statement::Statement;

impl Verifier {
    pub(super) fn meaning(&mut self, leaf: LeafRef, entry: &Entry, statement: &Statement, signers: &[Hash]) {
        let index = leaf.index;
        if let Some(target) = statement.predicate.target()
            && !self.is_there(target, index)
        {
            let message = format!(
                "it is about entry {} with the leaf hash {}, which is not there",
                target.index, target.hash
            );
            return self.findings.fault(index, FaultKind::TargetUnknown, message);
        }
        let held: Vec<_> = statement.predicate.commitments().into_iter().map(|(_, _, held)| held).collect();
        if !held.is_empty() {
            self.committed.insert(index, held);
        }
        match &statement.predicate {
            Predicate::Deployment(one) => self.deployment(index, entry.time, one, statement),
            Predicate::Approval(one) => {
                self.skew(index, entry.time, Some(one.signed_at));
                if !self.approvals.add(leaf, one, statement) {
                    let message = "it takes back what is no approval, or was signed by nobody who may";
                    self.findings.fault(index, FaultKind::TargetUnknown, message);
                }
            }
            Predicate::Request(one) => {
                self.skew(index, entry.time, Some(one.at));
                let Self { requests, approvals, findings, .. } = self;
                requests.event((index, entry.time), one, &statement.subject, approvals, findings);
            }
            Predicate::Redaction(one) => self.redaction(index, one),
            Predicate::Hold(one) => self.hold(index, one),
            Predicate::Key(one) => {
                if let Err(error) = self.keyring.apply(index, one, signers) {
                    self.findings.fault(index, FaultKind::KeyRefused, error.to_string());
                }
            }
            Predicate::Seal(one) => self.seal(index, one),
            Predicate::EnvironmentSnapshot(one) => {
                self.skew(index, entry.time, Some(one.taken_at));
                self.deployments.snapshot(index, one, &mut self.findings);
            }
            Predicate::Gap(one) => self.skew(index, entry.time, Some(one.found_at)),
            Predicate::Incident(_) | Predicate::Correction(_) => {}
        }
    }

    /// A record that tells of a moment after its entry was written: one of the two clocks is wrong. What lies before proves nothing,
    /// records come late.
    fn skew(&mut self, index: u64, entry: Moment, told: Option<Moment>) {
        if let Some(told) = told.filter(|told| told.millis() - entry.millis() > MAX_SKEW_MILLIS) {
            let message = format!("it tells of {told}, and was written at {entry}");
            self.findings.notice(index, NoticeKind::ClockSkew, message);
        }
    }

    fn deployment(&mut self, index: u64, time: Moment, one: &Deployment, statement: &Statement) {
        let timing = &one.timing;
        self.skew(index, time, timing.requested_at.max(timing.started_at).max(timing.finished_at));
        if one.overridden.is_some() {
            let message = format!("deployment {} went against the rules, and says why", one.deployment_id);
            self.findings.notice(index, NoticeKind::Overridden, message);
        }
        if let Some(head) = &one.observed_head {
            self.observed_head(index, head);
        }
        let (subjects, findings) = (&statement.subject, &mut self.findings);
        let began = self.deployments.event(index, time, one, subjects, findings);
        self.approvals.deployment(index, began, one, subjects, findings);
    }

    /// The head that a signer saw is one of this ledger: if it is not, the signer was shown another history.
    fn observed_head(&mut self, index: u64, head: &HeadRef) {
        if head.origin != self.origin {
            let message = format!(
                "entry {index} was signed after a head of {}, which is another ledger or shard",
                head.origin
            );
            return self.findings.unknown(UnknownKind::OtherLedger, message);
        }
        if head.size > index || self.tree.root(head.size) != Some(head.root) {
            let message = format!(
                "its signer saw a ledger of {} entries with the root {}, which this one never was: it was shown in two versions",
                head.size, head.root
            );
            self.findings.fault(index, FaultKind::ObservedHead, message);
        }
    }

    fn redaction(&mut self, index: u64, one: &Redaction) {
        let target = one.target.index;
        let kind = usize::try_from(target).ok().and_then(|at| self.kinds.get(at)).copied().flatten();
        let refused = if let Some(hold) = self.held.get(&target) {
            Some(format!("entry {target} must be kept whole, as entry {hold} says"))
        } else if one.redacted == Redacted::Envelope && !kind.is_some_and(Kind::may_be_redacted) {
            Some(format!("other entries rest on what entry {target} says: its envelope must not be erased"))
        } else if one.commitments.iter().any(|erased| !self.commits(target, erased)) {
            Some(format!("entry {target} does not hold the commitment whose disclosure was erased"))
        } else {
            None
        };
        if let Some(message) = refused {
            return self.findings.fault(index, FaultKind::RedactionRefused, message);
        }
        if one.redacted == Redacted::Envelope {
            self.redacted.insert(target, index);
        }
        for commitment in &one.commitments {
            self.erased.entry(*commitment).or_default().push(index);
        }
    }

    /// Whether an entry commits to a value; what an erased envelope held, nobody knows.
    fn commits(&self, index: u64, value: &Commitment) -> bool {
        self.missing.binary_search(&index).is_ok()
            || self.committed.get(&index).is_some_and(|held| held.contains(value))
    }

    fn hold(&mut self, index: u64, one: &Hold) {
        match one.event {
            HoldEvent::Placed => self.held.insert(one.target.index, index),
            HoldEvent::Released => self.held.remove(&one.target.index),
        };
    }

    fn seal(&mut self, index: u64, one: &Seal) {
        let another =
            one.next.as_ref().is_some_and(|next| next.ledger() != self.origin.ledger() || *next == self.origin);
        if one.size != index || self.tree.root(index) != Some(one.root) || another {
            let message = "it seals another head than the one before it, or leads to another ledger";
            self.findings.fault(index, FaultKind::SealHead, message);
        }
        self.sealed = Some(index);
    }
}
