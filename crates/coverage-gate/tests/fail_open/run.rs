//! One run of the real program over reports in a real repository, and what it left behind.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What git tracks in every repository of these tests.
const TRACKED: [&str; 9] = [
    "go.mod",
    "src/a.cpp",
    "src/a.go",
    "src/a.js",
    "src/a.py",
    "src/a.rb",
    "src/a.ts",
    "src/b.py",
    "src/main/java/com/acme/A.java",
];

/// When every commit is made: 2026-08-22T10:00:00Z.
const COMMITTED: u64 = 1_787_392_800;

/// What a run left behind.
pub(crate) struct Found {
    exit: Option<i32>,
    /// The verdict.
    pub(crate) verdict: Value,
    /// The facts beside it.
    pub(crate) facts: Value,
    /// All that was said.
    pub(crate) log: String,
}

/// Status and reason of a rule.
pub(crate) type Ended<'a> = (&'a str, &'a str);

/// A repository with reports beside what it tracks.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for path in TRACKED {
            let text = if path == "go.mod" { "module example.com/shop\n" } else { "x\n" };
            project.write(path, text);
        }
        project.git(&["init", "-q", "-b", "main"]);
        project.git(&["add", "."]);
        project.git(&["commit", "-q", "-m", "x"]);
        project
    }

    /// One with these reports.
    fn with(reports: &[(&str, &str)]) -> Self {
        let project = Self::new();
        for (name, text) in reports {
            project.write(name, text);
        }
        project
    }

    /// Judges reports by their names.
    fn judge_all(&self, reports: &[(&str, &str)], flags: &[&str]) -> Found {
        let files: Vec<String> = reports.iter().map(|(name, _)| format!("--files={name}")).collect();
        let args: Vec<&str> = files.iter().map(String::as_str).chain(flags.iter().copied()).collect();
        self.judge(&args)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let mut git = scrubbed("git");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
            git.env(format!("GIT_{who}_DATE"), format!("{COMMITTED} +0000"));
        }
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let output = git.arg("-C").arg(self.0.path()).args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Judges with these flags.
    pub(crate) fn judge(&self, flags: &[&str]) -> Found {
        let mut gate = scrubbed(env!("CARGO_BIN_EXE_coverage-gate"));
        let output = gate.current_dir(self.0.path()).args(flags).output().unwrap();
        let read = |name: &str| match std::fs::read(self.0.path().join(".releasegate").join(name)) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap(),
            Err(_) => Value::Null,
        };
        let log = [output.stdout, output.stderr].concat();
        Found {
            exit: output.status.code(),
            verdict: read("coverage-gate.verdict.json"),
            facts: read("coverage-gate.facts.json"),
            log: String::from_utf8(log).unwrap(),
        }
    }
}

/// Judges these reports: each is asked for by its name.
pub(crate) fn judged(reports: &[(&str, &str)], flags: &[&str]) -> Found {
    Project::with(reports).judge_all(reports, flags)
}

/// Asserts that exactly so many of so many are covered: the limit above is missed with these numbers, the one below is held.
pub(crate) fn assert_counted(reports: &[(&str, &str)], metric: &str, covered: u64, total: u64) {
    assert!(covered < total, "what is covered wholly misses no limit");
    let project = Project::with(reports);
    let missed = project.judge_all(reports, &[&format!("--min-{metric}=100")]);
    missed.stopped(1, "fail");
    assert_eq!(missed.rule(&format!("total-{metric}")), ("fail", "below-limit"));
    assert_eq!(missed.numbers(metric), (covered, total), "{}", missed.log);
    let below = (covered * 100).checked_div(total).unwrap();
    let held = project.judge_all(reports, &[&format!("--min-{metric}={below}%")]);
    assert_eq!(held.exit, Some(0), "{}", held.log);
    assert_eq!(held.rule(&format!("total-{metric}")), ("pass", "limit-reached"));
}

/// Asserts that the reports cannot be judged, whatever is asked for, even nothing.
pub(crate) fn assert_unjudged(reports: &[(&str, &str)], exit: i32, status: &str, at: &str, ended: Ended<'_>) {
    let project = Project::with(reports);
    for limit in ["0", "100"] {
        let found = project.judge_all(reports, &[&format!("--min-line={limit}")]);
        found.stopped(exit, status);
        assert_eq!(found.rule(at), ended, "{}", found.log);
        let (judged, _) = found.rule("total-line");
        assert_eq!(judged, "inconclusive", "{}", found.log);
    }
}

impl Found {
    /// Asserts that the pipeline stops, with this exit code and status.
    pub(crate) fn stopped(&self, exit: i32, status: &str) {
        assert_eq!(self.exit, Some(exit), "{}", self.log);
        assert_eq!(self.verdict["status"], status, "{}", self.log);
        assert_eq!(self.verdict["decision"]["action"], "stop", "{}", self.log);
    }

    /// Asserts that the pipeline goes on, with this status.
    pub(crate) fn proceeded(&self, status: &str) {
        assert_eq!(self.exit, Some(0), "{}", self.log);
        assert_eq!(self.verdict["status"], status, "{}", self.log);
        assert_eq!(self.verdict["decision"]["action"], "proceed", "{}", self.log);
    }

    /// The exit code.
    pub(crate) const fn exit(&self) -> Option<i32> {
        self.exit
    }

    /// How a rule ended.
    pub(crate) fn rule(&self, id: &str) -> Ended<'_> {
        let rule = self.found(id);
        let word = |name: &str| rule[name].as_str().unwrap_or("absent");
        (word("status"), word("reason"))
    }

    /// Covered and total, as the limit of a metric saw them.
    pub(crate) fn numbers(&self, metric: &str) -> (u64, u64) {
        self.observed(&format!("total-{metric}"))
    }

    /// Covered and total, as a rule saw them.
    pub(crate) fn observed(&self, rule: &str) -> (u64, u64) {
        let observed = &self.found(rule)["observed"];
        (observed["covered"].as_u64().unwrap_or(u64::MAX), observed["total"].as_u64().unwrap_or(u64::MAX))
    }

    /// Covered and total of one file.
    pub(crate) fn file(&self, path: &str, metric: &str) -> (u64, u64) {
        let files = self.facts["files"].as_array().unwrap();
        let file = files.iter().find(|file| file["path"] == path);
        let file = file.unwrap_or_else(|| panic!("{path} is none of {files:?}"));
        let counts = &file["counts"][metric];
        (counts["covered"].as_u64().unwrap_or(u64::MAX), counts["total"].as_u64().unwrap_or(u64::MAX))
    }

    fn found(&self, id: &str) -> &Value {
        let rules = self.verdict["rules"].as_array().map(Vec::as_slice).unwrap_or_default();
        rules.iter().find(|rule| rule["id"] == id).unwrap_or(&Value::Null)
    }
}

/// A program without the variables of the machine that would change a run.
fn scrubbed(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["GITHUB_", "GIT_", "RELEASEGATE_", "RUNNER_"].iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}
