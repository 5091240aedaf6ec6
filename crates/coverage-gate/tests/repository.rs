//! The real binary in a real repository, which a golden case cannot hold: git tracks no folder `.git`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

/// When every commit of these tests is made: 2026-08-22T10:00:00Z.
const COMMITTED: u64 = 1_787_392_800;

/// What a run left behind.
struct Outcome {
    exit: Option<i32>,
    verdict: Value,
    facts: Value,
}

/// Variables of the machine that would change a run.
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

fn git(folder: &Path, args: &[&str]) -> Result<()> {
    let mut command = scrubbed("git");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        command.env(format!("GIT_{who}_DATE"), format!("{COMMITTED} +0000"));
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.arg("-C").arg(folder).args(args).output().context("git")?;
    ensure!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn write(folder: &Path, files: &[(&str, &str)]) -> Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().context("a folder")?)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// A repository that tracks `tracked`, and reports beside them that it does not track.
fn checkout(tracked: &[(&str, &str)], reports: &[(&str, &str)]) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    git(folder.path(), &["init", "-q", "-b", "main"])?;
    write(folder.path(), tracked)?;
    git(folder.path(), &["add", "."])?;
    git(folder.path(), &["commit", "-q", "-m", "x"])?;
    write(folder.path(), reports)?;
    Ok(folder)
}

/// Judges, and proves that the verdict follows from the facts that lie beside it.
fn judge(folder: &TempDir, flags: &[&str]) -> Result<Outcome> {
    let run = |args: &[&str]| {
        scrubbed(env!("CARGO_BIN_EXE_coverage-gate")).current_dir(folder.path()).args(args).output()
    };
    let exit = run(flags)?.status.code();
    let read = |name: &str| -> Result<Value> {
        let path = folder.path().join(".releasegate").join(name);
        Ok(serde_json::from_slice(&std::fs::read(path)?)?)
    };
    let outcome = Outcome {
        exit,
        verdict: read("coverage-gate.verdict.json")?,
        facts: read("coverage-gate.facts.json")?,
    };
    let replayed = run(&["replay", ".releasegate/coverage-gate.verdict.json"])?;
    let said = String::from_utf8_lossy(&replayed.stdout);
    ensure!(replayed.status.success() && said.starts_with("same: "), "replay: {said}");
    Ok(outcome)
}

