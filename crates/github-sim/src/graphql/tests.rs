//! GraphQL over the wire.

use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::{Seed, Simulator};

mod commits;
mod deployments;
mod documents;
mod issues;

fn ask(sim: &Simulator, token: &str, query: &str, variables: Value) -> Got {
    sim.post(token, "/graphql", &json!({"query": query, "variables": variables})).expect(200)
}

/// The data of an answer that has no errors.
fn data(sim: &Simulator, token: &str, query: &str, variables: Value) -> Value {
    let got = ask(sim, token, query, variables);
    assert_eq!(got.at("/errors"), Value::Null, "{query}");
    got.at("/data")
}

/// The one error of an answer.
fn error(sim: &Simulator, token: &str, query: &str, variables: Value) -> Value {
    let got = ask(sim, token, query, variables);
    assert_eq!(got.at("/errors").as_array().map(Vec::len), Some(1), "{}", got.json());
    got.at("/errors/0")
}

#[test]
fn every_declared_type_is_in_the_schema() {
    let schema = super::schema::schema().unwrap();
    for line in super::kinds::declarations().lines().filter(|line| line.starts_with("type ")) {
        let name = line.split(' ').nth(1).unwrap();
        assert!(schema.is_composite(name), "{name}");
    }
    assert!(schema.field("IssueCommentConnection", "nodes").is_some());
    assert!(schema.overlap("Node", "IssueComment") && !schema.overlap("Blob", "Commit"));
}

#[test]
fn the_viewer_is_the_token_s_identity() {
    let sim = start(Seed::small());
    let query = "{ viewer { login databaseId __typename } }";
    let seen = data(&sim, "actions-token", query, json!({}));
    let bot = json!({"login": "github-actions[bot]", "databaseId": 41_898_282, "__typename": "User"});
    assert_eq!(seen, json!({"viewer": bot}));
    assert_eq!(data(&sim, "alice-token", query, json!({}))["viewer"]["login"], "alice");
    sim.post("", "/graphql", &json!({"query": query})).expect(401);
    sim.post("alice-token", "/graphql", &json!({"query": 1})).expect(400);
}

#[test]
fn the_budget_tells_cost_and_nodes() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let query = "query($n: Int!) {
      rateLimit { limit cost used remaining nodeCount resetAt }
      repository(owner: \"octo\", name: \"shop\") { issue(number: $n) { comments(first: 50) { nodes {
        userContentEdits(first: 10) { totalCount } } } } }
    }";
    let seen = data(&sim, "actions-token", query, json!({"n": number}));
    let rate = &seen["rateLimit"];
    assert_eq!((&rate["nodeCount"], &rate["cost"], &rate["limit"]), (&json!(550), &json!(1), &json!(1_000)));
    assert_eq!((&rate["used"], &rate["remaining"]), (&json!(1), &json!(999)));
    assert_eq!(rate["resetAt"], "2026-11-22T11:00:00Z");
    let off = start(Seed::small().without_limits());
    assert_eq!(data(&off, "actions-token", "{ rateLimit { cost } }", json!({})), json!({"rateLimit": null}));
}

#[test]
fn a_repository_is_found_by_name_former_name_and_id() {
    let sim = start(Seed::small());
    let query = "query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id nameWithOwner owner { login } } }";
    let seen = data(&sim, "carol-token", query, json!({"o": "OCTO", "n": "shop"}));
    assert_eq!(seen["repository"]["nameWithOwner"], "octo/shop");
    let id = seen["repository"]["id"].clone();
    sim.hub().move_repository(1, 50, "store");
    let seen = data(&sim, "carol-token", query, json!({"o": "octo", "n": "shop"}));
    assert_eq!(seen["repository"]["nameWithOwner"], "octo/store");
    let node = "query($id: ID!) { node(id: $id) { __typename id ... on Repository { name } } }";
    let seen = data(&sim, "carol-token", node, json!({"id": id}));
    assert_eq!(seen["node"], json!({"__typename": "Repository", "id": id, "name": "store"}));
    let stay = "{ repository(owner: \"octo\", name: \"shop\", followRenames: false) { id } }";
    assert_eq!(error(&sim, "carol-token", stay, json!({}))["type"], "NOT_FOUND");
}

#[test]
fn what_the_caller_may_not_see_does_not_exist() {
    let sim = start(Seed::small().with_repository("octo/shop", |shop| shop.private = true));
    let query = "{ repository(owner: \"octo\", name: \"shop\") { id } }";
    let got = ask(&sim, "mallory-token", query, json!({}));
    assert_eq!(got.at("/data"), json!({"repository": null}));
    let expected = json!([{
        "type": "NOT_FOUND", "path": ["repository"], "locations": [{"line": 1, "column": 3}],
        "message": "Could not resolve to a Repository with the name 'octo/shop'.",
    }]);
    assert_eq!(got.at("/errors"), expected);
    let id = crate::node::node_id("R", 1);
    let node = error(&sim, "mallory-token", "query($i: ID!) { node(id: $i) { id } }", json!({"i": id}));
    assert_eq!(node["message"], format!("Could not resolve to a node with the global id of '{id}'"));
    data(&sim, "carol-token", query, json!({}));
}

#[test]
fn what_is_visible_and_not_permitted_is_forbidden() {
    let level = crate::token::Level::Read;
    let seed = Seed::small().with_repository("octo/shop", |shop| shop.private = true);
    let sim = start(seed.actions_token("poor", "octo/shop", None, &[("contents", level)]));
    let number = sim.issue();
    let query =
        "query($n: Int!) { repository(owner: \"octo\", name: \"shop\") { name issue(number: $n) { title } } }";
    let got = ask(&sim, "poor", query, json!({"n": number}));
    assert_eq!(got.at("/data/repository"), json!({"name": "shop", "issue": null}));
    assert_eq!(
        (got.at("/errors/0/type"), got.at("/errors/0/path")),
        (json!("FORBIDDEN"), json!(["repository", "issue"]))
    );
    assert_eq!(got.at("/errors/0/message"), "Resource not accessible by integration");
}

#[test]
fn several_nodes_fail_one_by_one() {
    let sim = start(Seed::small());
    let ids = [crate::node::node_id("U", 101), "nonsense".to_owned(), crate::node::node_id("R", 1)];
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on User { login } ... on Repository { name } } }";
    let got = ask(&sim, "carol-token", query, json!({"ids": ids}));
    let nodes =
        json!([{"__typename": "User", "login": "alice"}, null, {"__typename": "Repository", "name": "shop"}]);
    assert_eq!(got.at("/data/nodes"), nodes);
    assert_eq!((got.at("/errors/0/path"), got.at("/errors/0/type")), (json!(["nodes", 1]), json!("NOT_FOUND")));
    let many: Vec<&str> = vec!["x"; 101];
    let got = ask(&sim, "carol-token", query, json!({"ids": many}));
    assert_eq!((got.at("/data"), got.at("/errors/0/type")), (Value::Null, json!("ARGUMENT_LIMIT")));
}
