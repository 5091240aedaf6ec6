//! A commit's signature and what GitHub thinks of it.

use super::actor::User;
use crate::git::Commit;
use crate::graphql::object::{Field, Kind, leaf, null, object};
use crate::hub::Hub;

/// A signature of the type that GitHub's own key makes.
pub(in crate::graphql) struct Signature {
    signature: String,
    payload: String,
    email: String,
    verified: bool,
    at: String,
}

impl Signature {
    /// A commit's signature, if it has one.
    pub(super) fn of(hub: &Hub, commit: &Commit) -> Option<Self> {
        Some(Self {
            signature: commit.signature.clone()?,
            payload: commit.payload.clone(),
            email: commit.committer.email.clone(),
            verified: hub.verification(commit).verified,
            at: commit.committer.date(),
        })
    }
}

impl Kind for Signature {
    const NAME: &'static str = "GpgSignature";
    const BELONGS: &'static [&'static str] = &["GitSignature"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("email: String!", |one, _| leaf(one.email.as_str())),
        Field("isValid: Boolean!", |one, _| leaf(one.verified)),
        Field("state: GitSignatureState!", |one, _| leaf(if one.verified { "VALID" } else { "UNKNOWN_KEY" })),
        Field("wasSignedByGitHub: Boolean!", |one, _| leaf(one.verified)),
        Field("payload: String!", |one, _| leaf(one.payload.as_str())),
        Field("signature: String!", |one, _| leaf(one.signature.as_str())),
        Field("verifiedAt: DateTime", |one, _| leaf(one.verified.then_some(one.at.as_str()))),
        // The key of github.com belongs to the account `web-flow`, where that exists.
        Field("signer: User", |_, call| {
            call.hub.account("web-flow").map_or_else(null, |account| object(User::new(account.id)))
        }),
    ];
}
