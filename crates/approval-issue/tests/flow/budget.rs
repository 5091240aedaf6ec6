//! T12: what a request costs while people are waited for.

use std::time::Duration;

use github_sim::token::Level;
use github_sim::{Exchange, Seed};

use crate::stage::{ALICE, BOB, BOTH, CAROL, DAVE, MALLORY, ONE, Stage, person};

const HOUR: Duration = Duration::from_secs(3_600);

/// What somebody does, by its name.
type Does<'a> = (&'a str, &'a dyn Fn(&Stage));

fn what(exchange: &Exchange) -> String {
    format!("{} {}", exchange.method, exchange.path)
}

/// What a run in a mode asked for.
fn asked(stage: &Stage, mode: &str, run: u64, inputs: &[(&str, &str)]) -> Vec<String> {
    let before = stage.simulator.exchanges().len();
    stage.run_with(mode, run, inputs);
    stage.simulator.exchanges()[before..].iter().map(what).collect()
}

/// The comment of an hour of the week, of twenty: nobody else than bob may approve, so that nothing is decided.
fn comment(stage: &Stage, at: usize) -> String {
    let author = [MALLORY, BOB, DAVE][at % 3];
    let word = ["/approve", "/withdraw", "What is in it?", "/status", "/approve because of it"][at % 5];
    stage.say(author, word).to_string()
}

/// A week, a sweep every hour, twenty comments with a run each; no run waits.
#[test]
fn t12_attack_52_a_week_costs_less_than_150_requests_for_comments_and_two_a_sweep() {
    let stage = Stage::new();
    let (run, inputs) = (stage.failed(), [BOTH[0], BOTH[1], ("expires", "8d")]);
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    let (mut comments, mut sweeps) = (0, 0);
    for hour in 0..7 * 24 {
        if hour % 8 == 4 && hour / 8 < 20 {
            let woke = comment(&stage, hour / 8);
            let inputs = [inputs.to_vec(), vec![("comment-id", woke.as_str())]].concat();
            comments += asked(&stage, "decide", run, &inputs).len();
        }
        let told = asked(&stage, "sweep", run, &inputs);
        assert!(told.len() <= 2, "hour {hour}: {told:#?}");
        sweeps += told.len();
        stage.simulator.clock().advance(HOUR);
    }
    // Measured. With a policy file and a record it is more: `calls`.
    assert!(comments <= 123, "{comments} requests for twenty comments");
    assert!(sweeps <= 2 * 7 * 24, "{sweeps} requests for the sweeps");
    assert_eq!((stage.attempts(run), stage.issues()), (1, (1, true)), "nothing was decided");
}

/// A team costs two requests a comment, and one more for each outsider with a command, who may be invited.
#[test]
fn t12_attack_52_a_team_is_looked_up_once_a_comment() {
    let members = [("members", Level::Read)];
    let stage =
        Stage::with(Seed::small().without_limits().app_token("members-token", "gate", "octo", &members));
    let inputs = [
        ("seats", "team: 1 of team:octo/approvers\ncarol: 1 of user:carol"),
        ("members-token", "members-token"),
        ("expires", "8d"),
    ];
    let run = stage.failed();
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(BOB, "/approve");
    stage.run_with("decide", run, &inputs);
    stage.say(BOB, "/withdraw");
    let told = asked(&stage, "decide", run, &inputs);
    assert_eq!(told.iter().filter(|what| what.ends_with("/teams/approvers")).count(), 1, "{told:#?}");
    assert!(told.len() <= 8, "{told:#?}");
}

