//! `reconcile`: GitHub's deployments beside the records, where they agree and where somebody left something out.

use std::time::Duration;

use github_sim::deployment::Deployment;
use github_sim::{Fault, FaultKind, Simulator};
use jiff::Timestamp;
use ledger::signer::SignerKey;
use serde_json::{Value, json};
use stores::layout;

use crate::branch::simulator;
use crate::deployments::time;
use crate::sides::{Sides, asking, moment, plant, sha, shown};
use crate::stage::{Stage, leaf_of, redaction, run_in, ulid};

/// The ledger of the repository that the simulator has.
const OWN: &str = "github.com/9/1/deployments";
const LIST: &str = "/repos/{owner}/{repo}/deployments";

/// Runs the action in a run of a workflow, with the ledger in a folder and GitHub shown what is recorded.
fn act(stage: &Stage, simulator: &Simulator, mode: &str, (run, commit): (&str, &str)) {
    let key = SignerKey::new(OWN, &[7; 32]).unwrap();
    let inputs = json!({
        "mode": mode, "config": "none", "environment": "Staging-EU", "record": "dir:ledger", "outcome": "success",
        "signing-key": key.to_skey().to_string(), "token": "actions-token", "github-deployment": "create",
    });
    let (folder, inputs) = (stage.folder.path().display().to_string(), inputs.to_string());
    std::fs::write(stage.path("event.json"), "{}").unwrap();
    let event = stage.path("event.json").display().to_string();
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_API_URL", simulator.url()),
        ("GITHUB_REPOSITORY", "octo/shop"),
        ("GITHUB_REPOSITORY_ID", "1"),
        ("GITHUB_REPOSITORY_OWNER_ID", "9"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_RUN_ID", run),
        ("GITHUB_RUN_ATTEMPT", "1"),
        ("GITHUB_ACTOR", "alice"),
        ("GITHUB_ACTOR_ID", "101"),
        ("GITHUB_SHA", commit),
        ("GITHUB_JOB", "deploy"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_EVENT_PATH", &event),
        ("GITHUB_WORKFLOW_REF", "octo/shop/.github/workflows/deploy.yml@refs/heads/main"),
        ("GITHUB_WORKSPACE", &folder),
        ("RUNNER_ENVIRONMENT", "self-hosted"),
        ("RELEASEGATE_INPUTS", &inputs),
    ];
    let ended = run_in(stage.folder.path(), &[], &variables);
    assert_eq!(ended.exit, Some(0), "{mode} {ended:?}");
}

/// What the suite itself records and shows is no difference, from a beginning to a way back.
#[test]
fn what_the_action_records_and_shows_agrees() {
    let (stage, simulator) = (Stage::new(0), simulator());
    let clock = simulator.clock();
    clock.advance(Duration::try_from(Timestamp::now().duration_since(clock.now())).unwrap_or_default());
    let commit = |text| simulator.hub().commit_files(1, "main", 101, "Work", &[("a", Some(text))]).unwrap();
    let (first, second) = (commit("1"), commit("2"));
    let vkey = SignerKey::new(OWN, &[7; 32]).unwrap().verifier().to_string();
    let trust = json!({
        "v": 1, "ledger": OWN, "validFrom": "2020-01-01T00:00:00.000Z", "validUntil": "9999-01-01T00:00:00.000Z",
        "keys": [{"vkey": vkey, "roles": ["record", "checkpoint"]}],
    });
    std::fs::write(stage.path("trust.json"), trust.to_string()).unwrap();
    let (first, second) = (("70", first.as_str()), ("71", second.as_str()));
    let steps = [
        ("start", first, 1),
        ("finish", first, 1),
        ("start", second, 2),
        ("finish", second, 2),
        ("rollback", second, 3),
    ];
    for (mode, run, same) in steps {
        act(&stage, &simulator, mode, run);
        let args = ["reconcile", "--store", "dir:ledger", "--trust", "trust.json", "--json"];
        let ended = asking(&stage, &simulator, &[&args[..], &["--environment", "staging-eu"]].concat());
        let told = ended.json();
        assert_eq!((ended.exit, &told["same"]), (Some(0), &json!(same)), "{mode} {told}");
    }
}

fn none() -> Value {
    json!({})
}

#[test]
fn both_sides_agree_and_nothing_is_written() {
    let sides = Sides::new();
    let number = sides.both(1, 10, &none());
    // By its number as well, whatever it bears.
    sides.record(2, 20, &sha('b'), &json!({"github": {"deploymentId": (number + 2).to_string()}}));
    assert_eq!(
        plant(&sides.simulator, shown("production", &sha('b'), moment(20), "inactive")),
        number + 2,
        "a deployment and its status take a number each"
    );
    let (exit, told) = sides.answer(&[]);
    assert_eq!((exit, &told["same"], &told["whole"]), (Some(0), &json!(2), &json!(true)), "{told}");
    assert_eq!((&told["schema"], &told["read"]), (&json!("releasegate/reconcile/v1"), &json!(2)));
    let wrote =
        sides.simulator.exchanges().into_iter().any(|one| one.method != "GET" && one.path != "/graphql");
    assert!(!wrote);
    // What nothing bears agrees with everything.
    let (exit, told) = sides.answer(&["--environment", "nowhere"]);
    assert_eq!((exit, &told["same"]), (Some(3), &json!(0)));
}

#[test]
fn attack_05_a_deployment_that_nobody_recorded_is_named_and_ends_with_1() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    let gap = plant(&sides.simulator, shown("production", &sha('e'), moment(30), "success"));
    let ended = sides.ask(&[]);
    assert_eq!(ended.exit, Some(1), "{ended:?}");
    for text in ["1 deployment of octo/shop in no record", "1 the same", "eeeeeeeeeeee", "mallory"] {
        assert!(ended.out.contains(text), "{text}: {ended:?}");
    }
    let (exit, told) = sides.answer(&["--environment", "production"]);
    let found = &told["unrecorded"][0];
    assert_eq!(
        (exit, &found["github"], &found["commit"]),
        (Some(1), &json!(gap.to_string()), &json!(sha('e')))
    );
    assert_eq!((&found["by"], &found["state"]), (&json!("mallory"), &json!("success")));
    // The id of a record hides nothing, and what was before recording began can be left out.
    let mut borrowed = shown("production", &sha('f'), moment(5), "success");
    borrowed.payload = json!({"releasegate_key": ulid(1)});
    plant(&sides.simulator, borrowed);
    let (exit, told) = sides.answer(&[]);
    assert_eq!((exit, &told["unrecorded"][0]["borrowed"]), (Some(1), &json!(ulid(1))));
    assert_eq!(sides.answer(&["--from", &time(31)]).0, Some(3), "nothing began since");
    sides.simulator.hub().deployments.remove(&gap);
    assert_eq!(sides.answer(&["--from", &time(8)]).0, Some(0));
    assert_eq!(sides.answer(&["--environment", "staging"]).0, Some(3));
}

