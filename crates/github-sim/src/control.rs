//! The simulator's own endpoints below `/_sim/`, for scripts in other processes. They need no token and stand in no log.

use std::time::Duration;

use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exchange::Arrival;
use crate::fault::Fault;
use crate::hub::Hub;
use crate::render::Rendered;
use crate::seed::TokenSeed;
use crate::seed::plant;

/// What `/_sim/` offers, for the help and for whoever asks for something else.
pub(crate) const OFFERED: &str = "GET /_sim/log, /_sim/state, /_sim/events, /_sim/counters, /_sim/clock; \
POST /_sim/clock {\"advance_seconds\": n}; POST /_sim/faults {\"method\", \"template\", \"skip\", \"times\", \"kind\"}; \
DELETE /_sim/faults; POST /_sim/tokens {\"secret\", \"kind\"}";

pub(crate) fn answer(hub: &mut Hub, asked: &str, arrival: &Arrival) -> Response {
    if let Some(key) = asked.strip_prefix("blob/") {
        return blob(hub, key);
    }
    let (status, body) = match act(hub, &arrival.method, asked, &arrival.body) {
        Ok(body) => (200, body),
        Err(message) => (400, json!({"message": message, "offered": OFFERED})),
    };
    let headers = [("content-type".to_owned(), "application/json; charset=utf-8".to_owned())].into();
    Rendered { status, headers, body: body.to_string().into() }.into_response()
}

/// What GitHub's storage answers for the address of a download: it is another service with errors of its own.
fn blob(hub: &Hub, key: &str) -> Response {
    let (status, kind, body) = match hub.blob(key) {
        Some(bytes) => (200, "application/zip", bytes),
        None => (403, "application/xml", "<Error><Code>AuthenticationFailed</Code></Error>".into()),
    };
    Rendered { status, headers: [("content-type".to_owned(), kind.to_owned())].into(), body }.into_response()
}

fn act(hub: &mut Hub, method: &str, asked: &str, body: &[u8]) -> Result<Value, String> {
    match (method, asked) {
        ("GET", "log") => shown(&hub.log.exchanges),
        ("GET", "state") => shown(&*hub),
        ("GET", "events") => shown(&hub.events),
        ("GET", "counters") => shown(&hub.counters),
        ("GET", "clock") => Ok(json!({"now": hub.clock.now()})),
        ("POST", "clock") => {
            let body: Value = parsed(body)?;
            let seconds = body.get("advance_seconds").and_then(Value::as_u64);
            let seconds = seconds.ok_or("the clock moves forward by `advance_seconds`, a whole number")?;
            hub.clock.advance(Duration::from_secs(seconds));
            Ok(json!({"now": hub.clock.now()}))
        }
        ("POST", "faults") => {
            let fault: Fault = parsed(body)?;
            hub.fault(fault);
            shown(&hub.faults.0)
        }
        ("DELETE", "faults") => {
            hub.clear_faults();
            Ok(json!([]))
        }
        ("POST", "tokens") => {
            let seed: TokenSeed = parsed(body)?;
            let token = plant::token(hub, seed).map_err(|error| error.to_string())?;
            hub.add_token(token);
            Ok(json!({}))
        }
        _ => Err(format!("nothing answers {method} /_sim/{asked}")),
    }
}

fn shown(value: &impl Serialize) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

fn parsed<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
