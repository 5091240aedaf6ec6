use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::probe::start;
use crate::{Fault, FaultKind, Seed};

#[test]
fn a_token_that_nobody_has_is_refused() {
    let sim = start(Seed::small());
    let got = sim.get("stolen-token", "/repos/octo/shop").expect(401);
    assert_eq!(got.at("/message"), "Bad credentials");
    assert_eq!(got.at("/status"), "401");
}

#[test]
fn a_token_ends_when_its_time_has_come_or_its_owner_has_gone() {
    let mut seed = Seed::small();
    let end = seed.at + Duration::from_secs(3600);
    for token in seed.tokens.iter_mut().filter(|token| token.secret == "alice-token") {
        token.expires_at = Some(end);
    }
    let sim = start(seed);
    sim.get("alice-token", "/user").expect(200);
    sim.clock().advance(Duration::from_secs(3600));
    sim.get("alice-token", "/user").expect(401);
    sim.get("bob-token", "/user").expect(200);
    sim.hub().delete_account(102, crate::account::Trace::Null);
    sim.get("bob-token", "/user").expect(401);
}

#[test]
fn a_request_without_a_user_agent_is_refused() {
    let sim = start(Seed::small());
    let got = sim.send("alice-token", "GET", "/user", &Value::Null, &[("user-agent", "")]).unwrap();
    assert_eq!(got.expect(403).at("/status"), "403");
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let sim = start(Seed::small());
    let path = "/repos/octo/shop/issues";
    let broken = sim.send("alice-token", "POST", path, &json!("x"), &[]).unwrap();
    assert_eq!(broken.expect(422).at("/errors/0/field"), "title");
    let url = sim.url().trim_start_matches("http://").to_owned();
    let mut stream = std::net::TcpStream::connect(url).unwrap();
    let head = "POST /repos/octo/shop/issues HTTP/1.1\r\nhost: x\r\nuser-agent: x\r\nauthorization: token alice-token\r\n";
    std::io::Write::write_all(
        &mut stream,
        format!("{head}connection: close\r\ncontent-length: 2\r\n\r\n{{x").as_bytes(),
    )
    .unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("Problems parsing JSON"), "{answer}");
}

#[test]
fn all_times_come_from_the_clock() {
    let sim = start(Seed::small());
    let got = sim.get("alice-token", "/repos/octo/shop").expect(200);
    assert_eq!(got.header("date"), "Sun, 22 Nov 2026 10:00:00 GMT");
    sim.clock().advance(Duration::from_secs(90));
    let number = sim.issue();
    let got = sim.get("alice-token", &format!("/repos/octo/shop/issues/{number}")).expect(200);
    assert_eq!(got.at("/created_at"), "2026-11-22T10:01:30Z");
    assert_eq!(got.header("date"), "Sun, 22 Nov 2026 10:01:30 GMT");
}

#[test]
fn the_same_api_answers_below_the_prefix_of_an_enterprise_server() {
    let sim = start(Seed::small());
    assert_eq!(sim.get("alice-token", "/api/v3/user").expect(200).at("/login"), "alice");
    assert_eq!(sim.exchanges()[0].path, "/user");
}

#[test]
fn requests_at_once_are_counted() {
    let sim = Arc::new(start(Seed::small()));
    sim.hub().fault(Fault::any(FaultKind::Latency(300)).times(3));
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let sim = Arc::clone(&sim);
            std::thread::spawn(move || sim.get("alice-token", "/user").expect(200))
        })
        .collect();
    for call in calls {
        call.join().unwrap();
    }
    sim.get("alice-token", "/user").expect(200);
    let counters = sim.hub().counters.clone();
    assert_eq!((counters.most_at_once, counters.requests["GET"], counters.points), (3, 4, 4));
}

#[test]
fn it_runs_beside_an_async_test() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sim = start(Seed::small());
        let stream = tokio::net::TcpStream::connect(sim.url().trim_start_matches("http://")).await.unwrap();
        stream.writable().await.unwrap();
        let request =
            "GET /user HTTP/1.1\r\nhost: x\r\nuser-agent: x\r\nauthorization: token bob-token\r\n\r\n";
        assert_eq!(stream.try_write(request.as_bytes()).unwrap(), request.len());
        stream.readable().await.unwrap();
        assert_eq!(sim.exchanges()[0].status, Some(200));
    });
}

#[test]
fn a_dropped_simulator_answers_no_more() {
    // A port can be taken by the next test at once, so a connection that was open tells, not a new one.
    let sim = start(Seed::small());
    let mut stream = std::net::TcpStream::connect(sim.url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let request = "GET /user HTTP/1.1\r\nhost: x\r\nuser-agent: x\r\nauthorization: token bob-token\r\n\r\n";
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let mut first = [0; 4096];
    assert!(std::io::Read::read(&mut stream, &mut first).unwrap() > 0);
    drop(sim);
    let mut rest = Vec::new();
    let ended = std::io::Read::read_to_end(&mut stream, &mut rest);
    let waited = ended.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    assert!(!waited, "the connection is still open");
}