#[test]
fn what_was_deleted_on_github_is_told_and_the_record_stands() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    sides.record(2, 20, &sha('b'), &json!({"github": {"deploymentId": "4000000"}}));
    sides.record(3, 30, &sha('c'), &none());
    let (exit, told) = sides.answer(&[]);
    assert_eq!((exit, &told["same"]), (Some(0), &json!(1)), "{told}");
    assert_eq!((&told["gone"][0]["id"], &told["unshown"][0]["id"]), (&json!(ulid(2)), &json!(ulid(3))));
    let said = sides.ask(&[]);
    for text in ["Recorded, and deleted on GitHub", "Recorded, and not shown on GitHub", &ulid(2), &ulid(3)] {
        assert!(said.out.contains(text), "{text}: {said:?}");
    }
}

#[test]
fn another_commit_state_or_environment_is_a_difference() {
    let sides = Sides::new();
    let number = sides.both(1, 10, &none());
    let of = json!({"github": {"deploymentId": number.to_string()}});
    let sides = Sides { simulator: sides.simulator, stage: Stage::new(0) };
    sides.record(1, 10, &sha('a'), &of);
    assert_eq!(sides.answer(&[]).0, Some(0));
    let change = |change: &dyn Fn(&mut Deployment)| {
        let before = sides.simulator.hub().deployments[&number].clone();
        change(sides.simulator.hub().deployments.get_mut(&number).unwrap());
        let (exit, told) = sides.answer(&["--environment", "production"]);
        sides.simulator.hub().deployments.insert(number, before);
        assert_eq!((exit, &told["different"][0]["id"]), (Some(1), &json!(ulid(1))), "{told}");
        assert_eq!(told["different"].as_array().unwrap().len(), 1);
        let text = |name: &str| told["different"][0][name].as_str().unwrap().to_owned();
        (text("what"), text("message"))
    };
    let (what, message) = change(&|one| one.sha = sha('d'));
    assert_eq!(what, "commit");
    assert!(message.contains(&sha('d')) && message.contains(&sha('a')), "{message}");
    let (what, message) = change(&|one| one.environment = "Test/EU".to_owned());
    assert_eq!((what.as_str(), message.contains("Test/EU")), ("environment", true), "{message}");
    let (what, message) = change(&|one| one.statuses[0].state = "failure".to_owned());
    assert_eq!((what.as_str(), message.as_str()), ("state", "GitHub says failure, the ledger succeeded"));
    let (what, _) = change(&|one| one.created_at = moment(40));
    assert_eq!(what, "clock");
}

