//! Commit statuses over the wire.

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::{Seed, Simulator};

fn shop() -> (Simulator, String) {
    let sim = start(Seed::small().without_limits());
    let sha = sim.hub().commit_files(1, "release/1", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
    (sim, sha)
}

fn say(sim: &Simulator, sha: &str, body: &Value) -> Got {
    sim.post("alice-token", &format!("/repos/octo/shop/statuses/{sha}"), body)
}

#[test]
fn the_newest_status_of_each_context_counts() {
    let (sim, sha) = shop();
    let combined = || sim.get("carol-token", "/repos/octo/shop/commits/release/1/status").expect(200);
    assert_eq!((combined().at("/state"), combined().at("/total_count")), (json!("pending"), json!(0)));
    for (context, state) in [("build", "failure"), ("lint", "success"), ("Build", "success")] {
        let said = say(&sim, &sha, &json!({"state": state, "context": context})).expect(201);
        assert_eq!(said.at("/creator/login"), "alice");
    }
    assert_eq!((combined().at("/state"), combined().at("/total_count")), (json!("success"), json!(2)));
    say(&sim, &sha, &json!({"state": "error"})).expect(201);
    assert_eq!(
        (combined().at("/state"), combined().at("/statuses/0/context")),
        (json!("failure"), json!("default"))
    );
    let all =
        sim.get("carol-token", &format!("/repos/octo/shop/commits/{sha}/statuses?per_page=3")).expect(200);
    assert_eq!(all.each("state"), ["error", "success", "success"]);
    assert!(all.header("link").contains("page=2"));
    let page = sim.get("carol-token", &format!("/repos/octo/shop/commits/{sha}/status?per_page=2")).expect(200);
    assert_eq!(page.at("/statuses").as_array().unwrap().len(), 2);
    assert!(page.header("link").contains("rel=\"next\""));
}

#[test]
fn what_is_not_valid_is_refused() {
    let (sim, sha) = shop();
    for body in
        [json!({}), json!({"state": "green"}), json!({"state": "success", "description": "x".repeat(141)})]
    {
        say(&sim, &sha, &body).expect(422);
    }
    say(&sim, &sha, &json!({"state": "success", "description": "x".repeat(140)})).expect(201);
    let unknown = say(&sim, &"0".repeat(40), &json!({"state": "success"})).expect(422);
    assert_eq!(unknown.at("/message"), format!("No commit found for SHA: {}", "0".repeat(40)));
    say(&sim, "release/1", &json!({"state": "success"})).expect(422);
    sim.post("carol-token", &format!("/repos/octo/shop/statuses/{sha}"), &json!({"state": "success"}))
        .expect(403);
    sim.get("carol-token", "/repos/octo/shop/commits/nothing/status").expect(404);
}

#[test]
fn a_context_takes_a_thousand() {
    let (sim, sha) = shop();
    let body = json!({"state": "pending"});
    let line = {
        say(&sim, &sha, &body).expect(201);
        sim.hub().statuses[0].clone()
    };
    sim.hub().statuses.extend(std::iter::repeat_n(line, 999));
    say(&sim, &sha, &body).expect(422);
    say(&sim, &sha, &json!({"state": "pending", "context": "other"})).expect(201);
}
