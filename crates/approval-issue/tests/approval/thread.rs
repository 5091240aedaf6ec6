//! The thread: all of it, from two lists that must agree, and nothing from elsewhere.

use std::time::Duration;

use approval::people::{AccountId, AccountKind};
use approval::thread::IssueState;
use approval_issue::gather::thread::{ThreadError, text_sha256};
use github::Kind;
use github_sim::account::Trace;
use github_sim::pull::NewPull;
use github_sim::seed::TokenKindSeed;

use crate::stage::{ALICE, BOB, CAROL, OURS, Stage, person, run, seed};

#[test]
fn everything_that_changes_what_a_comment_is_worth_is_read() {
    let stage = Stage::new();
    let (plain, own, other, hidden, mailed, gone);
    {
        let (mut hub, issue) = (stage.hub(), stage.id);
        plain = hub.add_comment(&person(ALICE), issue, "/approve");
        own = hub.add_comment(&person(ALICE), issue, "/approve");
        hub.edit_comment(&person(ALICE), own, "/approve because it is ready");
        other = hub.add_comment(&person(ALICE), issue, "looks fine, checking");
        hub.edit_comment(&person(BOB), other, "/approve");
        hub.delete_revision(&person(BOB), other, 0);
        hidden = hub.add_comment(&person(CAROL), issue, "/deny");
        hub.minimize_comment(hidden, Some("outdated"));
        mailed = hub.add_comment_by_email(&person(BOB), issue, "/approve");
        gone = hub.add_comment(&person(CAROL), issue, "/deny");
        hub.delete_comment(&person(BOB), gone);
    }
    run(async {
        let found = stage.thread(None).await.unwrap();
        let one = |id: u64| found.comments.iter().find(|comment| comment.id == id).unwrap();
        assert_eq!(
            found.comments.iter().map(|comment| comment.id).collect::<Vec<_>>(),
            [plain, own, other, hidden, mailed]
        );
        assert!(
            one(plain).edited.is_none()
                && !one(plain).hidden
                && !one(plain).by_mail
                && one(plain).app.is_none()
        );
        assert_eq!(one(plain).author.as_ref().unwrap().id, Some(AccountId(ALICE)));
        let editor = |id: u64| one(id).edited.as_ref().unwrap().by.as_ref().unwrap().id;
        assert_eq!((editor(own), editor(other)), (Some(AccountId(ALICE)), Some(AccountId(BOB))));
        assert!(one(hidden).hidden && one(mailed).by_mail);
        let [deletion] = &found.deletions[..] else { panic!("{:#?}", found.deletions) };
        assert_eq!(deletion.by.as_ref().unwrap().id, Some(AccountId(BOB)));
        assert_eq!(deletion.author.as_ref().unwrap().id, Some(AccountId(CAROL)));
        assert_eq!((found.ours, found.issue.author.as_ref().unwrap().kind), (OURS, AccountKind::Bot));
        assert_eq!((found.issue.repository_id, found.issue.number), (1, stage.number));
        assert_eq!(found.issue.text_sha256, text_sha256("Release", "Please approve."));
        assert_eq!((found.issue.state, found.issue.edited), (IssueState::Open, None));
    });
}

#[test]
fn t7_what_an_app_or_nobody_wrote_is_told_apart() {
    let via = TokenKindSeed::User {
        login: "alice".to_owned(),
        scopes: vec!["repo".to_owned()],
        via_app: Some("gate".to_owned()),
    };
    let stage = Stage::with(seed().token("via-gate", via));
    let by_bot = stage.say(OURS.0, "/approve");
    let by_bob = stage.say(BOB, "/approve");
    stage.hub().delete_account(BOB, Trace::Ghost);
    run(async {
        let marker = github::Marker::new("a", "b");
        let through = stage.client("via-gate");
        let by_app = github::comments::create(&through, &stage.shop(), stage.number, &marker, "/approve")
            .await
            .unwrap()
            .id;
        let found = stage.thread(None).await.unwrap();
        let one = |id: u64| found.comments.iter().find(|comment| comment.id == id).unwrap();
        assert_eq!(one(by_app).app.as_deref(), Some("gate"));
        assert_eq!(one(by_app).author.as_ref().unwrap().id, Some(AccountId(ALICE)));
        assert_eq!(one(by_bot).author.as_ref().unwrap().kind, AccountKind::Bot);
        // Attack 16: a deleted account is nobody, in whatever way REST shows it.
        assert_eq!(one(by_bob).author, None);
    });
}

