use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::probe::start;
use crate::{Fault, FaultKind, Seed, Simulator};

const ISSUES: &str = "/repos/{owner}/{repo}/issues";

fn faulty(kind: FaultKind) -> Simulator {
    let sim = start(Seed::small());
    sim.hub().fault(Fault::on("POST", ISSUES, kind));
    sim
}

fn open(sim: &Simulator) -> std::io::Result<crate::probe::Got> {
    sim.send("alice-token", "POST", "/repos/octo/shop/issues", &json!({"title": "x"}), &[])
}

fn count(sim: &Simulator) -> usize {
    sim.hub().issues.len()
}

/// The kind, the status that the client sees (none if the connection ends), and whether the effect took place.
#[test]
fn each_fault_is_what_its_name_says() {
    let cases = [
        (FaultKind::BadGatewayBefore, Some(502), 0),
        (FaultKind::BadGatewayAfter, Some(502), 1),
        (FaultKind::CutBefore, None, 0),
        (FaultKind::CutAfter, None, 1),
        (FaultKind::TooManyRequests { retry_after: 7 }, Some(429), 0),
        (FaultKind::SecondaryLimit { status: 403, retry_after: Some(9) }, Some(403), 0),
        (FaultKind::SecondaryLimit { status: 429, retry_after: None }, Some(429), 0),
        (FaultKind::PrimaryLimit { reset: 60 }, Some(403), 0),
        (FaultKind::ServerError(503), Some(503), 0),
        (FaultKind::Redirect("https://elsewhere.example/".to_owned()), Some(302), 0),
    ];
    for (kind, status, effects) in cases {
        let sim = faulty(kind.clone());
        assert_eq!(open(&sim).ok().map(|got| got.status), status, "{kind:?}");
        assert_eq!(count(&sim), effects, "{kind:?}");
        let exchange = &sim.exchanges()[0];
        assert_eq!((exchange.fault, exchange.status), (kind.name(), status), "{kind:?}");
        assert!(kind.name().is_some());
        open(&sim).unwrap().expect(201);
        assert_eq!(sim.exchanges()[1].fault, None);
    }
}

#[test]
fn a_limit_says_when_to_come_back() {
    let sim = faulty(FaultKind::SecondaryLimit { status: 403, retry_after: Some(9) });
    let got = open(&sim).unwrap();
    assert_eq!(got.header("retry-after"), "9");
    assert!(got.at("/message").as_str().unwrap().contains("secondary rate limit"));
    let sim = faulty(FaultKind::SecondaryLimit { status: 403, retry_after: None });
    assert_eq!(open(&sim).unwrap().header("retry-after"), "");
    let sim = faulty(FaultKind::PrimaryLimit { reset: 60 });
    let got = open(&sim).unwrap();
    assert_eq!((got.header("x-ratelimit-remaining"), got.header("x-ratelimit-reset")), ("0", "1795341660"));
}

#[test]
fn an_answer_that_comes_late_comes() {
    let sim = faulty(FaultKind::Latency(200));
    let began = Instant::now();
    open(&sim).unwrap().expect(201);
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!(sim.exchanges()[0].fault, None);
}

#[test]
fn an_answer_that_hangs_comes_after_its_effect() {
    let sim = faulty(FaultKind::HangAfterEffect(3_600_000));
    let mut stream = std::net::TcpStream::connect(sim.url().trim_start_matches("http://")).unwrap();
    let head = "POST /repos/octo/shop/issues HTTP/1.1\r\nhost: x\r\nuser-agent: x\r\nauthorization: token alice-token\r\n";
    write!(stream, "{head}content-length: 13\r\n\r\n{{\"title\":\"x\"}}").unwrap();
    while count(&sim) == 0 {
        std::thread::yield_now();
    }
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error:?}");
    assert_eq!((sim.exchanges()[0].fault, sim.exchanges()[0].status), (Some("hang-after-effect"), Some(201)));
}

#[test]
fn a_truncated_body_ends_in_the_middle() {
    let sim = faulty(FaultKind::TruncatedBody);
    let got = open(&sim).unwrap().expect(201);
    assert!(!got.body.is_empty() && !got.is_whole());
    assert!(open(&sim).unwrap().expect(201).is_whole());
}

