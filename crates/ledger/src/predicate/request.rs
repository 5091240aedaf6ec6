//! `urn:releasegate:request:v1`: what became of a request for approval. What people decided stands in approvals of their own; this says
//! what was asked, what was seen and left aside, and how it ended.

use serde::{Deserialize, Serialize};

use super::{Evidence, LeafRef, Run};
use crate::commitment::Commitment;
use crate::digest::DigestSet;
use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::{Line, NumericId, Pseudonym, Slug, Ulid};

/// One event of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The request: the same for all its events.
    pub request_id: Ulid,
    /// What happened.
    pub event: RequestEvent,
    /// Where it may be deployed to.
    pub environment: Slug,
    /// The SHA-256 of what was asked for: of the bytes that people were shown the digest of.
    pub digest: Hash,
    /// When it happened.
    pub at: Moment,
    /// When the request ends.
    pub expires_at: Moment,
    /// The plan that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<DigestSet>,
    /// The policy by which it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_digest: Option<DigestSet>,
    /// Where people were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<RequestPlace>,
    /// What people wrote there, as it was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<RequestNotice>,
    /// The approvals that an outcome rests on, or the rejections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<LeafRef>,
    /// The deployment that used it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<Ulid>,
    /// The digest of the request that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Hash>,
    /// Whose doing it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Pseudonym>,
    /// Why, committed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Commitment>,
    /// The bytes of the request, facts, verdicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The run that recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestEvent {
    /// It was posted: the first event, and no other.
    Requested,
    /// Something that people wrote was seen, left aside, or found changed.
    Noticed,
    /// People were reminded.
    Reminded,
    /// Others were asked.
    Escalated,
    /// All who must approve did.
    Approved,
    /// Somebody broke the glass.
    Overridden,
    /// Somebody rejected it.
    Denied,
    /// Who asked took it back.
    Withdrawn,
    /// Another took its place.
    Superseded,
    /// Its time was over.
    Expired,
    /// It, or the place where it stood, was tampered with.
    Voided,
    /// A deployment used it.
    Consumed,
    /// Somebody looked at an override afterwards.
    Reviewed,
}

impl RequestEvent {
    /// Whether nothing but a notice or a review follows.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Denied | Self::Withdrawn | Self::Superseded | Self::Expired | Self::Voided | Self::Consumed
        )
    }

    /// Whether it may come after the end.
    #[must_use]
    pub const fn is_afterwards(self) -> bool {
        matches!(self, Self::Noticed | Self::Reviewed)
    }

    /// Whether a deployment may use the request after it.
    #[must_use]
    pub const fn permits(self) -> bool {
        matches!(self, Self::Approved | Self::Overridden)
    }
}

/// Where people were asked, by numbers and names that are never given twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestPlace {
    /// The repository.
    pub repository_id: NumericId,
    /// The number in it.
    pub number: NumericId,
    /// The name in GraphQL.
    pub node: Line,
    /// The SHA-256 of title, a line feed and text.
    pub text: Hash,
}

/// A comment, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestNotice {
    /// The comment's number.
    pub id: NumericId,
    /// Who wrote it, if that is a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Pseudonym>,
    /// When.
    pub written_at: Moment,
    /// A hash of its text that tells whether it is still the same: keyed, since short texts could be guessed from a plain one.
    pub text: Hash,
    /// What was found.
    pub found: NoticeFound,
    /// Why it counts for nothing, in the stable word of the tool that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Slug>,
}

/// How a comment was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum NoticeFound {
    Approval,
    Denial,
    Withdrawal,
    Override,
    Ignored,
    Edited,
    Hidden,
    Deleted,
}