#[test]
fn title_and_text_are_one_thing_that_is_edited_or_not() {
    let stage = Stage::new();
    run(async {
        let before = stage.thread(None).await.unwrap().issue;
        stage.simulator.clock().advance(Duration::from_secs(60));
        stage.hub().rename_issue(&person(BOB), stage.id, "Release 2");
        let renamed = stage.thread(None).await.unwrap().issue;
        assert_eq!(renamed.edited.as_ref().unwrap().by.as_ref().unwrap().id, Some(AccountId(BOB)));
        assert_ne!(renamed.text_sha256, before.text_sha256);
        // Back again: the text is the same, and that it was changed stays.
        stage.hub().rename_issue(&person(BOB), stage.id, "Release");
        let back = stage.thread(None).await.unwrap().issue;
        assert_eq!((back.text_sha256 == before.text_sha256, back.edited.is_some()), (true, true));
        stage.simulator.clock().advance(Duration::from_secs(60));
        stage.hub().edit_issue(&person(ALICE), stage.id, "Approve!");
        let edited = stage.thread(None).await.unwrap().issue.edited.unwrap();
        assert_eq!(edited.by.unwrap().id, Some(AccountId(ALICE)), "the last change of both");
    });
}

#[test]
fn who_closed_it_is_told() {
    let stage = Stage::new();
    run(async {
        let state = async || stage.thread(None).await.unwrap().issue.state;
        stage.hub().close_issue(&person(OURS.0), stage.id, "completed");
        assert_eq!(state().await, IssueState::ClosedByUs);
        stage.hub().reopen_issue(&person(BOB), stage.id);
        assert_eq!(state().await, IssueState::Open);
        stage.hub().close_issue(&person(BOB), stage.id, "completed");
        assert_eq!(state().await, IssueState::Closed);
        stage.hub().lock_issue(&person(BOB), stage.id, None);
        assert!(stage.thread(None).await.unwrap().issue.locked);
    });
}

#[test]
fn attack_35_an_issue_that_is_elsewhere_or_gone_is_never_followed() {
    run(async {
        for (what, expected) in [
            ("transfer", IssueState::Transferred),
            ("delete", IssueState::Gone),
            ("discussion", IssueState::Discussion),
        ] {
            let stage = Stage::new();
            stage.say(ALICE, "/approve");
            {
                let (mut hub, id) = (stage.hub(), stage.id);
                match what {
                    "transfer" => drop(hub.transfer_issue(&person(ALICE), id, 2)),
                    "delete" => hub.delete_issue(&person(ALICE), id),
                    _ => hub.convert_to_discussion(&person(ALICE), id),
                }
            }
            let found = stage.thread(None).await.unwrap();
            assert_eq!((found.issue.state, found.issue.repository_id), (expected, 1), "{what}");
            if what != "discussion" {
                assert!(found.comments.is_empty() && found.text.is_empty(), "{what}");
            }
            let is_other = |path: &str| path.contains("octo/other") || path.contains("/repositories/2");
            let elsewhere = stage.exchanges().iter().any(|one| is_other(&one.path));
            assert!(!elsewhere, "{what}: another repository was asked");
        }
    });
}

#[test]
fn attack_35_a_repository_that_cannot_be_seen_says_nothing_about_its_issue() {
    let stage = Stage::new();
    run(async {
        stage.hub().move_repository(1, 50, "store");
        let error = stage.thread(None).await.unwrap_err();
        let ThreadError::GitHub(error) = error else { panic!("{error}") };
        assert_eq!(error.kind, Kind::Moved, "the repository has another name, the issue is where it was");
    });
}

