use serde_json::json;

use crate::Seed;
use crate::probe::start;

#[test]
fn another_process_can_steer_and_look() {
    let sim = start(Seed::small());
    let got = sim.post("", "/_sim/clock", &json!({"advance_seconds": 60})).expect(200);
    assert_eq!(got.at("/now"), "2026-11-22T10:01:00Z");
    let fault = json!({"method": "GET", "template": "/user", "kind": {"server-error": 500}});
    sim.post("", "/_sim/faults", &fault).expect(200);
    sim.get("alice-token", "/user").expect(500);
    sim.post("", "/_sim/faults", &fault).expect(200);
    sim.call("", "DELETE", "/_sim/faults", &json!(null)).expect(200);
    sim.get("alice-token", "/user").expect(200);
    let token = json!({"secret": "new", "kind": {"user": {"login": "bob", "scopes": ["repo"]}}});
    sim.post("", "/_sim/tokens", &token).expect(200);
    assert_eq!(sim.get("new", "/user").expect(200).at("/login"), "bob");
    assert_eq!(sim.get("", "/_sim/log").expect(200).each("path").len(), 3);
    assert_eq!(sim.get("", "/_sim/counters").expect(200).at("/requests/GET"), 3);
    assert_eq!(sim.get("", "/_sim/state").expect(200).at("/repositories/1/name"), "shop");
    sim.issue();
    assert_eq!(sim.get("", "/_sim/events").expect(200).at("/0/name"), "issues");
}

#[test]
fn a_wrong_wish_is_told_what_there_is() {
    let sim = start(Seed::small());
    for (path, body) in [
        ("/_sim/clock", json!({"advance_seconds": -1})),
        ("/_sim/faults", json!({"kind": "explode"})),
        ("/_sim/tokens", json!({"secret": "x", "kind": {"user": {"login": "nobody"}}})),
        ("/_sim/other", json!({})),
    ] {
        let got = sim.post("", path, &body).expect(400);
        assert!(got.at("/offered").as_str().unwrap().contains("/_sim/faults"), "{path}");
    }
}

#[test]
fn the_dump_shows_no_token() {
    let sim = start(Seed::small());
    let state = sim.get("", "/_sim/state").expect(200);
    assert!(!String::from_utf8_lossy(&state.body).contains("alice-token"));
}
