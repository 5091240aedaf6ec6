//! Approvals and requests, as deployments rest on them.

use ledger::name::Ulid;
use ledger::predicate::{Approval, Request};
use ledger::statement::Subject;
use serde::Serialize;

use crate::amended::Amendment;
use crate::stand::Stand;

/// An approval, a rejection, or that one was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Given {
    /// The entry.
    pub at: Stand,
    /// What it is for.
    pub subjects: Vec<Subject>,
    /// What was recorded: the decision, its meaning, who, how that was made sure, from when and until when.
    pub record: Approval,
    /// The entry that took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Stand>,
    /// What later entries say of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
}

/// A request for approval, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Its id.
    pub id: Ulid,
    /// What it is for.
    pub subjects: Vec<Subject>,
    /// Its events, oldest first.
    pub events: Vec<AskedEvent>,
}

/// One event of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AskedEvent {
    /// The entry.
    pub at: Stand,
    /// What was recorded.
    pub record: Request,
    /// What later entries say of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
}