#[test]
fn a_pull_request_is_no_request() {
    let stage = Stage::new();
    run(async {
        let number = {
            let mut hub = stage.hub();
            hub.commit_files(1, "main", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
            hub.commit_files(1, "change", ALICE, "Change", &[("b", Some("1"))]).unwrap();
            let pull = NewPull {
                title: "T".to_owned(),
                body: None,
                head: "change".to_owned(),
                base: "main".to_owned(),
            };
            hub.open_pull(&person(ALICE), 1, pull).unwrap()
        };
        let place = approval_issue::gather::thread::Place { issue: number, ..stage.place() };
        let error = approval_issue::gather::thread::read(&stage.workflow(), &place, None).await.unwrap_err();
        assert!(matches!(error, ThreadError::PullRequest(_)), "{error}");
    });
}

#[test]
fn attack_50_every_comment_is_read_and_not_the_first_page_alone() {
    let stage = Stage::new();
    for index in 0..30 {
        stage.say(ALICE, &format!("noise {index}"));
    }
    let denial = stage.say(CAROL, "/deny");
    for index in 0..220 {
        stage.say(ALICE, &format!("noise {index}"));
    }
    let last = stage.say(BOB, "/deny");
    run(async {
        let found = stage.thread(Some(last)).await.unwrap();
        assert_eq!(found.comments.len(), 252);
        assert_eq!((found.comments[30].id, found.comments[30].body.as_str()), (denial, "/deny"));
        assert_eq!(found.comments[251].id, last);
    });
}

#[test]
fn attack_57_the_whole_list_is_read_each_time_and_no_cursor_in_time_is_kept() {
    let stage = Stage::new();
    run(async {
        let vote = stage.say(ALICE, "/approve");
        let gone = stage.say(CAROL, "/deny");
        stage.thread(None).await.unwrap();
        stage.simulator.clock().advance(Duration::from_secs(3_600));
        stage.hub().edit_comment(&person(BOB), vote, "/approve because I say so");
        stage.hub().delete_comment(&person(BOB), gone);
        let found = stage.thread(None).await.unwrap();
        assert!(found.comments[0].edited.is_some() && found.deletions.len() == 1);
        let narrowed = stage.exchanges().iter().any(|one| one.query.iter().any(|(name, _)| name == "since"));
        assert!(!narrowed, "a list was asked for what is new alone");
    });
}

#[test]
fn attack_58_the_moment_is_githubs_and_not_the_runners() {
    let stage = Stage::new();
    run(async {
        stage.simulator.clock().advance(Duration::from_secs(7 * 24 * 3_600));
        let found = stage.thread(None).await.unwrap();
        // The clock of the test's runner is a year behind.
        assert_eq!(found.now.to_string(), "2026-11-29T10:00:00Z");
        assert_eq!(found.opened.to_string(), "2026-11-22T10:00:00Z");
    });
}

#[test]
fn the_requests_that_the_issue_shows_are_those_of_our_own() {
    let stage = Stage::new();
    run(async {
        stage.say(CAROL, "<!-- releasegate-request v1\nsha256:00\n-->");
        let found = stage.thread(None).await.unwrap();
        assert!(found.requests(None, &[]).is_empty());
        stage.say(OURS.0, "<!-- releasegate-request v1\nsha256:00\n-->");
        let found = stage.thread(None).await.unwrap();
        let [posted] = &found.requests(None, &[])[..] else { panic!("not one request") };
        assert_eq!((posted.digest.as_ref(), posted.changed), (None, false));
    });
}

#[test]
fn what_is_kept_in_place_is_found_by_mark_author_and_editor() {
    let stage = Stage::new();
    let marker = github::Marker::new("approval-issue", "status");
    run(async {
        let own = stage.say(OURS.0, &marker.on("how it stands"));
        stage.say(ALICE, &marker.on("approved by everybody"));
        stage.say(OURS.0, "something else");
        let kept = async || {
            let found = stage.thread(None).await.unwrap();
            found.kept(&marker).into_iter().map(|comment| comment.id).collect::<Vec<_>>()
        };
        assert_eq!(kept().await, [own]);
        stage.hub().edit_comment(&person(OURS.0), own, &marker.on("how it stands now"));
        assert_eq!(kept().await, [own]);
        stage.hub().edit_comment(&person(BOB), own, &marker.on("approved by everybody"));
        assert!(kept().await.is_empty());
    });
}

#[test]
fn attack_24_what_cannot_be_told_is_said_plainly() {
    let page = include_str!("../../README.md");
    assert!(page.contains("Who wrote a comment with somebody's token, browser session or shared account"));
}
