//! Whole runs over a clock that jumps, a wire with a script and a shell that notes: nothing here waits.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;

use verdict::Status;

use super::*;
use crate::course::Decision;
use crate::facts::{End, Failure, Outcome};
use crate::means::{Answer, Clock, Request, Shell, Wire};
use crate::policy::tests::asked;

mod answers;
mod rollouts;

/// Minute zero of the clock: 2026-11-23T10:00:00Z.
const BEGAN: u64 = 1_795_428_000_000;

/// Bytes of a file, and when they were written.
type Written = (Vec<u8>, u64);

#[derive(Clone, Default)]
struct Sim {
    now: Rc<Cell<u64>>,
    /// What is answered, in order; the last one for ever.
    script: Rc<RefCell<VecDeque<Result<Answer, Failure>>>>,
    /// How long an answer takes.
    takes: Rc<Cell<u64>>,
    sent: Rc<RefCell<Vec<(String, u64)>>>,
    ran: Rc<RefCell<Vec<String>>>,
    /// How commands end, by what they contain; else with 0.
    ends: Rc<RefCell<Vec<(&'static str, End)>>>,
    file: Rc<RefCell<Option<Written>>>,
    said: Rc<RefCell<Vec<String>>>,
}

impl Clock for Sim {
    fn unix_ms(&self) -> u64 {
        BEGAN + self.now.get()
    }
    fn elapsed_ms(&self) -> u64 {
        self.now.get()
    }
    fn sleep(&self, time: Duration) {
        self.now.set(self.now.get() + u64::try_from(time.as_millis()).unwrap());
    }
}

impl Wire for Sim {
    fn send(&self, request: &Request<'_>, limit: Duration) -> Result<Answer, Failure> {
        self.sent.borrow_mut().push((request.url.to_string(), self.now.get()));
        let limit = u64::try_from(limit.as_millis()).unwrap();
        if self.takes.get() > limit {
            self.now.set(self.now.get() + limit);
            return Err(Failure::Timeout);
        }
        self.now.set(self.now.get() + self.takes.get());
        let mut script = self.script.borrow_mut();
        if script.len() > 1 { script.pop_front().unwrap() } else { script.front().cloned().unwrap() }
    }
}

impl Shell for Sim {
    fn run(&self, command: &str, variables: &BTreeMap<&str, String>, _: Duration) -> End {
        self.ran.borrow_mut().push(command.replace("$P", &variables["RELEASEGATE_PERCENT"]));
        let ran = self.ran.borrow().last().cloned().unwrap();
        let ends = self.ends.borrow();
        ends.iter().find(|(part, _)| ran.contains(part)).map_or(End::Code(0), |(_, end)| *end)
    }
    fn file(&self, _: &Path) -> Option<(Vec<u8>, u64)> {
        self.file.borrow().clone()
    }
    fn say(&self, line: &str) {
        self.said.borrow_mut().push(line.to_owned());
    }
    fn mask(&self, text: &str) {
        self.said.borrow_mut().push(format!("mask {text}"));
    }
}

fn answer(status: u16, body: &str) -> Result<Answer, Failure> {
    Ok(Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() })
}

/// What a run came to.
struct Ended {
    policy: Policy,
    facts: Facts,
    sim: Sim,
}

impl Ended {
    fn decision(&self) -> Decision {
        course::decision(&self.policy, &self.facts).0
    }

    fn status(&self) -> Status {
        let rules = crate::decide::decide(&self.policy, &self.facts).rules;
        Status::aggregate(rules.iter().map(|rule| rule.status))
    }

    fn reason(&self, id: &str) -> String {
        let rules = crate::decide::decide(&self.policy, &self.facts).rules;
        rules.iter().find(|rule| rule.id == id).map(|rule| rule.reason.clone()).unwrap_or_default()
    }

    fn tries(&self) -> Vec<u64> {
        self.facts.phases.iter().flat_map(|phase| &phase.tries).map(|one| one.at_ms / 1000).collect()
    }
}

const URL: (&str, &str) = ("url", "https://shop.example/health");

fn run_with(sim: Sim, inputs: &[(&str, &str)], section: &str, mark: Mark<'_>) -> Ended {
    let (policy, secrets) = asked(inputs, section).unwrap();
    let means =
        Means { clock: Box::new(sim.clone()), wire: Box::new(sim.clone()), shell: Box::new(sim.clone()) };
    let facts = act(&policy, &secrets, &means, mark);
    assert_eq!(crate::contradiction::find(&policy, &facts), None, "{facts:?}");
    let again: Facts = serde_json::from_slice(&verdict::canonical::bytes(&facts).unwrap()).unwrap();
    assert_eq!(again, facts);
    Ended { policy, facts, sim }
}

fn run(script: Vec<Result<Answer, Failure>>, inputs: &[(&str, &str)], section: &str) -> Ended {
    let sim = Sim::default();
    *sim.script.borrow_mut() = script.into();
    run_with(sim, inputs, section, nowhere())
}

fn nowhere() -> Mark<'static> {
    Mark { workspace: Path::new(""), gate_id: "deploy-verify", run: None }
}

#[test]
fn five_tries_ten_seconds_apart_behind_a_minute_take_no_time() {
    let seed = [URL, ("initial-delay", "60s"), ("tries", "5")];
    let ended = run(vec![answer(503, "")], &seed, "");
    assert_eq!(ended.tries(), [60, 70, 80, 90, 100]);
    assert_eq!((ended.decision(), ended.status()), (Decision::Rollback, Status::Fail));
    assert_eq!(ended.reason("check-health"), "status");
    let summary = crate::decide::decide(&ended.policy, &ended.facts).summary;
    assert_eq!(summary, "unhealthy, and nothing was gone back from: `check-health`: the status is 503");
}

