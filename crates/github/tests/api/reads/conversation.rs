//! The truth about comments.

use github::conversation::{self, Happening};
use github::{GitHub, Kind};
use github_sim::Seed;
use github_sim::account::Trace;
use github_sim::issue::NewIssue;
use github_sim::seed::RepositorySeed;
use github_sim::token::Caller;

use crate::stage::{Stage, run};

const ALICE: u64 = 101;
const BOB: u64 = 102;

fn person(account: u64) -> Caller {
    Caller { account: Some(account), token: None }
}

/// A stage with an issue of Alice's in `octo/shop`: number and durable number.
fn stage() -> (Stage, u64, u64) {
    let stage = Stage::with(Seed::small().repository(RepositorySeed::new("octo/other", 2)));
    let id = stage.hub().open_issue(&person(ALICE), 1, NewIssue::new("Release", "Please"));
    let number = stage.hub().issues[&id].number;
    (stage, number, id)
}

async fn comments(github: &GitHub, stage: &Stage, number: u64) -> Vec<conversation::Comment> {
    conversation::read(github, &stage.shop(), number).await.unwrap().1
}

#[test]
fn what_rest_does_not_tell_is_told() {
    let (stage, number, issue) = stage();
    {
        let mut hub = stage.hub();
        let plain = hub.add_comment(&person(ALICE), issue, "/approve");
        let edited = hub.add_comment(&person(ALICE), issue, "/deny");
        hub.edit_comment(&person(BOB), edited, "/approve");
        hub.delete_revision(&person(BOB), edited, 0);
        hub.add_comment_by_email(&person(BOB), issue, "/approve");
        hub.minimize_comment(plain, Some("outdated"));
        hub.edit_issue(&person(BOB), issue, "Please, both");
    }
    run(async {
        let github = stage.workflow();
        let (issue, comments) = conversation::read(&github, &stage.shop(), number).await.unwrap();
        assert_eq!((issue.title.as_str(), issue.body.as_str()), ("Release", "Please, both"));
        assert_eq!(issue.author.unwrap().id, Some(ALICE));
        assert_eq!((issue.editor.unwrap().id, issue.last_edited_at.is_some()), (Some(BOB), true));
        let [hidden, edited, mailed] = &comments[..] else { panic!("{comments:#?}") };
        assert_eq!((hidden.is_minimized, hidden.minimized_reason.as_deref()), (true, Some("outdated")));
        assert!(hidden.edits.is_empty() && hidden.last_edited_at.is_none() && hidden.editor.is_none());
        assert_eq!((mailed.created_via_email, hidden.created_via_email), (true, false));
        assert_eq!(edited.author.as_ref().unwrap().id, Some(ALICE));
        assert_eq!(edited.editor.as_ref().unwrap().id, Some(BOB));
        assert!(edited.includes_created_edit && edited.last_edited_at.is_some());
        let editors: Vec<_> = edited.edits.iter().map(|edit| edit.editor.as_ref().unwrap().id).collect();
        assert_eq!(editors, [Some(BOB), Some(ALICE)], "newest first");
        let deleted: Vec<_> = edited.edits.iter().map(|edit| edit.deleted_by.clone().map(|by| by.id)).collect();
        assert_eq!(deleted, [None, Some(Some(BOB))]);
    });
}

#[test]
fn every_comment_and_every_edit_is_read() {
    let (stage, number, issue) = stage();
    {
        let mut hub = stage.hub();
        for index in 0..250 {
            hub.add_comment(&person(ALICE), issue, &format!("{index}"));
        }
        let last = hub.add_comment(&person(ALICE), issue, "0");
        for index in 1..=150 {
            hub.edit_comment(&person(BOB), last, &format!("{index}"));
        }
    }
    run(async {
        let github = stage.workflow();
        let comments = comments(&github, &stage, number).await;
        let bodies: Vec<String> = comments.iter().take(250).map(|comment| comment.body.clone()).collect();
        assert_eq!(bodies, (0..250).map(|index| index.to_string()).collect::<Vec<_>>());
        assert!(comments.is_sorted_by_key(|comment| comment.id));
        let edits = &comments[250].edits;
        assert_eq!((comments.len(), edits.len()), (251, 151), "the first text and 150 edits");
        assert!(edits.is_sorted_by(|newer, older| newer.edited_at >= older.edited_at));
        assert_eq!(edits.iter().filter(|edit| edit.editor.as_ref().unwrap().id == Some(ALICE)).count(), 1);
        let alone = conversation::comment(&github, &stage.shop(), number, &comments[250].node_id).await;
        assert_eq!(alone.unwrap(), comments[250]);
    });
}

#[test]
fn a_deleted_account_is_nobody() {
    let (stage, number, issue) = stage();
    stage.hub().add_comment(&person(BOB), issue, "/approve");
    stage.hub().delete_account(BOB, Trace::Null);
    run(async {
        let comments = comments(&stage.workflow(), &stage, number).await;
        assert_eq!(comments[0].author, None);
    });
}

#[test]
fn a_comment_of_elsewhere_is_none_of_this_issue() {
    let (stage, number, issue) = stage();
    let (here, there) = {
        let mut hub = stage.hub();
        let other = hub.open_issue(&person(ALICE), 1, NewIssue::new("Another", ""));
        (hub.add_comment(&person(ALICE), issue, "a"), hub.add_comment(&person(ALICE), other, "b"))
    };
    run(async {
        let (github, shop) = (stage.workflow(), stage.shop());
        let node = |id| github_sim::node::node_id("IC", id);
        let found = conversation::comment(&github, &shop, number, &node(here)).await.unwrap();
        assert_eq!((found.id, found.body.as_str()), (here, "a"));
        let wrong = [node(there), node(999_999), github_sim::node::node_id("I", issue), "IC_x".to_owned()];
        for wrong in wrong {
            let error = conversation::comment(&github, &shop, number, &wrong).await.unwrap_err();
            assert_eq!(error.kind, Kind::NotFound, "{wrong}: {error}");
        }
        let other = "octo/other".parse().unwrap();
        let error = conversation::comment(&github, &other, number, &node(here)).await.unwrap_err();
        assert_eq!(error.kind, Kind::NotFound, "{error}");
    });
}

