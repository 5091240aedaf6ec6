//! The simulated GitHub of a story, and what happens on it beside the workflows.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use github_sim::run::again::Again;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::seed::{OrganizationSeed, RepositorySeed};
use github_sim::token::{Caller, Level, Permissions, Token, TokenKind};
use github_sim::{Options, Seed, Simulator};
use serde_json::Value;

use crate::docs::{APPROVALS, examples, root};
use crate::harness::{Run, Scenario, TOKEN};

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
    pub(crate) simulator: Simulator,
    workflow: u64,
    /// The key that signs the record, where one is kept.
    key: Option<String>,
}

/// A run that GitHub knows, and its commit.
pub(crate) struct Started {
    pub(crate) id: u64,
    pub(crate) commit: String,
}

/// A comment that GitHub tells workflows of.
pub(crate) struct Said {
    issue: u64,
    comment: u64,
    by: u64,
    body: &'static str,
}

/// The workflow of this name, as the page shows it.
pub(crate) fn page(name: &str) -> String {
    let all = examples(&root().join(APPROVALS)).into_iter();
    let found =
        all.map(|example| example.yaml).find(|yaml| yaml.lines().next() == Some(&format!("name: {name}")));
    found.expect("the page shows the workflow")
}

/// The names of all workflows of the page.
pub(crate) fn workflows() -> Vec<String> {
    let all = examples(&root().join(APPROVALS)).into_iter();
    let named = all.filter_map(|example| Some(example.yaml.lines().next()?.strip_prefix("name: ")?.to_owned()));
    named.collect()
}

/// The policy that a page shows first.
pub(crate) fn policy(page: &str) -> String {
    let page = fs::read_to_string(root().join(page)).unwrap();
    let (_, rest) = page.split_once("```yaml\n# .github/releasegate.yml\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The same workflow by somebody who wants to deploy without asking: the job that deploys, alone.
pub(crate) fn without_the_request(deploy: &str) -> String {
    let (head, rest) = deploy.split_once("  approval:\n").unwrap();
    let (_, job) = rest.split_once("  deploy:\n    needs: approval\n").unwrap();
    format!("{head}  deploy:\n{job}")
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
    pub(crate) fn signing(mut self, key: impl FnOnce(&str) -> String) -> Self {
        self.key = Some(key(self.simulator.url()));
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
        let stage = Self { group, simulator, workflow, key: None };
        let readme = ("README.md", Some("The shop"));
        let policy = (".github/releasegate.yml", policy);
        let files = [readme, policy];
        stage.push(if policy.1.is_some() { &files } else { &files[..1] });
        stage
    }

    fn push(&self, files: &[(&str, Option<&str>)]) {
        self.simulator.hub().commit_files(SHOP, "main", MONA, "Sell more", files).unwrap();
    }

    /// Mona's run of the newest commit, whose first job is at work.
    pub(crate) fn start(&self) -> Started {
        let (event, head_branch) = ("push".to_owned(), "main".to_owned());
        let new = NewRun { workflow: self.workflow, event, head_branch, ..NewRun::default() };
        let mut hub = self.simulator.hub();
        let id = hub.start_run(&person(MONA), new).unwrap();
        hub.set_job(id, "approval", "in_progress");
        Started { id, commit: hub.runs[&id].head_sha.clone() }
    }

    /// Somebody pushes, and the workflow runs for it.
    pub(crate) fn push_and_start(&self) -> Started {
        self.push(&[("price.txt", Some("2"))]);
        self.start()
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
    pub(crate) fn say(&self, by: u64, body: &'static str) -> Said {
        let mut hub = self.simulator.hub();
        let (key, issue) =
            hub.issues.iter().map(|(key, issue)| (*key, issue.number)).max_by_key(|(_, n)| *n).unwrap();
        Said { issue, comment: hub.add_comment(&person(by), key, body), by, body }
    }

    /// The workflow as it runs for a push.
    pub(crate) fn deploy(&self, name: &str, workflow: &str, run: &Started, attempt: u32) -> Run {
        let scenario = self.scenario(name, workflow, run.id).with("GITHUB_RUN_ATTEMPT", &attempt.to_string());
        scenario.told("$COMMIT", &run.commit).run("push")
    }

    /// The workflow as it runs for a comment.
    pub(crate) fn comment(&self, name: &str, workflow: &str, said: &Said) -> Run {
        let login = PEOPLE.iter().find(|(_, id)| *id == said.by).unwrap().0;
        let scenario = self.scenario(name, workflow, 5_000_000_001).told("$ISSUE", said.issue);
        let scenario = scenario.told("$COMMENT", said.comment).told("$BODY", said.body);
        scenario.told("$SENDER", said.by).told("$LOGIN", login).run("issue_comment")
    }

    /// The workflow as it runs when another run has ended.
    pub(crate) fn ended(&self, name: &str, workflow: &str, run: &Started) -> Run {
        let scenario = self.scenario(name, workflow, 5_000_000_002);
        scenario.told("$RUN", run.id).told("$COMMIT", &run.commit).run("workflow_run")
    }

    /// The workflow in a repository of its own, with a token that may what its jobs declare and nothing else.
    pub(crate) fn scenario(&self, name: &str, workflow: &str, run: u64) -> Scenario {
        let permissions = permissions(workflow);
        let kind = TokenKind::Actions { repository: SHOP, permissions, run: Some(run) };
        self.simulator.hub().add_token(Token { secret: TOKEN.to_owned(), kind, expires_at: None });
        let scenario = Scenario::elsewhere(self.group, name, workflow)
            .layer("project")
            .with("GITHUB_API_URL", self.simulator.url())
            .with("GITHUB_GRAPHQL_URL", &format!("{}/graphql", self.simulator.url()))
            .with("GITHUB_RUN_ID", &run.to_string());
        match &self.key {
            Some(key) => {
                scenario.with("GITHUB_SERVER_URL", self.simulator.url()).secret("RELEASEGATE_KEY", key)
            }
            None => scenario,
        }
    }

    /// The verdict in a run's artifact.
    pub(crate) fn verdict(&self, run: &Run, gate: &str, attempt: u32) -> Value {
        let artifact = run.artifact(&format!("verdict-{gate}-{attempt}"));
        serde_json::from_slice(&fs::read(artifact.join(format!("{gate}.verdict.json"))).unwrap()).unwrap()
    }
}

/// What the jobs of a workflow declare, together: act gives all of them one token.
fn permissions(workflow: &str) -> Permissions {
    let workflow: Value = serde_saphyr::from_str(workflow).unwrap();
    let mut all = Permissions::new();
    for job in workflow["jobs"].as_object().unwrap().values() {
        for (name, level) in job["permissions"].as_object().expect("a job declares its permissions") {
            let level = if level == "read" { Level::Read } else { Level::Write };
            let known = all.entry(name.replace('-', "_")).or_insert(level);
            *known = (*known).max(level);
        }
    }
    all
}
