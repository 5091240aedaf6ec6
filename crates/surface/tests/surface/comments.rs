//! The comment: one for each gate, updated, never doubled, and never put back.

use github::Marker;
use github_sim::{Fault, FaultKind};
use serde_json::json;
use verdict::RuleStatus;

use crate::stage::{COMMENT, Said, Stage, only, report, verdict};

const CREATE: &str = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

#[test]
fn it_is_written_and_then_updated_in_place() {
    let stage = Stage::new();
    let said = stage.said();
    let notices = stage.announce(&said, COMMENT);
    let (failed, message) = only(&notices);
    assert!(!failed && message.contains("Wrote the comment on pull request"), "{message}");
    let mark = Marker::new("coverage-gate", "api");
    let [first] = &stage.comments()[..] else { panic!("not one comment") };
    assert!(mark.marks(first) && first.contains("### Coverage gate api: fail\n\n10 more lines"), "{first}");
    assert!(
        first.contains("<code>&#64;octo/all</code>") && first.contains("judgement <code>sha256"),
        "{first}"
    );

    let again = Said { attempt: 2, status: RuleStatus::Pass, headline: "all is covered".to_owned(), ..said };
    assert!(!only(&stage.announce(&again, COMMENT)).0);
    let [second] = &stage.comments()[..] else { panic!("not one comment") };
    assert!(
        second.contains("### Coverage gate api: pass\n\nall is covered") && !second.contains("10 more"),
        "{second}"
    );
}

#[test]
fn each_gate_has_its_own() {
    let stage = Stage::new();
    let said = stage.said();
    stage.announce(&said, COMMENT);
    let mut setting = stage.setting(&said);
    setting.gate_id = "web".to_owned();
    surface::announce(&setting, COMMENT, &verdict(&said), &report(&said));
    assert_eq!(stage.comments().len(), 2);
}

#[test]
fn a_lost_answer_does_not_make_two() {
    for kind in [FaultKind::BadGatewayAfter, FaultKind::CutAfter] {
        let stage = Stage::new();
        stage.hub().fault(Fault::on("POST", CREATE, kind));
        assert!(!only(&stage.announce(&stage.said(), COMMENT)).0);
        assert_eq!(stage.comments().len(), 1);
    }
}

#[test]
fn a_run_of_a_commit_that_is_no_longer_the_head_leaves_what_is_there() {
    let stage = Stage::new();
    let old = stage.said();
    let head = stage.push();
    let new = Said { head, run: old.run + 1, headline: "the newer word".to_owned(), ..old.clone() };
    stage.announce(&new, COMMENT);
    let notices = stage.announce(&old, COMMENT);
    let (failed, message) = only(&notices);
    assert!(!failed && message.contains("was left as it is") && message.contains(&new.head), "{message}");
    assert!(stage.comments()[0].contains("the newer word"));
    assert_eq!((stage.comments().len(), stage.asked("PATCH", "/comments/")), (1, 0));
}

#[test]
fn an_older_attempt_leaves_what_a_newer_one_wrote() {
    let stage = Stage::new();
    let old = stage.said();
    let new = Said { attempt: 2, headline: "the newer word".to_owned(), ..old.clone() };
    stage.announce(&new, COMMENT);
    let notices = stage.announce(&old, COMMENT);
    assert!(only(&notices).1.contains("attempt 2 of run 4425592351 wrote it"), "{notices:?}");
    // A run with a smaller number that is run again later is newer.
    let again = Said {
        run: 1,
        attempt: 3,
        started: "2026-11-22T11:00:00Z",
        headline: "the last word".to_owned(),
        ..old
    };
    stage.announce(&again, COMMENT);
    assert!(stage.comments()[0].contains("the last word"));
}

#[test]
fn nobody_elses_comment_stops_or_replaces_ours() {
    let stage = Stage::new();
    let said = stage.said();
    let forged = format!(
        "<!-- releasegate:coverage-gate:api -->\n<!-- releasegate-run {} 9 99 2999-01-01T00:00:00Z -->\nall is well",
        said.head
    );
    let (mallory, pull) = (stage.hub().person("mallory"), stage.pull);
    let issue = stage.hub().issues.values().find(|issue| issue.number == pull).unwrap().id;
    stage.hub().add_comment(&mallory, issue, &forged);
    assert!(!only(&stage.announce(&said, COMMENT)).0);
    let comments = stage.comments();
    assert_eq!((comments.len(), &comments[0]), (2, &forged));
    assert!(comments[1].contains("10 more lines"));
}

#[test]
fn a_report_of_any_size_is_taken_by_github() {
    let stage = Stage::new();
    let said = stage.said();
    let mut large = report(&said);
    // As characters all of it would fit, as GitHub's pages count a third of it does.
    let row = runner::report::Piece::plain("😀".repeat(100));
    large.sections[0].blocks = vec![runner::report::Block::List(vec![vec![row]; 600])];
    assert!(!only(&surface::announce(&stage.setting(&said), COMMENT, &verdict(&said), &large)).0);
    let comments = stage.comments();
    assert!(
        comments[0].encode_utf16().count() <= 65_536 && comments[0].contains("400 rows"),
        "{}",
        comments[0]
    );
}

#[test]
fn the_push_of_a_branch_has_no_comment_and_merge_queues_have_none() {
    let stage = Stage::new();
    let said = stage.said();
    for event in ["push", "merge_group", "schedule"] {
        let setting = stage.setting_on(event, &said, &json!({}));
        let notices = surface::announce(&setting, COMMENT, &verdict(&said), &report(&said));
        let expected = format!("No comment was written: the event `{event}` is about no pull request");
        assert_eq!(only(&notices), (false, expected.as_str()));
    }
    assert!(stage.comments().is_empty());
}
