//! People, organisations and teams.

use github::single_sign_on::{Identity, linked};
use github::teams::{self, Membership, Role};
use github::{Kind, people};
use github_sim::Seed;
use github_sim::seed::TeamSeed;
use github_sim::token::Level;

use crate::stage::{Stage, run};

#[test]
fn a_role_in_a_repository_is_read_by_its_own_name() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let role = async |login| people::permission(&github, &shop, login).await;
        let dave = role("dave").await.unwrap();
        assert_eq!((dave.permission.as_str(), dave.role_name.as_str()), ("read", "triage"));
        assert_eq!(dave.user.unwrap().id, 104);
        assert_eq!(role("alice").await.unwrap().role_name, "write");
        assert_eq!(role("olivia").await.unwrap().permission, "admin");
        assert_eq!(role("nobody").await.unwrap_err().kind, Kind::NotFound);
    });
}

#[test]
fn an_account_is_known_by_its_number() {
    let mut seed = Seed::small();
    let alice = seed.users.iter_mut().find(|user| user.login == "alice").unwrap();
    alice.signing_keys.push("ssh-ed25519 AAAA".to_owned());
    let stage = Stage::with(seed);
    run(async {
        let github = stage.workflow();
        let alice = people::by_login(&github, "alice").await.unwrap();
        assert_eq!((alice.id, alice.kind.as_str()), (101, "User"));
        assert_eq!(people::by_id(&github, 101).await.unwrap(), alice);
        assert_eq!(people::by_login(&github, "nobody").await.unwrap_err().kind, Kind::NotFound);
        assert_eq!(people::by_id(&github, 9_999).await.unwrap_err().kind, Kind::NotFound);
        let keys = people::signing_keys(&github, "alice").await.unwrap();
        assert_eq!(keys.iter().map(|key| key.key.as_str()).collect::<Vec<_>>(), ["ssh-ed25519 AAAA"]);
        assert!(people::signing_keys(&github, "bob").await.unwrap().is_empty());
    });
}

#[test]
fn what_a_token_may_not_know_of_an_organisation_is_no_answer() {
    let seed = Seed::small()
        .with_organization("octo", |octo| octo.two_factor_requirement_enabled = true)
        .user_token("owner-token", "olivia", &["admin:org"]);
    let stage = Stage::with(seed);
    run(async {
        let seen = people::organization(&stage.client("owner-token"), "octo").await.unwrap();
        assert_eq!((seen.id, seen.two_factor_requirement_enabled), (50, Some(true)));
        let unseen = people::organization(&stage.workflow(), "octo").await.unwrap();
        assert_eq!((unseen.id, unseen.two_factor_requirement_enabled), (50, None));
    });
}

#[test]
fn an_identity_is_of_the_account_and_a_provider_that_is_not_shown_is_no_answer() {
    let seed = Seed::small().with_organization("octo", |octo| {
        octo.two_factor_requirement_enabled = true;
        let named = |login: &str| (login.to_owned(), format!("{login}@example.com"));
        octo.saml = Some([named("alice"), named("bob")].into());
    });
    let stage = Stage::with(seed);
    run(async {
        let owner = stage.client("olivia-token");
        let alice = linked(&owner, "octo", "ALICE").await.unwrap();
        let identity = Identity { account: Some(101), name_id: Some("alice@example.com".to_owned()) };
        assert_eq!((alice.organization, alice.requires_two_factor), (50, Some(true)));
        assert_eq!(alice.identities, Some(vec![identity]));
        for login in ["carol", "nobody"] {
            assert_eq!(linked(&owner, "octo", login).await.unwrap().identities, Some(Vec::new()), "{login}");
        }
        for token in ["alice-token", "actions-token"] {
            let unseen = linked(&stage.client(token), "octo", "alice").await.unwrap();
            assert_eq!((unseen.requires_two_factor, unseen.identities), (None, None), "{token}");
        }
        let absent = linked(&owner, "none", "alice").await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound);
    });
    let none = Stage::new();
    run(async {
        let owner = none.client("olivia-token");
        let found = linked(&owner, "octo", "alice").await.unwrap();
        assert_eq!((found.requires_two_factor, found.identities), (Some(false), None));
    });
}

fn with_teams() -> Stage {
    let members =
        |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let team = |slug: &str, id| TeamSeed {
        organization: "octo".to_owned(),
        slug: slug.to_owned(),
        id,
        ..Default::default()
    };
    let parent = TeamSeed {
        members: members(&[("alice", "maintainer")]),
        pending: ["dave".to_owned()].into(),
        ..team("quality", 80)
    };
    let child = TeamSeed {
        parent: Some("quality".to_owned()),
        members: members(&[("bob", "member")]),
        ..team("night", 81)
    };
    let seed = Seed::small().team(parent).team(child);
    Stage::with(seed.app_token("members-token", "gate", "octo", &[("members", Level::Read)]))
}

#[test]
fn a_member_an_invited_and_a_stranger_are_told_apart() {
    let stage = with_teams();
    run(async {
        let github = stage.client("members-token");
        let expected = [
            ("alice", Membership::Active(Role::Maintainer)),
            ("bob", Membership::Active(Role::Member)),
            ("dave", Membership::Pending(Role::Member)),
            ("carol", Membership::None),
            ("nobody", Membership::None),
        ];
        for (login, expected) in expected {
            assert_eq!(
                teams::membership(&github, "octo", "quality", login).await.unwrap(),
                expected,
                "{login}"
            );
            assert_eq!(teams::membership_by_id(&github, 50, 80, login).await.unwrap(), expected, "{login}");
        }
        let team = teams::read(&github, "octo", "quality").await.unwrap();
        assert_eq!((team.id, team.organization.id, team.members_count), (80, 50, 2));
        assert_eq!(teams::read_by_id(&github, 50, 80).await.unwrap(), team);
        let members = teams::members(&github, "octo", "quality").await.unwrap();
        let members: Vec<_> =
            members.iter().map(|one| (one.account.login.as_str(), one.role, one.inherited)).collect();
        let bob = ("bob", Some(Role::Member), Some(true));
        assert_eq!(members, [("alice", Some(Role::Maintainer), Some(false)), bob]);
        let too_many = teams::members_within(&github, "octo", "quality", 1).await.unwrap_err();
        assert_eq!(too_many.kind, Kind::Truncated);
        let before = stage.simulator.exchanges().len();
        for (login, expected) in expected {
            assert_eq!(teams::membership_of(&github, &team, login).await.unwrap(), expected, "{login}");
        }
        assert_eq!(stage.simulator.exchanges().len(), before + expected.len(), "one request each");
    });
}

#[test]
fn a_team_that_the_token_does_not_see_is_no_no() {
    let stage = with_teams();
    run(async {
        let workflow = stage.workflow();
        for error in [
            teams::membership(&workflow, "octo", "quality", "carol").await.unwrap_err(),
            teams::membership_by_id(&workflow, 50, 80, "carol").await.unwrap_err(),
            teams::members(&workflow, "octo", "quality").await.unwrap_err(),
        ] {
            assert!(matches!(error.kind, Kind::Forbidden | Kind::NotFound), "{error}");
        }
        let github = stage.client("members-token");
        let absent = teams::membership(&github, "octo", "none", "alice").await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
        let other = teams::membership_by_id(&github, 51, 80, "alice").await.unwrap_err();
        assert_eq!(other.kind, Kind::NotFound, "{other}");
    });
}
