//! The life of deployments: begun, ended, cancelled, gone back from, left alone.

use crate::stage::{COMMIT, RUN, Run, Stage, later};

const OTHER: &str = "0123456789012345678901234567890123456789";

#[test]
fn a_deployment_begins_and_succeeds_and_the_next_takes_its_place() {
    let stage = Stage::new();
    let ran = stage.run("start", RUN, &[]);
    assert_eq!((ran.code, ran.output("state")), (0, "started"), "{ran:?}");
    later(60);
    let ended = stage.run("finish", RUN, &[]);
    assert_eq!((ended.code, ended.output("state")), (0, "succeeded"), "{ended:?}");
    assert_eq!(ended.output("deployment-id"), ran.output("deployment-id"));
    later(60);
    let next = Run { id: 71, sha: OTHER, ..RUN };
    let second = stage.run("start", next, &[]);
    assert_eq!((second.code, second.output("previous-id")), (0, ran.output("deployment-id")), "{second:?}");
    let ended = stage.run("finish", next, &[]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let told =
        ["planned started", "planned succeeded", "planned started", "planned succeeded", "planned superseded"];
    assert_eq!(stage.told(), told);
    let deployments = stage.deployments();
    assert_eq!(
        deployments[2].previous.as_ref().unwrap().deployment_id.as_ref(),
        Some(&deployments[0].deployment_id)
    );
    assert_eq!(
        deployments[1].timing.finished_at.unwrap().millis()
            - deployments[1].timing.started_at.unwrap().millis(),
        60_000
    );
}

#[test]
fn what_is_asked_twice_is_recorded_once() {
    let stage = Stage::new();
    let first = stage.run("start", RUN, &[]);
    later(5);
    let again = stage.run("start", RUN, &[]);
    assert_eq!((again.code, again.output("deployment-id")), (0, first.output("deployment-id")), "{again:?}");
    for _ in 0..2 {
        let ended = stage.run("finish", RUN, &[("outcome", "failure")]);
        assert_eq!((ended.code, ended.output("state")), (0, "failed"), "{ended:?}");
    }
    assert_eq!(stage.told(), ["planned started", "planned failed"]);
}

#[test]
fn a_cancelled_job_is_recorded_as_such() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    let ended = stage.run("finish", RUN, &[("outcome", "cancelled")]);
    assert_eq!((ended.code, ended.output("state")), (0, "cancelled"), "{ended:?}");
    assert_eq!(stage.told(), ["planned started", "planned cancelled"]);
}

#[test]
fn an_end_is_told_once_and_never_changed() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[("outcome", "failure")]);
    let other = stage.run("finish", RUN, &[]);
    assert_eq!((other.code, other.rule("begun").as_str()), (1, "fail ended-otherwise"), "{other:?}");
    assert_eq!(stage.told(), ["planned started", "planned failed"]);
}

#[test]
fn an_end_without_a_beginning_is_no_record() {
    let stage = Stage::new();
    let nothing = stage.run("finish", RUN, &[]);
    assert_eq!((nothing.code, nothing.rule("begun").as_str()), (3, "inconclusive not-begun"), "{nothing:?}");
    assert!(stage.known().is_empty());
    stage.run("start", RUN, &[]);
    let stranger = stage.run("finish", Run { id: 99, ..RUN }, &[]);
    assert_eq!(stranger.rule("begun"), "inconclusive not-begun", "{stranger:?}");
}

#[test]
fn a_failing_health_check_is_gone_back_from() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let next = Run { id: 71, sha: OTHER, ..RUN };
    stage.run("start", next, &[]);
    let back = stage.run("rollback", next, &[]);
    assert_eq!(
        (back.code, back.output("state"), back.output("commit")),
        (0, "rolled-back", COMMIT),
        "{back:?}"
    );
    let told = stage.told();
    assert_eq!(
        told[2..],
        [
            "planned started",
            "planned failed",
            "planned rolled-back",
            "rollback started",
            "rollback succeeded",
            "planned superseded"
        ]
    );
    let deployments = stage.deployments();
    assert_eq!(
        (deployments[3].impact, &deployments[6].remediates),
        (Some(true), &vec![deployments[2].deployment_id.clone()])
    );
    // Once more, and nothing more is recorded.
    let again = stage.run("rollback", next, &[]);
    assert_eq!((again.code, stage.told().len()), (0, told.len()), "{again:?}");
}

