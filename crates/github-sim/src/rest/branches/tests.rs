//! Branches over the wire.

use serde_json::json;

use crate::Seed;
use crate::git::RulesetSeed;
use crate::probe::start;

const BRANCHES: &str = "/repos/octo/shop/branches";

#[test]
fn a_branch_shows_its_commit_and_whether_rules_hold() {
    let sim = start(Seed::small());
    let head = sim.hub().commit_files(1, "release/1", 101, "Begin", &[("a", Some("x"))]).unwrap();
    sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    sim.hub().add_ruleset(1, RulesetSeed::new("r", &["refs/heads/release/*"], &["deletion"]));
    let got = sim.get("carol-token", &format!("{BRANCHES}/release/1")).expect(200);
    assert_eq!(
        (got.at("/name"), got.at("/commit/sha"), got.at("/protected")),
        (json!("release/1"), json!(head), json!(true))
    );
    let escaped = sim.get("carol-token", &format!("{BRANCHES}/release%2F1")).expect(200);
    assert_eq!(escaped.json(), got.json());
    assert_eq!(sim.get("carol-token", BRANCHES).expect(200).each("name"), ["main", "release/1"]);
    assert_eq!(
        sim.get("carol-token", &format!("{BRANCHES}?protected=false")).expect(200).each("name"),
        ["main"]
    );
    let none = sim.get("carol-token", &format!("{BRANCHES}/nothing")).expect(404);
    assert_eq!(none.at("/message"), "Branch not found");
}
