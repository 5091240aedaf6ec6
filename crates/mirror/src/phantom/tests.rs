use serde_json::json;

use super::*;
use crate::sample::{ULID, by_actions, current, deployment};

fn shop() -> Repository {
    "octo/shop".parse().unwrap()
}

fn page_of(run: u64, job: u64) -> String {
    format!("https://github.com/octo/shop/actions/runs/{run}/job/{job}")
}

#[test]
fn only_a_page_of_a_job_of_this_repository_names_one() {
    let named = |url: &str| job(url, &shop()).map(|found| (found.run, found.job.unwrap()));
    for url in [
        "https://github.com/octo/shop/actions/runs/7/job/8",
        "https://ghes.example/Octo/Shop/actions/runs/7/job/8/?pr=1#step:2:1",
    ] {
        assert_eq!(named(url), Some((7, 8)), "{url}");
    }
    for url in [
        "",
        "https://github.com/octo/shop/actions/runs/7",
        "https://github.com/octo/shop/actions/runs/7/attempts/8",
        "https://github.com/octo/other/actions/runs/7/job/8",
        "https://github.com/octo/shop/actions/runs/7/job/8/x",
        "https://github.com/octo/shop/actions/runs/7/job/",
        "https://github.com/octo/shop/actions/runs/-7/job/8",
        "https://evil.example/x/octo/shop/actions/runs/7/job/8",
        "octo/shop/actions/runs/7/job/8",
    ] {
        assert_eq!(named(url), None, "{url}");
    }
}

#[test]
fn what_somebody_else_made_or_we_ourselves_is_no_candidate() {
    let ours = json!({"payload": {"releasegate_key": ULID}, "creator": by_actions()["creator"]});
    let person = json!({"creator": {"login": "github-actions[bot]", "id": 5, "type": "User"}});
    let all = vec![
        deployment(1, "test", &by_actions()),
        deployment(2, "test", &ours),
        deployment(3, "test", &json!({})),
        deployment(4, "test", &person),
        deployment(5, "test", &json!({"creator": null})),
    ];
    let left: Vec<u64> = candidates(all).iter().map(|one| one.id).collect();
    assert_eq!(left, [1]);
}

fn known(id: u64, state: Option<&str>, run: u64, number: u64) -> (Current, Option<Job>) {
    let url = page_of(run, number);
    (current(deployment(id, "test", &by_actions()), state, &url), job(&url, &shop()))
}

fn chosen(known: Vec<(Current, Option<Job>)>, run: u64, job: Option<u64>) -> Choice {
    match choose(known, Job { run, job }) {
        Choice::One(one) => Choice::Several(vec![one.id]),
        choice => choice,
    }
}

#[test]
fn another_run_s_and_what_has_ended_is_never_taken() {
    let all =
        || vec![known(3, Some("in_progress"), 8, 1), known(2, Some("failure"), 7, 1), known(1, None, 7, 2)];
    assert_eq!(chosen(all(), 7, None), Choice::None);
    assert_eq!(chosen(all(), 8, None), Choice::Several(vec![3]));
    assert_eq!(chosen(all(), 8, Some(2)), Choice::None);
}

#[test]
fn of_two_jobs_of_a_run_that_deploy_at_once_the_number_decides_or_nothing() {
    let all = || vec![known(2, Some("waiting"), 7, 1), known(1, Some("in_progress"), 7, 2)];
    assert_eq!(chosen(all(), 7, Some(2)), Choice::Several(vec![1]));
    assert_eq!(chosen(all(), 7, None), Choice::Several(vec![2, 1]));
}
