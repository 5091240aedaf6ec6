use runner::context::Event;
use runner::files::Workspace;
use serde_json::{Value, json};

use super::*;

pub(crate) const HEAD: &str = "0123456789012345678901234567890123456789";

fn setting() -> Setting {
    let mut setting = Setting::plain(Workspace::new(".".into()), "2026-11-22".parse().unwrap());
    setting.gate_id = "api".to_owned();
    setting.context.server_url = "https://github.com".to_owned();
    setting.context.run.repository = Some("octo/shop".to_owned());
    setting.context.run.repository_id = Some(1);
    setting
}

/// Pull request 1 of `octo/shop`, judged by attempt 3 of run 42.
pub(crate) fn target(source: Source) -> Target {
    let mark = Mark { head: HEAD.to_owned(), run: 42, attempt: 3, began: None };
    Target::at(&setting(), mark, Thread::Pull(1), source).unwrap()
}

/// Whose run it is, on this event, of a pull request from this repository.
fn source(event: &str, from: &Value) -> Source {
    let mut setting = setting();
    setting.context.run.event = Some(event.to_owned());
    setting.context.run.head_sha = Some(HEAD.to_owned());
    let payload = json!({"pull_request": {"number": 1, "head": {"sha": HEAD, "ref": "x", "repo": from}}});
    setting.context.event = serde_json::from_value::<Event>(payload).unwrap();
    Target::of_run(&setting, verdict::Time::parse("2026-11-22T10:00:00Z").unwrap()).unwrap().source
}

#[test]
fn only_the_run_of_a_forks_pull_request_has_a_token_that_reads_only() {
    assert_eq!(source("pull_request", &json!({"id": 1})), Source::Own);
    assert_eq!(source("pull_request", &json!({"id": 2})), Source::Fork);
    assert_eq!(source("pull_request", &Value::Null), Source::Fork);
    assert_eq!(source("pull_request_target", &json!({"id": 2})), Source::Own);
}
