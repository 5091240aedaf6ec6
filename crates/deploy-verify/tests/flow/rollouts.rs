//! Rollouts, ways back and evidence, with real commands.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::server::{Server, say};
use crate::stage::Stage;

const POLICY: &str = "deploy-verify:
  interval: 10ms
  tries: 3
  rollout:
    command: ./shift.sh
    steps: [{ percent: 10 }, { percent: 25 }, { percent: 50 }, { percent: 100 }]
  metrics:
    - { name: errors, file: metrics.json, value: /errors, samples: /requests, max: 0.05, min-samples: 100 }
  rollback-command: ./back.sh
";

/// A deployment whose errors rise at 25 %.
fn canary(errors_at_25: &str) -> Stage {
    let stage = Stage::new();
    let shift = format!(
        "echo shift $RELEASEGATE_PERCENT $RELEASEGATE_STEP $RELEASEGATE_PLAN >> did\nerrors=0.01\nif [ $RELEASEGATE_PERCENT = 25 ]; then errors={errors_at_25}; fi\necho \"{{\\\"errors\\\": $errors, \\\"requests\\\": 500}}\" > metrics.json\n"
    );
    stage.write("shift.sh", &shift);
    stage.write("back.sh", "echo back $RELEASEGATE_PERCENT >> did\n");
    stage
}

fn did(stage: &Stage) -> String {
    std::fs::read_to_string(stage.folder.path().join("did")).unwrap_or_default()
}

#[test]
fn a_canary_that_fails_at_25_is_rolled_back_at_25() {
    let server = Server::plain(|_, stream| say(stream, 200, "", ""));
    let stage = canary("0.09");
    let policy = POLICY.replace("./shift.sh", "bash shift.sh").replace("./back.sh", "bash back.sh");
    let url = server.url("/health");
    let ran = stage.with_policy(&policy, &[("url", &url)]);
    assert_eq!(did(&stage), "shift 10 1 canary\nshift 25 2 canary\nback 25\n", "{}", ran.log);
    assert_eq!(
        (ran.exit, ran.output("next"), ran.output("rolled-back"), ran.output("percent")),
        (Some(1), "rollback", "true", "25")
    );
    assert_eq!((ran.reason("metric-errors-at-10"), ran.reason("metric-errors-at-25")), ("within", "over-max"));
    assert_eq!(ran.reason("rollback"), "rolled-back");
    assert!(ran.verdict["summary"].as_str().unwrap().starts_with("rolled back at 25 %"), "{}", ran.verdict);
    assert_eq!(ran.facts["rollback"]["ran"]["end"]["code"], 0);
    // The same verdict follows from policy and facts alone.
    let mut replay = stage.command(&[]);
    replay.env_remove("RELEASEGATE_INPUTS").args(["replay", ".releasegate/deploy-verify.verdict.json"]);
    let output = replay.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_canary_that_holds_goes_to_the_end() {
    let stage = canary("0.01");
    let server = Server::plain(|_, stream| say(stream, 200, "", ""));
    let policy = POLICY.replace("./shift.sh", "bash shift.sh").replace("./back.sh", "bash back.sh");
    let url = server.url("/health");
    let ran = stage.with_policy(&policy, &[("url", &url)]);
    assert_eq!(
        (ran.exit, ran.output("next"), ran.output("percent")),
        (Some(0), "promote", "100"),
        "{}",
        ran.log
    );
    assert_eq!(did(&stage).lines().count(), 4);
}

#[test]
fn a_way_back_runs_once_in_an_attempt() {
    let server = Server::plain(|_, stream| say(stream, 500, "", ""));
    let url = server.url("/health");
    let stage = Stage::new();
    let inputs = [("url", url.as_str()), ("tries", "1"), ("rollback-command", "echo back >> did; exit 3")];
    let ran = stage.run(&inputs);
    assert_eq!((ran.reason("rollback"), ran.output("rolled-back")), ("rollback-failed", "false"));
    let again = stage.run(&inputs);
    assert_eq!((again.reason("rollback"), again.exit), ("ran-before", Some(1)));
    assert_eq!(did(&stage), "back\n");
}

#[test]
fn a_command_that_hangs_is_stopped() {
    let server = Server::plain(|_, stream| say(stream, 500, "", ""));
    let url = server.url("/health");
    let ran = Stage::new().run(&[
        ("url", &url),
        ("tries", "1"),
        ("command-timeout", "500ms"),
        ("rollback-command", "sleep 60"),
    ]);
    assert_eq!((ran.reason("rollback"), ran.output("rolled-back")), ("rollback-failed", "false"));
    assert_eq!(ran.facts["rollback"]["ran"]["end"], "timed-out");
    assert!(ran.took < Duration::from_secs(8));
}

#[test]
fn a_run_that_is_stopped_leaves_evidence_that_it_did_not_finish() {
    let stage = Stage::new();
    let inputs = [("url", "http://127.0.0.1:1/"), ("config", "none"), ("initial-delay", "60s")];
    let mut child = stage.command(&inputs).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let path = stage.folder.path().join(".releasegate/deploy-verify.verdict.json");
    let began = Instant::now();
    while !path.exists() && began.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(200));
    child.kill().unwrap();
    child.wait().unwrap();
    let verdict: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(
        (&verdict["status"], &verdict["rules"][0]["reason"]),
        (&"error".into(), &"did-not-finish".into())
    );
}
