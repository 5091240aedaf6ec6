use serde_json::{Value, json};

use crate::Seed;
use crate::probe::start;
use crate::token::Level;

fn renamed() -> crate::Simulator {
    start(Seed::small().with_repository("octo/shop", |shop| shop.former_names.push("octo/store".to_owned())))
}

#[test]
fn a_former_name_redirects_to_the_address_by_id() {
    let sim = renamed();
    let got = sim.get("alice-token", "/repos/octo/store/issues?state=all").expect(301);
    let there = format!("{}/repositories/1/issues?state=all", sim.url());
    assert_eq!((got.header("location"), got.at("/url")), (there.as_str(), json!(there)));
    assert_eq!(got.at("/message"), "Moved Permanently");
    sim.get("alice-token", "/repositories/1/issues?state=all").expect(200);
}

#[test]
fn a_write_to_a_former_name_redirects_with_its_method() {
    let sim = renamed();
    let got = sim.post("alice-token", "/repos/octo/store/issues", &json!({"title": "x"})).expect(307);
    assert_eq!(got.header("location"), format!("{}/repositories/1/issues", sim.url()));
    assert!(sim.hub().issues.is_empty());
    sim.post("alice-token", "/repositories/1/issues", &json!({"title": "x"})).expect(201);
}

#[test]
fn a_former_name_tells_nothing_to_those_who_may_not_see() {
    let seed = Seed::small().with_repository("octo/shop", |shop| {
        shop.former_names.push("octo/store".to_owned());
        shop.private = true;
    });
    start(seed).get("mallory-token", "/repos/octo/store").expect(404);
}

#[test]
fn a_repository_that_moves_keeps_its_id() {
    let sim = start(Seed::small());
    sim.hub().move_repository(1, 101, "boutique");
    sim.get("alice-token", "/repos/octo/shop").expect(301);
    let got = sim.get("alice-token", "/repositories/1").expect(200);
    assert_eq!((got.at("/full_name"), got.at("/id")), (json!("alice/boutique"), json!(1)));
    sim.call("alice-token", "GET", "/repositories/77", &Value::Null).expect(404);
}

#[test]
fn names_ignore_case() {
    let sim = start(Seed::small());
    assert_eq!(sim.get("alice-token", "/repos/OCTO/Shop").expect(200).at("/full_name"), "octo/shop");
}

#[test]
fn the_log_names_the_template_of_an_address_by_id() {
    let sim = start(Seed::small());
    sim.get("alice-token", "/repositories/1").expect(200);
    sim.get("alice-token", "/organizations/50/team/70").expect(200);
    let templates: Vec<_> = sim.exchanges().into_iter().map(|exchange| exchange.template.unwrap()).collect();
    assert_eq!(templates, ["/repos/{owner}/{repo}", "/orgs/{org}/teams/{team_slug}"]);
}

#[test]
fn ids_that_nobody_has_are_not_found_by_the_operation_that_they_are_for() {
    let seed = Seed::small().app_token("members-token", "gate", "octo", &[("members", Level::Read)]);
    let sim = start(seed);
    for path in ["/organizations/51/team/70/memberships/bob", "/organizations/50/team/7/memberships/bob"] {
        sim.get("members-token", path).expect(404);
    }
    let template = "/orgs/{org}/teams/{team_slug}/memberships/{username}";
    assert!(sim.exchanges().iter().all(|one| one.template.as_deref() == Some(template)));
}
