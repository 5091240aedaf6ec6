use serde_json::json;

use crate::permission::Role;
use crate::probe::start;
use crate::seed::TeamSeed;
use crate::{Seed, Simulator};

fn role(sim: &Simulator, login: &str) -> (String, String) {
    let path = format!("/repos/octo/shop/collaborators/{login}/permission");
    let got = sim.get("actions-token", &path).expect(200);
    let text = |field: &str| got.at(field).as_str().unwrap().to_owned();
    assert_eq!(got.at("/user/role_name"), got.at("/role_name"));
    (text("/permission"), text("/role_name"))
}

fn pair(permission: &str, role_name: &str) -> (String, String) {
    (permission.to_owned(), role_name.to_owned())
}

#[test]
fn the_older_permission_hides_what_the_role_says() {
    let seed = Seed::small().with_organization("octo", |octo| {
        octo.custom_roles.insert("release-manager".to_owned(), Role::Write);
    });
    let sim = start(seed.with_repository("octo/shop", |shop| {
        for (login, role) in [("alice", "maintain"), ("bob", "release-manager"), ("dave", "triage")] {
            shop.collaborators.insert(login.to_owned(), role.to_owned());
        }
        shop.private = true;
    }));
    assert_eq!(role(&sim, "olivia"), pair("admin", "admin"));
    assert_eq!(role(&sim, "alice"), pair("write", "maintain"));
    assert_eq!(role(&sim, "bob"), pair("write", "release-manager"));
    assert_eq!(role(&sim, "carol"), pair("read", "read"));
    assert_eq!(role(&sim, "dave"), pair("read", "triage"));
    assert_eq!(role(&sim, "mallory"), pair("none", "none"));
}

#[test]
fn everybody_reads_a_public_repository() {
    assert_eq!(role(&start(Seed::small()), "mallory"), pair("read", "read"));
}

#[test]
fn the_highest_of_all_grants_counts() {
    let child = TeamSeed {
        organization: "octo".to_owned(),
        slug: "kids".to_owned(),
        id: 71,
        parent: Some("approvers".to_owned()),
        members: [("carol".to_owned(), "member".to_owned())].into(),
        ..TeamSeed::default()
    };
    let sim = start(Seed::small().team(child).with_repository("octo/shop", |shop| {
        shop.teams.insert("approvers".to_owned(), "maintain".to_owned());
    }));
    assert_eq!(role(&sim, "alice"), pair("write", "maintain"));
    assert_eq!(role(&sim, "carol"), pair("write", "maintain"));
}

#[test]
fn members_may_have_no_role_at_all() {
    let none = Seed::small()
        .with_organization("octo", |octo| octo.default_repository_permission = "none".to_owned())
        .with_repository("octo/shop", |shop| shop.private = true);
    let sim = start(none);
    assert_eq!(role(&sim, "carol"), pair("none", "none"));
    sim.get("carol-token", "/repos/octo/shop").expect(404);
}

#[test]
fn collaborators_are_seen_by_those_who_push() {
    let sim = start(Seed::small());
    let got = sim.get("alice-token", "/repos/octo/shop/collaborators").expect(200);
    assert_eq!(got.each("login"), ["olivia", "alice", "bob", "carol", "dave"]);
    assert_eq!(got.each("role_name"), ["admin", "write", "write", "read", "triage"]);
    assert_eq!(got.at("/4/permissions/push"), json!(false));
    sim.get("alice-token", "/repos/octo/shop/collaborators/dave").expect(204);
    sim.get("alice-token", "/repos/octo/shop/collaborators/mallory").expect(404);
    sim.get("mallory-token", "/repos/octo/shop/collaborators").expect(403);
    sim.get("", "/repos/octo/shop/collaborators").expect(401);
    sim.get("alice-token", "/repos/octo/shop/collaborators/nobody/permission").expect(404);
}
