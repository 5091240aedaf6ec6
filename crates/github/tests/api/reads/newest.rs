//! A lost effect is found below more than a page of newer things of others.

use std::sync::Arc;

use github::deployments::{self, NewDeployment, NewStatus};
use github::issues::{self, NewIssue};
use github::{Marker, comments, statuses};
use github_sim::{Fault, FaultKind, Seed};
use serde_json::{Value, json};

use super::meanwhile::meanwhile;
use crate::stage::{Stage, run};
use crate::workflows;

/// More than a page.
const MANY: usize = 101;

/// A stage whose answer to this request is lost after the effect, and somebody else posts many times before it is looked for.
fn stage() -> (Arc<Stage>, String) {
    let stage = Arc::new(Stage::with(Seed::small().without_limits()));
    let sha = workflows::commit(&stage);
    (stage, sha)
}

fn lose(stage: &Stage, template: &str) {
    stage.hub().fault(Fault::on("POST", template, FaultKind::BadGatewayAfter));
}

fn many(path: String, body: impl Fn(usize) -> Value + Send + 'static) -> impl FnOnce(&Stage) + Send + 'static {
    move |stage| {
        for number in 0..MANY {
            stage.post(&path, "alice-token", &body(number));
        }
    }
}

/// How many of a list are the client's own.
fn own(list: &[Value], who: &str) -> usize {
    list.iter().filter(|one| one[who]["login"] == "github-actions[bot]").count()
}

fn all(stage: &Stage, path: &str) -> Vec<Value> {
    let page = |page| stage.list(&format!("{path}{}page={page}", if path.contains('?') { '&' } else { '?' }));
    [page(1), page(2)].concat()
}

#[test]
fn a_lost_issue_is_found_below_a_page_of_newer_ones() {
    let (stage, _) = stage();
    let list = "/repos/octo/shop/issues";
    run(async {
        let github = meanwhile(&stage, many(list.to_owned(), |number| json!({"title": format!("{number}")})));
        github.viewer().await.unwrap();
        lose(&stage, "/repos/{owner}/{repo}/issues");
        let new =
            NewIssue { title: " Release ".to_owned(), body: "Please\n".to_owned(), ..NewIssue::default() };
        issues::create(&github, &stage.shop(), &Marker::new("t", "k"), &new).await.unwrap();
    });
    let all = all(&stage, &format!("{list}?state=all"));
    assert_eq!((all.len(), own(&all, "user")), (MANY + 1, 1));
}

#[test]
fn a_lost_comment_is_found_below_a_page_of_newer_ones() {
    let (stage, _) = stage();
    let issue = stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}))["number"].clone();
    let list = format!("/repos/octo/shop/issues/{issue}/comments");
    run(async {
        let github = meanwhile(&stage, many(list.clone(), |number| json!({"body": format!("{number}")})));
        github.viewer().await.unwrap();
        lose(&stage, "/repos/{owner}/{repo}/issues/{issue_number}/comments");
        let (shop, number) = (stage.shop(), issue.as_u64().unwrap());
        comments::create(&github, &shop, number, &Marker::new("t", "k"), "b").await.unwrap();
    });
    let all = all(&stage, &list);
    assert_eq!((all.len(), own(&all, "user")), (MANY + 1, 1));
}

#[test]
fn a_lost_status_is_found_below_a_page_of_newer_ones() {
    let (stage, sha) = stage();
    let path = format!("/repos/octo/shop/statuses/{sha}");
    run(async {
        let context = |number| json!({"state": "success", "context": format!("c{number}")});
        let github = meanwhile(&stage, many(path, context));
        github.viewer().await.unwrap();
        lose(&stage, "/repos/{owner}/{repo}/statuses/{sha}");
        let status = statuses::NewStatus {
            state: statuses::State::Success,
            context: "gate".to_owned(),
            description: "ok".to_owned(),
            target_url: None,
        };
        statuses::create(&github, &stage.shop(), &sha, &status).await.unwrap();
    });
    let all = all(&stage, &format!("/repos/octo/shop/commits/{sha}/statuses"));
    assert_eq!((all.len(), own(&all, "creator")), (MANY + 1, 1));
}

fn deployment(sha: &str) -> NewDeployment {
    let (sha, environment, key) = (sha.to_owned(), "test".to_owned(), "1".to_owned());
    NewDeployment { sha, environment, key, ..NewDeployment::default() }
}

#[test]
fn a_lost_deployment_is_found_below_a_page_of_newer_ones() {
    let (stage, sha) = stage();
    let list = "/repos/octo/shop/deployments";
    let body = json!({"ref": sha, "environment": "test", "auto_merge": false, "required_contexts": []});
    run(async {
        let github = meanwhile(&stage, many(list.to_owned(), move |_| body.clone()));
        github.viewer().await.unwrap();
        lose(&stage, "/repos/{owner}/{repo}/deployments");
        deployments::create(&github, &stage.shop(), &deployment(&sha)).await.unwrap();
    });
    let all = all(&stage, list);
    assert_eq!((all.len(), own(&all, "creator")), (MANY + 1, 1));
}

#[test]
fn a_lost_status_of_a_deployment_is_found_below_a_page_of_newer_ones() {
    let (stage, sha) = stage();
    let list = run(async {
        let shop = stage.shop();
        let made = deployments::create(&stage.workflow(), &shop, &deployment(&sha)).await.unwrap().id;
        let list = format!("/repos/octo/shop/deployments/{made}/statuses");
        let github = meanwhile(&stage, many(list.clone(), |_| json!({"state": "queued"})));
        github.viewer().await.unwrap();
        lose(&stage, "/repos/{owner}/{repo}/deployments/{deployment_id}/statuses");
        let status = NewStatus {
            state: deployments::State::InProgress,
            description: "Deploying".to_owned(),
            log_url: String::new(),
            environment_url: String::new(),
            auto_inactive: true,
        };
        deployments::create_status(&github, &shop, made, &status).await.unwrap();
        list
    });
    let all = all(&stage, &list);
    assert_eq!((all.len(), own(&all, "creator")), (MANY + 1, 1));
}

#[test]
fn a_lost_issue_is_not_another_of_ours_with_the_same_mark() {
    let (stage, _) = stage();
    let marker = Marker::new("t", "k");
    let other = marker.on("Another text");
    let made = run(async {
        let github = meanwhile(&stage, move |stage| {
            for title in ["Release", "Another"] {
                stage.post("/repos/octo/shop/issues", "actions-token", &json!({"title": title, "body": other}));
            }
        });
        github.viewer().await.unwrap();
        stage.hub().fault(Fault::on("POST", "/repos/{owner}/{repo}/issues", FaultKind::BadGatewayBefore));
        let new = NewIssue { title: "Release".to_owned(), body: "Text".to_owned(), ..NewIssue::default() };
        issues::create(&github, &stage.shop(), &marker, &new).await.unwrap()
    });
    assert_eq!(made.body, Some(marker.on("Text")));
    assert_eq!(all(&stage, "/repos/octo/shop/issues?state=all").len(), 3);
}
