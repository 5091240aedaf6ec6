use super::*;

fn of(text: &str) -> Workflow {
    read("x.yml", text.as_bytes())
}

#[test]
fn events_are_a_word_a_list_or_a_map() {
    for text in [
        "on: push",
        "on: [push, issue_comment]",
        "on: {push: {branches: [main]}, issue_comment: {types: created}}",
    ] {
        assert!(of(text).event("push").is_some(), "{text}");
        assert!(of(text).event("main").is_none(), "{text}");
    }
    let types = of("on: {issue_comment: {types: created}}");
    assert_eq!(types.event("issue_comment").unwrap().types, ["created"]);
}

#[test]
fn what_cannot_be_read_is_said_and_not_taken_for_empty() {
    for text in ["", "a: [", "a: &x 1", "a: 1\na: 2"] {
        assert!(of(text).unreadable.is_some(), "{text}");
    }
    assert!(of("on: push").unreadable.is_none());
}

#[test]
fn needs_are_followed_to_their_end_and_round_circles() {
    let workflow = of("jobs:\n  a: {needs: b}\n  b: {needs: [c, a]}\n  c: {}\n");
    let mut before: Vec<&str> =
        workflow.before(workflow.job("a").unwrap()).iter().map(|job| job.id.as_str()).collect();
    before.sort_unstable();
    assert_eq!(before, ["a", "b", "c"]);
    assert!(workflow.before(workflow.job("c").unwrap()).is_empty());
}

#[test]
fn the_tool_is_known_wherever_it_lies() {
    let step = |uses: &str| Step { uses: Some(uses.to_owned()), ..Step::default() };
    for uses in ["acme/tools/actions/approval-issue@v1", "acme/approval-issue@v1", "./actions/approval-issue"] {
        assert!(step(uses).is_the_tool(), "{uses}");
    }
    for uses in ["acme/approval-issues@v1", "acme/x@approval-issue", "docker://approval"] {
        assert!(!step(uses).is_the_tool(), "{uses}");
    }
    assert_eq!(step("acme/approval-issue@v1").what(), "wait");
}

#[test]
fn a_name_of_letters_and_digits_is_a_commit_only_at_full_length() {
    let moves = |uses: &str| Step { uses: Some(uses.to_owned()), ..Step::default() }.moves();
    assert!(!moves(&format!("a/b@{}", "a1".repeat(20))) && !moves(&format!("a/b@{}", "a1".repeat(32))));
    // What lies beside a workflow has the workflow's commit.
    assert!(!moves("./actions/x") && !moves("$/actions/x"));
    for uses in ["a/b", "a/b@v1", "a/b@a1a1a1a", &format!("a/b@{}", "g1".repeat(20))] {
        assert!(moves(uses), "{uses}");
    }
}

#[test]
fn secrets_are_found_wherever_they_stand() {
    let secrets = |text: &str| of(text).jobs[0].secrets.clone();
    assert_eq!(secrets("jobs: {a: {env: {X: '${{ secrets.KEY }}'}}}"), ["KEY"]);
    assert_eq!(secrets("jobs: {a: {secrets: inherit}}"), ["inherit"]);
    assert_eq!(secrets("jobs: {a: {secrets: {x: '${{ secrets.KEY }}'}}}"), ["KEY"]);
    assert!(secrets("jobs: {a: {env: {X: 'secrets.KEY', Y: '${{ secrets.GITHUB_TOKEN }}'}}}").is_empty());
    assert_eq!(of("env: {X: '${{ secrets.a_1 }}'}").secrets, ["A_1"]);
}
