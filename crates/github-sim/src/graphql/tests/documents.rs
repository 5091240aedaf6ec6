//! What documents may say: selection, variables, directives, and every way to be wrong.

use serde_json::json;

use super::{ask, data, error};
use crate::Seed;
use crate::probe::start;

#[test]
fn fields_have_aliases_fragments_and_conditions() {
    let sim = start(Seed::small());
    let query = "query Many($yes: Boolean!, $no: Boolean = false) {
      me: viewer { ...who name: login @include(if: $no) email @skip(if: $yes) }
      ... on Query { other: viewer { login } other: viewer { databaseId } }
      ... @include(if: $no) { rateLimit { cost } }
      __typename
    }
    fragment who on Actor { kind: __typename login ... on User { databaseId } ... on Bot { id } }";
    let seen = data(&sim, "alice-token", query, json!({"yes": true}));
    let expected = json!({
        "me": {"kind": "User", "login": "alice", "databaseId": 101},
        "other": {"login": "alice", "databaseId": 101}, "__typename": "Query",
    });
    assert_eq!(seen, expected);
    let order = seen["me"].as_object().unwrap().keys().count();
    assert_eq!(order, 3);
}

#[test]
fn an_unknown_field_ends_the_document() {
    let sim = start(Seed::small());
    let query = "query Q {\n  viewer { login\n    nonsense }\n}";
    let got = ask(&sim, "alice-token", query, json!({}));
    let expected = json!({"errors": [{
        "path": ["query Q", "viewer", "nonsense"],
        "extensions": {"code": "undefinedField", "typeName": "User", "fieldName": "nonsense"},
        "locations": [{"line": 3, "column": 5}], "message": "Field 'nonsense' doesn't exist on type 'User'",
    }]});
    assert_eq!(got.json(), expected);
}

#[test]
fn each_mistake_has_its_code() {
    let sim = start(Seed::small());
    let cases = [
        ("{ viewer }", "selectionMismatch"),
        ("{ viewer { login { x } } }", "selectionMismatch"),
        ("{ repository(owner: \"o\") { id } }", "missingRequiredArguments"),
        ("{ viewer(x: 1) { id } }", "argumentNotAccepted"),
        ("{ repository(owner: 1, name: \"n\") { id } }", "argumentLiteralsIncompatible"),
        ("{ viewer { ... on Nonsense { id } } }", "undefinedType"),
        ("{ viewer { ... on Issue { id } } }", "cannotSpreadFragment"),
        ("{ viewer { ...gone } }", "useAndDefineFragment"),
        ("{ viewer { id } } fragment idle on User { id }", "useAndDefineFragment"),
        ("{ viewer { ...a } } fragment a on User { ...a }", "infiniteLoop"),
        ("{ node(id: $id) { id } }", "variableNotDefined"),
        ("query($x: Int) { viewer { id } }", "variableNotUsed"),
        ("query($x: Nonsense) { node(id: $x) { id } }", "variableRequiresValidType"),
        ("query($x: Boolean!) { viewer { id @include(if: $y) login @skip(if: $x) } }", "variableNotDefined"),
        ("mutation { nonsense(input: {}) { id } }", "undefinedField"),
    ];
    for (query, code) in cases {
        let got = ask(&sim, "alice-token", query, json!({}));
        assert_eq!(got.at("/errors/0/extensions/code"), code, "{query}: {}", got.json());
        assert!(got.json().get("data").is_none(), "{query}");
    }
}

#[test]
fn what_is_no_document_is_told_with_a_place() {
    let sim = start(Seed::small());
    let got = error(&sim, "alice-token", "{\n  viewer {", json!({}));
    assert!(got["message"].as_str().unwrap().starts_with("Parse error"), "{got}");
    assert!(got["locations"][0]["line"].as_u64().unwrap() >= 2, "{got}");
    let two = "query A { viewer { login } } query B { viewer { id } }";
    assert_eq!(error(&sim, "alice-token", two, json!({}))["message"], "An operation name is required");
    let chosen = json!({"query": two, "operationName": "B"});
    let got = sim.post("alice-token", "/graphql", &chosen).expect(200);
    assert!(got.at("/data/viewer/id").is_string() && got.at("/data/viewer/login").is_null());
    let got = sim.post("alice-token", "/graphql", &json!({"query": two, "operationName": "C"})).expect(200);
    assert!(got.at("/errors/0/message").as_str().unwrap().contains("No operation named"));
}

