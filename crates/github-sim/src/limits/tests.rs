use std::time::Duration;

use serde_json::{Value, json};

use crate::probe::start;
use crate::{Seed, Simulator};

fn limited(change: impl FnOnce(&mut super::Settings)) -> Simulator {
    let mut seed = Seed::small();
    change(&mut seed.limits);
    start(seed)
}

#[test]
fn every_answer_says_what_remains() {
    let sim = start(Seed::small());
    let got = sim.get("actions-token", "/repos/octo/shop").expect(200);
    let of = |name: &str| got.header(&format!("x-ratelimit-{name}")).to_owned();
    assert_eq!(["limit", "remaining", "used", "resource"].map(of), ["1000", "999", "1", "core"]);
    assert_eq!(of("reset"), "1795345200");
    let missing = sim.get("alice-token", "/nothing/here").expect(404);
    assert_eq!(missing.header("x-ratelimit-limit"), "5000");
    assert_eq!(sim.get("", "/users/bob").expect(200).header("x-ratelimit-limit"), "60");
}

#[test]
fn the_hour_runs_out_and_begins_anew() {
    let sim = limited(|limits| limits.user = 2);
    sim.get("alice-token", "/user").expect(200);
    sim.get("alice-token", "/user").expect(200);
    let got = sim.get("alice-token", "/user").expect(403);
    assert_eq!(got.header("x-ratelimit-remaining"), "0");
    assert!(got.at("/message").as_str().unwrap().starts_with("API rate limit exceeded for user ID 101"));
    sim.get("bob-token", "/user").expect(200);
    sim.clock().advance(Duration::from_secs(3600));
    sim.get("alice-token", "/user").expect(200);
}

#[test]
fn graphql_tells_of_its_own_budget_among_its_errors() {
    let sim = limited(|limits| limits.user = 1);
    sim.get("alice-token", "/user").expect(200);
    let ask = || sim.post("alice-token", "/graphql", &json!({"query": "{ viewer { login } }"})).expect(200);
    assert_eq!(ask().at("/data/viewer/login"), "alice");
    let got = ask();
    let message = "API rate limit already exceeded for user ID 101.";
    let error = json!({"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": message});
    assert_eq!(got.json(), json!({"errors": [error]}));
    let of = |name: &str| got.header(&format!("x-ratelimit-{name}")).to_owned();
    assert_eq!(["limit", "remaining", "resource", "reset"].map(of), ["1", "0", "graphql", "1795345200"]);
    sim.clock().advance(Duration::from_secs(3600));
    assert_eq!(ask().at("/data/viewer/login"), "alice");
}

#[test]
fn the_tokens_of_one_repository_share_a_budget() {
    let mut seed = Seed::small().actions_token("second", "octo/shop", Some(2), &[]);
    seed.limits.actions = 1;
    let sim = start(seed);
    sim.get("actions-token", "/repos/octo/shop").expect(200);
    sim.get("second", "/repos/octo/shop").expect(403);
}

#[test]
fn an_unchanged_answer_costs_nothing() {
    let sim = start(Seed::small());
    let tag = sim.get("alice-token", "/user").expect(200).header("etag").to_owned();
    let again = || sim.send("alice-token", "GET", "/user", &Value::Null, &[("if-none-match", &tag)]).unwrap();
    let got = again().expect(304);
    assert!(got.body.is_empty());
    assert_eq!(got.header("x-ratelimit-used"), "1");
    assert_eq!(sim.hub().counters.points, 2);
}

#[test]
fn too_many_points_in_a_minute_are_refused() {
    let sim = limited(|limits| limits.points_per_minute = 10);
    for _ in 0..2 {
        sim.issue();
    }
    let got = sim.get("olivia-token", "/user").expect(403);
    assert_eq!(got.header("retry-after"), "60");
    assert!(got.at("/message").as_str().unwrap().contains("secondary rate limit"));
    sim.get("alice-token", "/user").expect(200);
    sim.clock().advance(Duration::from_secs(60));
    sim.get("olivia-token", "/user").expect(200);
}

#[test]
fn too_much_new_content_is_refused_and_reading_is_not() {
    let sim = limited(|limits| {
        limits.contents_per_minute = 2;
        limits.contents_per_hour = 3;
        limits.status = 429;
    });
    let number = sim.issue();
    sim.comment("olivia-token", number, "one");
    let path = format!("/repos/octo/shop/issues/{number}/comments");
    sim.post("olivia-token", &path, &json!({"body": "two"})).expect(429);
    sim.get("olivia-token", &path).expect(200);
    sim.clock().advance(Duration::from_secs(61));
    sim.comment("olivia-token", number, "two");
    sim.clock().advance(Duration::from_secs(61));
    sim.post("olivia-token", &path, &json!({"body": "four in an hour"})).expect(429);
}

#[test]
fn what_was_refused_created_no_content() {
    let sim = limited(|limits| limits.contents_per_minute = 1);
    sim.post("olivia-token", "/repos/octo/shop/issues", &json!({})).expect(422);
    sim.issue();
    sim.post("olivia-token", "/repos/octo/shop/issues", &json!({"title": "x"})).expect(403);
}

#[test]
fn too_many_requests_at_once_are_refused() {
    let sim = std::sync::Arc::new(limited(|limits| limits.at_once = 1));
    sim.hub().fault(crate::Fault::any(crate::FaultKind::Latency(500)));
    let other = std::sync::Arc::clone(&sim);
    let slow = std::thread::spawn(move || other.get("alice-token", "/user").status);
    while sim.hub().counters.in_flight == 0 {
        std::thread::yield_now();
    }
    sim.get("bob-token", "/user").expect(403);
    assert_eq!(slow.join().unwrap(), 200);
}

#[test]
fn a_mutation_costs_five_points_and_a_query_one() {
    let points = |query: &str| {
        let sim = start(Seed::small());
        let body = json!({"query": query});
        super::Charge::of(&sim.hub(), &crate::token::Caller::default(), "POST", "/graphql", &body).points
    };
    assert_eq!(points("query mutation { viewer { login } }"), 1);
    assert_eq!(points("fragment F on User { login } mutation M { addStar { clientMutationId } }"), 5);
}

#[test]
fn limits_can_be_off() {
    let sim = start(Seed::small().without_limits());
    for _ in 0..100 {
        sim.issue();
    }
    assert!(
        !sim.get("olivia-token", "/user")
            .expect(200)
            .headers
            .keys()
            .any(|name| name.starts_with("x-ratelimit"))
    );
    sim.get("olivia-token", "/rate_limit").expect(404);
}

#[test]
fn asking_for_the_limits_is_free() {
    let sim = start(Seed::small());
    sim.get("alice-token", "/user").expect(200);
    for _ in 0..2 {
        let got = sim.get("alice-token", "/rate_limit").expect(200);
        assert_eq!((got.at("/resources/core/used"), got.at("/rate/remaining")), (json!(1), json!(4999)));
    }
}
