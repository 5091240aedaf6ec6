//! Many who append to one branch at once, as deployments of many services do.

use std::time::Duration;

use github::commits::{self, NewCommit};
use github::{GitHub, Kind};
use github_sim::{Fault, FaultKind, Seed};

use crate::stage::{Stage, run};

const APPENDS: usize = 50;

/// Reads the tip, appends, and reads anew as often as somebody else was faster.
async fn append(stage: &Stage, key: String) {
    let mut settings = stage.settings("actions-token");
    // Fifty wait for one simulator, and no answer that is lost here is waited for.
    settings.timeout = Duration::from_secs(60);
    let github = GitHub::with_clock(settings, Box::new(stage.clock())).unwrap();
    let shop = stage.shop();
    loop {
        let tip = commits::tip(&github, &shop, "record", &[]).await.unwrap().unwrap();
        let commit = NewCommit {
            branch: "record".to_owned(),
            expected_head: tip.oid,
            key: key.clone(),
            headline: key.clone(),
            body: String::new(),
            additions: vec![(format!("entries/{key}"), key.clone().into_bytes())],
            deletions: Vec::new(),
        };
        match commits::create(&github, &shop, &commit).await {
            Ok(_) => return,
            Err(error) => assert_eq!(error.kind, Kind::Conflict, "{error}"),
        }
    }
}

#[test]
fn fifty_appends_at_once_lose_and_duplicate_nothing_though_answers_are_lost() {
    let stage = Stage::with(Seed::small().without_limits());
    stage.hub().commit_files(1, "record", 101, "Start", &[("start", Some("x"))]).unwrap();
    for kind in [FaultKind::BadGatewayAfter, FaultKind::CutAfter, FaultKind::BadGatewayBefore] {
        stage.hub().fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", kind).times(2));
    }
    std::thread::scope(|scope| {
        for number in 0..APPENDS {
            let stage = &stage;
            scope.spawn(move || run(append(stage, format!("key-{number:02}"))));
        }
    });
    let commits = stage.list("/repos/octo/shop/commits?sha=record");
    let mut made: Vec<&str> =
        commits.iter().filter_map(|commit| commit["commit"]["message"].as_str()?.lines().next()).collect();
    made.sort_unstable();
    let mut wanted: Vec<String> = (0..APPENDS).map(|number| format!("key-{number:02}")).collect();
    wanted.push("Start".to_owned());
    wanted.sort();
    assert_eq!(made, wanted);
}
