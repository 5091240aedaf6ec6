//! What the real program writes of a verdict: tables, pages, VEX and differences, over reports that nobody should trust.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// What could leave its place in a cell, a tag, a line of the log, or a reader's eye.
const HOSTILE: &str = "=cmd()|' /C calc'!A0 \"<script>alert(1)</script>\" \u{202e}gpj";
const POLICY: &str = "sarif:
  files: ['*.sarif']
  block: high
  suppressions:
    - {id: lodash, advisory: CVE-2021-23337, purl: pkg:npm/lodash, reason: mitigated, justification: behind the gateway,
       ticket: https://example.com/1, author: ada, owner: ada, approver: grace, created: 2026-07-01, expires: 2026-12-31}
    - {id: shell, rule: B602, path: src/*.py, reason: false-positive, justification: the input is a number,
       ticket: https://example.com/2, author: ada, owner: ada, approver: linus, created: 2026-07-01, expires: 2026-12-31}
";

/// A folder with reports and a policy.
struct Project(TempDir);

/// How a command ended.
struct Ended {
    exit: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(project.path(".github")).unwrap();
        std::fs::write(project.path(".github/releasegate.yml"), POLICY).unwrap();
        project
    }

    /// One that was judged with all that these tests look at.
    fn judged() -> Self {
        let project = Self::new();
        let mut results = vec![code("B602", "error", "::error::x")];
        results.push(code("B101", "note", &format!("{HOSTILE}\u{0}")));
        results.push(code("=B1", "note", "\n::error file=a::owned"));
        let dependency = json!({"ruleId": "CVE-2021-23337", "level": "error", "message": {"text": "old"},
            "properties": {"purl": "pkg:npm/lodash@4.17.20"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "package-lock.json"}}}]});
        project.report("a.sarif", &[("Bandit", &results), ("Audit", &[dependency])]);
        let ended = project.run(&["--clock", "2026-08-22T10:00:00Z"]);
        assert_eq!(ended.exit, Some(0), "{}{}", ended.stdout, ended.stderr);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn report(&self, name: &str, runs: &[(&str, &[Value])]) {
        let runs: Vec<Value> = runs
            .iter()
            .map(|(tool, results)| json!({"tool": {"driver": {"name": tool}}, "results": results}))
            .collect();
        std::fs::write(self.path(name), json!({"version": "2.1.0", "runs": runs}).to_string()).unwrap();
    }

    fn run(&self, words: &[&str]) -> Ended {
        let mut program = Command::new(env!("CARGO_BIN_EXE_sarif-merge"));
        let output = program.env_clear().args(words).current_dir(self.0.path()).output().unwrap();
        Ended {
            exit: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

fn code(rule: &str, level: &str, message: &str) -> Value {
    json!({"ruleId": rule, "level": level, "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a.py"}, "region": {"startLine": 7}}}]})
}

#[test]
fn csv_holds_every_finding_and_no_formula() {
    let project = Project::judged();
    let ended = project.run(&["csv", "--output", "findings.csv"]);
    assert_eq!(
        (ended.exit, ended.stdout.as_str()),
        (Some(0), "findings.csv: 4 findings\n"),
        "{}",
        ended.stderr
    );
    let text = project.read("findings.csv");
    let lines: Vec<&str> = text.split_terminator("\r\n").collect();
    assert!(
        lines.len() == 5 && lines[0].starts_with("\"standing\",\"counts_as\",\"suppression\",\"severity\"")
    );
    let row = |rule: &str| *lines.iter().find(|line| line.contains(rule)).unwrap();
    assert!(row("\"B602\"").starts_with("\"suppressed\",\"\",\"shell\",\"high\""), "{text}");
    assert!(row("CVE-2021-23337").contains("\"pkg:npm/lodash@4.17.20\""), "{text}");
    assert!(row("\"B101\"").contains(",\"'=cmd()|' /C calc'!A0 \"\"<script>"), "{text}");
    assert!(row("\"'=B1\"").starts_with("\"counts\",\"low\""), "{text}");
    assert!(!text.contains(['\u{202e}', '\0']) && !text.contains("\n::error"));
    assert_eq!(project.run(&["csv", "--output", "again.csv"]).exit, Some(0));
    assert_eq!(project.read("again.csv"), text);
}

#[test]
fn html_is_one_page_that_loads_nothing() {
    let project = Project::judged();
    let ended = project.run(&["html"]);
    assert_eq!(ended.exit, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("findings.html: 4 findings, "), "{}", ended.stdout);
    let html = project.read("findings.html");
    assert!(html.contains("default-src 'none'") && html.matches("<script").count() == 1);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !html.contains('\u{202e}'));
    assert_eq!(html.matches("<tr data-severity").count(), 4);
    assert!(html.contains("data-standing=\"suppressed\""));
}

#[test]
fn vex_states_what_was_accepted_of_packages_and_names_the_rest() {
    let project = Project::judged();
    let open = project.run(&["vex", "--format", "openvex", "--output", "vex.json"]);
    assert_eq!((open.exit, open.stdout.as_str()), (Some(0), "vex.json: 1 statement\n"));
    let told = "left out: 1 suppression\n  shell: 1 of the 1 findings that it hides are of no package with an advisory\n";
    assert_eq!(open.stderr, told);
    let document: Value = serde_json::from_str(&project.read("vex.json")).unwrap();
    assert_eq!(
        (&document["author"], &document["timestamp"]),
        (&json!("grace"), &json!("2026-08-22T10:00:00Z"))
    );
    let it = &document["statements"][0];
    assert_eq!(it["vulnerability"]["name"], "CVE-2021-23337");
    assert_eq!(
        (&it["status"], &it["justification"]),
        (&json!("not_affected"), &json!("inline_mitigations_already_exist"))
    );
    assert_eq!(it["products"][0]["@id"], "pkg:npm/lodash@4.17.20");
    let cyclone = project.run(&["vex", "--format", "cyclonedx", "--output", "bom.json"]);
    assert_eq!(cyclone.exit, Some(0), "{}", cyclone.stderr);
    let document: Value = serde_json::from_str(&project.read("bom.json")).unwrap();
    assert_eq!(document["vulnerabilities"][0]["analysis"]["state"], "not_affected");
    assert_eq!(project.run(&["vex", "--format", "csaf", "--output", "x"]).exit, Some(2));
}

#[test]
fn without_a_statement_there_is_no_openvex_document_and_no_old_one_either() {
    let project = Project::new();
    project.report("a.sarif", &[("Bandit", &[])]);
    assert_eq!(project.run(&["--clock", "2026-08-22T10:00:00Z"]).exit, Some(0));
    std::fs::write(project.path("vex.json"), "{}").unwrap();
    let ended = project.run(&["vex", "--format", "openvex", "--output", "vex.json"]);
    assert_eq!(ended.exit, Some(0));
    assert!(ended.stdout.starts_with("vex.json is not written: "), "{}", ended.stdout);
    assert!(ended.stderr.contains("left out: 2 suppressions\n") && !project.path("vex.json").exists());
}

#[test]
fn diff_ends_with_one_only_where_something_is_new() {
    let (old, new) = (Project::new(), Project::new());
    old.report("a.sarif", &[("Bandit", &[code("B1", "note", "x"), code("B2", "note", "x")])]);
    new.report(
        "a.sarif",
        &[("Bandit", &[code("B1", "warning", "y"), code("::error::B3\u{202e}", "note", "x")])],
    );
    for project in [&old, &new] {
        assert_eq!(project.run(&["--clock", "2026-08-22T10:00:00Z"]).exit, Some(0));
        assert_eq!(project.run(&["baseline", "--output", "base.json"]).exit, Some(0));
    }
    let verdict =
        |project: &Project| project.path(".releasegate/sarif-merge.verdict.json").display().to_string();
    let (was, is) = (verdict(&old), verdict(&new));
    let ended = old.run(&["diff", &was, &is]);
    assert_eq!(ended.exit, Some(1), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("1 finding is new, 1 gone, 0 unchanged, 1 with another severity"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("low → medium") && !ended.stdout.contains('\u{202e}'), "{}", ended.stdout);
    assert!(ended.stdout.lines().all(|line| !line.trim_start().starts_with("::")), "{}", ended.stdout);
    assert_eq!(old.run(&["diff", &was, &was]).exit, Some(0));
    let answer: Value = serde_json::from_str(&old.run(&["diff", "--json", &was, &is]).stdout).unwrap();
    assert_eq!(answer["total"], json!({"new": 1, "gone": 1, "unchanged": 0, "severity_changed": 1}));
    assert_eq!(answer["tools"]["Bandit"], answer["total"]);
    assert_eq!(answer["gone"][0]["rule"], "B2");
    let baselines = ["base.json".to_owned(), new.path("base.json").display().to_string()];
    let ended = old.run(&["diff", "--json", &baselines[0], &baselines[1]]);
    let answer: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(answer["total"], json!({"new": 1, "gone": 1, "unchanged": 1, "severity_changed": 0}));
    assert_eq!(ended.exit, Some(1));
}

#[test]
fn what_could_not_be_read_is_never_taken_for_nothing() {
    let (whole, half) = (Project::new(), Project::new());
    whole.report("a.sarif", &[("Bandit", &[])]);
    half.report("a.sarif", &[("Bandit", &[])]);
    std::fs::write(half.path("b.sarif"), "{\"version\":").unwrap();
    assert_eq!(whole.run(&[]).exit, Some(0));
    assert_eq!(half.run(&[]).exit, Some(4));
    for words in [["csv", "--output", "x"].as_slice(), &["vex", "--format", "cyclonedx", "--output", "x"]] {
        let ended = half.run(words);
        assert_eq!(ended.exit, Some(3), "{}", ended.stderr);
        assert!(ended.stderr.contains("not all of it: reports are missing or broken"), "{}", ended.stderr);
    }
    let required = Project::new();
    required.report("a.sarif", &[("Bandit", &[])]);
    assert_eq!(required.run(&["--required-tools", "Trivy"]).exit, Some(3));
    let baseline = required.run(&["baseline", "--output", "known.json"]);
    assert!(
        baseline.exit == Some(3) && baseline.stderr.contains("a required tool did not run"),
        "{}",
        baseline.stderr
    );
    assert_eq!(half.run(&["html"]).exit, Some(0));
    assert!(half.read("findings.html").contains("Not all of it: "));
    let verdict =
        |project: &Project| project.path(".releasegate/sarif-merge.verdict.json").display().to_string();
    let (whole_path, half_path) = (verdict(&whole), verdict(&half));
    for pair in [[&whole_path, &half_path], [&half_path, &whole_path]] {
        let ended = whole.run(&["diff", pair[0], pair[1]]);
        assert_eq!(ended.exit, Some(3), "{}", ended.stdout);
        assert!(ended.stdout.contains("Not for sure"), "{}", ended.stdout);
    }
}

#[test]
fn facts_that_were_changed_are_refused_and_no_old_file_is_left() {
    let project = Project::judged();
    let facts = project.path(".releasegate/sarif-merge.facts.json");
    std::fs::write(&facts, std::fs::read_to_string(&facts).unwrap().replace("\"B602\"", "\"B603\"")).unwrap();
    let commands: [&[&str]; 3] = [&["csv"], &["html"], &["vex", "--format", "openvex"]];
    for words in commands {
        std::fs::write(project.path("old"), "old").unwrap();
        let ended = project.run(&[words, &["--output", "old"]].concat());
        assert_eq!(ended.exit, Some(4), "{words:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("was changed") && !project.path("old").exists(), "{}", ended.stderr);
    }
    let same = project.run(&["csv", "--output", ".releasegate/sarif-merge.verdict.json"]);
    assert!(same.exit == Some(4) && same.stderr.contains("is the verdict"), "{}", same.stderr);
    assert!(project.path(".releasegate/sarif-merge.verdict.json").exists());
}

#[test]
fn inspect_tells_what_reports_hold_and_what_they_do_not() {
    let project = Project::new();
    let hostile = format!("::error::x {HOSTILE}");
    project.report(
        "a.sarif",
        &[("Bandit", &[code("B602", "error", "m"), code("B101", "note", "n")]), (&hostile, &[])],
    );
    let ended = project.run(&["inspect", "--json", "*.sarif"]);
    assert_eq!(ended.exit, Some(0), "{}", ended.stderr);
    let told: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&told["schema"], &told["whole"]), (&json!("releasegate/sarif-inspect/v1"), &json!(true)));
    assert_eq!(told["counts"]["Bandit"], json!({"high": 1, "low": 1}));
    assert_eq!((told["findings"].as_array().unwrap().len(), &told["ledger"]["Bandit"]["read"]), (2, &json!(2)));
    let page = project.run(&["inspect", "*.sarif"]);
    assert!(page.stdout.contains("2 results in 1 report, all of it read"), "{}", page.stdout);
    assert!(!page.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{}", page.stdout);
    assert!(!page.stdout.contains('\u{202e}'));

    let failed = json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}, "results": [],
        "invocations": [{"executionSuccessful": false}]}]});
    std::fs::write(project.path("b.sarif"), failed.to_string()).unwrap();
    let ended = project.run(&["inspect", "*.sarif"]);
    assert!(ended.exit == Some(3) && ended.stdout.contains("b.sarif (T): "), "{}", ended.stdout);
    std::fs::write(project.path("c.sarif"), "{\"version\":").unwrap();
    let ended = project.run(&["inspect", "*.sarif"]);
    assert!(ended.exit == Some(4) && ended.stdout.contains("c.sarif: "), "{}", ended.stdout);
    let ended = project.run(&["inspect", "*.sarif", "none/*"]);
    assert!(ended.exit == Some(4) && ended.stderr.contains("`none/*` matches no file"), "{}", ended.stderr);
}

/// A mistake in the inputs leaves a verdict, and no log of an earlier run beside it that would be taken for its own.
#[test]
fn a_run_that_judges_nothing_leaves_no_log_of_an_earlier_one() {
    let project = Project::judged();
    let log = project.path(".releasegate/sarif-merge.sarif");
    assert!(log.exists());
    let ended = project.run(&["--block", "severe"]);
    assert_eq!((ended.exit, log.exists()), (Some(2), false), "{}", ended.stderr);
    let project = Project::judged();
    let log = project.path(".releasegate/sarif-merge.sarif");
    assert!(log.exists());
    let ended = project.run(&["--no-such-flag"]);
    assert_eq!((ended.exit, log.exists()), (Some(2), false), "{}", ended.stderr);
}
