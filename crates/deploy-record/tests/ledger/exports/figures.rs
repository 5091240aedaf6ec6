//! Ledgers whose five metrics are known: DORA's definitions, each with what other tools get wrong.

use ledger::hash::Hash;
use ledger::predicate::Kind;
use ledger::tip::Record;
use serde_json::{Value, json};

use crate::stage::{RECORD, Stage, artifact, sign, statement, ulid};

fn moment(text: &str) -> String {
    let (day, time) = text.split_once(' ').unwrap();
    format!("2025-{day}T{time}:00.000Z")
}

fn commit(number: u64) -> String {
    format!("{number:040x}")
}

/// A deployment that ended: its number, why, how, when, what it brought, and what else its record says.
fn ended(number: u64, kind: &str, event: &str, at: &str, app: &str, more: &Value) -> Record {
    let mut predicate = json!({
        "deploymentId": ulid(number), "idempotencyKey": Hash::of(format!("{number} {event}").as_bytes()), "event": event, "kind": kind,
        "service": "payments", "environment": {"name": "production", "tier": "production"},
        "timing": {"finishedAt": moment(at), "source": "github"},
        "actor": {"pseudonym": format!("p-{:032x}", 1), "kind": "human"},
    });
    predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sign(&statement(Kind::Deployment, &artifact(app), &predicate), RECORD)
}

fn changes(commits: &[(u64, &str)]) -> Value {
    let of = |(number, at): &(u64, &str)| json!({"commit": commit(*number), "committedAt": moment(at)});
    json!({"changes": commits.iter().map(of).collect::<Vec<_>>()})
}

fn incident(number: u64, from: &str, until: Option<&str>, more: &Value) -> Vec<Record> {
    let record = |event: &str, over: &Value| {
        let mut predicate = json!({
            "incidentId": ulid(900 + number), "event": event, "service": "payments", "environment": "production", "severity": "sev1",
            "detectedAt": moment(from),
        });
        for members in [more, over] {
            predicate.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        }
        sign(&statement(Kind::Incident, &artifact("app"), &predicate), RECORD)
    };
    let over = until.map(|until| record("resolved", &json!({"resolvedAt": moment(until)})));
    std::iter::once(record("opened", &json!({}))).chain(over).collect()
}

fn caused_by(number: u64) -> Value {
    json!({"causedBy": {"deploymentId": ulid(number), "confidence": "explicit"}})
}

impl Stage {
    /// Two weeks of one service, 2025-03-01 to 2025-03-15: ways back, a hotfix, the same again, a failure that took no traffic and one that did, and an
    /// incident that no deployment caused.
    pub(crate) fn of_two_weeks() -> Self {
        let stage = Self::new(0);
        let repairs = |number: u64| json!({"remediates": [ulid(number)]});
        let mut hotfix = changes(&[(5, "03-04 15:00")]);
        hotfix["remediates"] = json!([ulid(2)]);
        let with = |impact: bool, commits: &[(u64, &str)]| {
            let mut more = changes(commits);
            more["impact"] = json!(impact);
            more
        };
        let c6 = [(6, "03-06 08:00")];
        let mut records = vec![
            ended(1, "planned", "succeeded", "03-03 10:00", "A", &changes(&[(1, "03-02 10:00")])),
            ended(
                2,
                "planned",
                "succeeded",
                "03-04 12:00",
                "B",
                &changes(&[(2, "03-03 12:00"), (3, "03-04 06:00"), (4, "03-04 11:00")]),
            ),
            ended(3, "rollback", "succeeded", "03-04 12:45", "A", &repairs(2)),
            ended(4, "hotfix", "succeeded", "03-04 18:00", "C", &hotfix),
            ended(5, "redeploy", "succeeded", "03-05 09:00", "C", &json!({})),
            ended(6, "planned", "failed", "03-06 09:00", "D", &with(false, &c6)),
            ended(7, "planned", "succeeded", "03-06 10:00", "D", &changes(&c6)),
            ended(8, "planned", "succeeded", "03-10 23:30", "E", &changes(&[(7, "03-07 23:30")])),
            ended(9, "planned", "failed", "03-12 08:00", "F", &with(true, &[(8, "03-12 07:00")])),
            ended(10, "rollback", "succeeded", "03-12 08:20", "E", &repairs(9)),
        ];
        records.extend(incident(1, "03-04 12:10", Some("03-04 12:50"), &caused_by(2)));
        records.extend(incident(2, "03-04 12:20", Some("03-04 13:30"), &caused_by(2)));
        records.extend(incident(3, "03-11 09:00", Some("03-11 10:00"), &json!({})));
        stage.append(&records, &[]);
        stage
    }

