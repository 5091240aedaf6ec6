//! The sticky comment: one for each (tool, key), known by mark and author.

use github::{Kind, LONGEST_BODY, Marker, comments, sticky};
use serde_json::json;

use crate::stage::{Stage, run};
use crate::workflows::person;

const COMMENTS: &str = "/repos/octo/shop/issues/1/comments";

fn stage() -> Stage {
    let stage = Stage::new();
    stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}));
    stage
}

fn bodies(stage: &Stage) -> Vec<String> {
    stage.list(COMMENTS).iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
}

async fn put(stage: &Stage, key: &str, tiers: &[&str]) -> Result<comments::Comment, github::Error> {
    let tiers: Vec<String> = tiers.iter().map(|&tier| tier.to_owned()).collect();
    sticky::put(&stage.workflow(), &stage.shop(), 1, &Marker::new("gate", key), &tiers).await
}

#[test]
fn it_is_updated_in_place_and_each_key_has_its_own() {
    let stage = stage();
    run(async {
        let first = put(&stage, "a", &["one"]).await.unwrap();
        let second = put(&stage, "a", &["two"]).await.unwrap();
        assert_eq!(first.id, second.id);
        put(&stage, "b", &["other"]).await.unwrap();
    });
    assert_eq!(bodies(&stage), ["<!-- releasegate:gate:a -->\ntwo", "<!-- releasegate:gate:b -->\nother"]);
}

#[test]
fn nothing_is_written_if_nothing_changed() {
    let stage = stage();
    run(async {
        put(&stage, "a", &["one"]).await.unwrap();
        put(&stage, "a", &["one"]).await.unwrap();
    });
    let writes = stage.simulator.exchanges().into_iter().filter(|exchange| exchange.method == "PATCH").count();
    assert_eq!(writes, 0);
}

#[test]
fn a_forged_mark_is_left_alone_and_does_not_stand_in_for_ours() {
    let stage = stage();
    let forged = Marker::new("gate", "a").on("all is well");
    stage.post(COMMENTS, "mallory-token", &json!({"body": forged}));
    run(async { put(&stage, "a", &["failed"]).await.unwrap() });
    assert_eq!(bodies(&stage), [forged, Marker::new("gate", "a").on("failed")]);
}

#[test]
fn a_comment_of_ours_that_somebody_else_edited_is_left_alone() {
    let stage = stage();
    let evidence = stage.post(COMMENTS, "actions-token", &json!({"body": "evidence"}))["id"].as_u64().unwrap();
    run(async { put(&stage, "a", &["one"]).await.unwrap() });
    let forged = Marker::new("gate", "a").on("all is well");
    stage.hub().edit_comment(&person(102), evidence, &forged);
    run(async { put(&stage, "a", &["two"]).await.unwrap() });
    assert_eq!(bodies(&stage), [forged, Marker::new("gate", "a").on("two")]);
}

#[test]
fn two_of_our_own_become_one() {
    let stage = stage();
    for text in ["first", "second", "third"] {
        stage.post(COMMENTS, "actions-token", &json!({"body": Marker::new("gate", "a").on(text)}));
    }
    run(async { put(&stage, "a", &["now"]).await.unwrap() });
    assert_eq!(bodies(&stage), [Marker::new("gate", "a").on("now")]);
}

#[test]
fn the_largest_form_that_github_takes_is_written_whole() {
    let stage = stage();
    let large = "ü".repeat(LONGEST_BODY);
    run(async {
        put(&stage, "a", &[&large, "short"]).await.unwrap();
        let exact = "x".repeat(LONGEST_BODY - Marker::new("gate", "b").on("").len());
        put(&stage, "b", &[&exact, "short"]).await.unwrap();
        let none = put(&stage, "c", &[&large]).await.unwrap_err();
        assert_eq!(none.kind, Kind::Validation);
    });
    let sizes: Vec<usize> = bodies(&stage).iter().map(|body| body.chars().count()).collect();
    assert_eq!(sizes, [Marker::new("gate", "a").on("short").len(), LONGEST_BODY]);
}
