//! Repositories and the rules of their branches.

use github::{Kind, branches, repositories};
use github_sim::Seed;
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
