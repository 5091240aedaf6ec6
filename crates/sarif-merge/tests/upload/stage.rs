//! What a test stands on: a workspace with reports, a simulated GitHub, and the real program as a step of a workflow.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use github_sim::token::Level;
use github_sim::{Seed, Simulator};
use serde_json::{Value, json};

/// It must never be seen.
pub(crate) const TOKEN: &str = "ghs_0123456789abcdefTHESECRET";
/// A token that only reads, as runs of forks have it.
pub(crate) const READER: &str = "ghs_reader";

/// A repository with code scanning, of which a workspace has reports.
pub(crate) struct Stage {
    folder: tempfile::TempDir,
    pub(crate) simulator: Simulator,
    pub(crate) commit: String,
    pub(crate) token: &'static str,
    pub(crate) event: (&'static str, Value),
}

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) exit: Option<i32>,
    pub(crate) log: String,
    output: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let may = [("security_events", Level::Write), ("contents", Level::Read)];
        let reads = [("security_events", Level::Read), ("contents", Level::Read)];
        let seed = Seed::small().without_limits().actions_token(TOKEN, "octo/shop", Some(1), &may);
        let seed = seed.actions_token(READER, "octo/shop", Some(2), &reads);
        let simulator = Simulator::start(seed).unwrap();
        let commit = simulator.hub().commit_files(1, "main", 101, "Begin", &[("a.py", Some("1\n"))]).unwrap();
        simulator.hub().code_scanning.delay = Duration::ZERO;
        let event = ("push", json!({"repository": {"id": 1, "default_branch": "main"}}));
        Self { folder: tempfile::tempdir().unwrap(), simulator, commit, token: TOKEN, event }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn report(&self, name: &str, runs: &[Value]) {
        let log = json!({"version": "2.1.0", "runs": runs});
        std::fs::write(self.path(name), log.to_string()).unwrap();
    }

    /// Judges the reports, and uploads them if the inputs say so; all findings are allowed unless they say otherwise.
    pub(crate) fn judge(&self, more: &Value) -> Ended {
        let mut inputs = json!({"files": "*.sarif", "max-critical": "99999", "config": "none", "token": self.token,
            "upload": "true"});
        inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        std::fs::write(self.path("event.json"), self.event.1.to_string()).unwrap();
        std::fs::write(self.path("output"), "").unwrap();
        let reference = if self.event.0.starts_with("pull") { "refs/pull/1/merge" } else { "refs/heads/main" };
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", self.event.0),
            ("GITHUB_REPOSITORY", "octo/shop"),
            ("GITHUB_REPOSITORY_ID", "1"),
            ("GITHUB_RUN_ID", "7"),
            ("GITHUB_RUN_ATTEMPT", "1"),
            ("GITHUB_REF", reference),
            ("GITHUB_SHA", self.commit.as_str()),
            ("GITHUB_API_URL", self.simulator.url()),
            ("RUNNER_DEBUG", "1"),
        ];
        let mut gate = Command::new(env!("CARGO_BIN_EXE_sarif-merge"));
        gate.env_clear().envs(variables).env("RELEASEGATE_INPUTS", inputs.to_string());
        gate.env("GITHUB_WORKSPACE", self.folder.path()).env("GITHUB_EVENT_PATH", self.path("event.json"));
        gate.env("GITHUB_OUTPUT", self.path("output")).current_dir(self.folder.path());
        let output = std::fs::read_to_string(self.path("output"));
        let ended = ended(&gate.output().unwrap(), output.unwrap());
        Ended { output: std::fs::read_to_string(self.path("output")).unwrap(), ..ended }
    }

    /// Uploads a report by the command.
    pub(crate) fn upload(&self, name: &str, more: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sarif-merge"));
        let variables = [
            ("GITHUB_API_URL", self.simulator.url()),
            ("GITHUB_TOKEN", self.token),
            ("GITHUB_REPOSITORY", "octo/shop"),
        ];
        command.env_clear().envs(variables).current_dir(self.folder.path());
        command.args(["upload", "--sarif", name, "--ref", "refs/heads/main", "--sha", &self.commit]);
        ended(&command.args(more).output().unwrap(), String::new())
    }

    /// The files that GitHub received, with the tools, categories and numbers of results of their runs.
    pub(crate) fn received(&self) -> Vec<Vec<(String, String, usize)>> {
        let hub = self.simulator.hub();
        let of_run = |run: &Value| {
            let text = |pointer: &str| run.pointer(pointer).unwrap().as_str().unwrap().to_owned();
            let results = run["results"].as_array().unwrap().len();
            (text("/tool/driver/name"), text("/automationDetails/id"), results)
        };
        let of_file = |sarif: &Value| sarif["runs"].as_array().unwrap().iter().map(of_run).collect();
        hub.code_scanning.uploads.iter().map(|upload| of_file(&upload.sarif)).collect()
    }

    /// How often something was sent to code scanning.
    pub(crate) fn asked(&self) -> usize {
        self.simulator.exchanges().iter().filter(|exchange| exchange.path.contains("code-scanning")).count()
    }
}

fn ended(process: &Output, output: String) -> Ended {
    let log = String::from_utf8([process.stdout.clone(), process.stderr.clone()].concat()).unwrap();
    for secret in [TOKEN, &TOKEN[10..]] {
        let shown = log.replace(&format!("::add-mask::{TOKEN}"), "");
        assert!(!shown.contains(secret), "the token is in the log: {log}");
    }
    Ended { exit: process.status.code(), log, output }
}

impl Ended {
    /// The value of an output of the action; the last one counts.
    pub(crate) fn output(&self, name: &str) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        let starts =
            |line: &&str| line.starts_with(&format!("{name}<<")) || line.starts_with(&format!("{name}="));
        let at = lines.iter().rposition(starts);
        match at.map(|at| (lines[at], lines.get(at + 1))) {
            None => String::new(),
            Some((line, next)) => match line.split_once('=') {
                Some((_, value)) if !line.contains("<<") => value.to_owned(),
                _ => (*next.unwrap()).to_owned(),
            },
        }
    }
}

/// A run of a tool with so many findings, each at a line of its own.
pub(crate) fn run(tool: &str, category: &str, results: usize) -> Value {
    let result = |number: usize| {
        json!({
            "ruleId": "r", "level": "error", "message": {"text": format!("fault {number}")},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": format!("src/{number}.py")}, "region": {"startLine": number + 1}
            }}],
        })
    };
    let results: Vec<Value> = (0..results).map(result).collect();
    let mut run = json!({
        "tool": {"driver": {"name": tool, "version": "1.0", "rules": [{"id": "r"}]}},
        "invocations": [{"executionSuccessful": true}], "results": results,
    });
    if !category.is_empty() {
        run["automationDetails"] = json!({"id": format!("{category}/")});
    }
    run
}
