//! One request as a handler sees it.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use crate::answer::Answer;
use crate::token::{Caller, TokenKind};

/// A request whose token, repository and body are already resolved.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who asks.
    pub caller: Caller,
    /// The method, in upper case.
    pub method: String,
    /// The template of the matched route.
    pub template: &'static str,
    /// The path as it was asked for, without the query.
    pub path: String,
    /// The repository, for templates that begin with `/repos/{owner}/{repo}`.
    pub repository: Option<u64>,
    /// The parts of the path by their names in the template, percent-decoded.
    pub params: Vec<(&'static str, String)>,
    /// The query, decoded, in its order.
    pub query: Vec<(String, String)>,
    /// The JSON body; null without one.
    pub body: Value,
    /// The body's bytes, for routes that take something else than JSON.
    pub raw: Bytes,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The simulator's time.
    pub at: Timestamp,
}

impl Visit {
    /// A part of the path; empty if the template has no such part.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// A part of the path that must be a number, or else 404, as GitHub's routes do.
    ///
    /// # Errors
    /// 404 for anything but digits.
    pub fn number(&self, name: &str) -> Result<u64, Answer> {
        self.param(name).parse().map_err(|_| Answer::not_found())
    }

    /// A value of the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A field of the body that is a text.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field).and_then(Value::as_str)
    }

    /// A field of the body that must be a text, or else 422 `missing_field`.
    ///
    /// # Errors
    /// 422 "Validation Failed" for `resource`.
    pub fn required(&self, resource: &str, field: &str) -> Result<&str, Answer> {
        self.text(field).ok_or_else(|| Answer::invalid(resource, field, "missing_field"))
    }

    /// The repository's id; handlers of `/repos/{owner}/{repo}` always have one.
    ///
    /// # Errors
    /// 404 for a template without a repository.
    pub fn repository(&self) -> Result<u64, Answer> {
        self.repository.ok_or_else(Answer::not_found)
    }

    /// The account that acts, or 401 for an anonymous caller.
    ///
    /// # Errors
    /// 401 "Requires authentication".
    pub fn actor(&self) -> Result<u64, Answer> {
        self.caller.account.ok_or_else(|| Answer::error(401, "Requires authentication"))
    }

    /// Whether a token of a workflow run asks.
    #[must_use]
    pub fn is_actions(&self) -> bool {
        matches!(self.caller.kind(), Some(TokenKind::Actions { .. }))
    }
}
