//! A blocking HTTP client of a few lines, so that tests go through the real wire and share nothing with the suite's own client.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Seed, Simulator};

/// What came back.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The value at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.json().pointer(pointer).cloned().unwrap_or_default()
    }

    /// One field of every item of a list.
    pub(crate) fn each(&self, field: &str) -> Vec<Value> {
        self.json().as_array().expect("a list").iter().map(|item| item[field].clone()).collect()
    }

    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// Whether the body is as long as its head says.
    pub(crate) fn is_whole(&self) -> bool {
        self.header("content-length").parse() == Ok(self.body.len())
    }
}

pub(crate) fn start(seed: Seed) -> Simulator {
    Simulator::start(seed).expect("the simulator starts")
}

impl Simulator {
    pub(crate) fn get(&self, token: &str, path: &str) -> Got {
        self.call(token, "GET", path, &Value::Null)
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Got {
        self.call(token, "POST", path, body)
    }

    pub(crate) fn call(&self, token: &str, method: &str, path: &str, body: &Value) -> Got {
        self.send(token, method, path, body, &[]).expect("an answer")
    }

    /// Sends with more headers; an empty token sends none.
    pub(crate) fn send(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Got> {
        let host = self.url().trim_start_matches("http://");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        head += &format!("content-length: {}\r\n", body.len());
        if !token.is_empty() {
            head += &format!("authorization: Bearer {token}\r\n");
        }
        if !headers.iter().any(|(name, _)| *name == "user-agent") {
            head += "user-agent: probe\r\n";
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        exchange(host, &format!("{head}\r\n{body}"))
    }

    /// An issue that olivia opened in `octo/shop`.
    pub(crate) fn issue(&self) -> u64 {
        let body = json!({"title": "Ship it", "body": "Please."});
        let got = self.post("olivia-token", "/repos/octo/shop/issues", &body).expect(201);
        got.at("/number").as_u64().expect("a number")
    }

    /// A comment on an issue of `octo/shop`; gives its id.
    pub(crate) fn comment(&self, token: &str, issue: u64, text: &str) -> u64 {
        let path = format!("/repos/octo/shop/issues/{issue}/comments");
        self.post(token, &path, &json!({"body": text})).expect(201).at("/id").as_u64().expect("an id")
    }
}

fn exchange(host: &str, request: &str) -> Result<Got> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Err(read.err().unwrap_or_else(|| Error::from(ErrorKind::UnexpectedEof)));
    };
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status line");
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Got { status, headers: headers.collect(), body })
}