#[test]
fn what_cannot_be_read_or_is_not_vouched_for_is_never_agreement() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    let graphql = Fault { template: Some("/graphql".to_owned()), ..Fault::any(FaultKind::ServerError(403)) };
    let faults = [
        Fault::on("GET", LIST, FaultKind::ServerError(404)),
        Fault::on("GET", LIST, FaultKind::PrimaryLimit { reset: 90_000 }),
        Fault::on("GET", "/repos/{owner}/{repo}", FaultKind::ServerError(404)),
        graphql,
    ];
    for fault in faults {
        sides.simulator.hub().fault(fault.clone().times(20));
        let ended = sides.ask(&[]);
        sides.simulator.hub().clear_faults();
        assert_eq!((ended.exit, ended.out.as_str()), (Some(4), ""), "{fault:?} {ended:?}");
    }
    // What fails once is asked again.
    sides.simulator.hub().fault(Fault::on("GET", LIST, FaultKind::ServerError(500)));
    assert_eq!(sides.answer(&[]).0, Some(0));
    let untrusted = ["reconcile", "--store", "dir:store"];
    assert_eq!(asking(&sides.stage, &sides.simulator, &untrusted).exit, Some(3));
    assert_eq!(
        asking(&sides.stage, &sides.simulator, &[&untrusted[..], &["--of", "octo"]].concat()).exit,
        Some(2)
    );
    let alone = sides.stage.asking(&["reconcile"]);
    assert!(alone.exit == Some(2) && alone.err.contains("name the repository by --of"), "{alone:?}");
    let alone = sides.stage.asking(&["reconcile", "--of", "octo/shop"]);
    assert!(alone.exit == Some(2) && alone.err.contains("set GITHUB_TOKEN"), "{alone:?}");
    // What one shard does not record may be in another.
    let (exit, told) = sides.answer(&["--shard", "2026-11"]);
    assert_eq!((exit, &told["whole"]), (Some(3), &json!(false)));
    plant(&sides.simulator, shown("production", &sha('e'), moment(30), "success"));
    assert_eq!(sides.answer(&["--shard", "2026-11"]).0, Some(3));
    sides.simulator.hub().deployments.clear();
    std::fs::write(sides.stage.file(&layout::envelope(1)), "{}").unwrap();
    assert_eq!(sides.answer(&[]).0, Some(1));
}

/// GitHub compares names of environments without regard to letter case, and a ledger holds no `/`.
#[test]
fn capitals_and_slashes_are_the_same_environment() {
    let sides = Sides::new();
    sides.record(1, 10, &sha('a'), &none());
    sides.show(1, 10, "Production", &sha('a'));
    for name in ["production", "PRODUCTION"] {
        let (exit, told) = sides.answer(&["--environment", name]);
        assert_eq!((exit, &told["same"]), (Some(0), &json!(1)), "{name} {told}");
    }
    let slug = journal::naming::environment_slug("preview/7").unwrap();
    sides.record(2, 20, &sha('b'), &json!({"environment": {"name": slug, "tier": "development"}}));
    sides.show(2, 20, "Preview/7", &sha('b'));
    let (exit, told) = sides.answer(&["--environment", "preview/7"]);
    assert_eq!((exit, &told["same"], &told["read"]), (Some(0), &json!(1), &json!(2)), "{told}");
    plant(&sides.simulator, shown("Preview/7", &sha('e'), moment(30), "success"));
    let (exit, told) = sides.answer(&["--environment", "preview/7"]);
    assert_eq!((exit, &told["unrecorded"][0]["environment"]), (Some(1), &json!("Preview/7")));
}

#[test]
fn one_service_is_no_gap_of_another_and_one_that_only_says_so_hides_nothing() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    sides.both(2, 20, &json!({"service": "mail"}));
    for (service, same) in [("payments", 1), ("mail", 1)] {
        let (exit, told) = sides.answer(&["--service", service]);
        assert_eq!((exit, &told["same"], &told["unrecorded"]), (Some(0), &json!(same), &json!([])), "{told}");
    }
    let mut claims = shown("production", &sha('e'), moment(30), "success");
    claims.payload = json!({"service": "mail"});
    plant(&sides.simulator, claims);
    let (exit, told) = sides.answer(&["--service", "payments"]);
    assert_eq!((exit, &told["unrecorded"]), (Some(3), &json!([])));
    assert_eq!(told["ofOtherServices"][0]["service"], "mail");
    assert_eq!(sides.answer(&["--service", "mail"]).0, Some(1));
    assert_eq!(sides.answer(&[]).0, Some(1));
}

