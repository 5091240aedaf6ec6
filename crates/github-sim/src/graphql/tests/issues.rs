//! Issues and comments with what has happened to them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{data, error};
use crate::issue::NewIssue;
use crate::node::node_id;
use crate::probe::start;
use crate::{Seed, Simulator};

const COMMENT: &str = "query($id: ID!) { node(id: $id) { ... on IssueComment {
  id databaseId fullDatabaseId url body createdViaEmail lastEditedAt editor { login __typename ... on User { databaseId } }
  includesCreatedEdit isMinimized minimizedReason
  userContentEdits(first: 10) { totalCount nodes { editedAt editor { login } deletedAt deletedBy { login } diff } }
  author { __typename login ... on User { databaseId } ... on Bot { databaseId } } authorAssociation
  createdAt updatedAt publishedAt viewerDidAuthor issue { number } repository { nameWithOwner }
} } }";

fn seen(sim: &Simulator, token: &str, id: u64) -> Value {
    data(sim, token, COMMENT, json!({"id": node_id("IC", id)}))["node"].clone()
}

fn opened(sim: &Simulator) -> u64 {
    let mut hub = sim.hub();
    let olivia = hub.person("olivia");
    hub.open_issue(&olivia, 1, NewIssue::new("Ship it", "Please."))
}

fn said(sim: &Simulator, issue: u64, who: &str, text: &str) -> u64 {
    let mut hub = sim.hub();
    let who = hub.person(who);
    hub.add_comment(&who, issue, text)
}

#[test]
fn an_untouched_comment_shows_that_nobody_touched_it() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let comment = said(&sim, issue, "alice", "/approve");
    let shown = seen(&sim, "actions-token", comment);
    for (field, value) in [
        ("databaseId", Value::Null),
        ("fullDatabaseId", json!(comment.to_string())),
        ("url", json!(format!("https://github.com/octo/shop/issues/1#issuecomment-{comment}"))),
        ("body", json!("/approve")),
        ("createdViaEmail", json!(false)),
        ("lastEditedAt", Value::Null),
        ("editor", Value::Null),
        ("includesCreatedEdit", json!(false)),
        ("isMinimized", json!(false)),
        ("userContentEdits", json!({"totalCount": 0, "nodes": []})),
        ("author", json!({"__typename": "User", "login": "alice", "databaseId": 101})),
        ("authorAssociation", json!("MEMBER")),
        ("createdAt", json!("2026-11-22T10:00:00Z")),
        ("publishedAt", json!("2026-11-22T10:00:00Z")),
        ("viewerDidAuthor", json!(false)),
        ("issue", json!({"number": 1})),
        ("repository", json!({"nameWithOwner": "octo/shop"})),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    assert_eq!(seen(&sim, "alice-token", comment)["viewerDidAuthor"], true);
}

#[test]
fn an_edit_by_another_names_the_editor_and_keeps_the_history() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let comment = said(&sim, issue, "alice", "looks ok, checking");
    sim.clock().advance(Duration::from_secs(60));
    {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.edit_comment(&bob, comment, "/approve");
    }
    let shown = seen(&sim, "actions-token", comment);
    assert_eq!(
        (&shown["lastEditedAt"], &shown["includesCreatedEdit"]),
        (&json!("2026-11-22T10:01:00Z"), &json!(true))
    );
    assert_eq!(shown["editor"], json!({"login": "bob", "__typename": "User", "databaseId": 102}));
    assert_eq!(shown["author"]["login"], "alice");
    let edits = &shown["userContentEdits"];
    assert_eq!((&edits["totalCount"], &edits["nodes"][0]["diff"]), (&json!(2), &json!("/approve")));
    assert_eq!(
        (&edits["nodes"][1]["diff"], &edits["nodes"][1]["editor"]["login"]),
        (&json!("looks ok, checking"), &json!("alice"))
    );
    {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.delete_revision(&bob, comment, 0);
    }
    let first = seen(&sim, "actions-token", comment)["userContentEdits"]["nodes"][1].clone();
    assert_eq!((&first["diff"], &first["deletedBy"]["login"]), (&Value::Null, &json!("bob")));
    assert_eq!(first["deletedAt"], "2026-11-22T10:01:00Z");
}

#[test]
fn mail_hiding_bots_and_deleted_accounts_are_told() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let mail = {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.add_comment_by_email(&bob, issue, "/approve")
    };
    assert_eq!(seen(&sim, "actions-token", mail)["createdViaEmail"], true);
    sim.hub().minimize_comment(mail, Some("outdated"));
    let hidden = seen(&sim, "actions-token", mail);
    assert_eq!((&hidden["isMinimized"], &hidden["minimizedReason"]), (&json!(true), &json!("outdated")));
    let bot = sim.comment("actions-token", 1, "status");
    let shown = seen(&sim, "actions-token", bot);
    let author = json!({"__typename": "Bot", "login": "github-actions", "databaseId": 41_898_282});
    assert_eq!((&shown["author"], &shown["viewerDidAuthor"]), (&author, &json!(true)));
    sim.hub().delete_account(102, crate::account::Trace::Ghost);
    assert_eq!(seen(&sim, "actions-token", mail)["author"], Value::Null);
}

