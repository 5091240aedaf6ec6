use std::collections::BTreeMap;

use super::*;

const HEAD: &str = "1111111111111111111111111111111111111111";
const MERGE: &str = "2222222222222222222222222222222222222222";

/// The context that these variables and this payload give.
fn read(vars: &[(&str, &str)], payload: Option<&str>) -> Result<Context, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let mut all: BTreeMap<String, String> =
        vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    all.insert("GITHUB_ACTIONS".into(), "true".into());
    if let Some(payload) = payload {
        let path = folder.path().join("event.json");
        std::fs::write(&path, payload).unwrap();
        all.insert("GITHUB_EVENT_PATH".into(), path.display().to_string());
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = crate::world::tests::world(&mut out, &mut err);
    world.vars = all;
    Context::read(&world)
}

#[test]
fn outside_of_actions_there_is_no_run() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = crate::world::tests::world(&mut out, &mut err);
    world.vars.insert("GITHUB_SHA".into(), HEAD.into());
    let context = Context::read(&world).unwrap();
    assert_eq!((context.run.clone(), context.subject()), (Run::default(), vec![]));
}

#[test]
fn a_push_is_judged_by_the_commit_that_was_pushed() {
    let context = read(
        &[
            ("GITHUB_SHA", HEAD),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_REPOSITORY", "acme/app"),
            ("GITHUB_REPOSITORY_ID", "17"),
            ("GITHUB_RUN_ID", "4425592351"),
            ("GITHUB_RUN_ATTEMPT", "2"),
            ("GITHUB_SERVER_URL", "https://ghe.example.com"),
        ],
        Some("{}"),
    );
    let context = context.unwrap();
    assert_eq!(context.subject(), [Subject::commit("https://ghe.example.com/acme/app", HEAD)]);
    assert_eq!(
        (context.run.run_id, context.run.attempt, context.run.repository_id),
        (Some(4_425_592_351), Some(2), Some(17))
    );
    assert_eq!(context.run.merge_sha, None);
}

#[test]
fn a_pull_request_is_judged_by_its_head_and_remembers_the_merge() {
    let payload = format!(r#"{{"pull_request": {{"number": 3, "head": {{"sha": "{HEAD}", "repo": null}}}}}}"#);
    let vars =
        [("GITHUB_SHA", MERGE), ("GITHUB_EVENT_NAME", "pull_request"), ("GITHUB_REPOSITORY", "acme/app")];
    let run = read(&vars, Some(&payload)).unwrap().run;
    assert_eq!((run.head_sha.as_deref(), run.merge_sha.as_deref()), (Some(HEAD), Some(MERGE)));
}

#[test]
fn events_whose_own_commit_is_another_take_it_from_the_payload() {
    // GITHUB_SHA is the base on pull_request_target and the default branch on workflow_run.
    let pull = format!(r#"{{"pull_request": {{"head": {{"sha": "{HEAD}"}}}}}}"#);
    let run = format!(r#"{{"workflow_run": {{"id": 1, "head_sha": "{HEAD}"}}}}"#);
    for (event, payload) in [("pull_request_target", pull), ("workflow_run", run)] {
        let context = read(&[("GITHUB_SHA", MERGE), ("GITHUB_EVENT_NAME", event)], Some(&payload)).unwrap();
        assert_eq!((context.run.head_sha.as_deref(), context.run.merge_sha), (Some(HEAD), None), "{event}");
    }
}

#[test]
fn what_the_runner_would_not_write_is_a_mistake_that_names_its_source() {
    let name = |vars: &[(&str, &str)], payload: Option<&str>| read(vars, payload).unwrap_err().name;
    assert_eq!(name(&[("GITHUB_SHA", "HEAD")], None), "GITHUB_SHA");
    assert_eq!(name(&[("GITHUB_RUN_ID", "one")], None), "GITHUB_RUN_ID");
    assert_eq!(name(&[], Some("[")), "GITHUB_EVENT_PATH");
    assert_eq!(name(&[("GITHUB_EVENT_PATH", "/nowhere/event.json")], None), "GITHUB_EVENT_PATH");
    for event in ["pull_request", "pull_request_target", "workflow_run"] {
        let vars = [("GITHUB_SHA", MERGE), ("GITHUB_EVENT_NAME", event)];
        assert_eq!(name(&vars, Some("{}")), "GITHUB_EVENT_PATH", "{event}");
    }
    let short = r#"{"pull_request": {"head": {"sha": "abc"}}}"#;
    assert_eq!(name(&[("GITHUB_EVENT_NAME", "pull_request")], Some(short)), "GITHUB_EVENT_PATH");
}

#[test]
fn a_comment_tells_its_issue() {
    let vars = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "issue_comment")];
    let payload = r#"{"action": "created", "issue": {"number": 7}, "comment": {"id": 42}}"#;
    let event = read(&vars, Some(payload)).unwrap().event;
    assert_eq!((event.issue.unwrap().number, event.comment.unwrap().id), (7, 42));
}
