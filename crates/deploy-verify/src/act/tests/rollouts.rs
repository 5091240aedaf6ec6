//! Steps, metrics and ways back.

use super::*;

const CANARY: &str = "rollout: { command: shift $P, pause: 5m, steps: [{ percent: 10 }, { percent: 25 }, { percent: 50, pause: 10m }, { percent: 100, command: finish $P }] }\n";

#[test]
fn a_rollout_goes_through_its_steps() {
    let ended = run(vec![answer(200, "")], &[URL], CANARY);
    assert_eq!(*ended.sim.ran.borrow(), ["shift 10", "shift 25", "shift 50", "finish 100"]);
    assert_eq!(ended.tries(), [300, 600, 1200, 1500]);
    assert_eq!((ended.decision(), ended.status()), (Decision::Promote, Status::Pass));
}

#[test]
fn a_step_that_is_not_healthy_is_the_last_and_is_gone_back_from_once() {
    let script = vec![answer(200, ""), answer(500, "")];
    let ended = run(script, &[URL, ("tries", "3"), ("rollback-command", "back from $P")], CANARY);
    assert_eq!(*ended.sim.ran.borrow(), ["shift 10", "shift 25", "back from 25"]);
    assert_eq!((ended.reason("step-10").as_str(), ended.reason("step-25").as_str()), ("healthy", "unhealthy"));
    assert_eq!(
        (ended.reason("step-50").as_str(), ended.reason("rollback").as_str()),
        ("not-begun", "rolled-back")
    );
    assert_eq!(ended.status(), Status::Fail);
    let summary = crate::decide::decide(&ended.policy, &ended.facts).summary;
    assert!(summary.starts_with("rolled back at 25 %"), "{summary}");
}

#[test]
fn a_command_that_fails_is_gone_back_from_and_nothing_is_checked() {
    for end in [End::Code(1), End::TimedOut, End::Signal, End::NotStarted] {
        let sim = Sim::default();
        sim.script.borrow_mut().push_back(answer(200, ""));
        sim.ends.borrow_mut().push(("shift 25", end));
        sim.ends.borrow_mut().push(("back", End::Code(2)));
        let ended = run_with(sim, &[URL, ("rollback-command", "back")], CANARY, nowhere());
        assert_eq!(*ended.sim.ran.borrow(), ["shift 10", "shift 25", "back"]);
        assert_eq!(
            (ended.reason("step-25").as_str(), ended.reason("rollback").as_str()),
            ("command-failed", "rollback-failed")
        );
        assert_eq!(ended.sim.sent.borrow().len(), 1);
    }
}

#[test]
fn a_way_back_runs_once_in_an_attempt_whichever_process_begins_it() {
    let folder = tempfile::tempdir().unwrap();
    let mark = |attempt| Mark { workspace: folder.path(), gate_id: "deploy-verify", run: Some((7, attempt)) };
    let inputs = [URL, ("tries", "1"), ("rollback-command", "back")];
    let again = |attempt| {
        let sim = Sim::default();
        sim.script.borrow_mut().push_back(answer(500, ""));
        run_with(sim, &inputs, "", mark(attempt))
    };
    assert_eq!(again(1).sim.ran.borrow().len(), 1);
    let second = again(1);
    assert!(second.sim.ran.borrow().is_empty());
    assert_eq!((second.reason("rollback").as_str(), second.status()), ("ran-before", Status::Fail));
    assert_eq!(again(2).sim.ran.borrow().len(), 1, "another attempt");
    // A process that died in the middle leaves a mark without an end.
    mark(3).leave(None).unwrap();
    let died = again(3);
    assert!(died.sim.ran.borrow().is_empty());
    assert_eq!(died.facts.rollback, Some(Rollback::Earlier(None)));
}

const METRIC: &str = "metrics: [{ name: errors, file: m.json, value: /errors, baseline: /before, samples: /requests, max: 0.05, max-increase-percent: 50, min-samples: 100 }]\n";

fn measured(body: &str, age: u64) -> Ended {
    let sim = Sim::default();
    sim.script.borrow_mut().push_back(answer(200, ""));
    *sim.file.borrow_mut() = Some((body.as_bytes().to_vec(), BEGAN - age));
    run_with(sim, &[URL, ("tries", "2"), ("rollback-command", "back")], METRIC, nowhere())
}

#[test]
fn a_metric_decides_and_what_cannot_be_told_holds() {
    for (body, decision, reason) in [
        (r#"{"errors":0.01,"before":0.01,"requests":100}"#, Decision::Promote, "within"),
        (r#"{"errors":0.0151,"before":0.01,"requests":100}"#, Decision::Rollback, "over-baseline"),
        (r#"{"errors":0.051,"before":0.05,"requests":100}"#, Decision::Rollback, "over-max"),
        (r#"{"errors":0.9,"before":0.01,"requests":99}"#, Decision::Hold, "too-few-samples"),
        (r#"{"errors":null,"before":0.01,"requests":100}"#, Decision::Hold, "metric-no-data"),
        (r#"{"errors":"NaN","before":0.01,"requests":100}"#, Decision::Hold, "metric-no-number"),
        (r#"{"errors":0.01,"requests":100}"#, Decision::Hold, "metric-no-data"),
        (r#"{"errors":[1],"before":0.01,"requests":100}"#, Decision::Hold, "metric-shape"),
        ("", Decision::Hold, "metric-shape"),
    ] {
        let ended = measured(body, 0);
        assert_eq!((ended.decision(), ended.reason("metric-errors").as_str()), (decision, reason), "{body}");
        let rounds = ended.facts.phases[0].readings.len();
        assert_eq!(rounds, if decision == Decision::Hold { 2 } else { 1 }, "{body}");
    }
    let stale = measured(r#"{"errors":0.01,"before":0.01,"requests":100}"#, 2_000);
    assert_eq!((stale.decision(), stale.reason("metric-errors").as_str()), (Decision::Hold, "metric-stale"));
    assert_eq!(stale.status(), Status::Inconclusive);
}

#[test]
fn prometheus_is_asked_with_an_escaped_query() {
    let sim = Sim::default();
    let body = format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{}},"value":[{},"0.2"]}}]}}}}"#,
        BEGAN / 1000
    );
    sim.script.borrow_mut().extend([answer(200, ""), answer(200, &body)]);
    let section = "prometheus: https://prometheus.example/base/\nmetrics: [{ name: errors, value: 'sum(rate(x{a=\"b&c\"}[5m]))', max: 0.1 }]\n";
    let ended = run_with(sim, &[URL], section, nowhere());
    assert_eq!((ended.decision(), ended.reason("metric-errors").as_str()), (Decision::Rollback, "over-max"));
    let sent = ended.sim.sent.borrow();
    assert_eq!(
        sent[1].0,
        "https://prometheus.example/base/api/v1/query?query=sum%28rate%28x%7Ba%3D%22b%26c%22%7D%5B5m%5D%29%29"
    );
}
