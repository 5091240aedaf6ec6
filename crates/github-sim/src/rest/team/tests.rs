use serde_json::json;

use crate::probe::start;
use crate::seed::TeamSeed;
use crate::token::Level;
use crate::{Seed, Simulator};

const TEAM: &str = "/orgs/octo/teams/approvers";

fn child(change: impl FnOnce(&mut TeamSeed)) -> Simulator {
    let mut team = TeamSeed {
        organization: "octo".to_owned(),
        slug: "night-shift".to_owned(),
        id: 71,
        parent: Some("approvers".to_owned()),
        members: [("carol".to_owned(), "member".to_owned())].into(),
        pending: ["mallory".to_owned()].into(),
        ..TeamSeed::default()
    };
    change(&mut team);
    start(Seed::small().team(team).app_token("reader", "gate", "octo", &[("members", Level::Read)]))
}

#[test]
fn a_team_is_found_by_slug_and_by_ids() {
    let sim = child(|_| {});
    let team = sim.get("alice-token", TEAM).expect(200);
    assert_eq!((team.at("/id"), team.at("/members_count")), (json!(70), json!(3)));
    assert_eq!(sim.get("alice-token", "/organizations/50/team/70").expect(200).json(), team.json());
    assert_eq!(sim.get("alice-token", "/teams/70").expect(200).json(), team.json());
    sim.get("alice-token", "/organizations/51/team/70").expect(404);
    sim.get("alice-token", "/orgs/octo/teams/none").expect(404);
    assert_eq!(sim.get("alice-token", &format!("{TEAM}/teams")).expect(200).each("slug"), ["night-shift"]);
    assert_eq!(
        sim.get("alice-token", "/orgs/octo/teams/night-shift").expect(200).at("/parent/slug"),
        "approvers"
    );
    assert_eq!(
        sim.get("alice-token", "/orgs/octo/teams").expect(200).each("slug"),
        ["approvers", "night-shift"]
    );
}

#[test]
fn a_workflow_cannot_see_teams_and_an_app_can_with_the_permission() {
    let sim = child(|_| {});
    let got = sim.get("actions-token", TEAM).expect(403);
    assert_eq!(got.at("/message"), "Resource not accessible by integration");
    assert_eq!(got.header("x-accepted-github-permissions"), "members=read");
    sim.get("gate-token", TEAM).expect(403);
    sim.get("reader", TEAM).expect(200);
    sim.get("mallory-token", TEAM).expect(404);
    sim.get("", TEAM).expect(401);
}

#[test]
fn a_membership_has_a_state_and_counts_through_children() {
    let sim = child(|team| {
        team.pending.insert("dave".to_owned());
    });
    let of = |team: &str, login: &str| {
        let got = sim.get("reader", &format!("/orgs/octo/teams/{team}/memberships/{login}"));
        (got.status, got.at("/state"), got.at("/role"))
    };
    assert_eq!(of("approvers", "alice"), (200, json!("active"), json!("maintainer")));
    assert_eq!(of("approvers", "bob"), (200, json!("active"), json!("member")));
    assert_eq!(of("approvers", "carol"), (200, json!("active"), json!("member")));
    assert_eq!(of("night-shift", "dave"), (200, json!("pending"), json!("member")));
    for (team, login) in
        [("approvers", "dave"), ("approvers", "olivia"), ("night-shift", "bob"), ("approvers", "no")]
    {
        assert_eq!(of(team, login).0, 404, "{team} {login}");
    }
    let by_id = "/organizations/50/team/70/memberships/bob";
    assert_eq!(sim.get("reader", by_id).expect(200).at("/state"), "active");
}

#[test]
fn the_members_of_children_are_marked() {
    let sim = child(|_| {});
    let members = sim.get("reader", &format!("{TEAM}/members")).expect(200);
    assert_eq!(members.each("login"), ["alice", "bob", "carol"]);
    assert_eq!(members.each("inherited"), [false, false, true]);
    assert_eq!(
        sim.get("reader", &format!("{TEAM}/members?role=maintainer")).expect(200).each("login"),
        ["alice"]
    );
}

#[test]
fn many_members_come_in_pages() {
    let mut seed = Seed::small();
    for number in 0..40 {
        let login = format!("p{number}");
        seed = seed.user(&login, 1000 + number);
        seed.teams[0].members.insert(login, "member".to_owned());
    }
    let sim = start(seed);
    let got = sim.get("alice-token", &format!("{TEAM}/members")).expect(200);
    assert_eq!(got.each("id").len(), 30);
    let next = format!("<{}/organizations/50/team/70/members?page=2>; rel=\"next\"", sim.url());
    assert!(got.header("link").starts_with(&next), "{}", got.header("link"));
    assert_eq!(
        sim.get("alice-token", "/organizations/50/team/70/members?page=2").expect(200).each("id").len(),
        12
    );
}

#[test]
fn who_leaves_the_team_is_no_member_at_once() {
    let sim = child(|_| {});
    sim.hub().teams.get_mut(&71).unwrap().members.clear();
    sim.get("reader", &format!("{TEAM}/memberships/carol")).expect(404);
}

#[test]
fn a_secret_team_is_seen_by_its_members() {
    let sim = child(|team| team.secret = true);
    let path = "/orgs/octo/teams/night-shift";
    sim.get("carol-token", path).expect(200);
    sim.get("olivia-token", path).expect(200);
    sim.get("alice-token", path).expect(404);
}
