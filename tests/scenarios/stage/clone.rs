//! The record as anybody can read it: a clone of its branch, and the program that verifies one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use github_sim::Simulator;
use ledger::dsse::Envelope;
use ledger::predicate::{Deployment, Predicate};
use ledger::signer::SignerKey;
use ledger::statement::Statement;
use serde::Serialize;
use serde_json::{Value, json};

use crate::harness::{Run, TOKEN, released};

/// Where the record lies.
const BRANCH: &str = "releasegate-ledger";

/// The ledger of the repository's deployments, on this server.
pub(crate) fn origin(url: &str) -> String {
    format!("{}/42/7001/deployments", url.trim_start_matches("http://"))
}

/// What signs in it.
pub(crate) fn signer(url: &str) -> SignerKey {
    SignerKey::new(&origin(url), &[7; 32]).unwrap()
}

/// Whether anything was recorded yet.
pub(crate) fn has_record(simulator: &Simulator) -> bool {
    let url = format!("{}/acme/shop.git", simulator.url());
    let output = git().args(["ls-remote", "--heads", &url, BRANCH]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    !output.stdout.is_empty()
}

/// git without the settings of whoever runs the tests.
fn git() -> Command {
    let mut git = Command::new("git");
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

/// A clone.
pub(crate) struct Clone {
    folder: tempfile::TempDir,
    key: SignerKey,
}

impl Clone {
    /// Clones the branch as the page of the action names it, into the folder that the program looks for.
    pub(crate) fn of(simulator: &Simulator) -> Self {
        let (folder, url) = (tempfile::tempdir().unwrap(), simulator.url());
        let key = signer(url);
        let trust = json!({
            "v": 1, "ledger": origin(url), "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
            "keys": [{"vkey": key.verifier().to_string(), "roles": ["record", "checkpoint"]}],
        });
        fs::write(folder.path().join("trust.json"), trust.to_string()).unwrap();
        let mut git = git();
        git.args(["clone", "--quiet", "--single-branch", "--branch", BRANCH]);
        let output =
            git.arg(format!("{url}/acme/shop.git")).arg(folder.path().join("ledger")).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        Self { folder, key }
    }

    /// What the program says of it: its exit code and its answer.
    pub(crate) fn ask(&self, words: &[&str]) -> (Option<i32>, Value) {
        let mut program = Command::new(released("deploy-record"));
        program.env_clear().current_dir(self.folder.path()).args(words);
        let output = program.args(["--store", "dir:.", "--trust", "trust.json", "--json"]).output().unwrap();
        let answer = serde_json::from_slice(&output.stdout).unwrap_or_default();
        assert_ne!(answer, Value::Null, "{output:?}");
        (output.status.code(), answer)
    }

    /// Every event, in order, whose signatures are those of the key.
    fn events(&self) -> Vec<Predicate> {
        let mut found = Vec::new();
        envelopes(&self.folder.path().join("ledger/entries"), &mut found);
        found.sort();
        found.iter().map(|path| self.event(path)).collect()
    }

    fn event(&self, path: &Path) -> Predicate {
        let envelope = Envelope::parse(&fs::read(path).unwrap()).unwrap();
        let key = self.key.verifier();
        Statement::parse(envelope.verify(&[&key]).unwrap().payload).unwrap().predicate
    }

    /// Every event in two words.
    pub(crate) fn told(&self) -> Vec<String> {
        let of = |event| match event {
            Predicate::Deployment(one) => format!("{} {}", word(one.kind), word(one.event)),
            Predicate::Request(one) => format!("request {}", word(one.event)),
            Predicate::Approval(one) => format!("approval {}", word(one.decision)),
            other => format!("{other:?}"),
        };
        self.events().into_iter().map(of).collect()
    }

    /// The events of deployments alone.
    pub(crate) fn deployments(&self) -> Vec<Deployment> {
        let of = |event| match event {
            Predicate::Deployment(one) => Some(*one),
            _ => None,
        };
        self.events().into_iter().filter_map(of).collect()
    }

    /// Neither token nor key is in it, in a log of these runs or in their artifacts.
    pub(crate) fn secrets_are_hidden(&self, runs: &[&Run]) {
        let key = self.key.to_skey().to_string();
        // The runner hides the key as a whole in its log; the last part of it is what signs.
        for secret in [TOKEN, key.rsplit('+').next().unwrap()] {
            assert!(!self.holds(secret));
            assert!(runs.iter().all(|run| !run.log().contains(secret) && !run.artifacts_hold(secret)));
        }
    }

    /// Whether these bytes are anywhere in it.
    fn holds(&self, bytes: &str) -> bool {
        let mut grep = Command::new("grep");
        let output = grep.args(["-rqF", "--", bytes]).arg(self.folder.path().join("ledger")).output().unwrap();
        output.status.success()
    }
}

fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn envelopes(folder: &Path, found: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()) {
        if item.is_dir() {
            envelopes(&item, found);
        } else if item.extension().is_some_and(|end| end == "dsse") {
            found.push(item);
        }
    }
}