/// What a sweep must see: each of these makes it look at all, and what it finds it does.
#[test]
fn t12_a_sweep_that_spares_requests_misses_nothing() {
    let quiet = |stage: &Stage, run: u64| {
        stage.run_with("sweep", run, &ONE);
        assert_eq!(asked(stage, "sweep", run, &ONE).len(), 2, "nothing happened");
    };
    let missed: [Does<'_>; 5] = [
        ("a comment whose run never was", &|stage| {
            stage.say(CAROL, "Hm");
        }),
        ("an edit of a text", &|stage| {
            let issue = stage.issue();
            stage.hub().rename_issue(&person(ALICE), issue, "Other");
        }),
        ("a comment that is hidden", &|stage| {
            let said = stage.hub().comments.values().find(|comment| comment.author == MALLORY).unwrap().id;
            stage.hub().minimize_comment(said, Some("spam"));
        }),
        ("a comment that is deleted", &|stage| {
            let said = stage.hub().comments.values().find(|comment| comment.author == MALLORY).unwrap().id;
            stage.hub().delete_comment(&person(ALICE), said);
        }),
        ("our comment in somebody else's words", &|stage| {
            let ours =
                stage.hub().comments.values().find(|comment| comment.body.contains("As of")).unwrap().clone();
            stage.hub().edit_comment(&person(ALICE), ours.id, &ours.body.replace("more", "no more"));
        }),
    ];
    for (name, happens) in missed {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run_with("request", run, &ONE);
        stage.say(MALLORY, "/approve");
        quiet(&stage, run);
        happens(&stage);
        assert!(asked(&stage, "sweep", run, &ONE).len() > 4, "{name}");
    }
    // An approval that no run was woken for is found, and so is the end of the time.
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    quiet(&stage, run);
    stage.say(BOB, "/approve");
    stage.run_with("sweep", run, &ONE);
    assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)));
    let stage = Stage::new();
    let (run, inputs) = (stage.failed(), [ONE[0], ONE[1], ("expires", "2h")]);
    stage.run_with("request", run, &inputs);
    stage.run_with("sweep", run, &inputs);
    stage.simulator.clock().advance(2 * HOUR);
    stage.run_with("sweep", run, &inputs);
    assert_eq!((stage.attempts(run), stage.issues()), (1, (1, false)));
}

/// An approved run that has not ended is tried by each sweep until it is resumed, however long nothing else happens.
#[test]
fn t12_a_run_that_could_not_be_resumed_is_not_spared() {
    let stage = Stage::new();
    let run = stage.start();
    stage.run("request", run);
    stage.run("sweep", run);
    for account in [BOB, CAROL] {
        stage.say(account, "/approve");
    }
    assert_eq!(stage.run("decide", run).code, 0);
    for _ in 0..30 {
        stage.simulator.clock().advance(HOUR);
        assert!(asked(&stage, "sweep", run, &BOTH).iter().any(|what| what.ends_with("/rerun-failed-jobs")));
    }
    stage.fail(run);
    stage.run("sweep", run);
    assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)));
}

/// What no thread tells is looked at once a day: here, that somebody joined the team after their word.
#[test]
fn t12_once_a_day_a_sweep_looks_at_what_no_thread_tells() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    let costs: Vec<usize> = (0..72)
        .map(|_| {
            stage.simulator.clock().advance(HOUR);
            asked(&stage, "sweep", run, &ONE).len()
        })
        .collect();
    let whole = costs.iter().filter(|cost| **cost > 2).count();
    assert_eq!(whole, 3, "{costs:?}");
}

/// Attack 34, 52: issues that only look like a request cost one glance at most, however many there are.
#[test]
fn t12_attack_34_issues_that_look_alike_cost_a_sweep_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    let (title, text) = stage.shown();
    stage.run_with("sweep", run, &ONE);
    for _ in 0..20 {
        stage.hub().open_issue(&person(MALLORY), 1, github_sim::issue::NewIssue::new(&title, &text));
    }
    assert!(asked(&stage, "sweep", run, &ONE).len() <= 3);
}

/// With a record on a branch it is the same: nothing of it is read while nothing happens.
#[test]
fn t12_a_record_costs_a_quiet_sweep_nothing() {
    let stage = Stage::new();
    let key = ledger::signer::SignerKey::new("github.com/7/1/deployments", &[7; 32]).unwrap().to_skey();
    let (run, inputs) = (stage.failed(), [ONE[0], ONE[1], ("signing-key", key.as_str())]);
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.run_with("sweep", run, &inputs);
    let told = asked(&stage, "sweep", run, &inputs);
    assert_eq!(told.len(), 2, "{told:#?}");
    stage.say(BOB, "/approve");
    stage.run_with("sweep", run, &inputs);
    assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)));
}
