//! Reminders and escalation: a sweep looks at the clock, and says each thing once.

use std::time::Duration;

use ledger::signer::SignerKey;

use crate::stage::{BOB, CAROL, Stage};

const POLICY: &str = "approval:\n  seats:\n    - id: qa\n      people: 2 of user:bob, user:carol\n  expires: 2d\n  remind: [4h]\n  \
                      remind-before-expiry: 2h\n  escalate:\n    after: 1d\n    to: user:dave\n";

#[test]
fn people_are_reminded_once_escalated_once_and_warned_before_the_end() {
    let stage = Stage::new();
    let (store, workspace) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::create_dir_all(workspace.path().join(".github")).unwrap();
    std::fs::write(workspace.path().join(".github/releasegate.yml"), POLICY).unwrap();
    stage.hub().commit_files(1, "main", BOB, "Policy", &[(".github/releasegate.yml", Some(POLICY))]).unwrap();
    let (record, key) = (
        format!("dir:{}", store.path().display()),
        SignerKey::new("github.com/7/1/deployments", &[7; 32]).unwrap().to_skey(),
    );
    let inputs = [("config", ""), ("record", record.as_str()), ("signing-key", key.as_str())];
    let run = stage.failed();
    let asked = stage.run_in(workspace.path(), "request", run, &inputs);
    assert_eq!(asked.code, 3, "{}", asked.log);
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_in(workspace.path(), "decide", run, &inputs).code, 3);
    let mut said = Vec::new();
    for hour in 1..=48 {
        stage.simulator.clock().advance(Duration::from_secs(3_600));
        let before = stage.written().len();
        let swept = stage.run_in(workspace.path(), "sweep", run, &inputs);
        assert_eq!(swept.code, 0, "{hour} {}", swept.log);
        let new = stage.written().split_off(before);
        said.extend(
            new.into_iter().filter(|text| text.contains("releasegate-reminded")).map(|text| (hour, text)),
        );
    }
    let hours: Vec<u32> = said.iter().map(|(hour, _)| *hour).collect();
    assert_eq!(hours, [4, 24, 46], "{said:?}");
    // Who voted is not called again; who is told by escalation is.
    assert!(said.iter().all(|(_, text)| text.contains("@carol") && !text.contains("@bob")), "{said:?}");
    assert!(said[1].1.contains("@dave") && !said[0].1.contains("@dave"), "{said:?}");
    stage.say(CAROL, "/approve");
    let late = stage.run_in(workspace.path(), "verify", run, &inputs);
    assert_eq!((late.code, late.output("decision")), (1, Some("expired")), "{}", late.log);
    let record =
        std::fs::read_to_string(workspace.path().join(".releasegate/approval-issue.record.json")).unwrap();
    let record: approval_issue::record::Export = serde_json::from_str(&record).unwrap();
    let count = |event: &str| record.rows.iter().filter(|row| row.event == event).count();
    assert_eq!((count("reminded"), count("escalated"), count("expired")), (2, 1, 1), "{:?}", record.rows);
}
