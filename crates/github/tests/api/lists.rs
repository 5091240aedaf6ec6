//! Long lists: all of them, in order, within the rate budget.

use github::{Kind, checks, comments, teams};
use github_sim::seed::TeamSeed;
use github_sim::token::Level;
use github_sim::{Fault, FaultKind, Seed};
use serde_json::json;

use crate::stage::{Stage, run};
use crate::writes::checks::check;

fn with_comments(count: usize) -> Stage {
    let stage = Stage::with(Seed::small().without_limits());
    stage.post("/repos/octo/shop/issues", "alice-token", &json!({"title": "x"}));
    for number in 0..count {
        stage.post("/repos/octo/shop/issues/1/comments", "alice-token", &json!({"body": number.to_string()}));
    }
    stage
}

#[test]
fn five_thousand_comments_are_read_in_fifty_requests() {
    let stage = with_comments(5_000);
    let before = stage.simulator.exchanges().len();
    let all = run(async { comments::list(&stage.workflow(), &stage.shop(), 1).await.unwrap() });
    let texts: Vec<usize> = all.iter().map(|comment| comment.body.parse().unwrap()).collect();
    assert_eq!(texts, (0..5_000).collect::<Vec<_>>());
    assert_eq!(stage.simulator.exchanges().len() - before, 50);
}

#[test]
fn a_page_that_fails_for_good_is_an_error_and_no_shorter_list() {
    let stage = with_comments(250);
    let list = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
    let read = || run(async { comments::list(&stage.workflow(), &stage.shop(), 1).await });
    stage.hub().fault(Fault::on("GET", list, FaultKind::ServerError(503)).nth(2).times(3));
    assert_eq!(read().unwrap().len(), 250);
    stage.hub().fault(Fault::on("GET", list, FaultKind::ServerError(503)).nth(2).times(1_000));
    assert_eq!(read().unwrap_err().kind, Kind::Unavailable);
    stage.hub().clear_faults();
    stage.hub().fault(Fault::on("GET", list, FaultKind::TruncatedBody).nth(3));
    assert_eq!(read().unwrap().len(), 250);
}

#[test]
fn a_team_of_a_hundred_and_one_is_read_whole() {
    let mut seed = Seed::small().app_token("members-token", "gate", "octo", &[("members", Level::Read)]);
    let logins: Vec<String> = (1_000..1_101).map(|id| format!("member-{id}")).collect();
    for (login, id) in logins.iter().zip(1_000..) {
        seed = seed.user(login, id);
    }
    seed = seed.with_organization("octo", |octo| {
        octo.members.extend(logins.iter().map(|login| (login.clone(), "member".to_owned())));
    });
    let members = logins.iter().map(|login| (login.clone(), "member".to_owned())).collect();
    let (organization, slug) = ("octo".to_owned(), "large".to_owned());
    let stage = Stage::with(seed.team(TeamSeed { organization, slug, id: 90, members, ..TeamSeed::default() }));
    let found = run(async { teams::members(&stage.client("members-token"), "octo", "large").await.unwrap() });
    let mut found: Vec<String> = found.into_iter().map(|member| member.account.login).collect();
    found.sort();
    assert_eq!(found, logins);
    assert!(stage.simulator.exchanges().len() <= 8, "{}", stage.simulator.exchanges().len());
}

#[test]
fn three_pages_of_annotations_are_read_in_their_order() {
    let stage = Stage::with(Seed::small().without_limits());
    let head = stage.hub().commit_files(1, "main", 101, "Start", &[("a.txt", Some("a"))]).unwrap();
    let run_id =
        run(async { checks::publish(&stage.workflow(), &stage.shop(), &check(&head, 230)).await.unwrap().id });
    let before = stage.simulator.exchanges().len();
    let listed = run(async { checks::annotations(&stage.workflow(), &stage.shop(), run_id).await.unwrap() });
    let lines: Vec<u32> = listed.iter().map(|one| one.start_line).collect();
    assert_eq!(lines, (1..=230).collect::<Vec<_>>());
    assert_eq!(stage.simulator.exchanges().len() - before, 3);
}