#[test]
fn what_is_new_can_be_late_in_lists() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let path = format!("/repos/octo/shop/issues/{number}/comments");
    sim.hub().fault(Fault::on(
        "POST",
        "/repos/{owner}/{repo}/issues/{issue_number}/comments",
        FaultKind::ListLag(2),
    ));
    let id = sim.comment("bob-token", number, "/approve");
    assert!(sim.get("alice-token", &path).each("id").is_empty());
    sim.get("alice-token", &format!("/repos/octo/shop/issues/comments/{id}")).expect(200);
    assert!(sim.get("alice-token", &path).each("id").is_empty());
    assert_eq!(sim.get("alice-token", &path).each("id"), [json!(id)]);
}

#[test]
fn what_is_new_can_be_late_in_lists_by_the_clock() {
    let sim = faulty(FaultKind::ListLagSeconds(60));
    open(&sim).unwrap().expect(201);
    let listed = || sim.get("alice-token", "/repos/octo/shop/issues").expect(200).each("number").len();
    assert_eq!((listed(), listed()), (0, 0));
    sim.clock().advance(Duration::from_secs(59));
    assert_eq!(listed(), 0);
    sim.clock().advance(Duration::from_secs(1));
    assert_eq!((listed(), listed()), (1, 1));
}

#[test]
fn faults_of_different_aspects_meet_one_request() {
    let sim = start(Seed::small());
    for kind in [FaultKind::ListLag(1), FaultKind::CutAfter, FaultKind::Latency(200)] {
        sim.hub().fault(Fault::on("POST", ISSUES, kind));
    }
    let began = Instant::now();
    assert!(open(&sim).is_err());
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!((count(&sim), sim.exchanges()[0].fault), (1, Some("cut-after")));
    let listed = || sim.get("alice-token", "/repos/octo/shop/issues").expect(200).each("number").len();
    assert_eq!((listed(), listed()), (0, 1));
    open(&sim).unwrap().expect(201);
    assert_eq!(listed(), 2);
}

#[test]
fn faults_of_one_aspect_meet_one_request_each_in_their_order() {
    let sim = start(Seed::small());
    for kind in [FaultKind::ServerError(500), FaultKind::BadGatewayAfter, FaultKind::CutBefore] {
        sim.hub().fault(Fault::on("POST", ISSUES, kind));
    }
    let seen: Vec<Option<u16>> = (0..4).map(|_| open(&sim).ok().map(|got| got.status)).collect();
    assert_eq!((seen, count(&sim)), (vec![Some(500), Some(502), None, Some(201)], 2));
}

#[test]
fn what_never_happened_hides_nothing() {
    let sim = start(Seed::small());
    sim.issue();
    let url = format!("{}/repos/octo/shop/issues/1", sim.url());
    sim.hub().fault(Fault::on("POST", ISSUES, FaultKind::Redirect(url)));
    sim.hub().fault(Fault::on("POST", ISSUES, FaultKind::ListLag(9)));
    open(&sim).unwrap().expect(302);
    assert!(sim.hub().hidden.is_empty());
    assert_eq!(sim.get("alice-token", "/repos/octo/shop/issues").each("number"), [json!(1)]);
}

#[test]
fn a_scripted_limit_speaks_graphql_to_graphql() {
    let sim = start(Seed::small());
    sim.hub().fault(Fault::on("POST", "/graphql", FaultKind::PrimaryLimit { reset: 60 }));
    let ask = || sim.post("alice-token", "/graphql", &json!({"query": "{ viewer { login } }"})).expect(200);
    let got = ask();
    assert_eq!((got.at("/errors/0/type"), got.at("/data")), (json!("RATE_LIMIT"), Value::Null));
    assert_eq!((got.header("x-ratelimit-remaining"), got.header("x-ratelimit-reset")), ("0", "1795341660"));
    assert_eq!(ask().at("/data/viewer/login"), "alice");
}

#[test]
fn a_fault_waits_for_its_request() {
    let sim = start(Seed::small());
    sim.hub().fault(Fault::on("GET", "/user", FaultKind::ServerError(500)).nth(2).times(2));
    let mut seen = Vec::new();
    for _ in 0..4 {
        sim.get("alice-token", "/users/bob").expect(200);
        seen.push(sim.get("alice-token", "/user").status);
    }
    assert_eq!(seen, [200, 500, 500, 200]);
    sim.hub().fault(Fault::any(FaultKind::ServerError(500)));
    sim.hub().clear_faults();
    sim.get("alice-token", "/user").expect(200);
}

#[test]
fn a_fault_comes_before_the_token_is_looked_at() {
    let sim = start(Seed::small());
    sim.hub().fault(Fault::any(FaultKind::BadGatewayBefore));
    let got = sim.call("stolen", "GET", "/user", &Value::Null).expect(502);
    assert_eq!(got.header("content-type"), "text/html");
}
