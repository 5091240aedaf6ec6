//! Repositories and the rules of their branches.

use github::{Kind, actions_settings, branch_protection, branches, repositories};
use github_sim::Seed;
use github_sim::actions_settings::ActionsSettings;
use github_sim::branch_protection::BranchProtection;
use github_sim::git::RulesetSeed;

use crate::stage::{Stage, run};

#[test]
fn a_repository_is_the_one_with_the_number() {
    let seed = Seed::small().with_repository("octo/shop", |shop| {
        shop.private = true;
        shop.has_issues = false;
        shop.former_names.push("octo/old".to_owned());
    });
    let stage = Stage::with(seed);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let found = repositories::read(&github, &shop).await.unwrap();
        assert_eq!(
            (found.id, found.full_name.as_str(), found.default_branch.as_str()),
            (1, "octo/shop", "main")
        );
        assert_eq!((found.private, found.has_issues, found.archived), (true, false, false));
        assert_eq!(found.visibility.as_deref(), Some("private"));
        assert_eq!(repositories::repository_of(&github, &shop, 1).await.unwrap(), found);
        let other = repositories::repository_of(&github, &shop, 2).await.unwrap_err();
        assert_eq!(other.kind, Kind::Moved, "{other}");
        let renamed = repositories::read(&github, &"octo/old".parse().unwrap()).await.unwrap_err();
        assert_eq!(renamed.kind, Kind::Moved, "{renamed}");
        let unseen = repositories::read(&stage.client("mallory-token"), &shop).await.unwrap_err();
        assert_eq!(unseen.kind, Kind::NotFound, "{unseen}");
    });
}

#[test]
fn the_rules_of_a_branch_are_those_in_force() {
    let seed = Seed::small().with_repository("octo/shop", |shop| {
        let record = RulesetSeed::new("record", &["refs/heads/record/**"], &["deletion", "non_fast_forward"]);
        let mut watched = RulesetSeed::new("watched", &["~ALL"], &["required_signatures"]);
        watched.enforcement = "evaluate".to_owned();
        shop.git.rulesets = vec![record, watched];
    });
    let stage = Stage::with(seed);
    let head = stage.hub().commit_files(1, "record/prod", 101, "Start", &[("a", Some("x"))]).unwrap();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let branch = branches::read(&github, &shop, "record/prod").await.unwrap();
        assert_eq!((branch.name.as_str(), branch.commit.sha), ("record/prod", head));
        assert_eq!(branches::read(&github, &shop, "none").await.unwrap_err().kind, Kind::NotFound);
        let protected = branches::protected(&github, &shop).await.unwrap();
        assert_eq!(protected.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["record/prod"]);
        let kinds = async |branch| {
            let rules = branches::rules(&github, &shop, branch).await.unwrap();
            rules.into_iter().map(|rule| rule.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds("record/prod").await, ["deletion", "non_fast_forward"]);
        // A branch that is not there yet has the rules that it would have.
        assert_eq!(kinds("record/next").await, ["deletion", "non_fast_forward"]);
        assert!(kinds("main").await.is_empty());
        let rulesets = branches::rulesets(&github, &shop).await.unwrap();
        let names: Vec<_> = rulesets.iter().map(|one| (one.name.as_str(), one.enforcement.as_str())).collect();
        assert_eq!(names, [("record", "active"), ("watched", "evaluate")]);
        let record = branches::ruleset(&github, &shop, rulesets[0].id).await.unwrap();
        assert_eq!(record.rules.unwrap().len(), 2);
        assert_eq!(record.bypass_actors, None);
        let seen = branches::ruleset(&stage.client("olivia-token"), &shop, rulesets[0].id).await.unwrap();
        assert_eq!(seen.bypass_actors, Some(Vec::new()));
    });
}

#[test]
fn the_older_protection_is_none_only_if_github_says_so() {
    let stage = Stage::new();
    stage.hub().commit_files(1, "main", 101, "Start", &[("a", Some("x"))]).unwrap();
    run(async {
        let (olivia, shop) = (stage.client("olivia-token"), stage.shop());
        assert_eq!(branch_protection::read(&olivia, &shop, "main").await.unwrap(), None);
        let absent = branch_protection::read(&olivia, &shop, "none").await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
        let unseen = branch_protection::read(&stage.workflow(), &shop, "main").await.unwrap_err();
        assert_eq!(unseen.kind, Kind::Forbidden, "{unseen}");
        assert!(unseen.to_string().contains("`administration: read`"), "{unseen}");
        let says = BranchProtection {
            reviews: Some(2),
            by_code_owners: true,
            may_pass_by: vec!["alice".to_owned()],
            for_administrators: true,
            ..BranchProtection::default()
        };
        stage.hub().protect_branch(1, "main", says);
        let found = branch_protection::read(&olivia, &shop, "main").await.unwrap().unwrap();
        let reviews = found.required_pull_request_reviews.unwrap();
        assert_eq!(reviews.required_approving_review_count, Some(2));
        assert!(reviews.require_code_owner_reviews && !reviews.require_last_push_approval);
        assert_eq!(reviews.bypass_pull_request_allowances.unwrap().users.len(), 1);
        assert!(found.enforce_admins.unwrap().enabled && !found.allow_force_pushes.unwrap().enabled);
    });
}

#[test]
fn what_workflows_may_is_told_to_who_administers() {
    let stage = Stage::new();
    let settings = ActionsSettings { token_writes: true, approves_pulls: true, retention_days: 30 };
    stage.hub().set_actions(1, settings);
    run(async {
        let (olivia, shop) = (stage.client("olivia-token"), stage.shop());
        let token = actions_settings::default_token(&olivia, &shop).await.unwrap();
        assert_eq!(token.default_workflow_permissions, "write");
        assert!(token.can_approve_pull_request_reviews);
        let kept = actions_settings::retention(&olivia, &shop).await.unwrap();
        assert_eq!((kept.days, kept.maximum_allowed_days), (30, 90));
        let unseen = actions_settings::default_token(&stage.workflow(), &shop).await.unwrap_err();
        assert_eq!(unseen.kind, Kind::Forbidden, "{unseen}");
        let unseen = actions_settings::retention(&stage.workflow(), &shop).await.unwrap_err();
        assert_eq!(unseen.kind, Kind::Forbidden, "{unseen}");
    });
}
