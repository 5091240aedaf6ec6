//! T12 with a record on a branch and with a policy file: what a comment costs then.

use std::time::Duration;

use github_sim::Exchange;

use crate::stage::{ALICE, BOB, BOTH, CAROL, DAVE, MALLORY, Stage};

const LEDGER: &str = "github.com/7/1/deployments";
const POLICY: &str = "approval:\n  environments:\n    production:\n      seats:\n        - { id: both, people: \"2 of user:bob, user:carol\" }\n      expires: 8d\n";

/// What is configured.
#[derive(Clone, Copy)]
struct With {
    record: bool,
    file: bool,
}

/// A stage, and the inputs of each step.
struct Asked {
    stage: Stage,
    key: String,
    with: With,
    run: u64,
}

impl Asked {
    fn new(with: With) -> Self {
        let stage = Stage::served();
        if with.file {
            let files = [(".github/releasegate.yml", Some(POLICY))];
            stage.hub().commit_files(1, "main", ALICE, "Policy", &files).unwrap();
        }
        let key = ledger::signer::SignerKey::new(LEDGER, &[7; 32]).unwrap().to_skey();
        let run = stage.failed();
        let asked = Self { stage, key, with, run };
        asked.calls("request", &[]);
        asked
    }

    fn inputs<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut inputs = more.to_vec();
        match self.with.file {
            true => inputs.push(("config", "")),
            false => inputs.extend([BOTH[0], BOTH[1], ("expires", "8d")]),
        }
        if self.with.record {
            inputs.extend([("signing-key", self.key.as_str()), ("ledger", LEDGER)]);
        }
        inputs
    }

    /// What a run in a mode asked GitHub's API for.
    fn calls(&self, mode: &str, more: &[(&str, &str)]) -> Vec<String> {
        let before = self.stage.simulator.exchanges().len();
        let ran = self.stage.run_with(mode, self.run, &self.inputs(more));
        assert_eq!(ran.code, 3, "{}", ran.log);
        self.stage.simulator.exchanges()[before..].iter().map(what).collect()
    }

    /// Twenty comments with a run each, of the kinds that there are; what the dearest of them costs, and all.
    fn twenty(&self) -> (usize, usize) {
        let (mut most, mut all) = (0, 0);
        for at in 0..20 {
            let author = [MALLORY, BOB, DAVE][at % 3];
            let word = ["/approve", "/withdraw", "What is in it?", "/status", "/approve because of it"][at % 5];
            let woke = self.stage.say(author, word).to_string();
            let told = self.calls("decide", &[("comment-id", &woke)]);
            // The first one also makes the status comment.
            most = if at == 0 { most } else { most.max(told.len()) };
            all += told.len();
            self.stage.simulator.clock().advance(Duration::from_secs(3_600));
        }
        (most, all)
    }
}

fn what(exchange: &Exchange) -> String {
    let operation = exchange.request["operationName"].as_str().unwrap_or_default();
    format!("{} {} {operation}", exchange.method, exchange.path)
}

/// What was measured, to the call: whoever adds one changes a number here and in the README.
#[test]
fn t12_twenty_comments_cost_what_the_readme_says() {
    for (record, file, most, all) in
        [(false, false, 6, 123), (false, true, 7, 143), (true, false, 10, 177), (true, true, 10, 177)]
    {
        let told = Asked::new(With { record, file }).twenty();
        assert!(told.0 <= most && told.1 <= all, "record: {record}, policy file: {file}: {told:?}");
    }
}

/// The commit whose policy holds, the policy and the roster are one question, and the roster is of the same commit.
#[test]
fn t12_the_policy_and_the_roster_are_one_question() {
    let asked = Asked::new(With { record: true, file: true });
    let woke = asked.stage.say(BOB, "/approve").to_string();
    let told = asked.calls("decide", &[("comment-id", &woke)]);
    let files = |what: &&String| {
        ["BranchFiles", "/contents/", "/branches/", "/git/"].iter().any(|one| what.contains(one))
    };
    let found: Vec<&String> = told.iter().filter(files).collect();
    assert_eq!(found, ["POST /graphql BranchFiles"], "{told:#?}");
}

/// However long the ledger is, it is read by one question for its head and one fetch, and appended to by one commit.
#[test]
fn t12_a_ledger_that_grows_costs_no_more() {
    let asked = Asked::new(With { record: true, file: false });
    let of_ledger = |what: &&String| what.contains("BranchTip") || what.contains("CreateCommitOnBranch");
    let branch = |told: &[String]| told.iter().filter(of_ledger).cloned().collect::<Vec<_>>();
    for _ in 0..25 {
        let woke = asked.stage.say(DAVE, "/approve").to_string();
        let told = asked.calls("decide", &[("comment-id", &woke)]);
        assert!(branch(&told).len() <= 3, "{told:#?}");
    }
    let woke = asked.stage.say(DAVE, "/approve").to_string();
    let told = branch(&asked.calls("decide", &[("comment-id", &woke)]));
    assert_eq!(told, ["POST /graphql BranchTip", "POST /graphql CreateCommitOnBranch"]);
}

/// Whoever asks or deploys looks names, the run and what is deployed up once.
#[test]
fn t12_nothing_is_looked_up_twice_by_one_step() {
    let asked = Asked::new(With { record: false, file: false });
    asked.stage.say(CAROL, "/approve");
    for mode in ["verify", "request"] {
        let mut told = asked.calls(mode, &[]);
        let all = told.len();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), all, "{mode} {told:#?}");
    }
}
