use serde_json::{Value, json};

use crate::Seed;
use crate::account::Trace;
use crate::probe::start;

#[test]
fn an_account_is_found_by_login_and_by_its_durable_id() {
    let sim = start(Seed::small());
    let by_login = sim.get("", "/users/Alice").expect(200);
    assert_eq!((by_login.at("/id"), by_login.at("/type")), (json!(101), json!("User")));
    assert_eq!(sim.get("", "/user/101").expect(200).json(), by_login.json());
    let bot = sim.get("", "/users/github-actions%5Bbot%5D").expect(200);
    assert_eq!((bot.at("/id"), bot.at("/type")), (json!(41_898_282), json!("Bot")));
    sim.get("", "/users/nobody").expect(404);
    sim.get("", "/user/9999").expect(404);
    sim.get("", "/user/not-a-number").expect(404);
}

#[test]
fn a_login_that_became_free_can_be_taken_by_somebody_else() {
    let sim = start(Seed::small());
    sim.hub().rename_account(101, "alice-b");
    sim.hub().rename_account(105, "alice");
    assert_eq!(sim.get("", "/users/alice").expect(200).at("/id"), 105);
    assert_eq!(sim.get("", "/user/101").expect(200).at("/login"), "alice-b");
}

#[test]
fn a_deleted_account_leaves_null_or_the_ghost() {
    let sim = start(Seed::small());
    let number = sim.issue();
    let ids = ["alice", "bob"].map(|login| sim.comment(&format!("{login}-token"), number, "x"));
    sim.hub().delete_account(101, Trace::Null);
    sim.hub().delete_account(102, Trace::Ghost);
    sim.get("", "/users/alice").expect(404);
    sim.get("", "/user/101").expect(404);
    let user =
        |id| sim.get("carol-token", &format!("/repos/octo/shop/issues/comments/{id}")).expect(200).at("/user");
    assert_eq!(user(ids[0]), Value::Null);
    let ghost = user(ids[1]);
    assert_eq!((&ghost["login"], &ghost["id"]), (&json!("ghost"), &json!(10_137)));
}

#[test]
fn signing_keys_are_public() {
    let mut seed = Seed::small();
    seed.users[1].signing_keys =
        vec!["ssh-ed25519 AAAA".to_owned(), "sk-ssh-ed25519@openssh.com BBBB".to_owned()];
    let sim = start(seed);
    let keys = sim.get("", "/users/alice/ssh_signing_keys").expect(200).each("key");
    assert_eq!(keys, ["ssh-ed25519 AAAA", "sk-ssh-ed25519@openssh.com BBBB"]);
    assert!(sim.get("", "/users/bob/ssh_signing_keys").expect(200).each("key").is_empty());
    sim.get("", "/users/nobody/ssh_signing_keys").expect(404);
}

#[test]
fn an_organization_shows_its_rules_to_its_owners_only() {
    let sim = start(Seed::small().with_organization("octo", |octo| octo.two_factor_requirement_enabled = true));
    let rule = |token: &str| sim.get(token, "/orgs/octo").expect(200).at("/two_factor_requirement_enabled");
    assert_eq!(rule("olivia-token"), true);
    for token in ["alice-token", "actions-token", ""] {
        assert_eq!(rule(token), Value::Null, "{token}");
    }
    sim.get("alice-token", "/orgs/octo/members/bob").expect(204);
    sim.get("alice-token", "/orgs/octo/members/dave").expect(404);
    sim.get("actions-token", "/orgs/octo/members/bob").expect(403);
    sim.get("", "/orgs/alice").expect(404);
}
