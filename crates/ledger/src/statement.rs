//! in-toto Statement v1 (in-toto attestation framework, `statement.md`) with the predicates of this suite: what an envelope holds.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use verdict::statement::STATEMENT_TYPE;

use crate::digest::{Algorithm, DigestSet};
use crate::hash::Hash;
use crate::json::{self, JsonError, Limits};
use crate::name::Line;
use crate::predicate::{Decision, KeyEvent, Kind, Predicate, Request, RequestEvent};

/// Subjects of a Statement.
pub const MAX_SUBJECTS: usize = 256;

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is about.
    pub subject: Vec<Subject>,
    /// What it says.
    pub predicate: Predicate,
}

/// One thing that a Statement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// How it is called: an artifact's name, `entry`, `key`, `head`.
    pub name: Line,
    /// What it is.
    pub digest: DigestSet,
}

/// Why bytes are no Statement of this suite.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// Not JSON of the strict profile.
    #[error("not a Statement: {0}")]
    Json(#[from] JsonError),
    /// A member that is missing, unknown, or of another shape; a type of Statement or predicate that is not known.
    #[error("not a Statement: {0}")]
    Shape(serde_json::Error),
    /// Another type of Statement.
    #[error("not a Statement of type {STATEMENT_TYPE}: it says `{}`", .0.escape_debug())]
    Type(String),
    /// A rule about subjects or members is broken.
    #[error("not a Statement: {0}")]
    Rule(&'static str),
    /// It has no canonical bytes.
    #[error("failed to write the Statement: {0}")]
    Write(#[from] verdict::canonical::CanonicalError),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    #[serde(rename = "_type")]
    statement_type: String,
    subject: Vec<Subject>,
    predicate_type: Kind,
    /// Read by its own type.
    #[serde(skip_serializing)]
    predicate: Value,
}

impl Statement {
    /// Reads a payload that was verified.
    ///
    /// # Errors
    /// JSON out of the profile, unknown members or types, and what [`Statement::check`] refuses.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let value = json::read(bytes, Limits::PAYLOAD)?;
        let written = json::typed::<Written>(&value).map_err(StatementError::Shape)?;
        if written.statement_type != STATEMENT_TYPE {
            return Err(StatementError::Type(written.statement_type));
        }
        let predicate =
            Predicate::read(written.predicate_type, &written.predicate).map_err(StatementError::Shape)?;
        let statement = Self { subject: written.subject, predicate };
        statement.check()?;
        Ok(statement)
    }

    /// The bytes to be signed: RFC 8785. What cannot be read back is not written.
    ///
    /// # Errors
    /// A number beyond the profile, a text that is refused, or a broken rule.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StatementError> {
        let predicate = self.predicate.write().map_err(StatementError::Shape)?;
        let bytes = verdict::canonical::bytes(&json!({
            "_type": STATEMENT_TYPE,
            "subject": self.subject,
            "predicateType": self.predicate.kind().uri(),
            "predicate": predicate,
        }))?;
        Self::parse(&bytes)?;
        Ok(bytes)
    }

    /// Whether one of the subjects has exactly these digests.
    #[must_use]
    pub fn is_about(&self, digest: &DigestSet) -> bool {
        self.subject.iter().any(|subject| subject.digest == *digest)
    }

    /// The rules that no shape can hold.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), StatementError> {
        let rule =
            |broken: bool, says: &'static str| if broken { Err(StatementError::Rule(says)) } else { Ok(()) };
        rule(self.subject.is_empty(), "it has no subject")?;
        rule(self.subject.len() > MAX_SUBJECTS, "it has more than 256 subjects")?;
        let mut names: Vec<&str> = self.subject.iter().map(|subject| subject.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        rule(names.len() != self.subject.len(), "two subjects have one name")?;
        if let Some(target) = self.predicate.target() {
            let about = self.subject_hash() == Some(target.hash);
            rule(
                !about && !matches!(self.predicate, Predicate::Approval(_)),
                "its one subject is not the entry that it is about",
            )?;
        }
        self.check_predicate(rule)
    }

    fn check_predicate(
        &self,
        rule: impl Fn(bool, &'static str) -> Result<(), StatementError>,
    ) -> Result<(), StatementError> {
        match &self.predicate {
            Predicate::Deployment(one) => {
                let used = one.approvals.iter().all(|approval| self.is_about(&approval.applies_to));
                rule(!used, "an approval is used for what is no subject of it")
            }
            Predicate::Approval(one) => {
                let revokes = one.revokes.is_some() == (one.decision == Decision::Revoke);
                rule(!revokes, "`revokes` belongs to the decision `revoke`, and to no other")?;
                rule(one.expires_at <= one.signed_at, "the approval expires before it is given")
            }
            Predicate::Request(one) => check_request(one, rule),
            Predicate::Incident(one) => rule(
                one.resolved_at.is_some_and(|at| at < one.detected_at),
                "it was resolved before it was detected",
            ),
            Predicate::Correction(one) => {
                rule(one.values.is_empty(), "it corrects no value")?;
                rule(
                    one.values.iter().any(|value| value.recorded == value.correct),
                    "it corrects a value by itself",
                )?;
                let pointers = one.values.iter().all(|value| is_pointer(value.path.as_str()));
                rule(!pointers, "the path of a value is no JSON pointer")
            }
            Predicate::Redaction(one) => {
                let named =
                    one.commitments.is_empty() == matches!(one.redacted, crate::predicate::Redacted::Envelope);
                rule(!named, "it names the erased commitments if disclosures were erased, and only then")
            }
            Predicate::Key(one) => {
                rule(
                    self.subject_hash() != Some(one.key()),
                    "its one subject is not the key that it is about",
                )?;
                match &one.change {
                    KeyEvent::Introduced { roles, .. } | KeyEvent::Rotated { roles, .. } => rule(
                        roles.is_empty() || !roles.is_sorted_by(|a, b| a < b),
                        "its roles are none, or not in order and once each",
                    ),
                    KeyEvent::Revoked { .. } => Ok(()),
                }
            }
            Predicate::Seal(one) => {
                rule(self.subject_hash() != Some(one.root), "its one subject is not the root that it seals")
            }
            Predicate::Gap(one) => rule(one.from > one.to && one.to.is_some(), "it ends before it begins"),
            Predicate::EnvironmentSnapshot(_) | Predicate::Hold(_) => Ok(()),
        }
    }

    /// The SHA-256 digest of the one subject.
    fn subject_hash(&self) -> Option<Hash> {
        match self.subject.as_slice() {
            [only] => only.digest.get(Algorithm::Sha256).and_then(|digest| Hash::parse_hex(digest).ok()),
            _ => None,
        }
    }
}

fn check_request(
    one: &Request,
    rule: impl Fn(bool, &'static str) -> Result<(), StatementError>,
) -> Result<(), StatementError> {
    let event = one.event;
    rule(event == RequestEvent::Requested && one.expires_at <= one.at, "the request ends before it is made")?;
    rule(
        one.deployment_id.is_some() && event != RequestEvent::Consumed,
        "`deploymentId` belongs to the event `consumed`",
    )?;
    rule(
        one.superseded_by.is_some() != (event == RequestEvent::Superseded),
        "`supersededBy` belongs to the event `superseded`, and to no other",
    )?;
    let decided = event.permits() || event == RequestEvent::Denied;
    rule(!one.decisions.is_empty() && !decided, "decisions belong to an outcome")?;
    rule(one.reason.is_some() && one.by.is_none(), "a reason without whose it is")
}

/// Whether a text is a JSON pointer to something inside (RFC 6901, section 3).
fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

/// Statements of every kind, for the tests of this crate.
#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests;
