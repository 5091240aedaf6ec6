//! Faults of other actions for GitHub's deployments, each as a test that ours has not got it.

use github::deployments::Filter;
use mirror::{Begin, begin, end, read};
use serde_json::json;

use crate::stage::{Stage, run, succeeded};

/// bobheadxi/deployments looks at the first hundred deployments of an environment, and asks for the statuses of each. Here are more, of which
/// the successful ones lie beyond the first page.
#[test]
fn more_than_a_hundred_old_ones_are_looked_at_in_few_requests() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let deep: Vec<u64> = (0..4).map(|_| stage.plant("live", &json!({}), &["success"])).collect();
        for _ in 0..330 {
            stage.plant("live", &json!({}), &["success", "inactive"]);
        }
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let (ended, asked) = stage.asked(end(&github, &shop, &succeeded(id))).await;
        let swept = ended.replaced.unwrap().unwrap();
        assert_eq!(swept.inactive, deep.iter().rev().copied().collect::<Vec<_>>());
        assert!(swept.whole && swept.left.is_empty());
        assert!(deep.iter().all(|one| stage.state(*one) == "inactive"));
        let writes = asked.iter().filter(|one| one.method == "POST" && one.path != "/graphql").count();
        let pages = asked.iter().filter(|one| one.path == "/graphql").count();
        let reads = asked.iter().filter(|one| one.method == "GET").count();
        assert_eq!((writes, pages), (1 + 4, 4), "one write each, one question a hundred");
        assert_eq!(reads, 2 + 1 + 4, "statuses of the new one twice, the new one, four pages");
    });
}

#[test]
fn what_lies_beyond_the_bound_is_told_as_not_looked_at() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        for _ in 0..130 {
            stage.plant("live", &json!({}), &["inactive"]);
        }
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        let bounds = mirror::Replace { reads: 100, writes: 50 };
        let end_of = mirror::End { replace: Some(bounds), ..succeeded(id) };
        assert!(!end(&github, &shop, &end_of).await.replaced.unwrap().unwrap().whole);
        let part = read(&github, &shop, &Filter::default(), 100).await.unwrap();
        assert_eq!((part.deployments.len(), part.whole), (100, false));
        let all = read(&github, &shop, &Filter::default(), 1_000).await.unwrap();
        assert_eq!((all.deployments.len(), all.whole), (131, true));
    });
}

/// GitHub's own rule leaves production and transient environments as they are, and chrnorm/deployment-action never even asks for it.
#[test]
fn production_and_transient_ones_become_inactive_too() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let old = stage.plant("live", &json!({}), &["success"]);
        assert!(stage.hub().deployments[&old].production && stage.hub().deployments[&old].transient);
        let id = begin(&github, &shop, &stage.begin()).await.unwrap().deployment.id;
        end(&github, &shop, &succeeded(id)).await.replaced.unwrap().unwrap();
        assert_eq!(stage.state(old), "inactive");
    });
}

/// bobheadxi/deployments calls every environment transient.
#[test]
fn production_and_transient_are_what_was_said() {
    for (production, transient) in [(false, false), (true, false), (false, true)] {
        let stage = Stage::new();
        run(async {
            // GitHub would take the name for a sign.
            let environment = "production".to_owned();
            let begins = Begin { production, transient, environment, ..stage.begin() };
            let made = begin(&stage.workflow(), &stage.shop(), &begins).await.unwrap().deployment;
            assert_eq!((made.production_environment, made.transient_environment), (production, transient));
        });
    }
}

/// By default GitHub merges the default branch into what is deployed, answers 202, and makes no deployment.
#[test]
fn nothing_is_merged_into_a_branch_that_is_behind() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let behind = stage.sha.clone();
        let ahead = stage.hub().commit_files(1, "main", 101, "More", &[("b", Some("1"))]).unwrap();
        github::git::refs::create(&github, &shop, "refs/heads/topic", &behind).await.unwrap();
        let begun = begin(&github, &shop, &stage.begin()).await.unwrap();
        assert_eq!((begun.deployment.sha, stage.count()), (behind.clone(), 1));
        let tip = async |name| github::git::refs::read(&github, &shop, name).await.unwrap().object.sha;
        assert_eq!((tip("refs/heads/topic").await, tip("refs/heads/main").await), (behind, ahead));
    });
}

/// GitHub answers 422 to a status whose description is longer than 140 characters.
#[test]
fn a_long_description_is_cut_at_a_character() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let long = "ü".repeat(300);
        let begins = Begin { description: long.clone(), ..stage.begin() };
        let begun = begin(&github, &shop, &begins).await.unwrap();
        begun.progress.unwrap();
        let ends = mirror::End { description: long, ..succeeded(begun.deployment.id) };
        end(&github, &shop, &ends).await.status.unwrap();
        let hub = stage.hub();
        let made = &hub.deployments[&begun.deployment.id];
        let texts = made.statuses.iter().map(|status| &status.description).chain(&made.description);
        for text in texts {
            assert_eq!((text.chars().count(), text.ends_with("ü…")), (140, true), "{text}");
        }
        assert_eq!(made.statuses.len(), 2);
    });
}
