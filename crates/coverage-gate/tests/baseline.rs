//! Baselines on GitHub, written and read by the real program over a simulated GitHub: what one run on the protected branch keeps, the
//! next pull request is held against.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

use std::path::PathBuf;
use std::process::Command;

use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::token::Caller;
use github_sim::{Seed, Simulator};
use serde_json::{Value, json};

/// A checkout of `octo/shop`, and its GitHub.
struct Project {
    folder: tempfile::TempDir,
    simulator: Simulator,
}

/// How a run ended, and what its ratchet said.
struct Ended {
    exit: Option<i32>,
    reason: String,
    log: String,
    output: String,
}

impl Project {
    fn new() -> Self {
        let simulator = Simulator::start(Seed::small().without_limits()).unwrap();
        simulator.hub().commit_files(1, "main", 101, "Begin", &[("a.py", Some("1\n"))]).unwrap();
        let project = Self { folder: tempfile::tempdir().unwrap(), simulator };
        project.git(&["init", "-q", "-b", "main"]);
        project.commit("1\n");
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn commit(&self, text: &str) -> String {
        std::fs::write(self.path("a.py"), text).unwrap();
        self.git(&["add", "a.py"]);
        self.git(&["commit", "-q", "-m", "x"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        }
        git.env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .arg("-C")
            .arg(self.folder.path());
        let output = git.args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Judges so many covered lines of ten, as a step of a run.
    fn judge(&self, place: &str, covered: usize, event: &str, payload: &Value, protected: bool) -> Ended {
        let lines: String = (1..=10).map(|line| format!("DA:{line},{}\n", u8::from(line <= covered))).collect();
        std::fs::write(self.path("lcov.info"), format!("SF:a.py\n{lines}end_of_record\n")).unwrap();
        std::fs::write(self.path("event.json"), payload.to_string()).unwrap();
        std::fs::write(self.path("output"), "").unwrap();
        let inputs = json!({"files": "lcov.info", "min-line": "10", "max-drop": "0", "baseline": place,
            "config": "none", "token": "alice-token"});
        let head = self.git(&["rev-parse", "HEAD"]);
        let variables = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", event),
            ("GITHUB_REPOSITORY", "octo/shop"),
            ("GITHUB_REPOSITORY_ID", "1"),
            ("GITHUB_RUN_ID", "7"),
            ("GITHUB_RUN_ATTEMPT", "1"),
            ("GITHUB_REF", if event == "push" { "refs/heads/main" } else { "refs/pull/1/merge" }),
            ("GITHUB_REF_PROTECTED", if protected { "true" } else { "false" }),
            ("GITHUB_SHA", head.as_str()),
            ("GITHUB_API_URL", self.simulator.url()),
        ];
        let mut gate = Command::new(env!("CARGO_BIN_EXE_coverage-gate"));
        gate.env_clear().envs(variables).env("RELEASEGATE_INPUTS", inputs.to_string());
        gate.env("GITHUB_WORKSPACE", self.folder.path()).env("GITHUB_EVENT_PATH", self.path("event.json"));
        gate.env("GITHUB_OUTPUT", self.path("output")).current_dir(self.folder.path());
        let output = gate.output().unwrap();
        let verdict = std::fs::read(self.path(".releasegate/coverage-gate.verdict.json")).unwrap();
        let verdict: Value = serde_json::from_slice(&verdict).unwrap();
        let rule = verdict["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "ratchet-line");
        Ended {
            exit: output.status.code(),
            reason: rule.map_or(String::new(), |rule| rule["reason"].as_str().unwrap().to_owned()),
            log: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
            output: std::fs::read_to_string(self.path("output")).unwrap(),
        }
    }

    /// A push to the protected branch.
    fn push(&self, place: &str, covered: usize) -> Ended {
        let before = self.git(&["rev-list", "--max-count=2", "HEAD"]);
        let before = before.lines().nth(1).unwrap_or(&"0".repeat(40)).to_owned();
        self.judge(
            place,
            covered,
            "push",
            &json!({"before": before, "repository": {"id": 1, "default_branch": "main"}}),
            true,
        )
    }

    /// A pull request to a branch, whose base is this commit.
    fn pull(&self, place: &str, covered: usize, base: &str, branch: &str) -> Ended {
        let head = self.git(&["rev-parse", "HEAD"]);
        let pull =
            json!({"number": 1, "head": {"sha": head, "ref": "x"}, "base": {"sha": base, "ref": branch}});
        let payload = json!({"pull_request": pull, "repository": {"id": 1, "default_branch": "main"}});
        self.judge(place, covered, "pull_request", &payload, true)
    }
}

#[test]
fn what_the_protected_branch_kept_holds_a_pull_request() {
    for place in ["branch", "branch:quality/baseline", "notes", "notes:quality"] {
        let project = Project::new();
        let first = project.git(&["rev-parse", "HEAD"]);
        let begun = project.push(place, 8);
        assert_eq!(
            (begun.exit, begun.reason.as_str()),
            (Some(3), "baseline-missing"),
            "{place}: {}",
            begun.log
        );
        assert!(begun.output.contains("coverage-gate.baseline.json"), "{place}: {}", begun.log);
        project.commit("2\n");
        let fell = project.pull(place, 7, &first, "main");
        assert_eq!((fell.exit, fell.reason.as_str()), (Some(1), "coverage-dropped"), "{place}: {}", fell.log);
        let held = project.pull(place, 8, &first, "main");
        assert_eq!((held.exit, held.reason.as_str()), (Some(0), "ratchet-held"), "{place}: {}", held.log);
        assert!(
            !held.output.contains("coverage-gate.baseline.json"),
            "a pull request writes none: {}",
            held.log
        );
        // The next push adds a point and keeps the first.
        assert_eq!(project.push(place, 9).exit, Some(0), "{place}");
        project.commit("3\n");
        let second = project.git(&["rev-parse", "HEAD~1"]);
        assert_eq!(project.pull(place, 8, &second, "main").reason, "coverage-dropped", "{place}");
        let document = std::fs::read(project.path(".releasegate/coverage-gate.baseline.json")).unwrap();
        let document: Value = serde_json::from_slice(&document).unwrap();
        assert_eq!(document["points"].as_array().unwrap().len(), 2, "{place}: {document}");
    }
}

#[test]
fn an_artifact_of_the_branch_is_the_baseline_and_one_of_another_branch_is_none() {
    let project = Project::new();
    let first = project.git(&["rev-parse", "HEAD"]);
    assert_eq!(project.push("artifact", 8).exit, Some(3));
    let bytes = std::fs::read(project.path(".releasegate/coverage-gate.baseline.json")).unwrap();
    {
        let mut hub = project.simulator.hub();
        let file = WorkflowFile {
            path: ".github/workflows/gates.yml".to_owned(),
            name: "Gates".to_owned(),
            dispatch: None,
            jobs: vec![JobSpec::new("gate")],
        };
        let workflow = hub.add_workflow(1, file);
        let new = NewRun { workflow, event: "push".into(), head_branch: "main".into(), ..NewRun::default() };
        let run = hub.start_run(&Caller { account: Some(101), token: None }, new).unwrap();
        hub.upload_artifact(run, "baseline-coverage-gate", &[("coverage-gate.baseline.json", &bytes)]).unwrap();
    }
    project.commit("2\n");
    let judged = project.pull("artifact", 7, &first, "main");
    assert_eq!((judged.exit, judged.reason.as_str()), (Some(1), "coverage-dropped"), "{}", judged.log);
    let other = project.pull("artifact", 7, &first, "release");
    assert_eq!((other.exit, other.reason.as_str()), (Some(3), "baseline-missing"), "{}", other.log);
}

#[test]
fn a_run_on_an_unprotected_branch_or_of_a_proposal_keeps_nothing() {
    let project = Project::new();
    let head = project.git(&["rev-parse", "HEAD"]);
    let payload = json!({"before": head, "repository": {"id": 1, "default_branch": "main"}});
    let unprotected = project.judge("branch", 8, "push", &payload, false);
    let proposed = project.pull("branch", 8, &head, "main");
    for ended in [unprotected, proposed] {
        assert!(!ended.output.contains("coverage-gate.baseline.json"), "{}", ended.log);
    }
    assert!(!project.path(".releasegate/coverage-gate.baseline.json").exists());
}
