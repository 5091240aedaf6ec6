//! The request log, one exchange a line, in memory and in a file below `SIM_LOG_DIR`.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

/// One request and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    /// When it was answered.
    pub at: Timestamp,
    /// The caller's login.
    pub by: Option<String>,
    /// The method.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The route's template as GitHub's OpenAPI document spells it; none if no route matched.
    pub template: Option<String>,
    /// The request's headers, names in lower case, the token hidden.
    pub request_headers: BTreeMap<String, String>,
    /// The request's JSON body, or `{"$text": …}`, or null.
    pub request: Value,
    /// The status; none if the connection was closed without an answer.
    pub status: Option<u16>,
    /// The answer's headers, names in lower case.
    pub response_headers: BTreeMap<String, String>,
    /// The answer's JSON body, or `{"$text": …}` or `{"$bytes": n}`, or null.
    pub response: Value,
    /// The scripted fault that shaped the answer, which is then not GitHub's own.
    pub fault: Option<&'static str>,
}

/// A body as the log shows it.
pub(crate) fn shown(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    if let Ok(value) = serde_json::from_slice(bytes) {
        return value;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => json!({"$text": text}),
        Err(_) => json!({"$bytes": bytes.len()}),
    }
}

/// All exchanges, and the file that they go to.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) exchanges: Vec<Exchange>,
    file: Option<File>,
}

static FILES: AtomicU32 = AtomicU32::new(1);

impl Log {
    /// A log that also writes a file of its own in the folder, if one is given.
    pub(crate) fn open(folder: Option<&Path>) -> std::io::Result<Self> {
        let Some(folder) = folder else { return Ok(Self::default()) };
        std::fs::create_dir_all(folder)?;
        let name = format!("{}-{}.ndjson", std::process::id(), FILES.fetch_add(1, Ordering::Relaxed));
        let file = OpenOptions::new().create(true).append(true).open(folder.join(name))?;
        Ok(Self { exchanges: Vec::new(), file: Some(file) })
    }

    pub(crate) fn add(&mut self, exchange: Exchange) {
        if let (Some(file), Ok(mut line)) = (&mut self.file, serde_json::to_vec(&exchange)) {
            line.push(b'\n');
            // A log that cannot be written must not change what the client sees.
            let _ = file.write_all(&line);
        }
        self.exchanges.push(exchange);
    }
}

/// Counters for assertions.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counters {
    /// Requests by method.
    pub requests: BTreeMap<String, u64>,
    /// Points by GitHub's table: 1 for a read, 5 for a write.
    pub points: u64,
    /// Requests that are being answered now.
    pub in_flight: u64,
    /// The most requests that were being answered at once.
    pub most_at_once: u64,
}

impl Counters {
    pub(crate) fn arrive(&mut self, method: &str) {
        let count = self.requests.entry(method.to_owned()).or_default();
        *count = count.saturating_add(1);
        self.in_flight = self.in_flight.saturating_add(1);
        self.most_at_once = self.most_at_once.max(self.in_flight);
    }

    pub(crate) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests;