#[test]
fn records_of_other_repositories_and_what_actions_made_are_told_apart() {
    let sides = Sides::new();
    let run = |repository: &str| {
        json!({"run": {"repositoryId": repository, "repositoryOwnerId": "50", "runId": "77", "attempt": 1,
            "workflowRef": "octo/shop/.github/workflows/d.yml@refs/heads/main", "eventName": "push"}})
    };
    sides.both(1, 10, &run("1"));
    sides.record(2, 20, &sha('b'), &run("2"));
    let mut phantom = shown("production", &sha('a'), moment(9), "inactive");
    phantom.creator = 41_898_282;
    let mut earlier = phantom.statuses[0].clone();
    earlier.state = "success".to_owned();
    earlier.log_url = "https://github.com/octo/shop/actions/runs/77/job/9".to_owned();
    phantom.statuses.insert(0, earlier);
    let phantom = plant(&sides.simulator, phantom);
    let (exit, told) = sides.answer(&[]);
    assert_eq!((exit, &told["ofOtherRepositories"], &told["gone"]), (Some(0), &json!(1), &json!([])), "{told}");
    assert_eq!(told["phantoms"], json!([{"github": phantom.to_string(), "deployment": ulid(1)}]));
    // The deployment of a record of another repository is none of this one's.
    sides.show(2, 20, "production", &sha('b'));
    assert_eq!(sides.answer(&[]).0, Some(1));
}

#[test]
fn an_erased_entry_makes_no_deployment_look_recorded() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    let leaf = leaf_of(&sides.stage, 1);
    sides.stage.append_at(20, &redaction(1, leaf), &[]);
    std::fs::remove_file(sides.stage.file(&layout::envelope(1))).unwrap();
    let (exit, told) = sides.answer(&[]);
    // That it succeeded was erased: GitHub says more than the ledger.
    assert_eq!((exit, &told["different"][0]["what"]), (Some(1), &json!("state")), "{told}");
    assert!(told["unknown"].as_array().unwrap().iter().any(|one| one["code"] == "erased"));
}

#[test]
fn a_part_of_githubs_list_is_never_taken_for_the_whole() {
    let sides = Sides::new();
    sides.both(1, 600, &none());
    let old = shown("preview", &sha('c'), moment(1), "inactive");
    {
        let mut hub = sides.simulator.hub();
        let newest = *hub.deployments.keys().next_back().unwrap();
        // Below the number of the one that is recorded, in the order of time.
        let mut recorded = hub.deployments.remove(&newest).unwrap();
        recorded.id = newest + 1_000;
        for id in newest..newest + 150 {
            hub.deployments.insert(id, Deployment { id, ..old.clone() });
        }
        hub.deployments.insert(recorded.id, recorded);
    }
    let (exit, told) = sides.answer(&["--environment", "production", "--most", "100"]);
    assert_eq!((exit, &told["whole"], &told["same"]), (Some(3), &json!(false), &json!(1)));
    assert!(told["unknown"].as_array().unwrap().iter().any(|one| one["code"] == "github-not-whole"));
    // What was read reaches back before what is asked for.
    let (exit, told) = sides.answer(&["--from", &time(590)]);
    assert_eq!(
        (exit, &told["whole"], &told["same"]),
        (Some(0), &json!(true), &json!(1)),
        "{}",
        told["unknown"]
    );
}

/// Whoever may deploy names the environment and the service.
#[test]
fn what_github_holds_is_text_wherever_it_is_shown() {
    let sides = Sides::new();
    sides.both(1, 10, &none());
    let mut hostile = shown("x\u{1b}[2J\n::error::y\u{202e}", &sha('e'), moment(30), "success");
    hostile.payload = json!({"service": "##[error]z\r\n::set-output name=a::b"});
    plant(&sides.simulator, hostile);
    for args in [&[][..], &["--json"]] {
        let ended = sides.ask(args);
        assert_eq!(ended.exit, Some(1), "{ended:?}");
        for raw in ["\u{1b}[2J", "\n::error", "\u{202e}", "##[error]", "\n::set-output"] {
            assert!(!ended.out.contains(raw), "{raw:?} {ended:?}");
        }
    }
}
