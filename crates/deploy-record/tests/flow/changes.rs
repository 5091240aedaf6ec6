//! The commits that a deployment brings: a record in a folder, and a simulated GitHub that knows the commits.

use github::{GitHub, Settings, SystemClock};
use github_sim::{Seed, Simulator};

use crate::stage::{RUN, Ran, Run, Stage};

const TOKEN: &str = "actions-token";

struct Shop {
    stage: Stage,
    simulator: Simulator,
    run: Run,
}

impl Shop {
    fn new() -> Self {
        let simulator = Simulator::start(Seed::small().without_limits()).unwrap();
        let sha = simulator.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("1"))]).unwrap();
        let sha: &'static str = Box::leak(sha.to_string().into_boxed_str());
        Self { stage: Stage::new(), simulator, run: Run { sha, ..RUN } }
    }

    /// What a mode cost in requests to the API, and what it left behind.
    fn go(&self, mode: &str, run: Run) -> (usize, Ran) {
        self.go_with(mode, run, &[])
    }

    /// The same with other inputs.
    fn go_with(&self, mode: &str, run: Run, more: &[(&str, &str)]) -> (usize, Ran) {
        let before = self.simulator.exchanges().len();
        let vars = [("GITHUB_API_URL", self.simulator.url()), ("GITHUB_SERVER_URL", self.simulator.url())];
        let inputs = [&[("ledger", crate::stage::ORIGIN), ("token", TOKEN)], more].concat();
        let ran = self.stage.run_with(mode, run, &inputs, &vars);
        (self.simulator.exchanges().len() - before, ran)
    }

    /// Makes a branch.
    fn point(&self, name: &str, sha: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let var = |name: &str| (name == "GITHUB_API_URL").then(|| self.simulator.url().to_owned());
            let settings = Settings::from_vars(&var, "alice-token").unwrap();
            let github = GitHub::with_clock(settings, Box::new(SystemClock::start())).unwrap();
            github::git::refs::create(&github, &"octo/shop".parse().unwrap(), name, sha).await.unwrap();
        });
    }
}

/// A commit on the default branch.
fn commit(shop: &Shop, text: &str) -> &'static str {
    let sha = shop.simulator.hub().commit_files(1, "main", 101, "More", &[("a", Some(text))]).unwrap();
    Box::leak(sha.to_string().into_boxed_str())
}

/// A pull request that was merged: the first of its commits, and the merge.
fn merged(shop: &Shop) -> (String, &'static str, u64) {
    let mut hub = shop.simulator.hub();
    let base = hub.commit_files(1, "main", 101, "Base", &[("base", Some("1"))]).unwrap();
    let (alice, bob) = (hub.person("alice"), hub.person("bob"));
    drop(hub);
    shop.point("refs/heads/change", &base.to_string());
    let mut hub = shop.simulator.hub();
    let first = hub.commit_files(1, "change", 102, "Change", &[("b", Some("1"))]).unwrap().to_string();
    let pull = github_sim::pull::NewPull {
        title: "Change".to_owned(),
        body: None,
        head: "change".to_owned(),
        base: "main".to_owned(),
    };
    let number = hub.open_pull(&bob, 1, pull).unwrap();
    let merge = hub.merge_pull(&alice, 1, number).unwrap().unwrap();
    (first, Box::leak(merge.into_boxed_str()), number)
}

