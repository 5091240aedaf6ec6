//! GitHub fails, is behind, or is long: the thread is whole or an error.

use approval_issue::gather::thread::ThreadError;
use github::{Kind, issues};
use github_sim::{Fault, FaultKind};

use crate::stage::{ALICE, BOB, CAROL, Stage, person, run};

const LIST: &str = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

#[test]
fn t9_five_thousand_comments_are_read_to_the_last() {
    let stage = Stage::new();
    {
        let (mut hub, issue) = (stage.hub(), stage.id);
        for index in 0..4_999 {
            hub.add_comment(&person(ALICE), issue, &index.to_string());
        }
    }
    let denial = stage.say(CAROL, "/deny");
    run(async {
        let (found, cost) = stage.cost(stage.thread(Some(denial))).await;
        let found = found.unwrap();
        assert_eq!((found.comments.len(), found.comments[4_999].id), (5_000, denial));
        assert!(cost <= 102, "{cost} requests");
    });
}

#[test]
fn attack_51_an_error_is_retried_and_then_an_error_and_never_an_answer() {
    run(async {
        for kind in [
            FaultKind::BadGatewayBefore,
            FaultKind::CutBefore,
            FaultKind::TruncatedBody,
            FaultKind::TooManyRequests { retry_after: 7 },
            FaultKind::SecondaryLimit { status: 403, retry_after: None },
            FaultKind::PrimaryLimit { reset: 60 },
        ] {
            let stage = Stage::new();
            stage.say(CAROL, "/deny");
            stage.hub().fault(Fault::on("GET", LIST, kind.clone()));
            stage.hub().fault(Fault::on("POST", "/graphql#Thread", kind.clone()));
            let found = stage.thread(None).await.unwrap();
            assert_eq!(found.comments.len(), 1, "{kind:?}");
            let lasting = Fault::on("POST", "/graphql#Thread", kind.clone()).times(10_000);
            stage.hub().fault(lasting);
            let error = stage.thread(None).await.unwrap_err();
            assert!(matches!(error, ThreadError::GitHub(_)) && !error.ends_pending(), "{kind:?}: {error}");
        }
    });
}

#[test]
fn t9_a_token_that_ran_out_is_an_error_and_no_answer() {
    let stage = Stage::new();
    stage.say(CAROL, "/deny");
    run(async {
        let expired = stage.client("expired-token");
        let error = approval_issue::gather::thread::read(&expired, &stage.place(), None).await.unwrap_err();
        let ThreadError::GitHub(error) = error else { panic!("{error}") };
        assert_eq!(error.kind, Kind::Unauthorized);
    });
}

#[test]
fn attack_56_the_list_is_read_until_it_shows_the_comment_that_woke_us() {
    let stage = Stage::new();
    run(async {
        // Both lists miss it for a while, and then one of them.
        stage.hub().fault(Fault::on("POST", LIST, FaultKind::ListLag(5)));
        let woke = stage.post("/deny").await;
        let found = stage.thread(Some(woke)).await.unwrap();
        assert_eq!(found.comments.last().unwrap().id, woke);
    });
}

#[test]
fn attack_56_a_list_that_stays_behind_ends_pending() {
    let stage = Stage::new();
    run(async {
        stage.hub().fault(Fault::on("POST", LIST, FaultKind::ListLagSeconds(3_600)));
        let woke = stage.post("/deny").await;
        let error = stage.thread(Some(woke)).await.unwrap_err();
        assert!(matches!(error, ThreadError::NotListed { comment, .. } if comment == woke), "{error}");
        assert!(error.ends_pending() && error.to_string().contains("run this again"), "{error}");
    });
}

#[test]
fn a_comment_that_stands_in_one_list_alone_is_not_left_out() {
    let stage = Stage::new();
    run(async {
        // The first list, which is REST's, misses it; GraphQL's shows it.
        stage.hub().fault(Fault::on("POST", LIST, FaultKind::ListLag(1)));
        let late = stage.post("/deny").await;
        let before = stage.exchanges().len();
        let found = stage.thread(None).await.unwrap();
        assert_eq!(found.comments.last().unwrap().id, late);
        assert_eq!(stage.exchanges().len() - before, 4, "it was read twice");
    });
}

#[test]
fn attack_56_a_comment_that_was_deleted_meanwhile_is_not_waited_for() {
    let stage = Stage::new();
    run(async {
        let gone = stage.say(BOB, "/approve");
        stage.hub().delete_comment(&person(BOB), gone);
        let found = stage.thread(Some(gone)).await.unwrap();
        assert_eq!((found.comments.len(), found.deletions.len()), (0, 1));
    });
}

#[test]
fn attack_55_an_event_can_name_any_comment_and_only_this_issues_count() {
    let stage = Stage::new();
    run(async {
        let other = issues::create(
            &stage.client("alice-token"),
            &stage.shop(),
            &github::Marker::new("a", "b"),
            &issues::NewIssue { title: "Other".to_owned(), ..Default::default() },
        )
        .await
        .unwrap();
        let id = stage.hub().issues.values().find(|issue| issue.number == other.number).unwrap().id;
        let foreign = stage.hub().add_comment(&person(BOB), id, "/approve");
        let error = stage.thread(Some(foreign)).await.unwrap_err();
        assert!(matches!(error, ThreadError::Elsewhere { .. }) && !error.ends_pending(), "{error}");
    });
}
