//! Environments over the wire.

use serde_json::{Value, json};

use crate::environment::{BranchPolicy, Rules};
use crate::probe::start;
use crate::{Seed, Simulator};

const ENVIRONMENTS: &str = "/repos/octo/shop/environments";

fn shop() -> Simulator {
    let sim = start(Seed::small());
    let branch = BranchPolicy { name: "release/*".to_owned(), kind: "branch".to_owned() };
    let production = Rules {
        wait_timer: 30,
        users: vec!["alice".to_owned()],
        teams: vec!["approvers".to_owned()],
        prevent_self_review: true,
        admins_bypass: Some(false),
        branches: vec![branch],
        apps: vec!["gate".to_owned()],
        ..Rules::new("production/eu")
    };
    sim.hub().set_environment(1, production);
    sim.hub().set_environment(1, Rules::new("test"));
    sim
}

#[test]
fn an_environment_shows_all_its_rules() {
    let sim = shop();
    let got = sim.get("carol-token", &format!("{ENVIRONMENTS}/production%2Feu")).expect(200);
    assert_eq!((got.at("/name"), got.at("/can_admins_bypass")), (json!("production/eu"), json!(false)));
    let kinds: Vec<Value> =
        got.at("/protection_rules").as_array().unwrap().iter().map(|rule| rule["type"].clone()).collect();
    assert_eq!(kinds, ["wait_timer", "required_reviewers", "branch_policy", "gate"]);
    assert_eq!(got.at("/protection_rules/0/wait_timer"), 30);
    assert_eq!(got.at("/protection_rules/1/prevent_self_review"), true);
    assert_eq!(got.at("/protection_rules/1/reviewers/0/reviewer/login"), "alice");
    assert_eq!(got.at("/protection_rules/1/reviewers/1/reviewer/slug"), "approvers");
    assert_eq!(got.at("/deployment_branch_policy/custom_branch_policies"), true);
}

#[test]
fn one_without_rules_lets_administrators_pass() {
    let sim = shop();
    let got = sim.get("carol-token", &format!("{ENVIRONMENTS}/TEST")).expect(200);
    assert_eq!((got.at("/protection_rules"), got.at("/can_admins_bypass")), (json!([]), json!(true)));
    assert_eq!(got.at("/deployment_branch_policy"), Value::Null);
    sim.get("carol-token", &format!("{ENVIRONMENTS}/none")).expect(404);
    assert_eq!(sim.get("carol-token", ENVIRONMENTS).expect(200).at("/total_count"), 2);
}

#[test]
fn policies_and_rules_of_apps_are_listed() {
    let sim = shop();
    let home = format!("{ENVIRONMENTS}/production%2Feu");
    let policies = sim.get("carol-token", &format!("{home}/deployment-branch-policies")).expect(200);
    assert_eq!(
        (policies.at("/total_count"), policies.at("/branch_policies/0/name")),
        (json!(1), json!("release/*"))
    );
    let rules = sim.get("carol-token", &format!("{home}/deployment_protection_rules")).expect(200);
    assert_eq!(rules.at("/custom_deployment_protection_rules/0/app/slug"), "gate");
    assert_eq!(rules.at("/custom_deployment_protection_rules/0/enabled"), true);
}

#[test]
fn other_rules_replace_the_former_ones() {
    let sim = shop();
    let before = sim.get("carol-token", &format!("{ENVIRONMENTS}/test")).at("/id");
    sim.hub().set_environment(1, Rules { protected_branches: true, ..Rules::new("test") });
    let after = sim.get("carol-token", &format!("{ENVIRONMENTS}/test")).expect(200);
    assert_eq!(
        (after.at("/id"), after.at("/deployment_branch_policy/protected_branches")),
        (before, json!(true))
    );
    assert_eq!(after.at("/protection_rules/0/type"), "branch_policy");
}
