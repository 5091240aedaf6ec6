//! Attacks on what stands around a request: the tool's end, its tokens, its workflows and its clock.

use std::thread;

use serde_json::json;
use verdict::Status;

use crate::stage::{ALICE, BOB, BOTH, CAROL, MALLORY, ONE, Stage, person};

const DECIDE: &str = include_str!("../../../../.github/workflows/approval-decide.yml");
/// A workflow's own token, as whoever steals one has it.
const STOLEN: u64 = 41_898_282;

/// What somebody does, by its name.
type Does<'a> = (&'a str, &'a dyn Fn(&Stage));

/// A commit that says it is older than the approval is another one all the same.
#[test]
fn t8_attack_39_a_commit_that_says_it_is_old_was_not_approved() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("verify", run, &ONE).code, 0);
    let parent = stage.hub().runs[&run].head_sha.clone();
    let tree = stage.api(
        "alice-token",
        "POST",
        "git/trees",
        &json!({
            "tree": [{ "path": "a", "mode": "100644", "type": "blob", "content": "backdated" }],
        }),
    );
    let who = json!({ "name": "Alice", "email": "alice@example.com", "date": "2020-01-01T00:00:00Z" });
    let commit = stage.api(
        "alice-token",
        "POST",
        "git/commits",
        &json!({
            "message": "Long ago", "tree": tree["sha"], "parents": [parent], "author": who, "committer": who,
        }),
    );
    stage.api("alice-token", "PATCH", "git/refs/heads/main", &json!({ "sha": commit["sha"] }));
    let moved = stage.failed();
    assert_eq!(json!(stage.hub().runs[&moved].head_sha), commit["sha"]);
    let ran = stage.run_with("verify", moved, &ONE);
    assert_eq!((ran.code, ran.output("decision")), (1, Some("superseded")), "{}", ran.log);
}

/// The verdict says by which program it was made, by its digest.
#[test]
fn attack_45_the_verdict_holds_the_digest_of_the_program() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    let verdict = stage.run_with("verify", run, &ONE).verdict;
    let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    assert_eq!(verdict.gate.binary.sha256, verdict::canonical::sha256_hex(&program));
}

/// Whatever the workflow's conditions are, `verify` in the job that deploys ends with a code of its own unless it is approved.
#[test]
fn attack_47_verify_stops_the_job_by_its_code_unless_it_is_approved() {
    let ends: [Does<'_>; 8] = [
        ("not answered", &|_| {}),
        ("half approved", &|stage| {
            stage.say(BOB, "/approve");
        }),
        ("denied", &|stage| {
            stage.say(BOB, "/deny");
        }),
        ("approved and denied", &|stage| {
            stage.say(BOB, "/approve");
            stage.say(CAROL, "/deny");
        }),
        ("expired", &|stage| stage.simulator.clock().advance(std::time::Duration::from_secs(9 * 86_400))),
        ("locked", &|stage| {
            stage.say(BOB, "/approve");
            stage.say(CAROL, "/approve");
            let issue = stage.issue();
            stage.hub().lock_issue(&person(ALICE), issue, None);
        }),
        ("deleted", &|stage| {
            let issue = stage.issue();
            stage.hub().delete_issue(&person(ALICE), issue);
        }),
        ("an error", &|stage| {
            stage.say(BOB, "/approve");
            stage.say(CAROL, "/approve");
            let fault = github_sim::FaultKind::ServerError(500);
            stage.hub().fault(github_sim::Fault::any(fault).times(100_000));
        }),
    ];
    for (name, does) in ends {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run("request", run);
        does(&stage);
        let ran = stage.run("verify", run);
        assert!(ran.code != 0 && ran.verdict.status != Status::Pass, "{name}: {}", ran.log);
        assert_ne!(ran.output("decision"), Some("approved"), "{name}");
    }
}

/// Comments that say nothing start no job, and one job at a time decides on an issue; what runs anyway writes one comment.
#[test]
fn attack_53_attack_54_a_flood_of_comments_starts_no_jobs_and_writes_one_comment() {
    let job = DECIDE.split("\n  sweep:").next().unwrap();
    assert!(job.contains("startsWith(github.event.comment.body, '/')"));
    assert!(job.contains("group: approval-decide-${{ github.event.issue.number }}"));
    assert!(job.contains("cancel-in-progress: false"));
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    for at in 0..15 {
        stage.say(MALLORY, &format!("/approve because {at}"));
        stage.run("decide", run);
    }
    let ours = stage.hub().comments.values().filter(|comment| comment.author == STOLEN).count();
    assert_eq!((ours, stage.attempts(run)), (1, 1));
}

/// A stolen token of a workflow can write as we do. What it writes approves nothing and resumes nothing.
#[test]
fn attack_59_what_a_stolen_token_writes_in_our_name_approves_nothing() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.run_with("decide", run, &ONE);
    stage.say(BOB, "/deny because it is not tested");
    let mark = |kind: &str, text: &str| format!("<!-- releasegate:approval=2dissue:{kind} -->\n{text}");
    for text in [
        "/approve".to_owned(),
        mark("status", "**Approved.**\n"),
        mark("closing", "Approved by bob and carol.\n"),
        mark("note", &format!("<!-- releasegate-run {run} -->\nRun waits for this too.\n")),
        stage.shown().1,
    ] {
        stage.say(STOLEN, &text);
    }
    let status = stage.hub().comments.values().find(|comment| comment.body.contains("As of")).unwrap().id;
    stage.hub().edit_comment(&person(STOLEN), status, &mark("status", "**Approved.**\n"));
    for mode in ["verify", "decide", "sweep", "verify"] {
        let ran = stage.run_with(mode, run, &ONE);
        assert!((ran.code == 1 || mode == "sweep") && stage.attempts(run) == 1, "{mode}: {}", ran.log);
    }
}

/// What comments start checks nothing out, runs no script and holds no secret but the one that reads teams.
#[test]
fn attack_62_what_comments_start_checks_nothing_out_and_runs_no_script() {
    for forbidden in
        ["checkout", "run: ", "run: |", "secrets: inherit", "id-token", "contents: write", "packages"]
    {
        assert!(!DECIDE.contains(forbidden), "{forbidden}");
    }
    let lines = DECIDE.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let secrets: Vec<&str> = lines.filter(|line| line.contains("secrets.")).collect();
    assert!(secrets.iter().all(|line| *line == "members-token: ${{ secrets.members-token }}"), "{secrets:?}");
    let text = DECIDE.lines().filter(|line| line.contains("comment.body"));
    assert!(text.clone().count() > 0 && text.into_iter().all(|line| line.contains("startsWith(")));
}

/// Two runs that decide at once resume the run once and close the issue once.
#[test]
fn attack_64_two_runs_that_decide_at_once_do_everything_once() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.run("decide", run);
    stage.say(CAROL, "/approve");
    let codes: Vec<u8> = thread::scope(|scope| {
        let both = [0, 1].map(|_| scope.spawn(|| stage.run_with("decide", run, &BOTH).code));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(codes.contains(&0), "{codes:?}");
    assert_eq!((stage.attempts(run), stage.issues()), (2, (1, false)), "{codes:?}");
}
