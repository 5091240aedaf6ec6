//! Who belongs to what, with every way in which GitHub can fail to say so.

use approval::people::{AccountId, Membership, Source};
use approval_issue::gather::people::{Known, Who, memberships};
use github_sim::account::Trace;
use github_sim::seed::OrganizationSeed;
use github_sim::{Fault, FaultKind};

use crate::stage::{
    ACTIVE, ALICE, BOB, CAROL, DAVE, MALLORY, Stage, asking, membership, run, seed, source, team,
};

const MEMBERS: &str = "/orgs/{org}/teams/{team_slug}/members";

fn who(id: u64, login: &str) -> Who {
    Who { id: AccountId(id), login: login.to_owned(), earlier: Vec::new() }
}

fn everybody() -> Vec<Who> {
    [(ALICE, "alice"), (BOB, "bob"), (CAROL, "carol"), (DAVE, "dave"), (MALLORY, "mallory")]
        .map(|(id, login)| who(id, login))
        .into()
}

async fn ask(stage: &Stage, sources: &[&str], who: &[Who], token: Option<&str>) -> Known {
    let github = stage.workflow();
    // The thread was read before, by which GitHub told the time.
    github.viewer().await.unwrap();
    let members = token.map(|token| stage.client(token));
    let sources: Vec<Source> = sources.iter().map(|text| source(text)).collect();
    let shop = stage.shop();
    memberships(asking(&github, members.as_ref(), &shop), &sources, who).await.unwrap()
}

#[test]
fn attack_21_members_children_and_invited_are_told_apart() {
    let stage = Stage::new();
    run(async {
        let known =
            ask(&stage, &["team:octo/qa", "team:octo/approvers"], &everybody(), Some("members-token")).await;
        let qa = |id| membership(&known.people, id, "team:octo/qa");
        assert_eq!((qa(ALICE), qa(BOB)), (ACTIVE, Membership::Active { inherited: true }));
        assert_eq!(
            (qa(CAROL), qa(DAVE), qa(MALLORY)),
            (Membership::None, Membership::Pending, Membership::None)
        );
        assert_eq!(membership(&known.people, ALICE, "team:octo/approvers"), ACTIVE);
        assert!(known.troubles.is_empty());
    });
}

#[test]
fn attack_19_an_error_is_unknown_and_neither_yes_nor_no() {
    run(async {
        for kind in [FaultKind::ServerError(500), FaultKind::ServerError(403), FaultKind::ServerError(404)] {
            let stage = Stage::new();
            stage.hub().fault(Fault::on("GET", MEMBERS, kind.clone()).times(10_000));
            let known = ask(&stage, &["team:octo/qa", "user:alice"], &everybody(), Some("members-token")).await;
            for one in everybody() {
                assert_eq!(
                    membership(&known.people, one.id.0, "team:octo/qa"),
                    Membership::Unknown,
                    "{kind:?}"
                );
            }
            assert_eq!(membership(&known.people, ALICE, "user:alice"), ACTIVE);
            assert!(!known.troubles[0].problem.is_empty());
        }
    });
}

#[test]
fn attack_19_a_team_without_a_token_or_that_is_not_there_is_unknown() {
    let stage = Stage::new();
    run(async {
        let without = ask(&stage, &["team:octo/qa"], &everybody(), None).await;
        assert_eq!(membership(&without.people, ALICE, "team:octo/qa"), Membership::Unknown);
        assert!(without.troubles[0].problem.contains("members-token"));
        // A workflow's own token is refused; a team that is not there is no group of nobody.
        for (text, token) in [("team:octo/qa", "actions-token"), ("team:octo/none", "members-token")] {
            let known = ask(&stage, &[text], &everybody(), Some(token)).await;
            assert_eq!(membership(&known.people, ALICE, text), Membership::Unknown, "{text}");
        }
    });
}

#[test]
fn attack_18_a_team_that_is_named_like_a_person_is_a_team_alone() {
    let stage = Stage::with(seed().team(team("bob", 90, &["carol"])));
    run(async {
        let known = ask(&stage, &["user:bob", "team:octo/bob"], &everybody(), Some("members-token")).await;
        assert_eq!(membership(&known.people, BOB, "user:bob"), ACTIVE);
        assert_eq!(membership(&known.people, CAROL, "user:bob"), Membership::None);
        assert_eq!(membership(&known.people, BOB, "team:octo/bob"), Membership::None);
        assert_eq!(membership(&known.people, CAROL, "team:octo/bob"), ACTIVE);
    });
}

/// A stage whose team `octo/large` has so many members, the last of whom is returned.
fn large(size: u64) -> (Stage, Who) {
    let mut seed = seed();
    let logins: Vec<String> = (0..size).map(|index| format!("member{index}")).collect();
    let mut octo: OrganizationSeed = seed.organizations.remove(0);
    for (id, login) in (1_000..).zip(&logins) {
        octo.members.insert(login.clone(), "member".to_owned());
        seed = seed.user(login, id);
    }
    let names: Vec<&str> = logins.iter().map(String::as_str).collect();
    let last = who(999 + size, names[names.len() - 1]);
    (Stage::with(seed.organization(octo).team(team("large", 91, &names))), last)
}

#[test]
fn attack_20_a_team_is_not_its_first_page() {
    let (stage, last) = large(131);
    run(async {
        let known = ask(&stage, &["team:octo/large"], std::slice::from_ref(&last), Some("members-token")).await;
        assert_eq!(membership(&known.people, last.id.0, "team:octo/large"), ACTIVE);
    });
}