#[test]
fn what_succeeded_and_turned_out_bad_is_gone_back_from_too() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let next = Run { id: 71, sha: OTHER, ..RUN };
    stage.run("start", next, &[]);
    stage.run("finish", next, &[]);
    let back = stage.run("rollback", next, &[]);
    assert_eq!((back.code, back.output("commit")), (0, COMMIT), "{back:?}");
    let told = stage.told();
    assert_eq!(told[5..], ["planned rolled-back", "rollback started", "rollback succeeded"], "{told:?}");
}

#[test]
fn a_way_back_that_failed_leaves_what_was_bad_as_it_is() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let next = Run { id: 71, sha: OTHER, ..RUN };
    stage.run("start", next, &[]);
    let back = stage.run("rollback", next, &[("outcome", "failure")]);
    assert_eq!((back.code, back.output("state")), (0, "failed"), "{back:?}");
    assert_eq!(stage.told()[3..], ["planned failed", "rollback started", "rollback failed"]);
}

#[test]
fn there_is_no_way_back_from_the_first() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    let back = stage.run("rollback", RUN, &[]);
    assert_eq!((back.code, back.rule("target").as_str()), (3, "inconclusive nothing-earlier"), "{back:?}");
    assert_eq!(stage.told(), ["planned started"]);
}

#[test]
fn a_way_back_by_hand_leads_to_what_the_ledger_names() {
    let stage = Stage::new();
    stage.write("app.tar", "one");
    let first = stage.run("start", RUN, &[("artifacts", "app.tar")]);
    stage.run("finish", RUN, &[]);
    stage.write("app.tar", "two");
    let next = Run { id: 71, sha: OTHER, ..RUN };
    stage.run("start", next, &[("artifacts", "app.tar")]);
    stage.run("finish", next, &[]);
    // Run on the newest commit, as workflow_dispatch is.
    let hand = Run { id: 72, sha: OTHER, ..RUN };
    let back = stage.run("start", hand, &[("kind", "rollback"), ("target", "previous")]);
    assert_eq!(
        (back.code, back.output("commit"), back.output("artifacts")),
        (0, COMMIT, "app.tar"),
        "{back:?}"
    );
    let named = stage.run("start", hand, &[("kind", "rollback"), ("target", first.output("deployment-id"))]);
    assert_eq!(named.output("deployment-id"), back.output("deployment-id"));
    stage.run("finish", hand, &[]);
    assert_eq!(stage.told()[5..], ["rollback started", "rollback succeeded", "planned superseded"]);
    let never = stage.run(
        "start",
        Run { id: 73, ..RUN },
        &[("kind", "rollback"), ("target", "01JD6ZC0V8Q4S9T2M3N5P00002")],
    );
    assert_eq!(never.rule("target"), "fail never-live", "{never:?}");
    // What was gone back from by hand is nothing to go back to, and neither is what is live once more.
    let again = stage.run("start", Run { id: 74, ..RUN }, &[("kind", "rollback"), ("target", "previous")]);
    assert_eq!(again.rule("target"), "inconclusive nothing-earlier", "{again:?}");
}

#[test]
fn attack_05_what_began_and_has_no_end_is_in_the_way_until_it_is_stale() {
    let stage = Stage::new();
    let first = stage.run("start", RUN, &[]);
    let next = Run { id: 71, ..RUN };
    let stopped = stage.run("start", next, &[]);
    assert_eq!((stopped.code, stopped.rule("alone").as_str()), (3, "inconclusive open"), "{stopped:?}");
    assert!(
        stopped.message("alone").contains(first.output("deployment-id"))
            && stopped.message("alone").contains("run 70")
    );
    later(86_401);
    let goes = stage.run("start", next, &[]);
    assert_eq!((goes.code, goes.rule("alone").as_str()), (0, "warn superseded"), "{goes:?}");
    assert_eq!(stage.told(), ["planned started", "planned superseded", "planned started"]);
}