const COMMENTS: &str = "query($n: Int!, $size: Int, $after: String, $last: Int, $before: String) {
  repository(owner: \"octo\", name: \"shop\") { issue(number: $n) {
    comments(first: $size, after: $after, last: $last, before: $before) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { body } edges { cursor node { body } }
} } } }";

fn comments(sim: &Simulator, variables: Value) -> Value {
    let mut all = json!({"n": 1});
    crate::rest::merge(&mut all, variables);
    data(sim, "actions-token", COMMENTS, all)["repository"]["issue"]["comments"].clone()
}

#[test]
fn comments_come_in_pages_that_hold_when_one_is_deleted() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let ids: Vec<u64> = (0..5).map(|number| said(&sim, issue, "alice", &number.to_string())).collect();
    let bodies = |page: &Value| -> Vec<Value> {
        page["nodes"].as_array().unwrap().iter().map(|node| node["body"].clone()).collect()
    };
    let first = comments(&sim, json!({"size": 2}));
    assert_eq!((bodies(&first), &first["totalCount"]), (vec![json!("0"), json!("1")], &json!(5)));
    assert_eq!(first["edges"][1]["cursor"], first["pageInfo"]["endCursor"]);
    sim.hub().comments.remove(&ids[1]);
    let second = comments(&sim, json!({"size": 2, "after": first["pageInfo"]["endCursor"]}));
    assert_eq!(bodies(&second), ["2", "3"]);
    assert_eq!(
        (&second["pageInfo"]["hasNextPage"], &second["pageInfo"]["hasPreviousPage"]),
        (&json!(true), &json!(true))
    );
    let third = comments(&sim, json!({"size": 2, "after": second["pageInfo"]["endCursor"]}));
    assert_eq!((bodies(&third), &third["pageInfo"]["hasNextPage"]), (vec![json!("4")], &json!(false)));
    let last = comments(&sim, json!({"last": 2, "before": third["pageInfo"]["startCursor"]}));
    assert_eq!(
        (bodies(&last), &last["pageInfo"]["hasPreviousPage"]),
        (vec![json!("2"), json!("3")], &json!(true))
    );
}

#[test]
fn a_list_that_lags_misses_a_new_comment() {
    let sim = start(Seed::small());
    opened(&sim);
    let lag = crate::FaultKind::ListLag(1);
    sim.hub().fault(crate::Fault::on("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", lag));
    sim.comment("alice-token", 1, "late");
    assert_eq!(comments(&sim, json!({"size": 5}))["nodes"], json!([]));
    assert_eq!(comments(&sim, json!({"size": 5}))["nodes"], json!([{"body": "late"}]));
    let lag = crate::FaultKind::ListLagSeconds(5);
    sim.hub().fault(crate::Fault::on("POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", lag));
    sim.comment("alice-token", 1, "later");
    let count = || comments(&sim, json!({"size": 5}))["nodes"].as_array().map(Vec::len);
    assert_eq!((count(), count()), (Some(1), Some(1)));
    sim.clock().advance(Duration::from_secs(5));
    assert_eq!(count(), Some(2));
}

#[test]
fn an_issue_tells_its_own_story() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let query = "query($id: ID!) { node(id: $id) { ... on Issue {
      number title body state stateReason closed closedAt locked activeLockReason lastEditedAt editor { login }
      author { login } createdViaEmail includesCreatedEdit } } }";
    let ask = || data(&sim, "actions-token", query, json!({"id": node_id("I", issue)}))["node"].clone();
    let before = ask();
    assert_eq!(
        (&before["state"], &before["closed"], &before["editor"]),
        (&json!("OPEN"), &json!(false), &Value::Null)
    );
    {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.edit_issue(&bob, issue, "Other.");
        hub.close_issue(&bob, issue, "not_planned");
        hub.lock_issue(&bob, issue, Some("too heated"));
    }
    let after = ask();
    assert_eq!((&after["state"], &after["stateReason"]), (&json!("CLOSED"), &json!("NOT_PLANNED")));
    assert_eq!((&after["body"], &after["editor"]["login"]), (&json!("Other."), &json!("bob")));
    assert_eq!((&after["locked"], &after["activeLockReason"]), (&json!(true), &json!("TOO_HEATED")));
    assert_eq!(after["lastEditedAt"], "2026-11-22T10:00:00Z");
}

