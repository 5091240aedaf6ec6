use serde_json::{Value, json};

use crate::probe::start;
use crate::{Fault, FaultKind, Options, Seed, Simulator};

#[test]
fn an_exchange_is_logged_as_agreed() {
    let sim = start(Seed::small());
    let body = json!({"title": "x"});
    sim.send("alice-token", "POST", "/repos/octo/shop/issues", &body, &[("X-Odd", "1")]).unwrap().expect(201);
    let log = serde_json::to_value(sim.exchanges()).unwrap();
    let line = &log[0];
    for (key, value) in [
        ("at", json!("2026-11-22T10:00:00Z")),
        ("by", json!("alice")),
        ("method", json!("POST")),
        ("path", json!("/repos/octo/shop/issues")),
        ("query", json!([])),
        ("template", json!("/repos/{owner}/{repo}/issues")),
        ("request", body),
        ("status", json!(201)),
        ("fault", Value::Null),
    ] {
        assert_eq!(line[key], value, "{key}");
    }
    assert_eq!(line["request_headers"]["authorization"], "***");
    assert_eq!(line["request_headers"]["x-odd"], "1");
    assert_eq!(line["response_headers"]["content-type"], "application/json; charset=utf-8");
    assert_eq!(line["response"]["title"], "x");
    sim.get("", "/repos/octo/shop/issues?labels=b%20c%2Bd&state=all").expect(200);
    let query = [("labels", "b c+d"), ("state", "all")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(sim.exchanges()[1].query, query);
}

#[test]
fn what_is_no_json_is_shown_as_what_it_is() {
    assert_eq!(super::shown(b""), Value::Null);
    assert_eq!(super::shown(b"<html>"), json!({"$text": "<html>"}));
    assert_eq!(super::shown(&[0xff, 0, 1]), json!({"$bytes": 3}));
}

#[test]
fn a_connection_that_was_cut_has_no_answer_in_the_log() {
    let sim = start(Seed::small());
    sim.hub().fault(Fault::any(FaultKind::CutAfter));
    assert!(sim.send("alice-token", "GET", "/user", &Value::Null, &[]).is_err());
    let exchange = &sim.exchanges()[0];
    assert_eq!((exchange.status, &exchange.response), (None, &Value::Null));
}

#[test]
fn each_simulator_writes_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { log_folder: Some(folder.path().to_owned()), ..Options::default() };
    let simulators = [(); 2].map(|()| Simulator::start_with(Seed::small(), &options).unwrap());
    for sim in &simulators {
        sim.get("alice-token", "/user").expect(200);
        sim.get("", "/nothing").expect(404);
    }
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with(&format!("{}-", std::process::id())) && name.ends_with(".ndjson"), "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines.len(), &lines[1]["template"], &lines[1]["by"]), (2, &Value::Null, &Value::Null));
        files += 1;
    }
    assert_eq!(files, 2);
}
