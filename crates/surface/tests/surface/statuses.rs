//! The commit status.

use serde_json::json;
use verdict::{FailOn, RuleStatus};

use crate::stage::{STATUS, Said, Stage, only, report, verdict};

/// State and description that a verdict gets.
fn shown(said: impl FnOnce(Said) -> Said) -> (String, String) {
    let stage = Stage::new();
    let said = said(stage.said());
    let notices = stage.announce(&said, STATUS);
    assert!(!only(&notices).0, "{notices:?}");
    let hub = stage.hub();
    let [status] = &hub.statuses[..] else { panic!("not one status") };
    assert_eq!((status.context.as_str(), &status.sha), ("releasegate/api", &stage.head));
    let page = "https://github.com/octo/shop/actions/runs/4425592351/attempts/1";
    assert_eq!(status.target_url.as_deref(), Some(page));
    (status.state.clone(), status.description.clone().unwrap())
}

#[test]
fn each_verdict_has_its_state() {
    let state = |status: RuleStatus| shown(|said| Said { status, ..said }).0;
    assert_eq!([RuleStatus::Pass, RuleStatus::Warn, RuleStatus::Skipped].map(state), ["success"; 3]);
    assert_eq!(state(RuleStatus::Fail), "failure");
    assert_eq!([RuleStatus::Inconclusive, RuleStatus::Error].map(state), ["error"; 2]);
}

#[test]
fn what_stops_the_pipeline_is_no_success_and_no_data_is_none_either() {
    let warns = shown(|said| Said { status: RuleStatus::Warn, fail_on: FailOn::Warn, ..said });
    assert_eq!(warns.0, "failure");
    let goes_on = shown(|said| Said { status: RuleStatus::Inconclusive, fail_on: FailOn::Fail, ..said });
    assert_eq!(goes_on.0, "error");
}

#[test]
fn a_gate_that_only_reports_is_green_and_says_why() {
    let fails = shown(|said| Said { report_only: true, ..said });
    assert_eq!(fails, ("success".to_owned(), "reports only: fail: 10 more lines are needed".to_owned()));
    let passes = shown(|said| Said { status: RuleStatus::Pass, report_only: true, ..said });
    assert_eq!(passes.1, "pass: 10 more lines are needed");
    let broken = shown(|said| Said { status: RuleStatus::Error, report_only: true, ..said });
    assert_eq!(broken.0, "error");
}

#[test]
fn a_long_headline_is_cut() {
    let (_, description) = shown(|said| Said { headline: "😀".repeat(300), ..said });
    assert!(description.encode_utf16().count() <= 140 && description.ends_with('…'), "{description}");
}

#[test]
fn a_push_and_a_merge_group_have_one_too() {
    for event in ["push", "merge_group"] {
        let stage = Stage::new();
        let said = stage.said();
        let setting = stage.setting_on(event, &said, &json!({}));
        let notices = surface::announce(&setting, STATUS, &verdict(&said), &report(&said));
        assert!(!only(&notices).0, "{notices:?}");
        assert_eq!(stage.hub().statuses.len(), 1);
    }
}
