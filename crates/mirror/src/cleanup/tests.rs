use serde_json::{Value, json};

use super::*;
use crate::sample::{ULID, current, deployment};

fn of(id: u64, environment: &str, state: Option<&str>) -> Current {
    current(deployment(id, environment, &json!({})), state, "")
}

fn flagged(id: u64, environment: &str, flags: &Value) -> Current {
    current(deployment(id, environment, flags), Some("success"), "")
}

fn stale(patterns: &[&str], minutes: u64) -> Stale {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    Stale::of(&patterns, Duration::from_secs(minutes * 60)).unwrap()
}

/// In the minute `minute` of the day on which the sample's deployments were made.
fn planned(deployments: Vec<Current>, whole: bool, stale: &Stale, minute: u64) -> Plan {
    let now = deployment(minute, "", &json!({})).created_at;
    plan(&Reading { deployments, whole }, stale, now)
}

fn steps(plan: &Plan) -> Vec<(u64, bool, bool)> {
    plan.steps.iter().map(|step| (step.id, step.inactivate, step.delete)).collect()
}

#[test]
fn only_the_environments_that_were_named_are_touched() {
    let all = || {
        ["preview/1", "preview/1/db", "pr-7", "prod", "test", "preview"]
            .iter()
            .zip((1..=6).rev())
            .map(|(name, id)| of(id, name, Some("success")))
            .collect()
    };
    assert_eq!(steps(&planned(all(), true, &stale(&["preview/*"], 5), 60)), [(6, true, false)]);
    // A pattern that is too wide does not reach production.
    let wide = planned(all(), true, &stale(&["pr*"], 5), 60);
    assert_eq!(steps(&wide), [(1, true, false), (4, true, false)]);
    assert_eq!(wide.kept, [(3, Why::Production)]);
    assert!(
        Stale::of(&["[a".to_owned()], Duration::ZERO)
            .unwrap_err()
            .to_string()
            .starts_with("`[a` is no pattern")
    );
}

#[test]
fn production_is_never_touched_whatever_is_asked() {
    let mark = json!({"production_environment": true});
    let all = vec![
        of(6, "eu", Some("success")),
        flagged(5, "eu", &mark),
        of(4, "Production", Some("success")),
        of(3, "shop/prod-eu", Some("inactive")),
        of(2, "live", None),
        of(1, "product", Some("success")),
    ];
    let plan = planned(all, true, &Stale { delete: true, ..stale(&["*", "*/*"], 0) }, 600);
    assert_eq!(steps(&plan), [(1, true, true)]);
    assert!(plan.kept.iter().map(|(id, why)| (*id, *why)).eq((2..=6).rev().map(|id| (id, Why::Production))));
}

#[test]
fn the_newest_of_each_environment_and_the_young_stay() {
    let all = || {
        vec![
            of(50, "pr-1", Some("success")),
            of(40, "pr-2", Some("success")),
            of(30, "pr-1", Some("success")),
            of(20, "pr-1", Some("inactive")),
        ]
    };
    let keep = Stale { keep: 1, ..stale(&["pr-*"], 5) };
    let plan = planned(all(), true, &keep, 60);
    assert_eq!(steps(&plan), [(30, true, false)]);
    assert_eq!(plan.kept, [(50, Why::Newest), (40, Why::Newest), (20, Why::Inactive)]);
    let young = planned(all(), true, &stale(&["pr-*"], 30), 60);
    assert_eq!(young.kept[..3], [(50, Why::Young), (40, Why::Young), (30, Why::Young)]);
    // Something was said of an old one a moment ago; and what lies ahead of our clock is young.
    let mut spoken = of(1, "pr-1", Some("success"));
    spoken.status.as_mut().unwrap().created_at = deployment(55, "", &json!({})).created_at;
    assert_eq!(planned(vec![spoken], true, &stale(&["pr-*"], 30), 60).kept, [(1, Why::Young)]);
    assert_eq!(planned(vec![of(61, "pr-1", None)], true, &stale(&["pr-*"], 0), 60).kept, [(61, Why::Young)]);
}

#[test]
fn what_is_active_is_made_inactive_before_it_is_deleted() {
    let all = ["success", "in_progress", "inactive", "failure", "error"];
    let all = all.iter().zip((1..=5).rev()).map(|(state, id)| of(id, "pr-1", Some(state))).collect();
    let plan = planned(all, true, &Stale { delete: true, ..stale(&["pr-1"], 5) }, 60);
    let wanted = [(1, false, true), (2, false, true), (3, false, true), (4, true, true), (5, true, true)];
    assert_eq!(steps(&plan), wanted);
}

#[test]
fn the_only_deployment_of_a_repository_is_deleted_as_it_is() {
    let one = || vec![of(1, "pr-1", Some("success"))];
    let delete = Stale { delete: true, ..stale(&["pr-1"], 5) };
    assert_eq!(steps(&planned(one(), true, &delete, 60)), [(1, false, true)]);
    // Where there may be others, it is not known to be the only one.
    assert_eq!(steps(&planned(one(), false, &delete, 60)), [(1, true, true)]);
    assert_eq!(steps(&planned(one(), true, &stale(&["pr-1"], 5), 60)), [(1, true, false)]);
}

#[test]
fn what_the_ledger_says_is_there_stays_by_number_or_by_id() {
    let keyed = json!({"payload": {"releasegate_key": ULID}});
    let all = vec![of(3, "pr-1", Some("success")), flagged(2, "pr-1", &keyed), of(1, "pr-1", Some("success"))];
    let spared = Spared { numbers: [3].into(), ids: [ULID.to_owned()].into() };
    let plan = planned(all, true, &Stale { spared, delete: true, ..stale(&["pr-*"], 5) }, 60);
    assert_eq!(steps(&plan), [(1, true, true)]);
    assert_eq!(plan.kept, [(3, Why::Live), (2, Why::Live)]);
}
