use serde_json::json;

use crate::row::Outcome;
use crate::samples::{approval, event, incident, person, report, resting, ulid};
use crate::standing::State;

#[test]
fn a_report_holds_what_is_of_its_time_and_place_newest_first() {
    let staging = json!({"environment": {"name": "staging", "tier": "staging"}});
    let entries = [
        (1, Some(approval(2, &json!({})))),
        (5, Some(event(1, "started", &resting(0)))),
        (6, Some(event(1, "succeeded", &resting(0)))),
        (7, Some(event(2, "succeeded", &staging))),
        (8, Some(event(3, "failed", &json!({})))),
        (9, Some(event(1, "superseded", &json!({})))),
        (11, Some(incident(30, "opened", &json!({})))),
        (300, Some(event(4, "succeeded", &json!({})))),
    ];
    let report = report(&entries, State::Sound);
    let ids: Vec<String> = report.deployments.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(ids, [ulid(3), ulid(1)]);
    let row = &report.deployments[1];
    assert_eq!((row.outcome, row.since), (Outcome::Succeeded, Some(history::deployed::State::Superseded)));
    assert_eq!(row.approvals[0].approver.as_ref().unwrap().as_str(), person(2));
    assert_eq!((row.entries(), row.place()), ("1-2,5".to_owned(), "production".to_owned()));
    assert_eq!(report.deployments[0].outcome, Outcome::FailedImpactUnknown);
    assert_eq!((report.incidents.len(), report.figures.len()), (1, 1));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        (&json["schema"], &json["deployments"][1]["outcome"]),
        (&json!("releasegate/report/v1"), &json!("succeeded"))
    );
    assert_eq!(json["answers"]["approved-deployments"]["population"]["count"], 2);
    assert_eq!(json["controls"][0]["controls"][0]["queries"][0], "ledger-intact");
}

#[test]
fn nothing_is_measured_from_a_faulty_ledger() {
    let entries = [(6, Some(event(1, "succeeded", &json!({}))))];
    assert_eq!(report(&entries, State::Sound).figures.len(), 1);
    let faulty = report(&entries, State::Faulty);
    assert_eq!((faulty.figures.len(), faulty.deployments.len()), (0, 1));
}
