//! One row an approval, a rejection, or that one was taken back.

use history::consent::Given;
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug, Ulid};
use ledger::predicate::{Decision, Meaning, Method, Source};
use serde::Serialize;

use super::{Origin, digest};

/// An approval.
#[derive(Debug, Serialize)]
pub struct Approval<'h> {
    approval_id: &'h Ulid,
    decision: Decision,
    meaning: Meaning,
    stated_meaning: Option<&'h Slug>,
    request_id: Option<&'h Ulid>,
    deployment_id: Option<&'h Ulid>,
    approver: &'h Pseudonym,
    method: Method,
    source: Source,
    signed_at: Moment,
    expires_at: Moment,
    subjects: Vec<String>,
    plan_digest: Option<String>,
    policy_digest: Option<String>,
    revokes_entry: Option<u64>,
    revoked_by_entry: Option<u64>,
    amended: bool,
    #[serde(flatten)]
    origin: Origin<'h>,
}

impl<'h> Approval<'h> {
    /// The row of an approval.
    #[must_use]
    pub fn of(given: &'h Given) -> Self {
        let record = &given.record;
        Self {
            approval_id: &record.approval_id,
            decision: record.decision,
            meaning: record.meaning,
            stated_meaning: record.stated_meaning.as_ref(),
            request_id: record.request_id.as_ref(),
            deployment_id: record.deployment_id.as_ref(),
            approver: &record.approver,
            method: record.authentication.method,
            source: record.source,
            signed_at: record.signed_at,
            expires_at: record.expires_at,
            subjects: given.subjects.iter().map(|subject| digest(&subject.digest)).collect(),
            plan_digest: record.plan_digest.as_ref().map(digest),
            policy_digest: record.policy_digest.as_ref().map(digest),
            revokes_entry: record.revokes.map(|leaf| leaf.index),
            revoked_by_entry: given.revoked.as_ref().map(|at| at.leaf.index),
            amended: !given.amendments.is_empty(),
            origin: Origin::of(&given.at),
        }
    }
}
