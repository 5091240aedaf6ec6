//! What a request may hold. Lists are in one order and hold nothing twice, digests are written in one way, and no text holds what cannot be
//! seen: two requests that look alike are equal.

use super::{Request, SCHEMA};
use crate::glyph;

/// The largest integer that canonical JSON tells apart from its neighbours.
const LARGEST: u64 = (1 << 53) - 1;
/// Artifacts of one request. A request with so many, at the length that file names have, still fits into an issue.
const ARTIFACTS: usize = 256;
/// Verdicts of one request.
const VERDICTS: usize = 64;
/// Requesters of one request.
const REQUESTERS: usize = 64;

/// Why something is no request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A member holds what it may not.
    #[error("`{member}` of the request {problem}")]
    Member {
        /// Which.
        member: String,
        /// What is wrong.
        problem: String,
    },
    /// The bytes are no request at all.
    #[error("these bytes are no request: {0}")]
    Json(String),
    /// The bytes are not the canonical ones of what they say.
    #[error("the request is not written in its canonical form (RFC 8785), so that its digest says nothing")]
    NotCanonical,
}

fn refuse(member: impl Into<String>, problem: impl Into<String>) -> RequestError {
    RequestError::Member { member: member.into(), problem: problem.into() }
}

/// Checks all members.
pub(super) fn check(request: &Request) -> Result<(), RequestError> {
    if request.schema != SCHEMA {
        return Err(refuse("schema", format!("is not `{SCHEMA}`: another version of this tool wrote it")));
    }
    if !(1..=LARGEST).contains(&request.repository_id) {
        return Err(refuse("repository_id", "is no number of a repository"));
    }
    text("environment", &request.environment, 255)?;
    if ![40, 64].contains(&request.commit.len()) || !is_hex(&request.commit) {
        return Err(refuse("commit", "is no whole SHA in lower-case hex"));
    }
    digest("policy_sha256", &request.policy_sha256)?;
    if let Some(replaces) = &request.replaces {
        text("replaces", replaces, 128)?;
    }
    artifacts(request)?;
    verdicts(request)?;
    requesters(request)
}

fn artifacts(request: &Request) -> Result<(), RequestError> {
    count("artifacts", request.artifacts.len(), ARTIFACTS)?;
    for (at, artifact) in request.artifacts.iter().enumerate() {
        text(&format!("artifacts[{at}].name"), &artifact.name, 512)?;
        digest(&format!("artifacts[{at}].sha256"), &artifact.sha256)?;
    }
    if !request.artifacts.is_sorted_by(|one, next| one.name < next.name) {
        return Err(refuse("artifacts", "are not in the order of their names, or hold a name twice"));
    }
    Ok(())
}

fn verdicts(request: &Request) -> Result<(), RequestError> {
    count("verdicts", request.verdicts.len(), VERDICTS)?;
    for (at, judged) in request.verdicts.iter().enumerate() {
        text(&format!("verdicts[{at}].gate"), &judged.gate, 255)?;
        let member = format!("verdicts[{at}].judgement");
        match judged.judgement.strip_prefix("sha256:") {
            Some(hex) => digest(&member, hex)?,
            None => return Err(refuse(member, "does not begin with `sha256:`")),
        }
    }
    if !request.verdicts.is_sorted_by(|one, next| one.gate < next.gate) {
        return Err(refuse("verdicts", "are not in the order of their gates, or hold a gate twice"));
    }
    Ok(())
}

fn requesters(request: &Request) -> Result<(), RequestError> {
    count("requesters", request.requesters.len(), REQUESTERS)?;
    if request.requesters.is_empty() {
        return Err(refuse("requesters", "are none: somebody asks"));
    }
    if request.requesters.iter().any(|id| !(1..=LARGEST).contains(&id.0)) {
        return Err(refuse("requesters", "hold what is no number of an account"));
    }
    if !request.requesters.is_sorted_by(|one, next| one < next) {
        return Err(refuse("requesters", "do not ascend, or hold somebody twice"));
    }
    Ok(())
}

fn count(member: &str, count: usize, most: usize) -> Result<(), RequestError> {
    if count > most {
        Err(refuse(member, format!("are {count}; at most {most} can be asked for at once")))
    } else {
        Ok(())
    }
}

fn text(member: &str, text: &str, most: usize) -> Result<(), RequestError> {
    if text.is_empty() || text.len() > most {
        return Err(refuse(member, format!("has {} bytes; 1 to {most} are allowed", text.len())));
    }
    match text.chars().find(|letter| glyph::is_unseen(*letter)) {
        Some(letter) => Err(refuse(member, format!("holds {}, which nobody can see", glyph::name(letter)))),
        None => Ok(()),
    }
}

fn digest(member: &str, text: &str) -> Result<(), RequestError> {
    if text.len() == 64 && is_hex(text) {
        Ok(())
    } else {
        Err(refuse(member, "is no SHA-256 in lower-case hex"))
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
