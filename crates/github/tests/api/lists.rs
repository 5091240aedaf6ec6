//! Long lists: all of them, in order, within the rate budget.

use github::{Kind, comments};
use github_sim::{Fault, FaultKind, Seed};
use serde_json::json;

use crate::stage::{Stage, run};

fn with_comments(count: usize) -> Stage {
    let stage = Stage::with(Seed::small().without_limits());
    stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}));
    for number in 0..count {
        stage.post("/repos/octo/shop/issues/1/comments", "alice-token", &json!({"body": number.to_string()}));
    }
    stage
}

#[test]
fn five_thousand_comments_are_read_in_fifty_requests() {
    let stage = with_comments(5_000);
    let before = stage.simulator.exchanges().len();
    let all = run(async { comments::list(&stage.workflow(), &stage.shop(), 1).await.unwrap() });
    let texts: Vec<usize> = all.iter().map(|comment| comment.body.parse().unwrap()).collect();
    assert_eq!(texts, (0..5_000).collect::<Vec<_>>());
    assert_eq!(stage.simulator.exchanges().len() - before, 50);
}

#[test]
fn a_page_that_fails_for_good_is_an_error_and_no_shorter_list() {
    let stage = with_comments(250);
    let list = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
    let read = || run(async { comments::list(&stage.workflow(), &stage.shop(), 1).await });
    stage.hub().fault(Fault::on("GET", list, FaultKind::ServerError(503)).nth(2).times(3));
    assert_eq!(read().unwrap().len(), 250);
    stage.hub().fault(Fault::on("GET", list, FaultKind::ServerError(503)).nth(2).times(1_000));
    assert_eq!(read().unwrap_err().kind, Kind::Unavailable);
    stage.hub().clear_faults();
    stage.hub().fault(Fault::on("GET", list, FaultKind::TruncatedBody).nth(3));
    assert_eq!(read().unwrap().len(), 250);
}