#[test]
fn another_attempt_supersedes_what_the_last_one_left() {
    let stage = Stage::new();
    stage.run("start", RUN, &[]);
    let again = Run { attempt: 2, ..RUN };
    let begun = stage.run("start", again, &[]);
    assert_eq!(begun.code, 0, "{begun:?}");
    // The end is that of the attempt that began last.
    let ended = stage.run("finish", again, &[]);
    assert_eq!(ended.output("deployment-id"), begun.output("deployment-id"));
    assert_eq!(stage.told(), ["planned started", "planned superseded", "planned started", "planned succeeded"]);
}

#[test]
fn evidence_is_kept_with_what_it_belongs_to() {
    let stage = Stage::new();
    stage.write("plan.txt", "a plan");
    stage.run("start", RUN, &[("evidence", "plan.txt")]);
    stage.write("health.json", "{\"healthy\":true}");
    let ended = stage.run("finish", RUN, &[("evidence", "health.json")]);
    assert_eq!(ended.rule("evidence"), "pass kept", "{ended:?}");
    let deployments = stage.deployments();
    assert_eq!((deployments[0].evidence[0].size, deployments[1].evidence[0].size), (6, 16));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bytes = runtime.block_on(async {
        let store = stage.store();
        let head = store.head().await.unwrap().unwrap();
        store.evidence(&head, &deployments[1].evidence[0].sha256).await.unwrap()
    });
    assert_eq!(bytes.unwrap(), b"{\"healthy\":true}");
}

#[test]
fn a_missing_file_stops_a_beginning_and_never_an_end() {
    let stage = Stage::new();
    let stopped = stage.run("start", RUN, &[("evidence", "plan.txt")]);
    assert_eq!((stopped.code, stopped.rule("files").as_str()), (4, "error no-file"), "{stopped:?}");
    assert!(stage.known().is_empty());
    stage.run("start", RUN, &[]);
    let ended = stage.run("finish", RUN, &[("evidence", "health.json"), ("outcome", "failure")]);
    assert_eq!((ended.code, ended.output("state")), (4, "failed"), "{ended:?}");
    assert_eq!(stage.told(), ["planned started", "planned failed"]);
}

#[test]
fn too_much_evidence_is_refused_unless_somebody_says_that_its_digest_will_do() {
    let stage = Stage::new();
    stage.write("dump.bin", vec![7; (10 << 20) + 1]);
    let refused = stage.run("start", RUN, &[("evidence", "dump.bin")]);
    assert_eq!((refused.code, refused.rule("evidence").as_str()), (4, "error too-large"), "{refused:?}");
    let told = stage.run("start", RUN, &[("evidence", "dump.bin"), ("large-evidence", "digest")]);
    assert_eq!((told.code, told.rule("evidence").as_str()), (0, "warn digest-only"), "{told:?}");
    let evidence = &stage.deployments()[0].evidence[0];
    let locations: Vec<&str> = evidence.locations.iter().map(ledger::name::Line::as_str).collect();
    assert_eq!((evidence.size, locations), ((10 << 20) + 1, vec!["workspace:dump.bin"]));
}

#[test]
fn a_second_beginning_of_something_else_is_none() {
    let stage = Stage::new();
    stage.write("app.tar", "one");
    stage.run("start", RUN, &[("artifacts", "app.tar")]);
    stage.write("app.tar", "two");
    let other = stage.run("start", RUN, &[("artifacts", "app.tar")]);
    assert_eq!((other.code, other.rule("again").as_str()), (1, "fail other-subject"), "{other:?}");
    let other = stage.run("start", Run { sha: OTHER, ..RUN }, &[]);
    assert_eq!((other.code, other.rule("again").as_str()), (1, "fail other-subject"), "{other:?}");
    stage.write("app.tar", "one");
    stage.run("finish", RUN, &[]);
    let late = stage.run("start", RUN, &[("artifacts", "app.tar")]);
    assert_eq!((late.code, late.rule("again").as_str()), (1, "fail ended"), "{late:?}");
    assert_eq!(stage.told(), ["planned started", "planned succeeded"]);
}