#[test]
fn what_happened_is_listed_in_its_order() {
    let (stage, number, issue) = stage();
    {
        let mut hub = stage.hub();
        let comment = hub.add_comment(&person(BOB), issue, "/deny");
        hub.delete_comment(&person(ALICE), comment);
        hub.rename_issue(&person(ALICE), issue, "Release 2");
        hub.close_issue(&person(ALICE), issue, "not_planned");
        hub.reopen_issue(&person(ALICE), issue);
        hub.lock_issue(&person(ALICE), issue, Some("too heated"));
        hub.unlock_issue(&person(ALICE), issue);
    }
    run(async {
        let events = conversation::events(&stage.workflow(), &stage.shop(), number).await.unwrap();
        assert!(events.iter().all(|event| event.actor.as_ref().unwrap().id == Some(ALICE)));
        let what: Vec<Happening> = events.into_iter().map(|event| event.what).collect();
        let Happening::CommentDeleted { deleted_comment_author: Some(author) } = &what[0] else {
            panic!("{what:?}")
        };
        assert_eq!((author.id, author.login.as_str(), author.kind.as_str()), (Some(BOB), "bob", "User"));
        let renamed =
            Happening::Renamed { previous_title: "Release".into(), current_title: "Release 2".into() };
        let rest = [
            renamed,
            Happening::Closed { state_reason: Some("NOT_PLANNED".into()) },
            Happening::Reopened,
            Happening::Locked { lock_reason: Some("TOO_HEATED".into()) },
            Happening::Unlocked,
        ];
        assert_eq!(what[1..], rest);
    });
}

#[test]
fn a_transferred_issue_is_gone_here_and_says_there_where_it_came_from() {
    let (stage, number, issue) = stage();
    let there = stage.hub().transfer_issue(&person(100), issue, 2).unwrap();
    let there = stage.hub().issues[&there].number;
    run(async {
        let github = stage.client("olivia-token");
        let gone = conversation::events(&github, &stage.shop(), number).await.unwrap_err();
        assert_eq!(gone.kind, Kind::NotFound, "{gone}");
        let events = conversation::events(&github, &"octo/other".parse().unwrap(), there).await.unwrap();
        let Happening::Transferred { from_repository: Some(from) } = &events[0].what else {
            panic!("{events:?}")
        };
        assert_eq!(from.name_with_owner, "octo/shop");
    });
}

#[test]
fn a_former_name_of_the_repository_is_not_followed() {
    let (stage, number, _) = stage();
    stage.hub().move_repository(1, 50, "store");
    run(async {
        let error = conversation::read(&stage.workflow(), &stage.shop(), number).await.unwrap_err();
        assert_eq!(error.kind, Kind::NotFound, "{error}");
        assert!(error.target.contains("octo/shop"), "{error}");
        conversation::read(&stage.workflow(), &"octo/store".parse().unwrap(), number).await.unwrap();
    });
}

#[test]
fn one_request_tells_all_of_a_short_thread() {
    let (stage, number, id) = stage();
    {
        let mut hub = stage.hub();
        let gone = hub.add_comment(&person(ALICE), id, "/deny");
        hub.add_comment(&person(BOB), id, "/approve");
        hub.delete_comment(&person(BOB), gone);
        hub.rename_issue(&person(BOB), id, "Another title");
    }
    run(async {
        let github = stage.workflow();
        assert_eq!(github.moment(), None);
        let before = stage.simulator.exchanges().len();
        let thread = conversation::thread(&github, &stage.shop(), number).await.unwrap();
        let whose = github.viewer().await.unwrap();
        assert_eq!(stage.simulator.exchanges().len(), before + 1);
        assert_eq!((whose.id, &thread.viewer), (41_898_282, whose));
        assert_eq!((thread.issue.number, thread.issue.repository.id), (number, Some(1)));
        assert_eq!(thread.issue.repository.name_with_owner, "octo/shop");
        assert_eq!((thread.comments.len(), thread.events.len()), (1, 2));
        assert!(thread.issue.node_id.starts_with("I_") && thread.issue.url.contains("/issues/"));
        // The runner's clock is somewhere else.
        assert_eq!(github.moment(), Some(stage.simulator.clock().now()));
        let missing = conversation::thread(&github, &stage.shop(), number + 1).await.unwrap_err();
        assert_eq!(missing.kind, Kind::NotFound);
    });
}

#[test]
fn a_long_thread_is_read_to_its_end() {
    let (stage, number, id) = stage();
    {
        let mut hub = stage.hub();
        for index in 0..130 {
            hub.add_comment(&person(ALICE), id, &format!("{index}"));
            hub.rename_issue(&person(BOB), id, &format!("{index}"));
        }
    }
    run(async {
        let github = stage.workflow();
        let thread = conversation::thread(&github, &stage.shop(), number).await.unwrap();
        assert_eq!((thread.comments.len(), thread.events.len()), (130, 130));
        assert_eq!((thread.comments[129].body.as_str(), thread.issue.title.as_str()), ("129", "129"));
    });
}
