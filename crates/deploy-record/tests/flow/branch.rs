//! The record on a branch of a simulated GitHub, and what GitHub shows of it.

use github_sim::{Seed, Simulator};

use crate::stage::{ORIGIN, RUN, Ran, Run, Stage};

const TOKEN: &str = "actions-token";

struct Branch {
    stage: Stage,
    simulator: Simulator,
    run: Run,
}

impl Branch {
    fn new() -> Self {
        let simulator = Simulator::start(Seed::small().without_limits()).unwrap();
        let sha = simulator.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("1"))]).unwrap();
        let sha: &'static str = Box::leak(sha.to_string().into_boxed_str());
        Self { stage: Stage::new(), simulator, run: Run { sha, ..RUN } }
    }

    /// What a mode cost in requests to the API, and what it left behind.
    fn run(&self, mode: &str, shown: &str) -> (usize, Ran) {
        self.go(mode, shown, self.run)
    }

    /// The same in another run.
    fn go(&self, mode: &str, shown: &str, run: Run) -> (usize, Ran) {
        let before = self.simulator.exchanges().len();
        let more = [
            ("record", "branch:releasegate-ledger"),
            ("ledger", ORIGIN),
            ("token", TOKEN),
            ("github-deployment", shown),
        ];
        let vars = [("GITHUB_API_URL", self.simulator.url()), ("GITHUB_SERVER_URL", self.simulator.url())];
        let ran = self.stage.run_with(mode, run, &more, &vars);
        (self.simulator.exchanges().len() - before, ran)
    }
}

#[test]
fn a_common_append_costs_two_requests() {
    let branch = Branch::new();
    for id in 80..83 {
        let next = Run { id, ..branch.run };
        branch.go("start", "none", next);
        branch.go("finish", "none", next);
    }
    let (calls, begun) = branch.run("start", "none");
    assert_eq!(
        (begun.code, calls),
        (0, 2),
        "the head is read, and the commit is made on it: {begun:?} {}",
        begun.log
    );
    let (calls, ended) = branch.run("finish", "none");
    assert_eq!((ended.code, ended.output("state"), calls), (0, "succeeded", 2), "{ended:?} {}", ended.log);
    assert!(!ended.log.replace(&format!("::add-mask::{TOKEN}"), "").contains(TOKEN));
}

#[test]
fn github_shows_what_is_recorded_and_its_loss_changes_nothing() {
    let branch = Branch::new();
    let (_, begun) = branch.run("start", "create");
    assert_eq!((begun.code, begun.rule("github").as_str()), (0, "pass shown"), "{begun:?} {}", begun.log);
    {
        let hub = branch.simulator.hub();
        let deployment = hub.deployments.values().next().unwrap();
        assert_eq!((hub.deployments.len(), deployment.environment.as_str()), (1, "staging"));
        assert!(!deployment.production && !deployment.transient);
    }
    // Somebody deletes it before the end: the record goes on, and GitHub shows the end by another one.
    branch.simulator.hub().deployments.clear();
    let (_, ended) = branch.run("finish", "create");
    assert_eq!((ended.code, ended.output("state")), (0, "succeeded"), "{ended:?} {}", ended.log);
}

#[test]
fn a_github_that_refuses_its_deployment_stops_no_record() {
    let branch = Branch::new();
    let (_, begun) = branch.run("start", "create");
    assert_eq!(begun.code, 0, "{begun:?}");
    // Another commit, which GitHub does not have.
    let other = Branch { run: Run { sha: crate::stage::COMMIT, id: 71, ..RUN }, ..branch };
    let (_, stopped) = other.run("start", "create");
    assert_eq!(stopped.rule("alone"), "inconclusive open", "{stopped:?}");
    let fresh = Branch::new();
    let fresh = Branch { run: Run { sha: crate::stage::COMMIT, ..RUN }, ..fresh };
    let (_, begun) = fresh.run("start", "create");
    assert_eq!((begun.code, begun.rule("github").as_str()), (0, "warn not-shown"), "{begun:?} {}", begun.log);
    assert_eq!(begun.output("state"), "started");
}
