//! GraphQL: what REST does not tell, and the one write that compares before it sets. Errors come with status 200.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::request::Request;

/// Pages of a connection that are read at most, of 100 nodes each.
pub(crate) const MOST_PAGES: usize = 1_000;

#[derive(Deserialize)]
struct Reply<T> {
    data: Option<T>,
    #[serde(default)]
    errors: Vec<Complaint>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    message: String,
}

/// An answer of status 200 that says to come back.
pub(crate) enum Refusal {
    /// A rate limit: nothing was done.
    Limited(String),
    /// Something broke on GitHub's side, perhaps after the effect: such errors have no type.
    Broken(String),
}

/// Whether an answer to a document says to come back, in its `errors`.
pub(crate) fn refusal(request: &Request, body: &[u8]) -> Option<Refusal> {
    if !matches!(request.call.verb, Verb::GraphQl(_)) {
        return None;
    }
    let reply: Reply<Value> = serde_json::from_slice(body).ok()?;
    // The type was RATE_LIMITED, and is RATE_LIMIT by now.
    let is_limit = |error: &Complaint| error.kind.starts_with("RATE_LIMIT") || is_about_limits(&error.message);
    let is_broken = |error: &Complaint| error.kind.is_empty() && is_about_failure(&error.message);
    let first = |is: &dyn Fn(&Complaint) -> bool| {
        reply.errors.iter().find(|error| is(error)).map(|error| error.message.clone())
    };
    first(&is_limit).map(Refusal::Limited).or_else(|| first(&is_broken).map(Refusal::Broken))
}

/// Whether a message of GitHub's is about a limit on requests or on new content.
pub(crate) fn is_about_limits(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("rate limit") || message.contains("submitted too quickly")
}

/// "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."
fn is_about_failure(message: &str) -> bool {
    ["Something went wrong", "Timeout on", "timedout"].iter().any(|begin| message.starts_with(begin))
}

/// Where a page of a connection ends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

/// A request of a document with its variables.
pub(crate) fn document(call: &'static Call, variables: &impl Serialize) -> Request {
    let text = match call.verb {
        Verb::GraphQl(text) => text,
        _ => "",
    };
    let mut request = Request::new(call);
    let variables = json!(variables);
    if let Some(target) = target(&variables) {
        request.target = target;
    }
    request.json(&json!({"query": text, "operationName": call.path, "variables": variables}))
}

/// What the variables of a document are about, for messages: a repository, and a branch if there is one.
fn target(variables: &Value) -> Option<String> {
    let text = |pointer: &str| variables.pointer(pointer).and_then(Value::as_str);
    let pair = || Some(format!("{}/{}", text("/owner")?, text("/name")?));
    let repository = text("/input/branch/repositoryNameWithOwner").map(str::to_owned).or_else(pair)?;
    let branch = text("/input/branch/branchName").map(|branch| format!(" {branch}")).unwrap_or_default();
    Some(repository + &branch)
}

impl GitHub {
    /// Sends a query. Any error in the answer is one here: data beside errors is incomplete.
    pub(crate) async fn query<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let reply: Value = self.send(request.clone()).await?;
        self.data(&request, reply)
    }

    /// The data of a reply without errors.
    pub(crate) fn data<T: DeserializeOwned>(&self, request: &Request, reply: Value) -> Result<T, Error> {
        let unexpected = |detail: &str| self.clean(request.error(Kind::Unexpected, detail));
        let reply: Reply<T> = match serde_json::from_value::<Reply<Value>>(reply.clone()) {
            Ok(shape) if shape.errors.is_empty() => serde_json::from_value(reply)
                .map_err(|error| unexpected(&format!("GitHub's answer reads: {error}")))?,
            Ok(shape) => return Err(self.complaint(request, &shape.errors)),
            Err(error) => return Err(unexpected(&format!("GitHub's answer reads: {error}"))),
        };
        reply.data.ok_or_else(|| unexpected("GitHub answered without data"))
    }

    fn complaint(&self, request: &Request, errors: &[Complaint]) -> Error {
        let first = errors.first();
        let kind = match first.map(|error| error.kind.as_str()).unwrap_or_default() {
            "NOT_FOUND" => Kind::NotFound,
            "FORBIDDEN" | "INSUFFICIENT_SCOPES" => Kind::Forbidden,
            "STALE_DATA" => Kind::Conflict,
            "UNPROCESSABLE" | "BAD_USER_INPUT" => Kind::Validation,
            _ => Kind::Unexpected,
        };
        let texts: Vec<&str> = errors.iter().take(3).map(|error| error.message.as_str()).collect();
        self.clean(request.error(kind, &format!("GitHub answered: {}", texts.join("; "))))
    }
}
