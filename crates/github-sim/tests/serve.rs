//! The command serves a state file to other processes.

#![allow(clippy::unwrap_used, reason = "a test that cannot reach the command should stop there")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

/// Asks over a connection of its own, and gives the whole answer.
fn ask(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nhost: {host}\r\nuser-agent: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_prints_its_address_and_its_tokens_and_answers() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let text = r#"{"at": "2030-01-01T00:00:00Z", "users": [{"login": "ann", "id": 5}],
        "tokens": [{"secret": "anns", "kind": {"user": {"login": "ann"}}}]}"#;
    std::fs::write(&state, text).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_github-sim"))
        .args(["serve", "--state"])
        .arg(&state)
        .args(["--public-url", "http://sim.example:80/"])
        .env("SIM_LOG_DIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.next().unwrap().unwrap();
    let listening = lines.next().unwrap().unwrap();
    let token = lines.next().unwrap().unwrap();
    let host = listening.strip_prefix("listening ").unwrap();
    let answer = ask(host, "GET /users/ann");
    let clock = ask(host, "GET /_sim/clock");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(url, "url http://sim.example:80");
    assert!(token.starts_with("token anns {\"kind\":\"user\""), "{token}");
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("\"http://sim.example:80/users/ann\""),
        "{answer}"
    );
    assert!(clock.contains("2030-01-01T00:00:00Z"), "{clock}");
    let logs = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
        entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "ndjson")
    });
    assert_eq!(logs.count(), 1);
}
