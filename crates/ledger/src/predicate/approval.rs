//! `urn:releasegate:approval:v1`: somebody approved or rejected exactly these artifacts for exactly this environment, or took it back.
//! Meanings are those that 21 CFR 11.50 asks a signature to state.

use serde::{Deserialize, Serialize};

use super::{LeafRef, Run};
use crate::commitment::Commitment;
use crate::digest::DigestSet;
use crate::moment::Moment;
use crate::name::{Line, Pseudonym, Slug, Ulid};

/// What somebody signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Approval {
    /// The approval.
    pub approval_id: Ulid,
    /// Yes, no, or not any more.
    pub decision: Decision,
    /// What the signature means.
    pub meaning: Meaning,
    /// The word that the approver used for the meaning, where the organisation has words of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_meaning: Option<Slug>,
    /// The request that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Ulid>,
    /// Where it may be deployed to.
    pub environment: Slug,
    /// The plan that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<DigestSet>,
    /// The policy by which it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_digest: Option<DigestSet>,
    /// The one deployment that it is for; without, any deployment of these subjects until it expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<Ulid>,
    /// Who.
    pub approver: Pseudonym,
    /// The name, committed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Commitment>,
    /// What was written with it, committed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Commitment>,
    /// How it was made sure who signed.
    pub authentication: Authentication,
    /// When it was given.
    pub signed_at: Moment,
    /// From when on it counts no more. There is no approval for ever.
    pub expires_at: Moment,
    /// Where it was given.
    pub source: Source,
    /// The approval that is taken back, for `revoke`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revokes: Option<LeafRef>,
    /// The run that recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Decision {
    Approve,
    Reject,
    Revoke,
}

/// What a signature means (21 CFR 11.50).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the rule")]
pub enum Meaning {
    Authored,
    Reviewed,
    Approved,
    Released,
}

/// How it was made sure who signed (21 CFR 11.200).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authentication {
    /// By what.
    pub method: Method,
    /// The class of the authentication, from the OIDC claim `acr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<Line>,
    /// When the signer was last authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Moment>,
}

/// By what somebody was authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Method {
    GithubSession,
    SshSignature,
    Webauthn,
    Oidc,
    External,
}

/// Where an approval was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Source {
    GithubEnvironment,
    GithubIssue,
    PrReview,
    SshSignature,
    Webauthn,
    External,
}
