//! `metrics`: figures of verified records alone, with what they rest on.

use serde_json::json;

use crate::deployments::event;
use crate::stage::{Stage, ulid};

const WINDOW: [&str; 4] = ["--from", "2026-11-01", "--to", "2026-12-01"];

fn measured(stage: &Stage, more: &[&str]) -> crate::stage::Ended {
    stage.asking(&[&["metrics", "--json"][..], &WINDOW, more].concat())
}

#[test]
fn figures_come_with_the_head_and_the_entries_they_rest_on() {
    let stage = Stage::of_deployments();
    let ended = measured(&stage, &[]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let all = ended.json();
    assert_eq!(all["schema"], "releasegate/metrics/v1");
    assert_eq!(all["asOf"], json!([{"shard": "2026-11", "size": 9, "root": stage.head().root()}]));
    let figures = &all["figures"][0];
    assert_eq!((&figures["service"], &figures["environment"]), (&json!("payments"), &json!("production")));
    let frequency = &figures["deploymentFrequency"];
    assert_eq!((&frequency["count"], &frequency["perDay"]), (&json!(2), &json!("0.0666")));
    assert_eq!(frequency["records"], json!({"2026-11": "1-5"}));
    assert_eq!(figures["changeFailRate"]["rate"], json!({"count": 1, "of": 3}));
    assert_eq!(figures["changeFailRate"]["failed"], json!([ulid(3)]));
    assert_eq!(figures["changeLeadTime"]["spread"], json!(null));
    assert_eq!(figures["changeLeadTime"]["reason"], "no record of these deployments names its commits");
    assert_eq!(figures["failedDeploymentRecoveryTime"]["open"], 1);
    assert_eq!((&figures["doubts"]["open"], &figures["doubts"]["impactUnknown"]), (&json!(1), &json!(1)));
    assert_eq!(all["others"], json!(null));
}

#[test]
fn people_read_figures_with_what_they_leave_out() {
    let text = Stage::of_deployments().asking(&[&["metrics", "--compat", "devlake"][..], &WINDOW].concat()).out;
    for words in [
        "payments in production",
        "2 deployments, 0.0666 a day",
        "33.3 % (1 of 3)",
        "none: no record of these deployments names its commits",
        "1 not repaired yet",
        "1 began and never ended",
        "by the rules of DevLake",
        "as of 9 entries",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn the_rules_of_others_stand_beside_ours() {
    let stage = Stage::of_deployments();
    let others = |tool| measured(&stage, &["--compat", tool]).json()["others"][0].clone();
    assert_eq!(
        (&others("fourkeys")["rules"], &others("fourkeys")["deployments"]),
        (&json!("fourkeys"), &json!(2))
    );
    assert_eq!(others("devlake")["changeFailRate"], json!({"count": 0, "of": 2}));
    assert_eq!(measured(&stage, &["--compat", "other"]).exit, Some(2));
}

#[test]
fn nothing_is_measured_from_records_of_which_one_is_wrong() {
    let stage = Stage::of_deployments();
    let path = stage.file(&stores::layout::envelope(2));
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let ended = measured(&stage, &["--compat", "fourkeys"]);
    assert_eq!(ended.exit, Some(1));
    let all = ended.json();
    assert_eq!((&all["figures"], &all["others"]), (&json!([]), &json!(null)));
    assert_eq!(all["reason"], "nothing is measured from records of which one is wrong");
    assert!(!ended.faults().is_empty());
}

#[test]
fn what_nobody_vouches_for_is_measured_and_ends_with_three() {
    let stage = Stage::of_deployments();
    let ended = stage.run(&[&["metrics", "--json", "--store", "dir:store"][..], &WINDOW].concat());
    assert_eq!(ended.exit, Some(3), "{ended:?}");
    assert_eq!(ended.json()["figures"][0]["deploymentFrequency"]["count"], 2);
}

#[test]
fn windows_that_are_none_and_places_that_nobody_knows_are_told() {
    let stage = Stage::of_deployments();
    let said = |args: &[&str]| {
        let ended = stage.asking(&[&["metrics"][..], args].concat());
        (ended.exit, format!("{}{}", ended.out, ended.err))
    };
    for (args, words) in [
        (["--zone", "Mars/Olympus"], "--zone: `Mars/Olympus` is no time zone"),
        (["--from", "2026-02-30"], "--from: `2026-02-30` is no day and no moment"),
        (["--from", "2099-01-01"], "is empty"),
        (["--start", "guess"], "first-authored"),
    ] {
        let (code, text) = said(&args);
        assert!(code == Some(2) && text.contains(words), "{words}: {code:?} {text}");
    }
    let (code, text) = said(&["--environment", "prod"]);
    assert!(code == Some(0) && text.contains("the ledger knows production"), "{code:?} {text}");
    // A day of a zone begins when it does there.
    let zoned = stage.asking(&[
        "metrics",
        "--json",
        "--from",
        "2026-11-22",
        "--to",
        "2026-11-23",
        "--zone",
        "Asia/Tokyo",
    ]);
    assert_eq!(zoned.json()["window"]["from"], "2026-11-21T15:00:00.000Z");
}

#[test]
fn a_badge_says_where_a_commit_went_furthest() {
    let stage = Stage::of_deployments();
    let commit = |name: &str| name.repeat(40);
    let brings = json!({"changes": [{"commit": commit("a"), "committedAt": "2026-11-21T00:00:00.000Z"}]});
    let staging = json!({
        "environment": {"name": "staging", "tier": "staging"},
        "changes": [{"commit": commit("a"), "committedAt": "2026-11-21T00:00:00.000Z"},
            {"commit": commit("b"), "committedAt": "2026-11-21T00:00:00.000Z"}],
    });
    stage.append_at(70, &event(5, "succeeded", "e", &staging), &[]);
    stage.append_at(80, &event(6, "succeeded", "f", &brings), &[]);
    let badge = |name: &str| {
        let ended = stage.asking(&["shipped", "--json", "--commit", &commit(name), "--badge", "badge.svg"]);
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        (
            ended.json()["shipped"].as_array().unwrap().len(),
            std::fs::read_to_string(stage.path("badge.svg")).unwrap(),
        )
    };
    let (places, svg) = badge("a");
    assert!(places == 2 && svg.contains("production 2026-11-22"), "{places} {svg}");
    let (places, svg) = badge("b");
    assert!(places == 1 && svg.contains("staging 2026-11-22"), "{places} {svg}");
    assert!(badge("c").1.contains("not yet"));
}
