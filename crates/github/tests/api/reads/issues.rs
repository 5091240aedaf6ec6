//! Issues and their comments.

use github::comments::{self, Comment};
use github::issues::{self, Changes, NewIssue};
use github::{Changed, Kind, Marker};
use github_sim::Seed;
use serde_json::json;

use crate::stage::{Stage, run};
use crate::workflows::person;

const BOB: u64 = 102;

fn new_issue() -> NewIssue {
    NewIssue { title: "Release".to_owned(), body: "Please".to_owned(), labels: vec!["approval".to_owned()] }
}

#[test]
fn an_issue_is_read_listed_and_found_by_its_mark() {
    let stage = Stage::new();
    let (shop, mark) = (stage.shop(), Marker::new("tests", "one"));
    run(async {
        let github = stage.workflow();
        let made = issues::create(&github, &shop, &mark, &new_issue()).await.unwrap();
        assert_eq!(made, issues::read(&github, &shop, made.number).await.unwrap());
        assert_eq!(made.user.as_ref().unwrap().id, github.viewer().await.unwrap().id);
        assert_eq!(made.body.as_deref(), Some("<!-- releasegate:tests:one -->\nPlease"));
        // Somebody else's issue with the same mark is not ours.
        stage.post(
            "/repos/octo/shop/issues",
            "mallory-token",
            &json!({"title": "x", "body": mark.on("forged")}),
        );
        let found = issues::find(&github, &shop, &mark, "open", None).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&made));
        assert_eq!(issues::list(&github, &shop, "open", None).await.unwrap().len(), 2);
        let labelled = issues::list(&github, &shop, "all", Some("approval")).await.unwrap();
        assert_eq!(labelled.iter().map(|issue| issue.number).collect::<Vec<_>>(), [made.number]);
        assert!(issues::list(&github, &shop, "closed", None).await.unwrap().is_empty());
    });
}

#[test]
fn an_issue_of_ours_into_which_somebody_else_wrote_a_mark_is_not_found() {
    let stage = Stage::new();
    let (shop, prod) = (stage.shop(), Marker::new("tests", "prod"));
    run(async {
        let github = stage.workflow();
        let other = Marker::new("tests", "staging");
        let made = issues::create(&github, &shop, &other, &new_issue()).await.unwrap();
        stage.hub().edit_issue(&person(BOB), made.id, &prod.on("approved by everybody"));
        assert!(issues::find(&github, &shop, &prod, "all", None).await.unwrap().is_empty());
        let body = Some(prod.on("ours"));
        issues::update(&github, &shop, made.number, &Changes { body, ..Changes::default() }).await.unwrap();
        let found = issues::find(&github, &shop, &prod, "all", None).await.unwrap();
        assert_eq!(found.iter().map(|issue| issue.number).collect::<Vec<_>>(), [made.number], "ours again");
    });
}

#[test]
fn who_can_be_assigned_is_asked_before() {
    let stage = Stage::new();
    run(async {
        let github = stage.workflow();
        assert!(issues::can_be_assigned(&github, &stage.shop(), "alice").await.unwrap());
        assert!(!issues::can_be_assigned(&github, &stage.shop(), "mallory").await.unwrap());
    });
}

#[test]
fn an_issue_that_is_not_there_is_not_found_and_switched_off_issues_are_gone() {
    let stage = Stage::with(Seed::small().with_repository("octo/shop", |shop| shop.has_issues = false));
    run(async {
        let github = stage.workflow();
        let gone =
            issues::create(&github, &stage.shop(), &Marker::new("t", "k"), &new_issue()).await.unwrap_err();
        assert_eq!(gone.kind, Kind::Gone, "{gone}");
        let stage = Stage::new();
        let absent = issues::read(&stage.workflow(), &stage.shop(), 7).await.unwrap_err();
        assert_eq!(absent.kind, Kind::NotFound, "{absent}");
    });
}

#[test]
fn a_page_that_did_not_change_costs_nothing() {
    let stage = Stage::new();
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let issue = issues::create(&github, &shop, &Marker::new("t", "k"), &new_issue()).await.unwrap().number;
        let path = format!("/repos/octo/shop/issues/{issue}/comments");
        stage.post(&path, "alice-token", &json!({"body": "/approve"}));
        let first = comments::page_if_changed(&github, &shop, issue, 1, None).await.unwrap();
        let Changed::To(list, Some(mark)) = first else { panic!("{first:?}") };
        let texts = |list: &[Comment]| list.iter().map(|comment| comment.body.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&list), ["/approve"]);
        let again = comments::page_if_changed(&github, &shop, issue, 1, Some(&mark)).await.unwrap();
        assert_eq!(again, Changed::Not);
        stage.post(&path, "bob-token", &json!({"body": "/deny"}));
        let changed = comments::page_if_changed(&github, &shop, issue, 1, Some(&mark)).await.unwrap();
        let Changed::To(list, _) = changed else { panic!("{changed:?}") };
        assert_eq!(texts(&list), ["/approve", "/deny"]);
        let one = comments::read(&github, &shop, list[0].id).await.unwrap();
        assert_eq!(one, list[0]);
    });
}
