//! What is to be approved: everything that an approval binds, and nothing that differs when the same is asked for again.
//!
//! The attempt and the times of the run that asks are not in it: a run that is tried again asks the same.

mod check;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use verdict::{Time, canonical};

use crate::code::Code;
use crate::people::AccountId;

pub use check::RequestError;

/// The schema that every request of this version names.
pub const SCHEMA: &str = "releasegate/approval-request/v1";

/// A request. Its digest is the SHA-256 of its RFC 8785 bytes. Who recomputes it reads `requesters`, `expires` and `replaces` back from what
/// was posted, and compares each with the facts by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// `releasegate/approval-request/v1`.
    pub schema: String,
    /// The repository, by its number.
    pub repository_id: u64,
    /// The environment.
    pub environment: String,
    /// What is to be done.
    pub action: Action,
    /// The commit, as a whole SHA in lower case.
    pub commit: String,
    /// The artifacts, in the order of their names.
    pub artifacts: Vec<Artifact>,
    /// The verdicts, in the order of their gates.
    pub verdicts: Vec<Judged>,
    /// SHA-256 of the resolved policy, in hex.
    pub policy_sha256: String,
    /// Who asks: account numbers, ascending, each once.
    pub requesters: Vec<AccountId>,
    /// When it ends. It is made when the request is first posted and read back from there by everybody else.
    pub expires: Time,
    /// What is deployed in the environment when it was asked for: the deployment's id in the record, or `github:ID`; nothing if nothing is.
    pub replaces: Option<String>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Action {
    Deploy,
    Rollback,
}

/// An artifact by its content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// The name: a file, an image without tag.
    pub name: String,
    /// SHA-256 in hex: of the file, or the image's digest.
    pub sha256: String,
}

/// A verdict by what it judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The gate.
    pub gate: String,
    /// The verdict's `judgement`, `sha256:` and hex.
    pub judgement: String,
    /// What it said, for display; the judgement binds it.
    pub status: verdict::Status,
}

/// A part of a request that the same deployment, asked for again, would say anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum Part {
    Repository,
    Environment,
    Action,
    Commit,
    Artifacts,
    Verdicts,
    Policy,
}

impl Request {
    /// In which parts another request differs from this one, beside those that are read back from what was posted.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<Part> {
        let parts = [
            (Part::Repository, self.repository_id != other.repository_id),
            (Part::Environment, self.environment != other.environment),
            (Part::Action, self.action != other.action),
            (Part::Commit, self.commit != other.commit),
            (Part::Artifacts, self.artifacts != other.artifacts),
            (Part::Verdicts, self.verdicts != other.verdicts),
            (Part::Policy, self.policy_sha256 != other.policy_sha256),
        ];
        parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
    }

    /// Brings artifacts, verdicts and requesters into their order and checks everything, so that whoever gathers the same asks the same.
    ///
    /// # Errors
    /// What no request may hold.
    pub fn arranged(mut self) -> Result<Self, RequestError> {
        self.artifacts.sort();
        self.verdicts.sort_by(|one, next| one.gate.cmp(&next.gate));
        self.requesters.sort_unstable();
        self.requesters.dedup();
        check::check(&self)?;
        Ok(self)
    }

    /// Reads a request that was posted or recorded: its canonical bytes and nothing else, so that one digest is of one request.
    ///
    /// # Errors
    /// What is no request, what no request may hold, and bytes that are not canonical.
    pub fn read(bytes: &[u8]) -> Result<Self, RequestError> {
        let request: Self =
            serde_json::from_slice(bytes).map_err(|error| RequestError::Json(error.to_string()))?;
        check::check(&request)?;
        if request.bytes()? == bytes { Ok(request) } else { Err(RequestError::NotCanonical) }
    }

    /// The RFC 8785 bytes.
    ///
    /// # Errors
    /// A number beyond 2^53 - 1, which a checked request does not hold.
    pub fn bytes(&self) -> Result<Vec<u8>, RequestError> {
        canonical::bytes(self).map_err(|error| RequestError::Json(error.to_string()))
    }

    /// What an approval binds: SHA-256 of the canonical bytes, in hex.
    ///
    /// # Errors
    /// As of [`Request::bytes`].
    pub fn digest(&self) -> Result<String, RequestError> {
        Ok(canonical::sha256_hex(&self.bytes()?))
    }

    /// What people type for it.
    ///
    /// # Errors
    /// As of [`Request::bytes`].
    pub fn code(&self) -> Result<Code, RequestError> {
        Code::of(&self.digest()?).ok_or(RequestError::NotCanonical)
    }
}

#[cfg(test)]
pub(crate) mod tests;