#[test]
fn a_slow_start_is_waited_for() {
    let ended = run(
        vec![Err(Failure::Refused), answer(503, ""), answer(200, "")],
        &[URL, ("rollback-command", "back")],
        "",
    );
    assert_eq!(ended.tries(), [0, 10, 20]);
    assert_eq!((ended.decision(), ended.status()), (Decision::Promote, Status::Pass));
    assert!(ended.sim.ran.borrow().is_empty());
}

#[test]
fn who_flaps_is_not_healthy() {
    let flaps = (0..9).map(|at| answer(if at % 2 == 0 { 200 } else { 500 }, "")).collect();
    let ended = run(flaps, &[URL, ("tries", "8"), ("successes", "2")], "");
    assert_eq!((ended.decision(), ended.tries().len()), (Decision::Rollback, 8));
}

#[test]
fn an_old_instance_behind_a_balancer_is_seen() {
    let told = |version: &str| answer(200, &format!("{{\"version\":\"{version}\"}}"));
    let inputs = [URL, ("expect-version", "2.0"), ("tries", "6")];
    let ended =
        run(vec![told("2.0"), told("2.0"), told("1.9"), told("2.0"), told("2.0"), told("1.9")], &inputs, "");
    assert_eq!(
        (ended.decision(), ended.reason("check-health").as_str()),
        (Decision::Rollback, "other-version")
    );
    let ended = run(vec![told("1.9"), told("2.0"), told("2.0"), told("2.0")], &inputs, "");
    assert_eq!((ended.decision(), ended.tries().len()), (Decision::Promote, 4));
}

#[test]
fn an_error_in_a_body_of_200_is_one() {
    let inputs = [URL, ("tries", "1"), ("expect-json", "/status == ok"), ("reject-body", "(?i)traceback")];
    for (body, reason) in [
        ("{\"status\":\"degraded\"}", "json"),
        ("<html>", "json"),
        ("{}", "json"),
        ("{\"status\":\"ok\",\"e\":\"Traceback\"}", "body-rejected"),
    ] {
        let ended = run(vec![answer(200, body)], &inputs, "");
        assert_eq!(
            (ended.decision(), ended.reason("check-health").as_str()),
            (Decision::Rollback, reason),
            "{body}"
        );
    }
}

#[test]
fn what_cannot_be_reached_is_no_reason_to_go_back() {
    for failure in [Failure::Name, Failure::NoRoute, Failure::Proxy, Failure::ConnectTimeout] {
        let inputs = [URL, ("rollback-command", "back")];
        let ended = run(vec![Err(failure)], &inputs, "");
        assert_eq!((ended.decision(), ended.status()), (Decision::Hold, Status::Inconclusive), "{failure:?}");
        assert!(ended.sim.ran.borrow().is_empty());
        // One answer that is wrong is a measurement.
        let ended = run(vec![Err(failure), answer(500, ""), Err(failure)], &inputs, "");
        assert_eq!((ended.decision(), ended.sim.ran.borrow().len()), (Decision::Rollback, 1), "{failure:?}");
        // One that is right is none, as long as it takes more than one.
        let ended = run(vec![Err(failure), answer(200, ""), Err(failure)], &[URL, ("successes", "2")], "");
        assert_eq!(ended.status(), Status::Inconclusive, "{failure:?}");
    }
}

#[test]
fn the_policy_may_say_what_follows_if_nothing_is_reached() {
    let back = ("rollback-command", "back");
    let ended = run(vec![Err(Failure::Name)], &[URL, back], "on-unreachable: fail");
    assert_eq!(
        (ended.decision(), ended.status(), ended.sim.ran.borrow().len()),
        (Decision::Hold, Status::Fail, 0)
    );
    let ended = run(vec![Err(Failure::Name)], &[URL, back], "on-unreachable: rollback");
    assert_eq!(
        (ended.decision(), ended.status(), ended.sim.ran.borrow().len()),
        (Decision::Rollback, Status::Fail, 1)
    );
}

#[test]
fn nothing_goes_past_the_deadline() {
    let sim = Sim::default();
    sim.script.borrow_mut().push_back(answer(500, ""));
    sim.takes.set(7_000);
    let ended = run_with(sim, &[URL, ("deadline", "20s"), ("interval", "5s")], "", nowhere());
    // The second request would take longer than is left: it says nothing.
    assert_eq!(ended.tries(), [0, 12]);
    assert_eq!(ended.facts.ended_ms, Some(19_000));
    let sim = Sim::default();
    sim.script.borrow_mut().push_back(answer(200, ""));
    sim.takes.set(60_000);
    let ended = run_with(sim, &[URL, ("deadline", "15s"), ("timeout", "20s")], "", nowhere());
    assert_eq!(ended.facts.ended_ms, Some(15_000));
    assert_eq!((ended.decision(), ended.reason("check-health").as_str()), (Decision::Hold, "deadline"));
    let ended = run(vec![answer(200, "")], &[URL, ("initial-delay", "20m")], "");
    assert_eq!(
        (ended.decision(), ended.tries().len(), ended.status()),
        (Decision::Hold, 0, Status::Inconclusive)
    );
}

#[test]
fn a_timeout_within_its_own_time_is_the_deployments() {
    let sim = Sim::default();
    sim.script.borrow_mut().push_back(answer(200, ""));
    sim.takes.set(60_000);
    let ended = run_with(sim, &[URL, ("tries", "2")], "", nowhere());
    assert_eq!((ended.decision(), ended.reason("check-health").as_str()), (Decision::Rollback, "timeout"));
}
