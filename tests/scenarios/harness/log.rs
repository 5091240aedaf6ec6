//! What came of a run, read from act's log (one JSON object per line) and from what the jobs left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::repository::SUITE;

pub(crate) struct Run {
    place: PathBuf,
    lines: Vec<Value>,
}

/// A workflow command of one line of output, as the runner understood it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Annotation {
    /// `error`, `warning` or `notice`.
    pub(crate) level: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

impl Run {
    pub(crate) fn read(place: PathBuf) -> Self {
        let text = fs::read_to_string(place.join("act.jsonl")).unwrap();
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        Self { place, lines }
    }

    pub(crate) fn job(&self, id: &str) -> Job<'_> {
        let lines: Vec<_> = self.lines.iter().filter(|line| text(line, "jobID") == id).collect();
        assert!(!lines.is_empty(), "no job {id}: see act.log and act.jsonl in {}", self.place.display());
        Job { lines }
    }

    /// Every job that the runner knows of.
    pub(crate) fn jobs(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| text(line, "jobID")).filter(|id| !id.is_empty()).collect()
    }

    /// The job and the id of every step that the runner resolved to an action of the suite by its published name.
    pub(crate) fn suite_steps(&self) -> BTreeSet<(&str, &str)> {
        let resolved = format!("LocalRepositoryCache matched https://github.com/{SUITE} ");
        let lines = self.lines.iter().filter(|line| text(line, "msg").starts_with(&resolved));
        lines.map(|line| (text(line, "jobID"), line["stepID"][0].as_str().unwrap())).collect()
    }

    /// The folder that holds a folder for each uploaded artifact.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.place.join("artifacts")
    }

    /// The folder that holds an uploaded artifact's files.
    pub(crate) fn artifact(&self, name: &str) -> PathBuf {
        let folder = self.artifacts().join(name);
        assert!(folder.is_dir(), "there is no artifact {name}");
        folder
    }

    /// Whether a text is in any file of the artifacts.
    pub(crate) fn artifacts_hold(&self, text: &str) -> bool {
        let mut grep = Command::new("grep");
        let found = grep.args(["-rqF", "--", text]).arg(self.artifacts()).output().unwrap();
        assert!(found.status.code().is_some_and(|code| code < 2), "{found:?}");
        found.status.success()
    }

    /// All that a reader of the log could see.
    pub(crate) fn log(&self) -> String {
        self.lines.iter().map(|line| text(line, "msg")).collect()
    }
}

pub(crate) struct Job<'run> {
    lines: Vec<&'run Value>,
}

impl<'run> Job<'run> {
    /// `success` or `failure`; a job that was skipped has none.
    pub(crate) fn result(&self) -> &'run str {
        self.lines
            .iter()
            .map(|line| text(line, "jobResult"))
            .find(|result| !result.is_empty())
            .unwrap_or("skipped")
    }

    /// The part of the log that one step of the job wrote, the steps within it included.
    pub(crate) fn step(&self, id: &str) -> Step<'run> {
        let is_of_step = |line: &Value| line.pointer("/stepID/0").and_then(Value::as_str) == Some(id);
        let lines = self.lines.iter().copied().filter(|line| is_of_step(line) && text(line, "stage") == "Main");
        Step { lines: lines.collect() }
    }
}

pub(crate) struct Step<'run> {
    lines: Vec<&'run Value>,
}

impl<'run> Step<'run> {
    /// Whether the step ran at all: its condition may have been false.
    pub(crate) fn ran(&self) -> bool {
        self.lines
            .iter()
            .any(|line| !text(line, "stepResult").is_empty() && text(line, "stepResult") != "skipped")
    }

    /// The exit code of what the step ran.
    pub(crate) fn exit_code(&self) -> i32 {
        assert!(self.ran(), "the step did not run");
        let code =
            |line: &&Value| text(line, "msg").strip_prefix("exit status ").map(|code| code.parse().unwrap());
        self.lines.iter().find_map(code).unwrap_or_default()
    }

    /// An output that the step set.
    pub(crate) fn set(&self, output: &str) -> &'run str {
        let is_it = |line: &&&Value| text(line, "command") == "set-output" && text(line, "name") == output;
        self.lines.iter().find(is_it).map(|line| text(line, "arg")).unwrap_or_default()
    }

    /// The output as later steps see it: the last value that was set.
    pub(crate) fn last_set(&self, output: &str) -> &'run str {
        let is_it = |line: &&&Value| text(line, "command") == "set-output" && text(line, "name") == output;
        self.lines.iter().rfind(is_it).map(|line| text(line, "arg")).unwrap_or_default()
    }

    /// What the step wrote for people, without the runner's own lines and without workflow commands.
    pub(crate) fn output(&self) -> String {
        let said = self.lines.iter().filter(|line| line.get("raw_output").is_some());
        said.map(|line| text(line, "msg")).collect()
    }

    /// What the step wrote to its summary.
    pub(crate) fn summary(&self) -> String {
        self.lines
            .iter()
            .filter(|line| text(line, "command") == "summary")
            .map(|line| text(line, "content"))
            .collect()
    }

    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        let is_annotation = |line: &&&Value| matches!(text(line, "command"), "error" | "warning" | "notice");
        let read = |line: &&Value| Annotation {
            level: text(line, "command").to_owned(),
            properties: line
                .get("kvPairs")
                .map(|pairs| serde_json::from_value(pairs.clone()).unwrap())
                .unwrap_or_default(),
            message: text(line, "arg").to_owned(),
        };
        self.lines.iter().filter(is_annotation).map(read).collect()
    }
}

fn text<'a>(line: &'a Value, name: &str) -> &'a str {
    line.get(name).and_then(Value::as_str).unwrap_or_default()
}
