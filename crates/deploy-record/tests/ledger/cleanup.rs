//! `cleanup`: what it would do, what it does, and what it never touches.

use std::collections::BTreeMap;

use github_sim::{Fault, FaultKind, Simulator};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::branch::simulator;
use crate::deployments::event;
use crate::sides::{asking, plant, shown};
use crate::stage::{Ended, Stage};

const ONE: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}";

/// GitHub with deployments that were said to have succeeded so many hours ago.
struct Previews {
    stage: Stage,
    simulator: Simulator,
}

impl Previews {
    fn new() -> Self {
        Self { stage: Stage::new(0), simulator: simulator() }
    }

    fn plant(&self, environment: &str, hours: i64) -> u64 {
        let at = Timestamp::now() - SignedDuration::from_hours(hours);
        plant(&self.simulator, shown(environment, &"a".repeat(40), at, "success"))
    }

    fn ask(&self, environment: &str, more: &[&str]) -> Ended {
        let args = ["cleanup", "--older-than", "24h", "--json", "--environment", environment];
        asking(&self.stage, &self.simulator, &[&args, more].concat())
    }

    /// What each deployment was said to be last.
    fn states(&self) -> BTreeMap<u64, String> {
        let hub = self.simulator.hub();
        let last = |one: &github_sim::deployment::Deployment| one.statuses.last().unwrap().state.clone();
        hub.deployments.iter().map(|(id, one)| (*id, last(one))).collect()
    }

    fn writes(&self) -> usize {
        let writes = |one: &github_sim::Exchange| one.method != "GET" && one.path != "/graphql";
        self.simulator.exchanges().iter().filter(|one| writes(one)).count()
    }
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array().unwrap().iter().map(|one| one["github"].as_str().unwrap().parse().unwrap()).collect()
}

fn states(of: &[(u64, &str)]) -> BTreeMap<u64, String> {
    of.iter().map(|(id, state)| (*id, (*state).to_owned())).collect()
}

#[test]
fn without_yes_it_only_says_what_would_be_done() {
    let previews = Previews::new();
    let (old, young) = (previews.plant("preview/1", 48), previews.plant("preview/1", 1));
    let staging = previews.plant("staging", 48);
    for more in [&[][..], &["--dry-run"], &["--delete"]] {
        let ended = previews.ask("preview/*", more);
        assert_eq!(ended.exit, Some(0), "{ended:?}");
        let told = ended.json();
        assert_eq!((numbers(&told["plan"]), told.get("done")), (vec![old], None));
        assert_eq!(told["kept"], json!([{"github": young.to_string(), "why": "young"}]));
    }
    let all = [(old, "success"), (young, "success"), (staging, "success")];
    assert_eq!((previews.states(), previews.writes()), (states(&all), 0));
    let args = ["cleanup", "--environment", "preview/*", "--older-than", "24h"];
    let said = asking(&previews.stage, &previews.simulator, &args);
    for text in ["nothing was changed: --yes does it", "What would be done", "preview/1", "Stays as it is"] {
        assert!(said.out.contains(text), "{text}: {said:?}");
    }
    assert_eq!(previews.ask("preview/*", &["--dry-run", "--yes"]).exit, Some(2));
}

#[test]
fn what_is_stale_is_made_inactive_and_the_newest_stay() {
    let previews = Previews::new();
    let [first, second, third] = [72, 60, 48].map(|hours| previews.plant("pr-1", hours));
    let other = previews.plant("pr-2", 48);
    let ended = previews.ask("pr-*", &["--keep", "1", "--yes"]);
    assert_eq!(ended.exit, Some(0), "{ended:?}");
    let done = &ended.json()["done"];
    assert_eq!(done["inactive"], json!([first.to_string(), second.to_string()]));
    let after = [(first, "inactive"), (second, "inactive"), (third, "success"), (other, "success")];
    assert_eq!(previews.states(), states(&after));
}

#[test]
fn what_is_stale_is_deleted_where_that_is_asked_for() {
    let previews = Previews::new();
    let (old, live) = (previews.plant("preview/1", 48), previews.plant("production", 48));
    let ended = previews.ask("preview/*", &["--delete", "--yes"]);
    assert_eq!(
        (ended.exit, &ended.json()["done"]["deleted"]),
        (Some(0), &json!([old.to_string()])),
        "{ended:?}"
    );
    assert_eq!(previews.states(), states(&[(live, "success")]));
}