#[test]
fn an_end_in_another_attempt_is_of_what_this_run_began() {
    let stage = Stage::new();
    let begun = stage.run("start", RUN, &[]);
    let again = Run { attempt: 2, ..RUN };
    let ended = stage.run("finish", again, &[("outcome", "failure")]);
    assert_eq!((ended.code, ended.output("state")), (0, "failed"), "{ended:?}");
    assert_eq!(ended.output("deployment-id"), begun.output("deployment-id"));
    assert_eq!(ended.rule("record"), "pass recorded");
    assert_eq!(stage.told(), ["planned started", "planned failed"]);
}

#[test]
fn nobody_begins_what_somebody_else_began() {
    let stage = Stage::new();
    let begun = stage.run("start", RUN, &[]);
    let id = begun.output("deployment-id").to_owned();
    let other = stage.run("start", Run { id: 71, ..RUN }, &[("deployment-id", &id)]);
    assert_eq!((other.code, other.output("deployment-id")), (2, ""), "{other:?}");
    // Another job of the same attempt is at work, and in the way.
    let job = [("GITHUB_JOB", "other")];
    let other = stage.run_with("start", RUN, &[], &job);
    assert_eq!((other.code, other.rule("alone").as_str()), (3, "inconclusive open"), "{other:?}");
    assert_eq!(stage.told(), ["planned started"]);
}

#[test]
fn a_way_back_leads_from_what_is_live_to_something_else() {
    let stage = Stage::new();
    let first = stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let next = Run { id: 71, sha: OTHER, ..RUN };
    let failed = stage.run("start", next, &[]);
    stage.run("finish", next, &[("outcome", "failure")]);
    let own = failed.output("deployment-id").to_owned();
    let own = stage.run("rollback", next, &[("deployment-id", &own), ("target", &own)]);
    assert_eq!(own.code, 1, "{own:?}");
    // Something else is live by now.
    let third = Run { id: 72, sha: OTHER, ..RUN };
    stage.run("start", third, &[]);
    stage.run("finish", third, &[]);
    let (own, target) = (failed.output("deployment-id"), first.output("deployment-id"));
    let late = stage.run("rollback", next, &[("deployment-id", own), ("target", target)]);
    assert_eq!((late.code, late.rule("target").as_str()), (1, "fail wrong-way"), "{late:?}");
}

#[test]
fn an_end_is_recorded_whatever_lies_in_the_workspace() {
    let stage = Stage::new();
    stage.write("app.tar", "one");
    stage.run("start", RUN, &[("artifacts", "app.tar")]);
    std::fs::remove_file(stage.path("app.tar")).unwrap();
    for number in 0..120 {
        stage.write(&format!("many/{number}.txt"), "x");
    }
    let ended = stage.run("finish", RUN, &[("artifacts", "app.tar"), ("evidence", "many/*.txt")]);
    assert_eq!((ended.code, ended.output("state")), (4, "succeeded"), "{ended:?}");
    assert_eq!((ended.output("artifacts"), stage.told().len()), ("app.tar", 2));
    assert_eq!(stage.deployments()[1].evidence.len(), 100);
}

#[test]
fn steps_of_other_actions_record_under_their_own_words() {
    let stage = Stage::new();
    let old = [("environment", ""), ("outcome", ""), ("env", "staging")];
    let begun = stage.run("start", RUN, &[&old[..], &[("step", "start"), ("ref", "main")]].concat());
    assert_eq!(
        (begun.code, begun.output("state")),
        (2, ""),
        "a branch that the run does not say: {}",
        begun.log
    );
    let begun = stage.run("start", RUN, &[&old[..], &[("step", "start"), ("desc", "to staging")]].concat());
    assert_eq!((begun.code, begun.output("state")), (0, "started"), "{begun:?} {}", begun.log);
    assert!(begun.log.contains("::notice title=Moving over::`env` is taken as `environment`"), "{}", begun.log);
    // What names the deployment there is empty here, since the output bears another name: it is that of the run.
    let words = [("step", "finish"), ("status", "success"), ("deployment_id", "")];
    let ended = stage.run("start", RUN, &[&old[..], &words].concat());
    assert_eq!((ended.code, ended.output("state")), (0, "succeeded"), "{}", ended.log);
    let on_the_way = stage.run("start", RUN, &[("outcome", ""), ("state", "in_progress")]);
    assert_eq!((on_the_way.code, stage.told().len()), (2, 2), "nothing is passed by: {}", on_the_way.log);
}