#[test]
fn variables_must_fit_their_types() {
    let sim = start(Seed::small());
    let query = "query($n: Int!, $o: String = \"octo\") { repository(owner: $o, name: \"shop\") { issue(number: $n) { id } } }";
    for wrong in
        [json!({}), json!({"n": null}), json!({"n": "1"}), json!({"n": 1.5}), json!({"n": 3_000_000_000_u64})]
    {
        let got = ask(&sim, "alice-token", query, wrong.clone());
        let message = got.at("/errors/0/message");
        assert!(
            message.as_str().unwrap().starts_with("Variable $n of type Int! was provided invalid value"),
            "{wrong}"
        );
    }
    let head = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }";
    let input = json!({"branch": {}, "message": {"headline": "x"}});
    let got = error(&sim, "alice-token", head, json!({"input": input}));
    let message = "Variable $input of type CreateCommitOnBranchInput! was provided invalid value for expectedHeadOid \
                   (Expected value to not be null)";
    assert_eq!(got["message"], message);
    assert_eq!(got["extensions"]["problems"][0]["path"], json!(["expectedHeadOid"]));
    let input =
        json!({"branch": {"nonsense": 1}, "expectedHeadOid": "0".repeat(40), "message": {"headline": "x"}});
    let got = error(&sim, "alice-token", head, json!({"input": input}));
    assert_eq!(got["extensions"]["problems"][0]["explanation"], "Field is not defined on CommittableBranch");
}

#[test]
fn pages_have_bounds() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let of = |arguments: &str| {
        let query = format!(
            "{{ repository(owner: \"octo\", name: \"shop\") {{ issue(number: {number}) {{ comments{arguments} {{ totalCount }} }} }} }}"
        );
        error(&sim, "alice-token", &query, json!({}))
    };
    let missing = of("");
    assert_eq!(missing["type"], "MISSING_PAGINATION_BOUNDARIES");
    let message = "You must provide a `first` or `last` value to properly paginate the `comments` connection.";
    assert_eq!(missing["message"], message);
    assert_eq!(missing["path"], json!(["repository", "issue", "comments"]));
    let excessive = of("(first: 101)");
    assert_eq!(excessive["type"], "EXCESSIVE_PAGINATION");
    let message =
        "Requesting 101 records on the `comments` connection exceeds the `first` limit of 100 records.";
    assert_eq!(excessive["message"], message);
    assert_eq!(of("(first: 1, after: \"x\")")["type"], "INVALID_CURSOR_ARGUMENTS");
}

#[test]
fn a_null_that_must_not_be_takes_its_parent_along() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let query = format!(
        "{{ viewer {{ login }} repository(owner: \"octo\", name: \"shop\") {{ issue(number: {number}) {{ title comments {{ totalCount }} }} }} }}"
    );
    let got = ask(&sim, "alice-token", &query, json!({}));
    assert_eq!(got.at("/data"), json!({"viewer": {"login": "alice"}, "repository": {"issue": null}}));
}

#[test]
fn too_many_nodes_are_refused_before_anything_runs() {
    let sim = start(Seed::small());
    let query = "{ repository(owner: \"octo\", name: \"shop\") { ref(qualifiedName: \"main\") { target { ... on Commit {
      history(first: 100) { nodes { parents(first: 100) { nodes { history(first: 100) { totalCount } } } } } } } } } }";
    let got = ask(&sim, "alice-token", query, json!({}));
    assert_eq!(got.at("/errors/0/type"), "MAX_NODE_LIMIT_EXCEEDED");
    assert!(got.at("/errors/0/message").as_str().unwrap().contains("up to 1,010,100 possible nodes"));
}
