//! Uploads of SARIF and what became of them.

use std::time::Duration;

use github::Kind;
use github::code_scanning::{self, File, Filter, Sarif, State};
use serde_json::json;

use crate::stage::{Stage, run};
use crate::workflows;

const MAIN: &str = "refs/heads/main";
const MINUTE: Duration = Duration::from_secs(60);

fn sarif(tool: &str, version: &str) -> Vec<u8> {
    let run = json!({
        "tool": {"driver": {"name": tool}}, "automationDetails": {"id": "unit/linux/"},
        "results": [{"ruleId": "a", "message": {"text": "b"}}],
    });
    json!({"version": version, "runs": [run]}).to_string().into_bytes()
}

fn at<'a>(commit: &'a str, reference: &'a str, text: &'a [u8]) -> Sarif<'a> {
    Sarif { commit, reference, file: File::Text(text), checkout: None, started: None }
}

#[test]
fn an_upload_is_read_after_a_while_and_becomes_an_analysis() {
    let stage = Stage::new();
    let commit = workflows::commit(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        assert!(code_scanning::analyses(&github, &shop, &Filter::default()).await.unwrap().is_empty());
        let bytes = sarif("gate", "2.1.0");
        let sarif = at(&commit, MAIN, &bytes);
        let upload = code_scanning::upload(&github, &shop, sarif).await.unwrap();
        let state = code_scanning::processing(&github, &shop, &upload.id).await.unwrap().state;
        assert_eq!(state, State::Pending);
        let done = code_scanning::wait_until_processed(&github, &shop, &upload.id, MINUTE).await.unwrap();
        assert_eq!((done.state, done.errors.unwrap_or_default().len()), (State::Complete, 0));
        let all = async |filter| code_scanning::analyses(&github, &shop, &filter).await.unwrap();
        let (tool, reference) = (Some("gate".to_owned()), Some(MAIN.to_owned()));
        let found = all(Filter { tool, reference, upload: Some(upload.id.clone()) }).await;
        assert_eq!((found.len(), found[0].results_count), (1, 1));
        assert_eq!((&found[0].commit_sha, &found[0].sarif_id), (&commit, &upload.id));
        assert_eq!(found[0].category.as_deref(), Some("unit/linux"));
        assert!(all(Filter { tool: Some("other".to_owned()), ..Filter::default() }).await.is_empty());
    });
}

#[test]
fn what_github_does_not_take_is_told_with_its_reasons() {
    let stage = Stage::new();
    let commit = workflows::commit(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let bytes = sarif("gate", "2.0.0");
        let old = at(&commit, MAIN, &bytes);
        let upload = code_scanning::upload(&github, &shop, old).await.unwrap();
        let done = code_scanning::wait_until_processed(&github, &shop, &upload.id, MINUTE).await.unwrap();
        assert_eq!(done.state, State::Failed);
        assert!(done.errors.unwrap()[0].contains("2.1.0"));
        stage.hub().code_scanning.off.insert(1);
        let off = code_scanning::upload(&github, &shop, old).await.unwrap_err();
        assert_eq!(off.kind, Kind::Forbidden, "{off}");
    });
}

#[test]
fn waiting_ends_at_its_deadline() {
    let stage = Stage::new();
    let commit = workflows::commit(&stage);
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let bytes = sarif("gate", "2.1.0");
        let sarif = at(&commit, MAIN, &bytes);
        let upload = code_scanning::upload(&github, &shop, sarif).await.unwrap();
        let soon = Duration::from_secs(3);
        let late = code_scanning::wait_until_processed(&github, &shop, &upload.id, soon).await.unwrap_err();
        assert_eq!(late.kind, Kind::Unavailable, "{late}");
        let start = stage.simulator.clock().now();
        let absent = code_scanning::wait_until_processed(&github, &shop, "none", MINUTE).await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
        let waited = stage.simulator.clock().now().duration_since(start).unsigned_abs();
        assert!(waited <= MINUTE && waited > MINUTE / 2, "it may come up late: {waited:?}");
    });
}

#[test]
fn what_cannot_be_an_upload_is_not_sent() {
    let stage = Stage::new();
    let (commit, good) = ("a".repeat(40), sarif("gate", "2.1.0"));
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        for (commit, reference, bytes) in [
            ("main", MAIN, &good[..]),
            (&commit, "main", &good[..]),
            (&commit, "refs/heads/", &good[..]),
            (&commit, MAIN, b"{}"),
            (&commit, MAIN, b"<x/>"),
        ] {
            let sarif = at(commit, reference, bytes);
            let error = code_scanning::upload(&github, &shop, sarif).await.unwrap_err();
            assert_eq!(error.kind, Kind::Request, "{commit} {reference}: {error}");
        }
        assert!(stage.simulator.exchanges().is_empty());
    });
}
