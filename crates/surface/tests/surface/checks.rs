//! The check run: at the proposed commit, with all annotations, once for each attempt.

use github_sim::check::Check;
use github_sim::{Fault, FaultKind};
use verdict::{FailOn, RuleStatus};

use crate::stage::{CHECK, Said, Stage, only};

fn checks(stage: &Stage) -> Vec<Check> {
    stage.hub().checks.values().cloned().collect()
}

#[test]
fn a_check_run_holds_120_annotations_in_three_requests() {
    let stage = Stage::new();
    let said = Said { annotations: 120, ..stage.said() };
    assert!(!only(&stage.announce(&said, CHECK)).0);
    let [check] = &checks(&stage)[..] else { panic!("not one check run") };
    assert_eq!((check.name.as_str(), &check.head_sha, check.annotations.len()), ("api", &stage.head, 120));
    assert_eq!((check.status.as_str(), check.conclusion.as_deref()), ("completed", Some("failure")));
    assert_eq!(check.title.as_deref(), Some("fail: 10 more lines are needed"));
    assert!(check.summary.as_ref().unwrap().starts_with("### Coverage gate api: fail"), "{:?}", check.summary);
    let page = "https://github.com/octo/shop/actions/runs/4425592351/attempts/1";
    assert_eq!(check.details_url.as_deref(), Some(page));
    assert_eq!((stage.asked("POST", "/check-runs"), stage.asked("PATCH", "/check-runs/")), (1, 2));
    assert_eq!(check.annotations[119]["start_line"], 120);
    assert_eq!(check.annotations[0]["annotation_level"], "warning");
}

#[test]
fn the_same_attempt_completes_its_own_and_another_makes_a_new_one() {
    let stage = Stage::new();
    let said = Said { annotations: 60, ..stage.said() };
    stage.announce(&said, CHECK);
    stage.announce(&said, CHECK);
    assert_eq!(checks(&stage).iter().map(|check| check.annotations.len()).collect::<Vec<_>>(), [60]);
    stage.announce(&Said { attempt: 2, status: RuleStatus::Pass, ..said }, CHECK);
    let conclusions: Vec<_> = checks(&stage).into_iter().map(|check| check.conclusion.unwrap()).collect();
    assert_eq!(conclusions, ["failure", "success"]);
}

#[test]
fn lost_answers_neither_double_a_check_run_nor_its_annotations() {
    let stage = Stage::new();
    let one = "/repos/{owner}/{repo}/check-runs";
    stage.hub().fault(Fault::on("POST", one, FaultKind::CutAfter));
    stage.hub().fault(Fault::on("PATCH", &format!("{one}/{{check_run_id}}"), FaultKind::BadGatewayAfter));
    assert!(!only(&stage.announce(&Said { annotations: 70, ..stage.said() }, CHECK)).0);
    assert_eq!(checks(&stage).iter().map(|check| check.annotations.len()).collect::<Vec<_>>(), [70]);
}

#[test]
fn a_gate_that_could_not_measure_is_a_failure_also_where_it_only_reports() {
    for (status, report_only, title) in [
        (RuleStatus::Inconclusive, false, "inconclusive: 10 more lines are needed"),
        (RuleStatus::Inconclusive, true, "reports only: inconclusive: 10 more lines are needed"),
    ] {
        let stage = Stage::new();
        stage.announce(&Said { status, report_only, fail_on: FailOn::Fail, ..stage.said() }, CHECK);
        let check = &checks(&stage)[0];
        assert_eq!((check.conclusion.as_deref(), check.title.as_deref()), (Some("failure"), Some(title)));
    }
}
