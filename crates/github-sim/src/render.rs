//! An answer as bytes: page, ETag, headers.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Map, Value, json};

use crate::alias;
use crate::answer::{Answer, Content};
use crate::etag;
use crate::exchange::Arrival;
use crate::hub::Hub;
use crate::limits::Charge;
use crate::paging;
use crate::route;
use crate::token::{Caller, TokenKind};

const JSON: &str = "application/json; charset=utf-8";

/// An answer ready to send.
pub(crate) struct Rendered {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

impl Rendered {
    /// The body as the log shows it.
    pub(crate) fn shown(&self) -> Value {
        crate::log::shown(&self.body)
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// Renders an answer with the headers that every answer has.
pub(crate) fn render(
    hub: &mut Hub,
    arrival: &Arrival,
    who: &Caller,
    charge: &Charge,
    answer: Answer,
) -> Rendered {
    let Answer { mut status, headers: own, content } = answer;
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    let mut body = encode(hub, arrival, content, &mut headers);
    let reads = matches!(arrival.method.as_str(), "GET" | "HEAD");
    if reads && status == 200 {
        let secret = who.token.as_ref().map_or("", |token| token.secret.as_str());
        let tag = etag::of(&body, secret);
        if arrival.header("if-none-match").is_some_and(|asked| etag::matches(asked, &tag)) {
            status = 304;
            body = Bytes::new();
            headers.remove("content-type");
            hub.limits.refund(charge);
        }
        headers.insert("etag".to_owned(), tag);
        headers.insert("cache-control".to_owned(), "private, max-age=60, s-maxage=60".to_owned());
    }
    let now = hub.clock.now();
    let limits = hub.limits.headers(&hub.limit_settings, charge, now);
    headers.extend(limits.into_iter().chain(own).map(|(name, value)| (name.to_owned(), value)));
    headers.extend(standing(hub, who));
    Rendered { status, headers, body }
}

/// The body's bytes; sets `content-type` and `link`.
fn encode(hub: &mut Hub, arrival: &Arrival, content: Content, headers: &mut BTreeMap<String, String>) -> Bytes {
    let value = match content {
        Content::Empty => return Bytes::new(),
        Content::Bytes(kind, bytes) => {
            headers.insert("content-type".to_owned(), kind.to_owned());
            return bytes;
        }
        Content::Json(value) => value,
        Content::List(key, items) => {
            let items = hub.without_hidden(items);
            let count = items.len();
            let url = hub.links.api(&alias::by_id(hub, &arrival.path));
            let page = paging::cut(items, &route::pairs(&arrival.raw_query), &url);
            headers.extend(page.link.map(|link| ("link".to_owned(), link)));
            let items = Value::Array(page.items);
            match key {
                None => items,
                Some(key) => {
                    let entries = [("total_count".to_owned(), json!(count)), (key.to_owned(), items)];
                    Value::Object(Map::from_iter(entries))
                }
            }
        }
    };
    headers.insert("content-type".to_owned(), JSON.to_owned());
    Bytes::from(value.to_string())
}

/// The headers that every answer has, beside those about limits.
fn standing(hub: &Hub, who: &Caller) -> Vec<(String, String)> {
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&hub.clock.now()).unwrap_or_default();
    let request = hub.counters.requests.values().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let mut headers = vec![
        ("date".to_owned(), date),
        ("server".to_owned(), "github.com".to_owned()),
        ("x-github-media-type".to_owned(), "github.v3; format=json".to_owned()),
        ("x-github-request-id".to_owned(), format!("SIM:{request:X}")),
    ];
    if let Some(TokenKind::User { scopes, .. }) = who.kind() {
        headers.push(("x-oauth-scopes".to_owned(), scopes.join(", ")));
    }
    headers
}
