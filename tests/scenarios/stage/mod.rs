//! The simulated GitHub of a story, and what happens on it beside the workflows.

pub(crate) mod clone;
mod run;
pub(crate) mod shop;

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use clone::signer;
use github_sim::run::again::Again;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::seed::{OrganizationSeed, RepositorySeed};
use github_sim::token::Caller;
use github_sim::{Options, Seed, Simulator};

use crate::docs::{APPROVALS, root};

pub(crate) const MONA: u64 = 583_231;
pub(crate) const ALICE: u64 = 101;
pub(crate) const BOB: u64 = 102;
pub(crate) const CAROL: u64 = 103;
pub(crate) const DAVE: u64 = 104;
const PEOPLE: [(&str, u64); 5] =
    [("mona", MONA), ("alice", ALICE), ("bob", BOB), ("carol", CAROL), ("dave", DAVE)];
pub(crate) const SHOP: u64 = 7001;

pub(crate) struct Stage {
    /// The folder below tests/scenarios.
    group: &'static str,
    /// The folder below it whose files every run's repository holds; without one, that of the shop that answers.
    project: Option<&'static str>,
    pub(crate) simulator: Simulator,
    workflow: u64,
    /// The key that signs the record, where one is kept.
    key: Option<String>,
}

/// A run that GitHub knows, and what it is about.
pub(crate) struct Started {
    pub(crate) id: u64,
    pub(crate) commit: String,
    /// The branch or tag, in full.
    pub(crate) reference: String,
}

/// A comment that GitHub tells workflows of.
pub(crate) struct Said {
    issue: u64,
    comment: u64,
    by: u64,
    body: String,
}

