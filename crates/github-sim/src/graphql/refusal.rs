//! Errors as GitHub's GraphQL API writes them: a typed one for what a resolver refuses, one with a code for what the document
//! itself gets wrong.

use graphql_parser::Pos;
use serde_json::{Map, Value, json};

/// Why a resolver gives nothing.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    /// GitHub's `type`.
    pub(super) kind: Option<&'static str>,
    /// The message.
    pub(super) message: String,
}

impl Refusal {
    /// A refusal with GitHub's type.
    pub(super) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind: Some(kind), message: message.into() }
    }

    /// What is not there, or must not be seen.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new("NOT_FOUND", message)
    }

    /// What a token of Actions or an App may not do.
    pub(super) fn not_accessible() -> Self {
        Self::new("FORBIDDEN", "Resource not accessible by integration")
    }

    /// What makes no sense.
    pub(super) fn unprocessable(message: impl Into<String>) -> Self {
        Self::new("UNPROCESSABLE", message)
    }

    /// The error as it stands in the answer.
    pub(super) fn shown(&self, path: &[Value], at: Pos) -> Value {
        let mut error = Map::new();
        if let Some(kind) = self.kind {
            error.insert("type".to_owned(), json!(kind));
        }
        error.insert("path".to_owned(), json!(path));
        if self.kind == Some("FORBIDDEN") {
            error.insert("extensions".to_owned(), json!({"saml_failure": false}));
        }
        error.insert("locations".to_owned(), locations(at));
        error.insert("message".to_owned(), json!(self.message));
        Value::Object(error)
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        let message = format!("Something went wrong while executing your query: {error:#}");
        Self { kind: Some("INTERNAL"), message }
    }
}

/// What is wrong with a document, in the words of the library that GitHub uses.
pub(super) fn fault(code: &str, message: &str, at: Pos, path: &[String], more: &[(&str, Value)]) -> Value {
    let mut extensions = Map::from_iter([("code".to_owned(), json!(code))]);
    extensions.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    json!({"path": path, "extensions": extensions, "locations": locations(at), "message": message})
}

/// The place in the document.
pub(super) fn locations(at: Pos) -> Value {
    json!([{"line": at.line, "column": at.column}])
}
