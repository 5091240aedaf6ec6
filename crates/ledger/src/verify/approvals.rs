//! Whether a deployment may rest on the approvals that it names: the approval is of exactly this, was given before by somebody else, and still
//! counted.

use std::collections::{BTreeMap, BTreeSet};

use super::deployments::Began;
use crate::digest::{Algorithm, DigestSet};
use crate::fault::{FaultKind, NoticeKind};
use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::{Pseudonym, Ulid};
use crate::predicate::{Approval, ApprovalUse, Decision, Deployment, LeafRef, Meaning, Request};
use crate::report::Findings;
use crate::statement::{Statement, Subject};

/// The approvals of a ledger, and the deployments that use them.
#[derive(Debug, Default)]
pub(super) struct Approvals {
    given: BTreeMap<u64, Given>,
}

#[derive(Debug)]
struct Given {
    leaf: Hash,
    approval: Approval,
    subjects: Vec<DigestSet>,
    revoked: Option<u64>,
    used_by: BTreeSet<Ulid>,
}

impl Approvals {
    /// Notes an approval, and what it takes back. The answer is no where that is no approval.
    pub(super) fn add(&mut self, leaf: LeafRef, approval: &Approval, statement: &Statement) -> bool {
        let revoked = approval.revokes.map(|target| self.given.get_mut(&target.index));
        let found = match revoked {
            Some(Some(given)) => {
                given.revoked.get_or_insert(leaf.index);
                true
            }
            Some(None) => false,
            None => true,
        };
        let given = Given {
            leaf: leaf.hash,
            approval: approval.clone(),
            subjects: statement.subject.iter().map(|subject| subject.digest.clone()).collect(),
            revoked: None,
            used_by: BTreeSet::new(),
        };
        self.given.insert(leaf.index, given);
        found
    }

    /// Holds a deployment against the approvals that it names. `began` is where and when it began.
    pub(super) fn deployment(
        &mut self,
        index: u64,
        began: Began,
        one: &Deployment,
        subjects: &[Subject],
        findings: &mut Findings,
    ) {
        for used in &one.approvals {
            if let Err((kind, message)) = self.used(began, one, used) {
                findings.fault(index, kind, format!("the approval of entry {} {message}", used.leaf.index));
            }
        }
        let artifact = |subject: &&Subject| subject.digest.get(Algorithm::GitCommit).is_none();
        let covered = |subject: &&Subject| one.approvals.iter().any(|used| used.applies_to == subject.digest);
        let left: Vec<&Subject> =
            subjects.iter().filter(artifact).filter(|subject| !covered(subject)).collect();
        if let (false, [first, ..]) = (one.approvals.is_empty(), left.as_slice()) {
            let message = format!(
                "it rests on approvals, and none of them is of {} and {} others",
                first.name,
                left.len() - 1
            );
            findings.notice(index, NoticeKind::ApprovalPartial, message);
        }
    }

    fn used(&mut self, began: Began, one: &Deployment, used: &ApprovalUse) -> Result<(), (FaultKind, String)> {
        let given = self.given.get_mut(&used.leaf.index).filter(|given| given.leaf == used.leaf.hash);
        let given =
            given.ok_or((FaultKind::ApprovalUnknown, "is none, or was signed by nobody who may".to_owned()))?;
        given.used_by.insert(one.deployment_id.clone());
        let approval = &given.approval;
        if approval.decision != Decision::Approve {
            return Err((
                FaultKind::ApprovalUnknown,
                "is no approval: it rejects, or takes one back".to_owned(),
            ));
        }
        if let Some(what) = given.unfit(one, used) {
            return Err((FaultKind::ApprovalUnfit, format!("is for another {what}")));
        }
        let Began { index, time, known } = began;
        if known && (approval.expires_at <= time || used.leaf.index >= index) {
            let message = format!("did not count when the deployment began, with entry {index} at {time}");
            return Err((FaultKind::ApprovalExpired, message));
        }
        if let Some(revoked) = given.revoked.filter(|revoked| known && *revoked < index) {
            return Err((FaultKind::ApprovalRevoked, format!("was taken back by entry {revoked}")));
        }
        let own = approval.approver == one.actor.pseudonym || one.authors.contains(&approval.approver);
        if own && approval.meaning != Meaning::Authored {
            return Err((FaultKind::ApprovalOwn, "is by whoever deployed it or wrote a part of it".to_owned()));
        }
        Ok(())
    }

    /// Who made the decision that an outcome of a request names: one of this request's own subjects, under its policy, that still counts.
    pub(super) fn decision(
        &self,
        leaf: LeafRef,
        one: &Request,
        subjects: &[Subject],
        wanted: Decision,
        time: Moment,
    ) -> Result<Pseudonym, (FaultKind, &'static str)> {
        let given = self.given.get(&leaf.index).filter(|given| given.leaf == leaf.hash);
        let given = given.filter(|given| given.approval.decision == wanted);
        let given = given
            .ok_or((FaultKind::ApprovalUnknown, "is none of this kind, or was signed by nobody who may"))?;
        let approval = &given.approval;
        let about = |digest: &DigestSet| subjects.iter().any(|subject| subject.digest == *digest);
        let fits = approval.environment == one.environment
            && approval.plan_digest == one.plan_digest
            && approval.policy_digest == one.policy_digest
            && approval.request_id.as_ref().is_none_or(|id| *id == one.request_id)
            && given.subjects.iter().any(about);
        if !fits {
            return Err((
                FaultKind::ApprovalUnfit,
                "is for another request, artifact, environment, plan or policy",
            ));
        }
        if approval.expires_at <= time {
            return Err((FaultKind::ApprovalExpired, "did not count any more"));
        }
        if given.revoked.is_some() {
            return Err((FaultKind::ApprovalRevoked, "was taken back before"));
        }
        Ok(approval.approver.clone())
    }

    /// What somebody should look at in the end.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for (index, given) in self.given.iter().filter(|(_, given)| given.used_by.len() > 1) {
            let message = format!("{} deployments rest on it", given.used_by.len());
            findings.notice(*index, NoticeKind::ApprovalReused, message);
        }
    }
}

impl Given {
    /// What the approval was given for, where that is something else.
    fn unfit(&self, one: &Deployment, used: &ApprovalUse) -> Option<&'static str> {
        let approval = &self.approval;
        if !self.subjects.contains(&used.applies_to) {
            return Some("artifact");
        }
        if approval.environment != one.environment.name {
            return Some("environment");
        }
        if approval.plan_digest != one.plan_digest {
            return Some("plan");
        }
        if approval.policy_digest != one.policy_digest {
            return Some("policy");
        }
        approval.deployment_id.as_ref().is_some_and(|id| *id != one.deployment_id).then_some("deployment")
    }
}