/// The policy that a page shows first.
pub(crate) fn policy(page: &str) -> String {
    let page = fs::read_to_string(root().join(page)).unwrap();
    let (_, rest) = page.split_once("```yaml\n# .github/releasegate.yml\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The workflow that counts what people say.
pub(crate) fn answers() -> String {
    fs::read_to_string(root().join("tests/scenarios/stage/answers.workflow")).unwrap()
}

fn person(account: u64) -> Caller {
    Caller { account: Some(account), token: None }
}

impl Stage {
    /// Mona's repository with the policy that the page shows first.
    pub(crate) fn new() -> Self {
        Self::with("approval", Some(&policy(APPROVALS)), &Options::from_environment())
    }

    /// The same without a policy file: the inputs say who approves.
    pub(crate) fn without_policy() -> Self {
        Self::with("approval", None, &Options::from_environment())
    }

    /// For another group, with times as they are: what gates say of when they judged has to fit.
    pub(crate) fn of(group: &'static str, policy: Option<&str>) -> Self {
        Self::with(group, policy, &Options { real_clock: true, ..Options::from_environment() })
    }

    /// Gives each run the secret RELEASEGATE_KEY, and the simulator as the server, from which a record on a branch is fetched.
    pub(crate) fn signing(mut self) -> Self {
        self.key = Some(signer(self.simulator.url()).to_skey().to_string());
        self
    }

    /// Deploys to the shop that answers, by the commands that it brings.
    pub(crate) fn with_a_shop(mut self) -> Self {
        self.project = None;
        self
    }

    fn with(group: &'static str, policy: Option<&str>, options: &Options) -> Self {
        let (mut acme, mut shop) = (OrganizationSeed::new("acme", 42), RepositorySeed::new("acme/shop", SHOP));
        let mut seed = Seed::default().without_limits();
        if options.real_clock {
            seed.at = SystemTime::now().try_into().unwrap();
        }
        for (login, id) in PEOPLE {
            seed = seed.user(login, id);
            acme.members.insert(login.to_owned(), "member".to_owned());
            shop.collaborators.insert(login.to_owned(), "write".to_owned());
        }
        let simulator = Simulator::start_with(seed.organization(acme).repository(shop), options).unwrap();
        let jobs = vec![
            JobSpec::new("approval"),
            JobSpec { needs: vec!["approval".to_owned()], ..JobSpec::new("deploy") },
        ];
        let path = ".github/workflows/deploy.yml".to_owned();
        let file = WorkflowFile { path, name: "deploy".to_owned(), jobs, ..WorkflowFile::default() };
        let workflow = simulator.hub().add_workflow(SHOP, file);
        let stage = Self { group, project: Some("project"), simulator, workflow, key: None };
        let readme = ("README.md", Some("The shop"));
        let policy = (".github/releasegate.yml", policy);
        let files = [readme, policy];
        stage.push(if policy.1.is_some() { &files } else { &files[..1] });
        stage
    }

    /// Mona commits these files.
    fn push(&self, files: &[(&str, Option<&str>)]) {
        self.simulator.hub().commit_files(SHOP, "main", MONA, "Sell more", files).unwrap();
    }

    /// Mona's run of the newest commit, whose first job is at work.
    pub(crate) fn start(&self) -> Started {
        self.start_at(None)
    }

    fn start_at(&self, tag: Option<&str>) -> Started {
        let (event, head_branch) = ("push".to_owned(), tag.unwrap_or("main").to_owned());
        let mut hub = self.simulator.hub();
        let head_sha = Some("main".to_owned());
        let reference = tag.map_or("refs/heads/main".to_owned(), |tag| format!("refs/tags/{tag}"));
        let new = NewRun { workflow: self.workflow, event, head_branch, head_sha, ..NewRun::default() };
        let id = hub.start_run(&person(MONA), new).unwrap();
        hub.set_job(id, "approval", "in_progress");
        Started { id, commit: hub.runs[&id].head_sha.clone(), reference }
    }

    /// Somebody pushes, and the workflow runs for it.
    pub(crate) fn push_and_start(&self) -> Started {
        self.push_and_start_at(None)
    }

    /// The same for a tag of what was pushed.
    pub(crate) fn push_and_start_at(&self, tag: Option<&str>) -> Started {
        self.push(&[("price.txt", Some("2"))]);
        self.start_at(tag)
    }

    /// The run ends as one whose approval is pending.
    pub(crate) fn fail(&self, run: &Started) {
        self.simulator.hub().set_job(run.id, "approval", "failure");
        self.simulator.hub().set_job(run.id, "deploy", "skipped");
    }

    /// Somebody starts the failed jobs again by hand.
    pub(crate) fn run_again(&self, run: &Started) {
        self.simulator.hub().run_again(&person(MONA), run.id, Again::Failed).unwrap();
    }

    pub(crate) fn attempts(&self, run: &Started) -> usize {
        self.simulator.hub().runs[&run.id].attempts.len()
    }

    pub(crate) fn issues(&self) -> usize {
        self.simulator.hub().issues.len()
    }

    pub(crate) fn is_open(&self, number: u64) -> bool {
        self.simulator.hub().issue_numbered(SHOP, number).unwrap().closed.is_none()
    }

    pub(crate) fn issue_text(&self, number: u64) -> String {
        self.simulator.hub().issue_numbered(SHOP, number).unwrap().body.clone().unwrap_or_default()
    }

    /// The statuses that calls were answered with whose address ends so, in order.
    pub(crate) fn calls(&self, method: &str, end: &str) -> Vec<u16> {
        let all = self.simulator.exchanges().into_iter();
        all.filter(|one| one.method == method && one.path.ends_with(end)).filter_map(|one| one.status).collect()
    }

    /// Waits for an issue; whether there is one before the run is over.
    pub(crate) fn is_asked(&self, over: &AtomicBool) -> bool {
        while self.issues() == 0 && !over.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(200));
        }
        self.issues() > 0
    }

    /// Somebody comments on the newest issue.
    pub(crate) fn say(&self, by: u64, body: &str) -> Said {
        let mut hub = self.simulator.hub();
        let (key, issue) =
            hub.issues.iter().map(|(key, issue)| (*key, issue.number)).max_by_key(|(_, n)| *n).unwrap();
        Said { issue, comment: hub.add_comment(&person(by), key, body), by, body: body.to_owned() }
    }
}

/// What GitHub shows.
pub(crate) fn shown(simulator: &Simulator) -> Vec<(String, Vec<String>)> {
    let hub = simulator.hub();
    let of_shop = hub.deployments.values().filter(|one| one.repository == SHOP);
    let states = of_shop.map(|one| {
        (one.sha.clone(), one.statuses.iter().map(|status| status.state.clone()).collect::<Vec<_>>())
    });
    states.collect()
}

/// Everything that GitHub shows of what happened is deleted by somebody who may.
pub(crate) fn forget(simulator: &Simulator) {
    let mut hub = simulator.hub();
    hub.deployments.clear();
    hub.checks.clear();
    hub.statuses.clear();
    hub.issues.clear();
    hub.comments.clear();
}