    /// What the definitions are most easily got wrong by: regions, other services and tiers, the same again that is called planned, another
    /// configuration, commits out of a pull request, ends out of the window, failures of which nobody said more, and incidents that are not over.
    pub(crate) fn of_many_traps() -> Self {
        let stage = Self::new(0);
        let place = |region: &str, rollout: u64| json!({"environment": {"name": "production", "tier": "production", "region": region, "rolloutId": ulid(rollout)}});
        let join = |one: Value, two: Value| {
            let mut joined = one;
            joined.as_object_mut().unwrap().extend(two.as_object().unwrap().clone());
            joined
        };
        let other = json!({"service": "ledger"});
        let staging = json!({"environment": {"name": "staging", "tier": "staging"}});
        let authored = json!({"changes": [{"commit": commit(20), "committedAt": moment("03-05 09:00"), "firstAuthoredAt": moment("03-03 09:00")},
            {"commit": commit(21), "committedAt": moment("03-09 09:00")},
            {"commit": commit(22), "committedAt": moment("03-04 09:00"), "firstDeploy": false}]});
        let config = |text: &str| json!({"configDigest": {"sha256": Hash::of(text.as_bytes())}});
        let mut records = vec![
            // Before the window: its commit is no first one later.
            ended(1, "planned", "succeeded", "02-27 10:00", "A", &changes(&[(1, "02-26 10:00")])),
            ended(
                2,
                "planned",
                "succeeded",
                "03-02 10:00",
                "B",
                &join(place("eu", 100), changes(&[(1, "02-26 10:00"), (2, "03-01 10:00")])),
            ),
            ended(
                3,
                "planned",
                "succeeded",
                "03-02 10:20",
                "B",
                &join(place("us", 100), changes(&[(2, "03-01 10:00"), (3, "03-01 12:00")])),
            ),
            // One region failed: the rollout did.
            ended(4, "planned", "succeeded", "03-03 10:00", "C", &place("eu", 101)),
            ended(5, "planned", "failed", "03-03 10:10", "C", &place("us", 101)),
            ended(6, "planned", "succeeded", "03-05 10:00", "D", &authored),
            // The same again, whatever it is called; another configuration is none.
            ended(7, "planned", "succeeded", "03-06 10:00", "D", &json!({})),
            ended(8, "planned", "succeeded", "03-07 10:00", "D", &config("1")),
            ended(9, "config", "succeeded", "03-07 12:00", "D", &config("2")),
            // Nobody said whether it took traffic, and nothing repaired it.
            ended(10, "planned", "failed", "03-08 10:00", "E", &json!({})),
            ended(11, "planned", "cancelled", "03-08 11:00", "E", &json!({})),
            ended(12, "planned", "succeeded", "03-09 10:00", "F", &json!({})),
            ended(13, "planned", "succeeded", "03-10 10:00", "G", &json!({})),
            // Repaired after the window.
            ended(14, "planned", "succeeded", "03-14 23:59", "H", &changes(&[(4, "03-14 12:00")])),
            ended(15, "hotfix", "succeeded", "03-15 00:00", "I", &json!({"remediates": [ulid(14)]})),
            ended(16, "planned", "succeeded", "03-04 10:00", "S", &staging),
            ended(
                17,
                "planned",
                "succeeded",
                "03-04 10:00",
                "O",
                &join(other.clone(), changes(&[(1, "03-04 09:00")])),
            ),
            ended(18, "planned", "adopted", "03-04 12:00", "P", &other),
            ended(
                19,
                "hotfix",
                "succeeded",
                "03-04 13:00",
                "Q",
                &join(other, json!({"remediates": [ulid(17)]})),
            ),
        ];
        records.extend(incident(1, "03-09 11:00", None, &caused_by(12)));
        records.extend(incident(2, "03-09 11:00", Some("03-09 12:00"), &caused_by(12)));
        // Over before the deployment ended, by its dates.
        records.extend(incident(3, "03-10 08:00", Some("03-10 09:00"), &caused_by(13)));
        stage.append(&records, &[]);
        stage
    }
}

/// The window of both.
pub(crate) const WINDOW: [&str; 4] = ["--from", "2025-03-01T00:00:00Z", "--to", "2025-03-15T00:00:00Z"];

#[test]
fn both_ledgers_are_sound_and_both_are_measured() {
    for (stage, count) in [(Stage::of_two_weeks(), 7), (Stage::of_many_traps(), 7)] {
        let ended = stage.asking(&[&["metrics", "--json", "--service", "payments"], &WINDOW[..]].concat());
        let figures = &ended.json()["figures"][0];
        assert_eq!(
            (ended.exit, &figures["deploymentFrequency"]["count"]),
            (Some(0), &json!(count)),
            "{ended:?}"
        );
    }
}
