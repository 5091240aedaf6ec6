//! What is concluded from the steps and their verdicts.

use releasegate::half::Half;
use serde_json::{Value, json};
use verdict::RuleStatus::{Fail, Pass, Warn};

use crate::stage::{LCOV, LOG, Ran, Stage, searched};

/// A workspace with a report of each half, and what the search said of it.
fn both() -> (Stage, Value) {
    let stage = Stage::new();
    stage.write("lcov.info", LCOV);
    stage.write("scan.sarif", LOG);
    let find = searched(&stage.find(json!({})));
    (stage, find)
}

fn verdict(stage: &Stage) -> Value {
    let bytes = std::fs::read(stage.root().join(".releasegate/releasegate.verdict.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn ended(stage: &Stage, ran: &Ran, exit: i32, status: &str, reason: &str) {
    assert_eq!(ran.exit, Some(exit), "{}", ran.log);
    assert_eq!(ran.outputs["status"], status);
    let rules = verdict(stage)["rules"].as_array().unwrap().clone();
    assert!(rules.iter().any(|rule| rule["reason"] == reason), "{rules:?}");
}

#[test]
fn both_gates_that_pass_make_one_summary_and_a_next_step() {
    let (stage, find) = both();
    let steps = json!({
        "find": find, "coverage": stage.judged(Half::Coverage, Pass), "reports": stage.judged(Half::Reports, Pass)
    });
    let ran = stage.conclude(json!({}), &steps);
    ended(&stage, &ran, 0, "pass", "judged");
    assert_eq!(ran.outputs["decision"], "proceed");
    assert_eq!(
        (ran.outputs["coverage-status"].as_str(), ran.outputs["reports-status"].as_str()),
        ("pass", "pass")
    );
    assert_eq!(steps["coverage"]["outputs"]["digest"], ran.outputs["coverage-digest"]);
    assert_eq!(verdict(&stage)["inputs"][0]["path"], ".releasegate/coverage-gate.verdict.json");
    let summary = &ran.summary;
    assert!(summary.starts_with("### Releasegate: pass\n"), "{summary}");
    assert_eq!(summary.matches("| Gate | Status | What was found |").count(), 1);
    assert_eq!(summary.matches("its own words").count(), 2, "{summary}");
    assert_eq!(summary.matches("<details>").count(), summary.matches("</details>").count());
    let file = "```yaml
# .github/releasegate.yml
coverage:
  limits: { line: 66 }
sarif:
  limits: { critical: 0, high: 2 }
```
";
    assert!(summary.contains(file), "{summary}");
}

#[test]
fn coverage_that_fails_does_not_hide_a_scan_that_passes() {
    let (stage, find) = both();
    let steps = json!({
        "find": find, "coverage": stage.judged(Half::Coverage, Fail), "reports": stage.judged(Half::Reports, Pass)
    });
    let ran = stage.conclude(json!({}), &steps);
    ended(&stage, &ran, 1, "fail", "judged");
    assert_eq!(
        (ran.outputs["coverage-status"].as_str(), ran.outputs["reports-status"].as_str()),
        ("fail", "pass")
    );
    assert_eq!(ran.outputs["failed-rules"], "coverage");
    // The rule of the gate that does not hold, with nothing of it taken for markup.
    assert!(
        ran.summary.contains("| coverage-gate: a &#124; limit &#60;b&#62; | <b>fail</b> |"),
        "{}",
        ran.summary
    );
    assert!(!ran.summary.contains("@all"), "{}", ran.summary);
}

#[test]
fn one_half_is_a_warning_and_tells_how_to_get_the_other() {
    let stage = Stage::new();
    stage.write("lcov.info", LCOV);
    let find = searched(&stage.find(json!({})));
    let steps = json!({ "find": find, "coverage": stage.judged(Half::Coverage, Pass), "reports": { "outcome": "skipped", "outputs": {} } });
    let ran = stage.conclude(json!({}), &steps);
    ended(&stage, &ran, 0, "warn", "not-found");
    assert_eq!(ran.outputs["reports-status"], "not-judged");
    assert!(ran.summary.contains("reports: none"), "{}", ran.summary);
    let ran = stage.conclude(json!({ "fail-on": "warn" }), &steps);
    ended(&stage, &ran, 1, "warn", "not-found");
}

#[test]
fn nothing_found_is_inconclusive() {
    let stage = Stage::new();
    let steps = json!({ "find": searched(&stage.find(json!({}))) });
    let ran = stage.conclude(json!({}), &steps);
    ended(&stage, &ran, 3, "inconclusive", "not-found");
    for word in ["coverage.xml", "SARIF", "coverage: none", "reports: none"] {
        assert!(ran.summary.contains(word), "{}", ran.summary);
    }
    assert!(ran.log.contains("::error title=Releasegate%3A coverage-gate judges"), "{}", ran.log);
}

#[test]
fn a_verdict_that_was_changed_or_taken_away_or_linked_is_an_error() {
    let (stage, find) = both();
    let path = stage.root().join(".releasegate/coverage-gate.verdict.json");
    let coverage = stage.judged(Half::Coverage, Warn);
    let kept = std::fs::read(&path).unwrap();
    let steps = json!({ "find": find, "coverage": coverage, "reports": stage.judged(Half::Reports, Pass) });
    let unproven = |why: &str| {
        let ran = stage.conclude(json!({}), &steps);
        ended(&stage, &ran, 4, "error", "verdict-unproven");
        assert_eq!(
            (ran.outputs["coverage-status"].as_str(), ran.outputs["coverage-digest"].as_str()),
            ("error", "")
        );
        assert!(ran.summary.contains(why), "{}", ran.summary);
    };
    // A sound verdict, of another judgement.
    stage.judged(Half::Coverage, Pass);
    unproven("was changed after the gate wrote it");
    std::fs::write(
        &path,
        String::from_utf8(kept.clone()).unwrap().replace("\"status\":\"warn\"", "\"status\":\"pass\""),
    )
    .unwrap();
    unproven("does not fit");
    std::fs::remove_file(&path).unwrap();
    unproven("is not there");
    #[cfg(unix)]
    {
        std::fs::write(stage.root().join("kept.json"), &kept).unwrap();
        std::os::unix::fs::symlink(stage.root().join("kept.json"), &path).unwrap();
        unproven("behind a link");
        std::fs::remove_file(&path).unwrap();
    }
    std::fs::write(&path, kept).unwrap();
    ended(&stage, &stage.conclude(json!({}), &steps), 0, "warn", "judged");
}

#[test]
fn a_gate_that_never_ran_is_an_error() {
    let (stage, find) = both();
    let reports = stage.judged(Half::Reports, Pass);
    // A verdict of coverage-gate lies there all the same.
    stage.judged(Half::Coverage, Pass);
    for coverage in
        [json!({ "outcome": "skipped", "outputs": {} }), json!({ "outcome": "cancelled", "outputs": {} })]
    {
        let ran = stage.conclude(json!({}), &json!({ "find": find, "coverage": coverage, "reports": reports }));
        ended(&stage, &ran, 4, "error", "gate-missing");
    }
    let ran = stage.conclude(json!({}), &json!({ "find": find, "reports": reports }));
    ended(&stage, &ran, 4, "error", "gate-missing");
    let named = json!({ "outcome": "success", "outputs": {} });
    let ran = stage.conclude(json!({}), &json!({ "find": find, "coverage": named, "reports": reports }));
    ended(&stage, &ran, 4, "error", "verdict-unproven");
}

#[test]
fn without_the_runners_word_nothing_passes() {
    let (stage, _) = both();
    let (coverage, reports) = (stage.judged(Half::Coverage, Pass), stage.judged(Half::Reports, Pass));
    for steps in [json!({}), json!({ "coverage": coverage, "reports": reports }), json!([])] {
        let ran = stage.conclude(json!({}), &steps);
        assert_eq!((ran.exit, ran.outputs["status"].as_str()), (Some(4), "error"), "{}", ran.log);
    }
    let ran = stage.conclude(json!({ "coverage": "none", "reports": "none" }), &json!({}));
    assert_eq!((ran.exit, ran.outputs["status"].as_str()), (Some(2), "error"), "{}", ran.log);
}

#[test]
fn a_search_that_failed_is_an_error_and_says_why() {
    let (stage, _) = both();
    let found = json!({ "halves": { "coverage": { "plan": "run", "count": 1, "reports": [], "tracked": [] },
        "reports": { "plan": "off", "count": 0, "reports": [], "tracked": [] } }, "notes": [], "apart": [], "problem": "too many" });
    let find = json!({ "outcome": "failure", "outputs": { "found": found.to_string() } });
    let ran = stage.conclude(json!({}), &json!({ "find": find }));
    ended(&stage, &ran, 4, "error", "search-failed");
    assert!(ran.summary.contains("too many"), "{}", ran.summary);
}

#[test]
fn the_judgement_can_be_derived_again() {
    let (stage, find) = both();
    let steps = json!({
        "find": find, "coverage": stage.judged(Half::Coverage, Fail), "reports": stage.judged(Half::Reports, Pass)
    });
    stage.conclude(json!({}), &steps);
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_releasegate"));
    let replay =
        program.env_clear().current_dir(stage.root()).args(["replay", ".releasegate/releasegate.verdict.json"]);
    let output = replay.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}
