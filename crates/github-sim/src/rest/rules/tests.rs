//! Rulesets over the wire.

use serde_json::json;

use crate::Seed;
use crate::git::{BypassActor, RulesetSeed};
use crate::probe::start;

fn gate() -> BypassActor {
    BypassActor { actor_id: Some(900), actor_type: "Integration".to_owned(), bypass_mode: "always".to_owned() }
}

#[test]
fn a_branch_has_the_rules_of_all_active_rulesets() {
    let sim = start(Seed::small());
    let own = sim.hub().add_ruleset(
        1,
        RulesetSeed::new("own", &["refs/heads/record/**/*"], &["deletion", "non_fast_forward"]),
    );
    let mut inherited = RulesetSeed::new("all", &["~ALL"], &["required_signatures"]);
    inherited.of_organization = true;
    sim.hub().add_ruleset(1, inherited);
    let mut off = RulesetSeed::new("off", &["~ALL"], &["creation"]);
    off.enforcement = "evaluate".to_owned();
    let off = sim.hub().add_ruleset(1, off);
    let of =
        |branch: &str| sim.get("carol-token", &format!("/repos/octo/shop/rules/branches/{branch}")).expect(200);
    let got = of("record/production/2026-11");
    assert_eq!(got.each("type"), ["deletion", "non_fast_forward", "required_signatures"]);
    assert_eq!(got.at("/0/ruleset_id"), own);
    assert_eq!(got.at("/0/ruleset_source"), "octo/shop");
    assert_eq!(
        (got.at("/2/ruleset_source_type"), got.at("/2/ruleset_source")),
        (json!("Organization"), json!("octo"))
    );
    assert_eq!(of("main").each("type"), ["required_signatures"]);
    sim.hub().change_ruleset(1, off, |says| says.enforcement = "active".to_owned());
    assert_eq!(of("main").each("type"), ["required_signatures", "creation"]);
}

#[test]
fn patterns_are_those_of_github() {
    let sim = start(Seed::small());
    let holds = |include: &[&str], exclude: &[&str], branch: &str| {
        let mut ruleset = RulesetSeed::new("r", include, &["deletion"]);
        ruleset.exclude = exclude.iter().map(|text| (*text).to_owned()).collect();
        let id = sim.hub().add_ruleset(1, ruleset);
        let got = sim.get("carol-token", &format!("/repos/octo/shop/rules/branches/{branch}")).expect(200);
        sim.hub().change_ruleset(1, id, |says| says.enforcement = "disabled".to_owned());
        !got.each("type").is_empty()
    };
    assert!(holds(&["~DEFAULT_BRANCH"], &[], "main"));
    assert!(!holds(&["~DEFAULT_BRANCH"], &[], "other"));
    assert!(holds(&["refs/heads/release/*"], &[], "release/1"));
    assert!(!holds(&["refs/heads/release/*"], &[], "release/1/2"));
    assert!(holds(&["refs/heads/release/**/*"], &[], "release/1/2"));
    assert!(holds(&["refs/heads/release/**/*"], &[], "release/1"));
    assert!(!holds(&["refs/heads/release/*"], &[], "released"));
    assert!(holds(&["refs/heads/v?"], &[], "v1"));
    assert!(!holds(&["~ALL"], &["refs/heads/free/*"], "free/x"));
    assert!(!holds(&[], &[], "main"));
}

#[test]
fn who_may_pass_by_is_for_administrators() {
    let sim = start(Seed::small());
    let mut ruleset = RulesetSeed::new("own", &["~ALL"], &["deletion"]);
    ruleset.bypass_actors.push(gate());
    let id = sim.hub().add_ruleset(1, ruleset);
    let path = format!("/repos/octo/shop/rulesets/{id}");
    let got = sim.get("olivia-token", &path).expect(200);
    assert_eq!(got.at("/bypass_actors/0/actor_id"), 900);
    assert_eq!(got.at("/conditions/ref_name/include"), json!(["~ALL"]));
    assert_eq!(got.at("/rules"), json!([{"type": "deletion"}]));
    let got = sim.get("actions-token", &path).expect(200);
    assert!(got.json().get("bypass_actors").is_none());
    assert_eq!(got.at("/current_user_can_bypass"), "never");
    assert_eq!(sim.get("gate-token", &path).expect(200).at("/current_user_can_bypass"), "always");
    let list = sim.get("carol-token", "/repos/octo/shop/rulesets").expect(200);
    assert_eq!(list.each("name"), ["own"]);
    assert!(list.at("/0").get("rules").is_none());
    assert_eq!(
        sim.get("carol-token", "/repos/octo/shop/rulesets?targets=tag").expect(200).each("name").len(),
        0
    );
    sim.get("carol-token", "/repos/octo/shop/rulesets/1").expect(404);
}

#[test]
fn unsigned_commits_are_refused_where_signatures_are_required() {
    let sim = start(Seed::small());
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    sim.hub().add_ruleset(1, RulesetSeed::new("signed", &["~ALL"], &["required_signatures"]));
    let tree = sim.get("alice-token", &format!("/repos/octo/shop/git/commits/{head}")).at("/tree/sha");
    let body = json!({"message": "M", "tree": tree, "parents": [head]});
    let push = |token: &str| {
        let sha = sim.post(token, "/repos/octo/shop/git/commits", &body).expect(201).at("/sha");
        sim.call(token, "PATCH", "/repos/octo/shop/git/refs/heads/main", &json!({"sha": sha}))
    };
    let refused = push("alice-token").expect(422);
    assert!(refused.at("/message").as_str().unwrap().contains("Commits must have verified signatures."));
    push("actions-token").expect(200);
}