#[test]
fn the_timeline_keeps_what_was_undone() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    let comment = said(&sim, issue, "alice", "/deny");
    {
        let mut hub = sim.hub();
        let bob = hub.person("bob");
        hub.delete_comment(&bob, comment);
        hub.rename_issue(&bob, issue, "Ship something else");
        hub.close_issue(&bob, issue, "completed");
        hub.reopen_issue(&bob, issue);
        hub.lock_issue(&bob, issue, None);
        hub.unlock_issue(&bob, issue);
    }
    said(&sim, issue, "carol", "hello");
    let query = "query($types: [IssueTimelineItemsItemType!]) { repository(owner: \"octo\", name: \"shop\") {
      issue(number: 1) { timelineItems(itemTypes: $types, first: 50) { totalCount filteredCount pageCount updatedAt nodes {
        __typename ... on Node { id } ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } createdAt }
        ... on RenamedTitleEvent { previousTitle currentTitle } ... on ClosedEvent { stateReason } ... on IssueComment { body }
    } } } } }";
    let items = |types: Value| {
        data(&sim, "actions-token", query, json!({"types": types}))["repository"]["issue"]["timelineItems"]
            .clone()
    };
    let all = items(Value::Null);
    let names: Vec<&str> =
        all["nodes"].as_array().unwrap().iter().map(|node| node["__typename"].as_str().unwrap()).collect();
    let expected = [
        "CommentDeletedEvent",
        "RenamedTitleEvent",
        "ClosedEvent",
        "ReopenedEvent",
        "LockedEvent",
        "UnlockedEvent",
        "IssueComment",
    ];
    assert_eq!(names, expected);
    let deleted = items(json!(["COMMENT_DELETED_EVENT", "TRANSFERRED_EVENT", "CONVERTED_TO_DISCUSSION_EVENT"]));
    assert_eq!((&deleted["totalCount"], &deleted["pageCount"]), (&json!(1), &json!(1)));
    let node = &deleted["nodes"][0];
    assert_eq!(
        (&node["actor"]["login"], &node["deletedCommentAuthor"]["login"]),
        (&json!("bob"), &json!("alice"))
    );
    let renamed = items(json!(["RENAMED_TITLE_EVENT"]))["nodes"][0].clone();
    assert_eq!(
        (&renamed["previousTitle"], &renamed["currentTitle"]),
        (&json!("Ship it"), &json!("Ship something else"))
    );
}

#[test]
fn a_moved_or_missing_issue_is_not_found() {
    let seed = Seed::small().repository(crate::seed::RepositorySeed::new("octo/other", 2));
    let sim = start(seed);
    let issue = opened(&sim);
    let query = "query($n: Int!) { repository(owner: \"octo\", name: \"shop\") { issue(number: $n) { id } } }";
    let missing = error(&sim, "actions-token", query, json!({"n": 99}));
    assert_eq!(missing["type"], "NOT_FOUND");
    assert_eq!(missing["message"], "Could not resolve to an Issue with the number of 99.");
    let moved = {
        let mut hub = sim.hub();
        let olivia = hub.person("olivia");
        hub.transfer_issue(&olivia, issue, 2).unwrap()
    };
    assert_eq!(error(&sim, "actions-token", query, json!({"n": 1}))["type"], "NOT_FOUND");
    let story = "query($id: ID!) { node(id: $id) { ... on Issue { timelineItems(first: 9, itemTypes: [TRANSFERRED_EVENT]) {
      nodes { ... on TransferredEvent { fromRepository { nameWithOwner } issue { number } } } } } } }";
    let seen = data(&sim, "alice-token", story, json!({"id": node_id("I", moved)}));
    let event = &seen["node"]["timelineItems"]["nodes"][0];
    assert_eq!(event, &json!({"fromRepository": {"nameWithOwner": "octo/shop"}, "issue": {"number": 1}}));
}

#[test]
fn a_discussion_leaves_the_issue_closed_and_locked() {
    let sim = start(Seed::small());
    let issue = opened(&sim);
    {
        let mut hub = sim.hub();
        let olivia = hub.person("olivia");
        hub.convert_to_discussion(&olivia, issue);
    }
    let query = "{ repository(owner: \"octo\", name: \"shop\") { issue(number: 1) { closed locked
      timelineItems(first: 9, itemTypes: [CONVERTED_TO_DISCUSSION_EVENT]) { nodes { __typename
        ... on ConvertedToDiscussionEvent { actor { login } createdAt } } } } } }";
    let seen = data(&sim, "actions-token", query, json!({}))["repository"]["issue"].clone();
    let event = json!({
        "__typename": "ConvertedToDiscussionEvent", "actor": {"login": "olivia"}, "createdAt": "2026-11-22T10:00:00Z",
    });
    assert_eq!(seen, json!({"closed": true, "locked": true, "timelineItems": {"nodes": [event]}}));
}
