//! A workspace with one commit, and runs of the program in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use releasegate::half::Half;
use serde_json::{Value, json};
use tempfile::TempDir;
use verdict::{Binary, Draft, Envelope, FailOn, PolicyRef, Rule, RuleStatus, Run, Time, canonical, draft};

pub(crate) const LCOV: &str = "TN:\nSF:src/a.js\nDA:1,1\nDA:2,0\nDA:3,1\nend_of_record\n";
pub(crate) const LOG: &str =
    r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}, "results": []}]}"#;
/// The run that every verdict of these tests is of.
const RUN: u64 = 7;

pub(crate) struct Stage(TempDir);

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: Option<i32>,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) log: String,
    pub(crate) summary: String,
}

impl Stage {
    /// A repository that tracks one file and these.
    pub(crate) fn tracking(files: &[(&str, &str)]) -> Self {
        let stage = Self(tempfile::tempdir().unwrap());
        fs::create_dir(stage.0.path().join("temp")).unwrap();
        stage.write("src/a.js", "a\n");
        files.iter().for_each(|(name, text)| stage.write(name, text));
        stage.git(&["init", "-q", "-b", "main"]);
        stage.git(&["add", "."]);
        stage.git(&["-c", "user.name=M", "-c", "user.email=m@x.example", "commit", "-q", "-m", "x"]);
        stage
    }

    pub(crate) fn new() -> Self {
        Self::tracking(&[])
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.0.path().join("workspace")
    }

    /// A file that git does not track.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
        let output = git.current_dir(self.root()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs the step of the search.
    pub(crate) fn find(&self, inputs: Value) -> Ran {
        self.run(&["find"], &inputs, None)
    }

    /// Runs the last step, with the runner's word on those before it.
    pub(crate) fn conclude(&self, inputs: Value, steps: &Value) -> Ran {
        self.run(&[], &inputs, Some(steps))
    }

    fn run(&self, arguments: &[&str], inputs: &Value, steps: Option<&Value>) -> Ran {
        let place = |name: &str| self.0.path().join(name);
        for name in ["output", "summary"] {
            fs::write(place(name), "").unwrap();
        }
        let event = json!({ "repository": { "default_branch": "main" } });
        fs::write(place("event.json"), event.to_string()).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_releasegate"));
        program.env_clear().current_dir(self.root()).args(arguments);
        for (name, value) in [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_REF", "refs/heads/main"),
            ("GITHUB_REF_PROTECTED", "true"),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_API_URL", "http://127.0.0.1:9"),
            ("GITHUB_SHA", &self.git(&["rev-parse", "HEAD"])),
            ("GITHUB_RUN_ID", &RUN.to_string()),
            ("RELEASEGATE_INPUTS", &inputs.to_string()),
        ] {
            program.env(name, value);
        }
        program.env("GITHUB_WORKSPACE", self.root()).env("GITHUB_EVENT_PATH", place("event.json"));
        program.env("GITHUB_OUTPUT", place("output")).env("GITHUB_STEP_SUMMARY", place("summary"));
        program.env("RUNNER_TEMP", place("temp"));
        if let Some(steps) = steps {
            program.env("RELEASEGATE_STEPS", steps.to_string());
        }
        let output = program.output().unwrap();
        Ran {
            exit: output.status.code(),
            outputs: outputs(&fs::read_to_string(place("output")).unwrap()),
            log: format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            ),
            summary: fs::read_to_string(place("summary")).unwrap(),
        }
    }

    /// Writes what a gate's step leaves behind when a rule of it ends so, and gives the runner's word on that step.
    pub(crate) fn judged(&self, half: Half, status: RuleStatus) -> Value {
        let rule = Rule::new("limit", "a | limit <b>", status, "measured", "50 % of @all");
        let details = match half {
            Half::Coverage => json!({ "totals": { "line": { "covered": 2, "total": 3 } } }),
            Half::Reports => json!({ "complete": true, "counts": { "T": { "high": 1 }, "U": { "high": 1 } } }),
        };
        let draft = Draft {
            rules: vec![rule],
            summary: format!("{} measured", half.word()),
            inputs: Vec::new(),
            not_covered: Vec::new(),
            details: details.as_object().unwrap().clone(),
        };
        let time = Time::parse("2026-11-24T10:00:00Z").unwrap();
        let (id, digest) = (half.tool().to_owned(), verdict::document::sha256("00".repeat(32)));
        let envelope = Envelope {
            gate: verdict::Gate {
                id: id.clone(),
                tool: id.clone(),
                version: "0.1.0".to_owned(),
                binary: Binary { sha256: "00".repeat(32) },
            },
            subject: Vec::new(),
            run: Run { run_id: Some(RUN), ..Run::default() },
            started: time,
            finished: time,
            policy: PolicyRef { path: None, git_ref: None, digest, bootstrap: true },
            facts: None,
            fail_on: FailOn::default(),
            report_only: false,
            previous: None,
        };
        let verdict = draft::seal(draft, envelope).unwrap();
        let bytes = canonical::bytes(&verdict).unwrap();
        let path = format!(".releasegate/{id}.verdict.json");
        fs::create_dir_all(self.root().join(".releasegate")).unwrap();
        fs::write(self.root().join(&path), &bytes).unwrap();
        let summary = format!("### {id}\n\nits own words\n");
        fs::write(self.0.path().join("temp").join(half.summary_file()), summary).unwrap();
        let outcome = if verdict.decision.action == verdict::Action::Stop { "failure" } else { "success" };
        let digest = format!("sha256:{}", canonical::sha256_hex(&bytes));
        json!({ "outcome": outcome, "conclusion": outcome, "outputs": { "verdict-path": path, "digest": digest } })
    }
}

/// The runner's word on a step of the search that left these outputs.
pub(crate) fn searched(ran: &Ran) -> Value {
    let outcome = if ran.exit == Some(0) { "success" } else { "failure" };
    json!({ "outcome": outcome, "conclusion": outcome, "outputs": ran.outputs })
}

/// Heredocs, as the runner reads them.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut lines = text.lines();
    let mut all = BTreeMap::new();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap();
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        all.insert(name.to_owned(), value.join("\n"));
    }
    all
}
