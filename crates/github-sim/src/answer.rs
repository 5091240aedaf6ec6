//! What a handler answers, and GitHub's own error bodies.
//!
//! The bodies follow GitHub's REST documentation, "Troubleshooting the REST API" and the schemas `basic-error` and
//! `validation-error` of its OpenAPI document.

use bytes::Bytes;
use serde_json::{Value, json};

const DOCUMENTATION: &str = "https://docs.github.com/rest";

/// A handler's result: both sides are answers, so `?` leaves with an error answer.
pub type Reply = Result<Answer, Answer>;

/// The body of an answer before paging.
#[derive(Debug, Clone)]
pub enum Content {
    /// No body at all.
    Empty,
    /// One JSON value.
    Json(Value),
    /// A list that the frame pages; with a key it is wrapped as `{"total_count": …, key: […]}`.
    List(Option<&'static str>, Vec<Value>),
    /// Bytes of another content type.
    Bytes(&'static str, Bytes),
}

/// Status, headers and content of an answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside those that the frame sets, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub content: Content,
}

impl Answer {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), content: Content::Json(body) }
    }

    /// 200 with a JSON body.
    #[must_use]
    pub fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    /// 201 with a JSON body. A `url` of the body becomes the `location` header, as on GitHub.
    #[must_use]
    pub fn created(body: Value) -> Self {
        let location = body.get("url").and_then(Value::as_str).map(str::to_owned);
        let answer = Self::json(201, body);
        match location {
            Some(url) => answer.header("location", url),
            None => answer,
        }
    }

    /// 204.
    #[must_use]
    pub fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), content: Content::Empty }
    }

    /// 200 with a list, of which the frame shows one page.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Self {
        Self { status: 200, headers: Vec::new(), content: Content::List(None, items) }
    }

    /// 200 with `{"total_count": …, key: […]}`, of which the frame shows one page.
    #[must_use]
    pub fn wrapped(key: &'static str, items: Vec<Value>) -> Self {
        Self { status: 200, headers: Vec::new(), content: Content::List(Some(key), items) }
    }

    /// A body that is not JSON.
    #[must_use]
    pub fn bytes(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), content: Content::Bytes(content_type, body.into()) }
    }

    /// A redirect with GitHub's body.
    #[must_use]
    pub fn redirect(status: u16, url: &str) -> Self {
        let message = match status {
            301 => "Moved Permanently",
            302 => "Found",
            307 => "Temporary Redirect",
            _ => "Redirect",
        };
        let documentation =
            "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects";
        Self::json(status, json!({"message": message, "url": url, "documentation_url": documentation}))
            .header("location", url)
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// An error with a message.
    #[must_use]
    pub fn error(status: u16, message: &str) -> Self {
        Self::json(
            status,
            json!({"message": message, "documentation_url": DOCUMENTATION, "status": status.to_string()}),
        )
    }

    /// 400, for JSON that cannot be read or has another shape.
    #[must_use]
    pub fn bad_request(message: &str) -> Self {
        Self::error(400, message)
    }

    /// 404, also for what the caller may not see.
    #[must_use]
    pub fn not_found() -> Self {
        Self::error(404, "Not Found")
    }

    /// 403 with a message.
    #[must_use]
    pub fn forbidden(message: &str) -> Self {
        Self::error(403, message)
    }

    /// 403 for a token of Actions or an App that lacks a permission; `accepted` is like `issues=write`.
    #[must_use]
    pub fn not_accessible(accepted: &str) -> Self {
        Self::forbidden("Resource not accessible by integration")
            .header("x-accepted-github-permissions", accepted)
    }

    /// 409.
    #[must_use]
    pub fn conflict(message: &str) -> Self {
        Self::error(409, message)
    }

    /// 410.
    #[must_use]
    pub fn gone(message: &str) -> Self {
        Self::error(410, message)
    }

    /// 422 with a message alone.
    #[must_use]
    pub fn unprocessable(message: &str) -> Self {
        Self::error(422, message)
    }

    /// 422 "Validation Failed" over one field with a code: `missing`, `missing_field`, `invalid`, `already_exists`.
    #[must_use]
    pub fn invalid(resource: &str, field: &str, code: &str) -> Self {
        Self::validation(&json!([{"resource": resource, "field": field, "code": code}]))
    }

    /// 422 "Validation Failed" with the code `custom` and a message.
    #[must_use]
    pub fn invalid_because(resource: &str, field: &str, message: &str) -> Self {
        Self::validation(&json!([{"resource": resource, "field": field, "code": "custom", "message": message}]))
    }

    /// 422 "Validation Failed" with the given errors.
    #[must_use]
    pub fn validation(errors: &Value) -> Self {
        Self::json(
            422,
            json!({"message": "Validation Failed", "errors": errors, "documentation_url": DOCUMENTATION, "status": "422"}),
        )
    }
}