#[test]
fn production_is_refused_by_the_pattern_and_kept_by_the_name() {
    let previews = Previews::new();
    previews.plant("production", 48);
    for pattern in
        ["production", "Prod", "*", "**", "p*", "[p]review/*", "{preview,prod}/*", "preview/{x,live}", "eu"]
    {
        let ended = previews.ask(pattern, &["--yes"]);
        assert!(ended.exit == Some(2) && ended.err.contains("never cleaned up"), "{pattern} {ended:?}");
    }
    assert_eq!(previews.ask("preview/[", &["--yes"]).exit, Some(2));
    assert!(previews.simulator.exchanges().is_empty(), "GitHub was not even asked");
    let kept = ["developers", "dev-live", "dev-eu/prod"].map(|name| previews.plant(name, 48));
    let marked = previews.plant("dev-2", 48);
    previews.simulator.hub().deployments.get_mut(&marked).unwrap().production = true;
    let plain = previews.plant("dev-3", 48);
    let ended = asking(
        &previews.stage,
        &previews.simulator,
        &[
            "cleanup",
            "--json",
            "--yes",
            "--older-than",
            "1h",
            "--environment",
            "dev*",
            "--environment",
            "dev*/*",
        ],
    );
    let told = ended.json();
    assert_eq!((ended.exit, numbers(&told["plan"])), (Some(0), vec![plain]), "{told}");
    assert!(told["kept"].as_array().unwrap().iter().all(|one| one["why"] == "production"));
    let stayed = previews.states();
    assert!(kept.iter().chain([&marked]).all(|id| stayed[id] == "success"));
}

#[test]
fn what_the_ledger_says_is_live_stays_and_a_ledger_that_nobody_vouches_for_stops_it() {
    let previews = Previews::new();
    let [live, open, old] = [72, 60, 48].map(|hours| previews.plant("preview", hours));
    let key = json!({"releasegate_key": crate::stage::ulid(2)});
    previews.simulator.hub().deployments.get_mut(&open).unwrap().payload = key;
    let place = json!({"name": "preview", "tier": "development"});
    let one = json!({"environment": place, "github": {"deploymentId": live.to_string()}});
    previews.stage.append_at(10, &event(1, "succeeded", "a", &one), &[]);
    previews.stage.append_at(20, &event(2, "started", "b", &json!({"environment": place})), &[]);
    let untrusted = previews.ask("preview", &["--yes", "--store", "dir:store"]);
    assert!(untrusted.exit == Some(3) && untrusted.err.contains("nothing was done"), "{untrusted:?}");
    assert!(previews.simulator.exchanges().is_empty());
    let store = ["--store", "dir:store", "--trust", "trust.json"];
    assert_eq!(previews.ask("preview", &[&store[..], &["--yes", "--shard", "2026-11"]].concat()).exit, Some(2));
    let ended = previews.ask("preview", &[&store[..], &["--yes"]].concat());
    let told = ended.json();
    assert_eq!(
        (ended.exit, numbers(&told["plan"]), numbers(&told["kept"])),
        (Some(0), vec![old], vec![open, live])
    );
    assert!(told["kept"].as_array().unwrap().iter().all(|one| one["why"] == "live"));
    assert_eq!(previews.states(), states(&[(live, "success"), (open, "success"), (old, "inactive")]));
}

#[test]
fn what_failed_or_was_left_is_told_and_an_unreadable_github_is_an_error() {
    let previews = Previews::new();
    let [first, second] = [72, 60].map(|hours| previews.plant("preview", hours));
    previews.simulator.hub().fault(Fault::on("DELETE", ONE, FaultKind::ServerError(422)));
    let ended = previews.ask("preview", &["--delete", "--yes", "--writes", "2"]);
    let done = &ended.json()["done"];
    assert_eq!((ended.exit, numbers(&done["failed"])), (Some(1), vec![first]), "{ended:?}");
    assert_eq!((&done["left"], &done["deleted"]), (&json!([second.to_string()]), &json!([])));
    assert_eq!(previews.states(), states(&[(first, "inactive"), (second, "success")]));
    let list = "/repos/{owner}/{repo}/deployments";
    previews.simulator.hub().fault(Fault::on("GET", list, FaultKind::ServerError(404)));
    let ended = previews.ask("preview", &["--yes"]);
    assert_eq!((ended.exit, ended.out.as_str()), (Some(4), ""), "{ended:?}");
    for wrong in [&["--keep", "-1"][..], &["--older-than", "soon"], &["--of", "octo"]] {
        assert_eq!(previews.ask("preview", wrong).exit, Some(2), "{wrong:?}");
    }
}
