//! The upload as a user's workflow does it, to a simulated GitHub: what arrives there is within GitHub's limits, and nothing is lost.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use github_sim::seed::{OrganizationSeed, RepositorySeed};
use github_sim::token::Level;
use github_sim::{Seed, Simulator};
use serde_json::Value;

use crate::harness::{Run, Scenario, TOKEN};

/// "SARIF support for code scanning" in GitHub's documentation: runs in a file, results and tags that are taken.
const RUNS: usize = 20;
const RESULTS: usize = 25_000;
const TAGS: usize = 20;

/// What GitHub received, and the run.
static UPLOAD: LazyLock<(Run, Vec<Value>)> = LazyLock::new(|| {
    let may = [("security_events", Level::Write), ("contents", Level::Read)];
    let seed = Seed::default()
        .without_limits()
        .organization(OrganizationSeed::new("acme", 42))
        .user("mona", 583_231)
        .repository(RepositorySeed::new("acme/shop", 7001))
        .actions_token(TOKEN, "acme/shop", Some(4_425_592_351), &may);
    let simulator = Simulator::start(seed).unwrap();
    simulator.hub().code_scanning.delay = Duration::ZERO;
    let commit = simulator.hub().commit_files(7001, "main", 583_231, "Begin", &[("a", Some("1"))]).unwrap();
    let run = Scenario::new("upload")
        .with("GITHUB_API_URL", simulator.url())
        .with("GITHUB_GRAPHQL_URL", &format!("{}/graphql", simulator.url()))
        .with("SHOP_COMMIT", &commit)
        .run("push");
    let uploads = simulator.hub().code_scanning.uploads.iter().map(|upload| upload.sarif.clone()).collect();
    (run, uploads)
});

fn runs(sarif: &Value) -> &[Value] {
    sarif["runs"].as_array().unwrap()
}

fn tool(run: &Value) -> &str {
    run["tool"]["driver"]["name"].as_str().unwrap()
}

#[test]
fn the_job_passes_and_says_what_it_uploaded() {
    let (run, uploads) = &*UPLOAD;
    assert_eq!(run.job("scan").step("gate").exit_code(), 0);
    let seen: Value = serde_json::from_str(&run.job("after-scan").step("see").output()).unwrap();
    assert_eq!(seen["outputs"]["upload-status"], "uploaded");
    let ids = seen["outputs"]["sarif-ids"].as_str().unwrap();
    assert_eq!(ids.split(',').count(), uploads.len());
}

#[test]
fn what_arrives_is_within_the_limits_of_github() {
    let uploads = &UPLOAD.1;
    assert!(uploads.len() > 1, "28 runs are more than a file may have");
    let mut names = BTreeSet::new();
    for sarif in uploads {
        assert!(runs(sarif).len() <= RUNS);
        for run in runs(sarif) {
            assert!(run["results"].as_array().unwrap().len() <= RESULTS);
            let tags = run["tool"]["driver"]["rules"].as_array().into_iter().flatten();
            let tags = tags.filter_map(|rule| rule["properties"]["tags"].as_array());
            assert!(tags.into_iter().all(|tags| tags.len() <= TAGS));
            let category = run["automationDetails"]["id"].as_str().unwrap();
            assert!(
                names.insert((tool(run).to_owned(), category.to_owned())),
                "one replaces another: {category}"
            );
        }
    }
    let tools: BTreeSet<&str> = names.iter().map(|(tool, _)| tool.as_str()).collect();
    assert_eq!(tools.len(), 28, "a tool is missing: {tools:?}");
}

#[test]
fn a_run_that_is_too_large_for_one_file_arrives_in_several_and_whole() {
    let parts: Vec<_> = UPLOAD.1.iter().flat_map(runs).filter(|run| tool(run) == "Tool 0").collect();
    assert!(parts.len() > 1);
    let results: Vec<&Value> = parts.iter().flat_map(|run| run["results"].as_array().unwrap()).collect();
    assert_eq!(results.len(), 26_000);
    assert!(results.iter().any(|result| result["ruleId"] == "high"), "the last and worst one was cut off");
}