impl Outcome {
    /// The status and the reason of a rule.
    fn rule(&self, id: &str) -> (&str, &str) {
        let rules = self.verdict.get("rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let rule = rules.iter().find(|rule| rule.get("id").is_some_and(|known| known == id));
        let text = |name: &str| rule.and_then(|rule| rule.get(name)?.as_str()).unwrap_or("absent");
        (text("status"), text("reason"))
    }

    /// Path and way of every file.
    fn files(&self) -> Vec<(&str, &str)> {
        let files = self.facts.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        files
            .iter()
            .map(|file| (text(file, "path").unwrap_or("?"), text(file, "how").unwrap_or("as-is")))
            .collect()
    }

    fn status(&self) -> &str {
        self.verdict.get("status").and_then(Value::as_str).unwrap_or("absent")
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn lcov(path: &str, hits: &[u8]) -> String {
    let lines: String = hits.iter().enumerate().map(|(at, hits)| format!("DA:{},{hits}\n", at + 1)).collect();
    format!("SF:{path}\n{lines}end_of_record\n")
}

fn cobertura(written: u64) -> String {
    format!(
        r#"<coverage timestamp="{written}"><packages><package><classes><class name="a" filename="src/a.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>"#
    )
}

#[test]
fn one_file_under_three_names_is_one_file() {
    let java = "shop/src/main/java/com/acme/Price.java";
    let jacoco = r#"<report name="shop"><package name="com/acme"><sourcefile name="Price.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/><line nr="2" mi="1" ci="0" mb="0" cb="0"/></sourcefile></package></report>"#;
    let container = lcov(&format!("/app/{java}"), &[0, 1]);
    let other_runner = lcov(&format!(r"D:\a\shop\shop\{}", java.replace('/', r"\")), &[0, 0]);
    let reports = [("1.xml", jacoco), ("2.info", container.as_str()), ("3.info", other_runner.as_str())];
    let folder = checkout(&[(java, "x")], &reports).unwrap();
    let found = judge(&folder, &["--files=*.xml", "--files=*.info", "--min-line=100"]).unwrap();
    assert_eq!(found.files(), [(java, "suffix")]);
    assert_eq!(found.rule("total-line"), ("pass", "limit-reached"));
    assert_eq!(found.rule("paths-mapped"), ("pass", "paths-mapped"));
    assert_eq!(found.facts["repository"]["committed"], COMMITTED);
    let names = found.facts["files"][0]["names"].as_array().unwrap();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn import_paths_of_go_are_found_in_submodules_too() {
    let tracked = [
        ("go.mod", "module example.com/shop\n"),
        ("price.go", "x"),
        ("tools/go.mod", "module example.com/tools\n"),
        ("tools/gen.go", "x"),
    ];
    let profile = "mode: set\nexample.com/shop/price.go:1.1,2.2 1 1\nexample.com/tools/gen.go:1.1,2.2 1 1\n";
    let folder = checkout(&tracked, &[("cover.out", profile)]).unwrap();
    let found = judge(&folder, &["--files=cover.out"]).unwrap();
    assert_eq!(found.files(), [("price.go", "module"), ("tools/gen.go", "module")]);
}

#[test]
fn what_is_not_tracked_warns_fails_or_is_ignored() {
    let report =
        lcov("src/a.py", &[1]) + &lcov("build/gen.py", &[1]) + &lcov("SRC/b.py", &[1]) + &lcov("c.py", &[1]);
    let tracked = [("src/a.py", "x"), ("src/b.py", "x"), ("x/c.py", "x"), ("y/c.py", "x")];
    let folder = checkout(&tracked, &[("lcov.info", &report)]).unwrap();
    let warned = judge(&folder, &["--files=lcov.info"]).unwrap();
    let files = [
        ("SRC/b.py", "other-case"),
        ("build/gen.py", "untracked"),
        ("c.py", "ambiguous"),
        ("src/a.py", "as-is"),
    ];
    assert_eq!((warned.exit, warned.files()), (Some(0), files.to_vec()));
    assert_eq!(warned.rule("paths-mapped"), ("warn", "paths-unmapped"));
    assert_eq!(warned.verdict["details"]["unmapped_count"], 3);
    let failed = judge(&folder, &["--files=lcov.info", "--unmapped=fail"]).unwrap();
    assert_eq!((failed.exit, failed.rule("paths-mapped")), (Some(1), ("fail", "paths-unmapped")));
    let ignored = judge(&folder, &["--files=lcov.info", "--unmapped=ignore"]).unwrap();
    assert_eq!(
        (ignored.status(), ignored.rule("paths-mapped")),
        ("pass", ("not-applicable", "unmapped-ignored"))
    );
    let mapped =
        ["--files=lcov.info", "--path-map=build => x", "--path-map=c.py => x/c.py", "--path-map=SRC => src"];
    let mapped = judge(&folder, &mapped).unwrap();
    assert_eq!(
        mapped.files(),
        [("src/a.py", "as-is"), ("src/b.py", "map"), ("x/c.py", "map"), ("x/gen.py", "untracked")]
    );
}

#[test]
fn a_report_of_another_repository_is_not_judged() {
    let folder = checkout(&[("src/a.py", "x")], &[("lcov.info", &lcov("lib/z.py", &[1]))]).unwrap();
    let found = judge(&folder, &["--files=lcov.info"]).unwrap();
    assert_eq!((found.exit, found.rule("paths-mapped")), (Some(3), ("inconclusive", "nothing-mapped")));
}

#[test]
fn two_files_of_one_report_that_would_be_one_are_a_conflict() {
    let report = lcov("/a/src/a.py", &[1]) + &lcov("/b/src/a.py", &[0]);
    let folder = checkout(&[("src/a.py", "x"), ("b.py", "x")], &[("lcov.info", &report)]).unwrap();
    let found = judge(&folder, &["--files=lcov.info", "--min-line=50"]).unwrap();
    assert_eq!(found.files(), [("/a/src/a.py", "shared"), ("/b/src/a.py", "shared")]);
    assert_eq!(found.rule("reports-sound"), ("inconclusive", "conflicting-source"));
}

#[test]
fn a_report_older_than_its_commit_warns_and_stops_where_reports_are_declared() {
    let old = cobertura(COMMITTED - 3600);
    let folder = checkout(&[("src/a.py", "x")], &[("coverage.xml", &old)]).unwrap();
    let warned = judge(&folder, &["--files=coverage.xml"]).unwrap();
    assert_eq!((warned.exit, warned.rule("reports-fresh")), (Some(0), ("warn", "report-stale")));
    let declared = ["--files=coverage.xml", "--expected-reports=1"];
    let stopped = judge(&folder, &declared).unwrap();
    assert_eq!((stopped.exit, stopped.rule("reports-fresh")), (Some(3), ("inconclusive", "report-stale")));
    assert_eq!(stopped.rule("total-line"), ("inconclusive", "reports-incomplete"));
    write(folder.path(), &[("coverage.xml", &cobertura((COMMITTED + 60) * 1000))]).unwrap();
    let fresh = judge(&folder, &declared).unwrap();
    assert_eq!((fresh.status(), fresh.rule("reports-fresh")), ("pass", ("pass", "reports-fresh")));
}

#[test]
fn sources_in_no_report_count_warn_or_fail() {
    let tracked = [
        ("src/a.py", "x\n"),
        ("src/b.py", "x = 1\n\n# why\n"),
        ("src/__init__.py", ""),
        ("src/test_a.py", "x"),
    ];
    let folder = checkout(&tracked, &[("lcov.info", &lcov("src/a.py", &[1, 1, 1, 1]))]).unwrap();
    let common = ["--files=lcov.info", "--sources=src/**/*.py", "--sources=!**/test_*", "--min-line=80"];
    let judged = |more: &str| judge(&folder, &[&common[..], &[more]].concat()).unwrap();
    let counted = judged("--unreported=count");
    assert_eq!((counted.exit, counted.rule("total-line")), (Some(1), ("fail", "below-limit")));
    assert_eq!(counted.rule("sources-reported"), ("pass", "sources-counted"));
    assert_eq!(counted.facts["unreported"], serde_json::json!([{ "path": "src/b.py", "lines": 2 }]));
    let notes = counted.verdict["not_covered"].to_string();
    assert!(notes.contains("src/b.py: it is in no report"), "{notes}");
    let warned = judged("--unreported=warn");
    assert_eq!((warned.exit, warned.rule("sources-reported")), (Some(0), ("warn", "sources-unreported")));
    let failed = judged("--unreported=fail");
    assert_eq!((failed.exit, failed.rule("sources-reported")), (Some(1), ("fail", "sources-unreported")));
    let nothing = judge(&folder, &["--files=lcov.info", "--sources=lib/**"]).unwrap();
    assert_eq!(
        (nothing.exit, nothing.rule("sources-reported")),
        (Some(3), ("inconclusive", "sources-not-found"))
    );
}

#[test]
fn the_same_checkout_gives_the_same_facts() {
    let report = lcov("/app/src/a.py", &[1, 0]) + &lcov("gen.py", &[1]);
    let run = || {
        let folder = checkout(&[("src/a.py", "x\n"), ("src/b.py", "y\n")], &[("lcov.info", &report)])?;
        judge(&folder, &["--files=lcov.info", "--sources=src/*"])
    };
    assert_eq!(run().unwrap().facts, run().unwrap().facts);
}
