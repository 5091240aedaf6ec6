//! Places: what lies in the checkout before the gate starts decides neither what is read nor where the evidence goes.

use std::fs;

use super::{GOOD, INPUTS, act, bench, good, reason, verdict};

/// A verdict that says pass, as somebody could commit it.
fn plant(bench: &tests::case::bench::Bench, path: &str) -> Vec<u8> {
    let elsewhere = good();
    let passed = act(&elsewhere, INPUTS).verdict.unwrap();
    bench.write(path, &passed).unwrap();
    passed
}

#[test]
fn a_planted_verdict_is_replaced_even_if_the_inputs_are_wrong() {
    for inputs in
        ["", "{", "[]", r#"{"files": ""}"#, r#"{"files": "x", "min-line": "?"}"#, r#"{"nonsense": "1"}"#]
    {
        let bench = bench();
        plant(&bench, ".releasegate/coverage-gate.verdict.json");
        bench.write(".releasegate/coverage-gate.facts.json", "{}").unwrap();
        let outcome = act(&bench, inputs);
        assert_eq!(outcome.exit, Some(2), "{inputs}: {}", outcome.log);
        assert_eq!(verdict(&outcome)["status"], "error", "{inputs}");
        assert_eq!(outcome.facts, None, "the old facts belong to no verdict");
    }
}

#[test]
fn a_planted_verdict_is_replaced_if_there_is_no_report() {
    let bench = bench();
    plant(&bench, "build/line.json");
    let outcome = act(&bench, r#"{"files": "coverage.info", "verdict-path": "build/line.json"}"#);
    assert_eq!((outcome.exit, verdict(&outcome)["status"].as_str().unwrap()), (Some(3), "inconclusive"));
}

#[test]
fn evidence_that_cannot_be_written_names_no_verdict_for_later_steps() {
    // A folder stands where the facts go, beside a verdict that says pass.
    let bench = good();
    let planted = plant(&bench, ".releasegate/coverage-gate.verdict.json");
    bench.write(".releasegate/coverage-gate.facts.json/x", "").unwrap();
    let outcome = act(&bench, INPUTS);
    assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
    assert!(outcome.log.contains("::error "), "{}", outcome.log);
    let trusted = outcome.outputs.contains_key("verdict-path") && outcome.verdict == Some(planted);
    assert!(!trusted, "later steps would take the planted verdict: {:?}", outcome.outputs);
}

#[test]
fn the_gates_own_folder_is_never_searched_for_reports() {
    let bench = good();
    bench.write(".releasegate/old.info", "SF:broken\n").unwrap();
    bench.write(".git/x.info", "SF:broken\n").unwrap();
    let outcome = act(&bench, r#"{"files": "**/*.info", "min-line": "80"}"#);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
}

#[test]
fn a_workspace_whose_name_is_a_pattern_is_a_name() {
    let bench = bench();
    let workspace = bench.path("a [b] {c} !d");
    fs::create_dir(&workspace).unwrap();
    fs::write(workspace.join("x.info"), GOOD).unwrap();
    let mut command = bench.action(r#"{"files": "*.info", "min-line": "80"}"#).unwrap();
    let outcome = bench.run(command.env("GITHUB_WORKSPACE", &workspace)).unwrap();
    assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
    assert!(workspace.join(".releasegate/coverage-gate.verdict.json").is_file());
}

#[cfg(unix)]
mod links {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_report_that_is_a_link_out_of_the_workspace_is_refused() {
        for files in ["coverage.info", "*.info", "./coverage.info"] {
            let bench = bench();
            fs::write(bench.path("outside"), "SF:secret-name\nDA:1,1\nend_of_record\n").unwrap();
            symlink(bench.path("outside"), bench.workspace().join("coverage.info")).unwrap();
            let outcome = act(&bench, &serde_json::json!({"files": files}).to_string());
            assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
            assert_eq!(reason(&outcome, "reports-readable"), "report-broken");
            assert!(outcome.log.contains("is a link that leads out of the workspace"), "{}", outcome.log);
            assert!(!format!("{}{}", outcome.log, verdict(&outcome)).contains("secret-name"));
        }
    }

    #[test]
    fn a_folder_that_is_a_link_out_of_the_workspace_is_refused() {
        for files in ["reports/coverage.info", "reports/*.info"] {
            let bench = bench();
            fs::create_dir(bench.path("outside")).unwrap();
            fs::write(bench.path("outside/coverage.info"), GOOD).unwrap();
            symlink(bench.path("outside"), bench.workspace().join("reports")).unwrap();
            let outcome = act(&bench, &serde_json::json!({"files": files}).to_string());
            assert!(matches!(outcome.exit, Some(3 | 4)), "{files}: {}", outcome.log);
        }
    }

    #[test]
    fn a_link_within_the_workspace_is_a_report() {
        let bench = bench();
        bench.write("build/real.info", GOOD).unwrap();
        symlink("build/real.info", bench.workspace().join("coverage.info")).unwrap();
        assert_eq!(act(&bench, INPUTS).exit, Some(0));
    }

    #[test]
    fn evidence_is_not_written_through_a_link() {
        for (link, inputs) in [
            (".releasegate", r#"{"files": "coverage.info"}"#),
            ("build", r#"{"files": "coverage.info", "verdict-path": "build/v.json"}"#),
        ] {
            let bench = good();
            fs::create_dir(bench.path("elsewhere")).unwrap();
            symlink(bench.path("elsewhere"), bench.workspace().join(link)).unwrap();
            let outcome = act(&bench, inputs);
            assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
            assert!(
                outcome.log.starts_with("::error ") && outcome.log.contains("is a link"),
                "{}",
                outcome.log
            );
            assert_eq!(fs::read_dir(bench.path("elsewhere")).unwrap().count(), 0);
            assert!(outcome.outputs.is_empty());
        }
    }

    #[test]
    fn a_verdict_that_is_a_link_is_replaced_and_its_target_kept() {
        let bench = good();
        fs::write(bench.path("target"), "kept").unwrap();
        for file in ["coverage-gate.verdict.json", "coverage-gate.facts.json", ".gitignore"] {
            bench.write(".releasegate/x", "").unwrap();
            symlink(bench.path("target"), bench.workspace().join(".releasegate").join(file)).unwrap();
        }
        let outcome = act(&bench, INPUTS);
        assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
        assert_eq!(fs::read_to_string(bench.path("target")).unwrap(), "kept");
        let verdict = bench.workspace().join(".releasegate/coverage-gate.verdict.json");
        assert!(verdict.symlink_metadata().unwrap().is_file());
    }

    #[test]
    fn a_pipe_as_report_is_refused_and_nobody_waits_for_it() {
        for files in ["pipe.info", "*.info"] {
            let bench = bench();
            let pipe = bench.workspace().join("pipe.info");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let outcome = act(&bench, &serde_json::json!({"files": files}).to_string());
            assert_eq!(outcome.exit, Some(4), "{}", outcome.log);
            assert!(outcome.log.contains("not a regular file"), "{}", outcome.log);
        }
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_a_report_like_any_other() {
        use std::os::unix::ffi::OsStrExt as _;
        let bench = bench();
        let name = std::ffi::OsStr::from_bytes(b"\xff\xfe.info");
        // Some file systems take no such name.
        if fs::write(bench.workspace().join(name), GOOD).is_ok() {
            let outcome = act(&bench, r#"{"files": "*.info", "min-line": "80"}"#);
            assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
        }
    }
}
