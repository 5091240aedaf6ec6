//! A workspace, and one run of the program in it as by a workflow.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The name of the run, so that marks count.
const RUN: &str = "4425592351";

/// A workspace.
pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) vars: Vec<(&'static str, String)>,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) exit: Option<i32>,
    pub(crate) log: String,
    pub(crate) verdict: Value,
    pub(crate) facts: Value,
    pub(crate) outputs: String,
    pub(crate) summary: String,
    pub(crate) took: Duration,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), vars: Vec::new() }
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(path)).unwrap_or_default()
    }

    /// The command of a run, without anything of the machine but the path to programs.
    pub(crate) fn command(&self, inputs: &[(&str, &str)]) -> Command {
        let given: serde_json::Map<String, Value> =
            inputs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        for name in ["out", "summary"] {
            self.write(name, "");
        }
        let path = |name: &str| self.folder.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_deploy-verify"));
        command.env_clear().current_dir(self.folder.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_WORKSPACE", self.folder.path());
        command.env("GITHUB_RUN_ID", RUN).env("GITHUB_RUN_ATTEMPT", "1").env("GITHUB_REPOSITORY", "acme/shop");
        command.env("GITHUB_OUTPUT", path("out")).env("GITHUB_STEP_SUMMARY", path("summary"));
        command.env("RELEASEGATE_INPUTS", Value::Object(given).to_string());
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs with inputs alone, with short waits unless they say otherwise.
    pub(crate) fn run(&self, inputs: &[(&str, &str)]) -> Ran {
        let mut all = inputs.to_vec();
        for (name, value) in
            [("config", "none"), ("interval", "10ms"), ("tries", "2"), ("timeout", "2s"), ("deadline", "20s")]
        {
            if !inputs.iter().any(|(known, _)| *known == name) {
                all.push((name, value));
            }
        }
        self.run_exactly(&all)
    }

    /// Runs for a push to a protected branch, whose commit holds this policy.
    pub(crate) fn with_policy(&self, policy: &str, inputs: &[(&str, &str)]) -> Ran {
        self.write(".github/releasegate.yml", policy);
        self.git(&["init", "-q", "-b", "main"]);
        self.git(&["add", ".github"]);
        self.git(&["commit", "-q", "-m", "x"]);
        let sha = self.git(&["rev-parse", "HEAD"]);
        self.write("event.json", &format!("{{\"after\": \"{sha}\", \"ref\": \"refs/heads/main\"}}"));
        let event = self.folder.path().join("event.json").to_str().unwrap().to_owned();
        let vars = [
            ("GITHUB_SHA", sha),
            ("GITHUB_EVENT_PATH", event),
            ("GITHUB_EVENT_NAME", "push".to_owned()),
            ("GITHUB_REF", "refs/heads/main".to_owned()),
            ("GITHUB_REF_PROTECTED", "true".to_owned()),
        ];
        self.run_in(inputs, &vars)
    }

    fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"])
            .args(args);
        git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        let output = git.current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs with these inputs and no others.
    pub(crate) fn run_exactly(&self, inputs: &[(&str, &str)]) -> Ran {
        self.run_in(inputs, &[])
    }

    fn run_in(&self, inputs: &[(&str, &str)], vars: &[(&str, String)]) -> Ran {
        let began = Instant::now();
        let mut command = self.command(inputs);
        let output = command.envs(vars.iter().map(|(name, value)| (name, value))).output().unwrap();
        let took = began.elapsed();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let json = |path: &str| serde_json::from_str(&self.read(path)).unwrap_or_default();
        Ran {
            exit: output.status.code(),
            log: text(&output.stdout) + &text(&output.stderr),
            verdict: json(".releasegate/deploy-verify.verdict.json"),
            facts: json(".releasegate/deploy-verify.facts.json"),
            outputs: self.read("out"),
            summary: self.read("summary"),
            took,
        }
    }
}

impl Ran {
    /// The reason of a rule.
    pub(crate) fn reason(&self, id: &str) -> &str {
        let rules = self.verdict["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
        let found = rules.iter().find(|rule| rule["id"] == id);
        found.and_then(|rule| rule["reason"].as_str()).unwrap_or_default()
    }

    /// An output of the action.
    pub(crate) fn output(&self, name: &str) -> &str {
        let found =
            self.outputs.rsplit_once(&format!("{name}<<")).unwrap_or_else(|| panic!("no output {name}")).1;
        found.lines().nth(1).unwrap_or_default()
    }

    /// All that somebody could read afterwards.
    pub(crate) fn everything(&self) -> String {
        format!("{}{}{}{}{}", self.log, self.verdict, self.facts, self.outputs, self.summary)
    }
}
