//! Environments, what a run waits for, and who let it go on.

use github::Kind;
use github::environments::{self, Decision, Reviewer};
use github_sim::environment::{BranchPolicy, Rules};

use crate::stage::{Stage, run};
use crate::workflows::{self, ALICE};

#[test]
fn the_protection_of_an_environment_is_read() {
    let stage = Stage::new();
    let tag = BranchPolicy { name: "v*".to_owned(), kind: "tag".to_owned() };
    let rules = Rules {
        wait_timer: 30,
        users: vec!["alice".to_owned()],
        teams: vec!["approvers".to_owned()],
        prevent_self_review: true,
        admins_bypass: Some(false),
        branches: vec![tag],
        ..Rules::new("production/eu")
    };
    stage.hub().set_environment(1, rules);
    stage.hub().set_environment(1, Rules::new("test"));
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let found = environments::read(&github, &shop, "production/eu").await.unwrap();
        assert_eq!((found.name.as_str(), found.can_admins_bypass), ("production/eu", Some(false)));
        let rule = |kind: &str| found.protection_rules.iter().find(|rule| rule.kind == kind).unwrap();
        assert_eq!(rule("wait_timer").wait_timer, Some(30));
        let review = rule("required_reviewers");
        assert_eq!(review.prevent_self_review, Some(true));
        assert!(matches!(&review.reviewers[..], [Reviewer::User(user), Reviewer::Team(team)]
            if user.id == ALICE && team.slug == "approvers" && team.id == 70));
        assert!(found.deployment_branch_policy.unwrap().custom_branch_policies);
        let policies = environments::branch_policies(&github, &shop, "production/eu").await.unwrap();
        assert_eq!((policies.len(), policies[0].name.as_str()), (1, "v*"));
        assert_eq!(policies[0].kind.as_deref(), Some("tag"));
        let all = environments::list(&github, &shop).await.unwrap();
        assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["production/eu", "test"]);
        assert!(all[1].protection_rules.is_empty() && all[1].deployment_branch_policy.is_none());
        let absent = environments::read(&github, &shop, "none").await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
    });
}

#[test]
fn a_run_waits_until_all_have_said_yes() {
    let stage = Stage::new();
    let (number, environment) = workflows::waiting(&stage);
    run(async {
        let (shop, alice, app) = (stage.shop(), stage.client("alice-token"), stage.client("gate-token"));
        let pending = environments::pending(&alice, &shop, number).await.unwrap();
        assert_eq!((pending.len(), pending[0].environment.id), (1, environment));
        assert!(pending[0].current_user_can_approve && pending[0].reviewers.len() == 2);
        let workflow = environments::pending(&stage.workflow(), &shop, number).await.unwrap();
        assert!(!workflow[0].current_user_can_approve);
        environments::report(&app, &shop, number, "production", "*Looking*").await.unwrap();
        environments::decide(&app, &shop, number, "production", Decision::Approved, "clean").await.unwrap();
        assert_eq!(environments::pending(&alice, &shop, number).await.unwrap().len(), 1);
        let approve = async || {
            environments::review(&alice, &shop, number, &[environment], Decision::Approved, "ok").await
        };
        approve().await.unwrap();
        let second = approve().await.unwrap_err();
        assert_eq!(second.kind, Kind::Validation, "nothing waits any more: {second}");
        assert!(environments::pending(&alice, &shop, number).await.unwrap().is_empty());
        let approvals = environments::approvals(&stage.workflow(), &shop, number).await.unwrap();
        let last = approvals.last().unwrap();
        assert_eq!((last.user.as_ref().unwrap().id, last.comment.as_str()), (ALICE, "ok"));
        assert_eq!((last.state.as_str(), last.environments[0].id), ("approved", environment));
    });
}

#[test]
fn who_is_no_reviewer_and_what_is_too_long_is_refused() {
    let stage = Stage::new();
    let (number, environment) = workflows::waiting(&stage);
    run(async {
        let (shop, app) = (stage.shop(), stage.client("gate-token"));
        for token in ["carol-token", "actions-token"] {
            let github = stage.client(token);
            let asked =
                environments::review(&github, &shop, number, &[environment], Decision::Approved, "ok").await;
            let error = asked.unwrap_err();
            assert!(
                matches!(error.kind, Kind::Forbidden | Kind::Validation | Kind::NotFound),
                "{token}: {error}"
            );
        }
        assert!(stage.hub().runs[&number].reviews.is_empty());
        let asked = stage.simulator.exchanges().len();
        let long = environments::report(&app, &shop, number, "production", &"ü".repeat(1_025)).await;
        assert_eq!(long.unwrap_err().kind, Kind::Request);
        assert_eq!(stage.simulator.exchanges().len(), asked, "it was not sent");
        environments::report(&app, &shop, number, "production", &"ü".repeat(1_024)).await.unwrap();
    });
}