#[test]
fn a_deployment_brings_the_commits_since_what_is_live_with_their_pull_requests() {
    let shop = Shop::new();
    shop.go("start", shop.run);
    shop.go("finish", shop.run);
    let direct = commit(&shop, "2");
    let (first, merge, number) = merged(&shop);
    let next = Run { id: 71, sha: merge, ..shop.run };
    let (_, begun) = shop.go("start", next);
    assert_eq!((begun.code, begun.rule("changes").as_str()), (0, "pass known"), "{begun:?} {}", begun.log);
    assert!(begun.message("changes").starts_with("4 commits come with it since"), "{begun:?}");
    let recorded = shop.stage.deployments();
    assert!(recorded[0].changes.is_empty(), "nothing was live");
    let changes = &recorded.last().unwrap().changes;
    let shas: Vec<&str> = changes.iter().map(|change| change.commit.as_str()).collect();
    assert_eq!((shas.len(), shas[0], shas[2], shas[3]), (4, direct, first.as_str(), merge));
    assert_eq!((changes[0].pr, changes[0].first_authored_at), (None, None));
    assert_eq!(changes[3].pr, Some(number));
    assert_eq!(changes[3].first_authored_at, changes[2].first_authored_at);
    assert!(changes[3].first_authored_at.is_some() && changes[3].merged_at.is_some());
    // Who asks again records nothing, and asks nothing more.
    let (_, again) = shop.go("start", next);
    assert_eq!((again.code, again.rule("changes").as_str()), (0, ""), "{again:?}");
    shop.go("finish", next);
    // The same commit again brings nothing.
    let (calls, same) = shop.go("start", Run { id: 72, ..next });
    assert_eq!((same.code, calls, same.rule("changes").as_str()), (0, 0, ""), "{same:?}");
}

#[test]
fn a_deployment_begins_although_nobody_can_tell_what_it_brings() {
    let shop = Shop::new();
    shop.go("start", shop.run);
    shop.go("finish", shop.run);
    // GitHub does not have the commit.
    let (_, begun) = shop.go("start", Run { id: 71, sha: crate::stage::COMMIT, ..shop.run });
    assert_eq!((begun.code, begun.rule("changes").as_str()), (0, "warn unknown"), "{begun:?} {}", begun.log);
    assert!(shop.stage.deployments().last().unwrap().changes.is_empty());
}

#[test]
fn a_pull_request_is_told_once_where_it_went() {
    let shop = Shop::new();
    shop.go("start", shop.run);
    shop.go("finish", shop.run);
    let (_, merge, number) = merged(&shop);
    let next = Run { id: 71, sha: merge, ..shop.run };
    let id = shop.go("start", next).1.output("deployment-id").to_owned();
    let comments = || {
        let hub = shop.simulator.hub();
        hub.comments.values().map(|comment| comment.body.clone()).collect::<Vec<_>>()
    };
    assert!(comments().is_empty());
    for _ in 0..2 {
        let (_, ended) = shop.go_with("finish", next, &[("comment", "true")]);
        assert_eq!((ended.code, ended.rule("github").as_str()), (0, "pass shown"), "{ended:?} {}", ended.log);
        let [body] = &comments()[..] else { panic!("{:?}", comments()) };
        for words in ["### Shipped", "| staging | shop |", &id] {
            assert!(body.contains(words), "{words}: {body}");
        }
    }
    let shipped = |args: &[&str]| shop.stage.command(&[&["shipped", "--store", "dir:ledger"], args].concat());
    let (code, text) = shipped(&["--pull-request", &number.to_string(), "--badge", "shipped.svg"]);
    assert!(code == 3 && text.contains("has reached 1 place") && text.contains(&id), "{code} {text}");
    // Nobody vouches for the ledger without a trust document, so that the badge says nothing of it.
    let badge = std::fs::read_to_string(shop.stage.path("shipped.svg")).unwrap();
    assert!(badge.contains("not known"), "{badge}");
    let (code, text) = shipped(&["--pull-request", "99"]);
    assert!(code == 3 && text.contains("has reached no environment"), "{code} {text}");
    assert_eq!(shipped(&["--commit", "xyz"]).0, 2);
    assert_eq!(shipped(&[]).0, 2);
}

#[test]
fn a_comment_that_cannot_be_written_changes_nothing_of_the_record() {
    let shop = Shop::new();
    shop.go("start", shop.run);
    shop.go("finish", shop.run);
    let (_, merge, _) = merged(&shop);
    let next = Run { id: 71, sha: merge, ..shop.run };
    shop.go("start", next);
    shop.simulator.hub().issues.clear();
    let (_, ended) = shop.go_with("finish", next, &[("comment", "true")]);
    assert_eq!((ended.code, ended.output("state")), (0, "succeeded"), "{ended:?}");
    assert_eq!(ended.rule("github"), "warn not-shown", "{ended:?}");
}
