//! Addresses and node ids of git's objects, and the answers that all of git's routes share.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::access::Needs;
use crate::answer::Answer;
use crate::git::{PushFault, Store};
use crate::hub::Hub;
use crate::token::Level;
use crate::visit::Visit;

/// What reading git's data needs.
pub(crate) const READ: Needs = Needs::repository(&[("contents", Level::Read)]);
/// What writing git's data needs.
pub(crate) const WRITE: Needs = Needs::repository(&[("contents", Level::Write)]);

/// The node id of something that a repository has by name: a commit, a tree, a reference.
pub(crate) fn git_node_id(prefix: &str, repository: u64, name: &str) -> String {
    let bytes = [repository.to_be_bytes().as_slice(), name.as_bytes()].concat();
    format!("{prefix}_kwDO{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Prefix, repository and name of such a node id.
pub(crate) fn parse_git_node_id(id: &str) -> Option<(&str, u64, String)> {
    let (prefix, rest) = id.split_once("_kwDO")?;
    let bytes = URL_SAFE_NO_PAD.decode(rest).ok()?;
    let (repository, name) = bytes.split_first_chunk::<8>()?;
    let name = String::from_utf8(name.to_vec()).ok().filter(|name| !name.is_empty())?;
    Some((prefix, u64::from_be_bytes(*repository), name))
}

/// Base64 as GitHub sends file contents: a line break after every sixty characters and at the end.
pub(crate) fn base64_lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let mut lines = String::with_capacity(text.len().saturating_add(text.len() / 60).saturating_add(1));
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at.is_multiple_of(60) {
            lines.push('\n');
        }
        lines.push(letter);
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

impl Hub {
    /// The API's address of something below a repository.
    pub(crate) fn api_below(&self, repository: u64, path: &str) -> String {
        let name = self.repositories.get(&repository).map(|found| self.full_name(found)).unwrap_or_default();
        self.links.api(&format!("/repos/{name}{path}"))
    }

    /// The page of something below a repository.
    pub(crate) fn page_below(&self, repository: u64, path: &str) -> String {
        let name = self.repositories.get(&repository).map(|found| self.full_name(found)).unwrap_or_default();
        self.links.html(&format!("/{name}{path}"))
    }

    /// The repository of a visit with its store, which must have been pushed to: GitHub has no git data before that.
    pub(crate) fn filled_store(&mut self, visit: &Visit) -> Result<(u64, Store), Answer> {
        let repository = visit.repository()?;
        let store = self.store(repository)?;
        if store.is_empty()? {
            return Err(Answer::conflict("Git Repository is empty."));
        }
        Ok((repository, store))
    }
}

/// GitHub's answer to a push that did not take place.
pub(crate) fn refused(fault: PushFault, moved: &str) -> Answer {
    match fault {
        PushFault::NotFastForward => Answer::unprocessable("Update is not a fast forward"),
        PushFault::Rules(message) => Answer::unprocessable(&message),
        PushFault::Moved => Answer::unprocessable(moved),
        PushFault::Broken(error) => error.into(),
    }
}

/// A field of the body that must be a text, in the words of git's routes.
pub(crate) fn supplied<'a>(body: &'a Value, field: &str) -> Result<&'a str, Answer> {
    match body.get(field) {
        None | Some(Value::Null) => {
            Err(Answer::unprocessable(&format!("Invalid request.\n\n\"{field}\" wasn't supplied.")))
        }
        Some(Value::String(text)) => Ok(text),
        Some(other) => {
            let message = format!("Invalid request.\n\nFor 'properties/{field}', {other} is not a string.");
            Err(Answer::unprocessable(&message))
        }
    }
}