#[test]
fn attack_20_a_team_of_hundreds_is_asked_for_each_person() {
    let (stage, last) = large(420);
    run(async {
        let asked = [last.clone(), who(CAROL, "carol")];
        let (known, cost) = stage.cost(ask(&stage, &["team:octo/large"], &asked, Some("members-token"))).await;
        assert_eq!(membership(&known.people, last.id.0, "team:octo/large"), ACTIVE);
        assert_eq!(membership(&known.people, CAROL, "team:octo/large"), Membership::None);
        assert!(cost <= 10, "{cost} requests");
    });
}

#[test]
fn attack_22_membership_is_asked_for_anew_each_time() {
    let stage = Stage::new();
    run(async {
        let alice = [who(ALICE, "alice")];
        let now = async || {
            let known = ask(&stage, &["team:octo/qa"], &alice, Some("members-token")).await;
            membership(&known.people, ALICE, "team:octo/qa")
        };
        assert_eq!(now().await, ACTIVE);
        stage.hub().teams.get_mut(&80).unwrap().members.remove(&ALICE);
        assert_eq!(now().await, Membership::None);
    });
}

#[test]
fn a_team_that_took_over_the_name_of_another_is_not_it() {
    let stage = Stage::new();
    run(async {
        let alice = [who(ALICE, "alice")];
        let pinned = ask(&stage, &["team:octo/qa#80"], &alice, Some("members-token")).await;
        assert_eq!(membership(&pinned.people, ALICE, "team:octo/qa#80"), ACTIVE);
        let other = ask(&stage, &["team:octo/qa#79"], &alice, Some("members-token")).await;
        assert_eq!(membership(&other.people, ALICE, "team:octo/qa#79"), Membership::Unknown);
        assert!(other.troubles[0].problem.contains("another one than the policy pins"));
    });
}

#[test]
fn attack_26_a_role_is_what_role_name_says() {
    let mut seed = seed();
    let mut octo = seed.organizations.remove(0);
    octo.custom_roles.insert("captain".to_owned(), github_sim::permission::Role::Maintain);
    let shop = &mut seed.repositories[0];
    shop.collaborators.insert("alice".to_owned(), "maintain".to_owned());
    shop.collaborators.insert("carol".to_owned(), "captain".to_owned());
    let stage = Stage::with(seed.organization(octo));
    run(async {
        let (known, cost) =
            stage.cost(ask(&stage, &["role:maintain", "role:write", "role:admin"], &everybody(), None)).await;
        let role = |id, of| membership(&known.people, id, of);
        assert_eq!((role(ALICE, "role:maintain"), role(BOB, "role:maintain")), (ACTIVE, Membership::None));
        assert_eq!((role(BOB, "role:write"), role(DAVE, "role:write")), (ACTIVE, Membership::None));
        // Of a role that the organisation made only its base is known, and not which of two.
        assert_eq!((role(CAROL, "role:write"), role(CAROL, "role:maintain")), (ACTIVE, Membership::Unknown));
        assert_eq!(role(CAROL, "role:admin"), Membership::None);
        assert_eq!(cost - 1, everybody().len(), "one request for each person, however many roles");
    });
}

#[test]
fn attack_15_a_name_that_somebody_else_registered_is_not_the_person() {
    let stage = Stage::new();
    run(async {
        {
            let mut hub = stage.hub();
            hub.rename_account(ALICE, "alice-moved");
            hub.rename_account(MALLORY, "alice");
        }
        let asked = [who(ALICE, "alice-moved"), who(MALLORY, "alice")];
        let known = ask(&stage, &["user:alice#101", "role:write"], &asked, None).await;
        assert_eq!(membership(&known.people, ALICE, "user:alice#101"), ACTIVE);
        assert_eq!(membership(&known.people, MALLORY, "user:alice#101"), Membership::None);
        assert_eq!(membership(&known.people, MALLORY, "role:write"), Membership::None);
        // The name changed hands after the thread was read.
        let stale = ask(&stage, &["role:write"], &[who(ALICE, "alice")], None).await;
        assert_eq!(membership(&stale.people, ALICE, "role:write"), Membership::Unknown);
        stage.hub().delete_account(MALLORY, Trace::Null);
        let gone = ask(&stage, &["role:write"], &[who(MALLORY, "alice")], None).await;
        assert_eq!(membership(&gone.people, MALLORY, "role:write"), Membership::Unknown);
    });
}

#[test]
fn t9_a_token_that_ran_out_is_unknown_and_no_answer() {
    let stage = Stage::new();
    run(async {
        let known = ask(&stage, &["team:octo/qa"], &everybody(), Some("expired-token")).await;
        assert_eq!(membership(&known.people, ALICE, "team:octo/qa"), Membership::Unknown);
        assert!(known.troubles[0].problem.contains("expired"), "{:?}", known.troubles);
    });
}

#[test]
fn members_who_have_not_commented_are_told_without_another_request() {
    let stage = Stage::new();
    run(async {
        let sources = ["team:octo/qa", "user:bob", "role:write"];
        let known =
            ask(&stage, &sources, &[who(ALICE, "alice"), who(CAROL, "carol")], Some("members-token")).await;
        let [bob] = &known.others[..] else { panic!("{:#?}", known.others) };
        assert_eq!((bob.id.0, bob.now.of.len()), (BOB, 2), "nobody asked for the role");
        assert_eq!(membership(&known.others, BOB, "team:octo/qa"), Membership::Active { inherited: true });
        assert_eq!(membership(&known.others, BOB, "user:bob"), ACTIVE);
    });
}
