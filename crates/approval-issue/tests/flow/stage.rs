//! What a test stands on: a simulator with a run that failed for want of an approval, and the tool run against it.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::pin::Pin;
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use approval_issue::ApprovalIssue;
use github::Clock;
use github_sim::run::again::Again;
use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::token::Caller;
use github_sim::{Hub, Seed, SimClock, Simulator};
use runner::World;
use serde_json::Value;
use verdict::Verdict;

/// The account of a workflow's own token.
pub(crate) const OURS: u64 = 41_898_282;
pub(crate) const ALICE: u64 = 101;
pub(crate) const BOB: u64 = 102;
pub(crate) const CAROL: u64 = 103;
pub(crate) const DAVE: u64 = 104;
pub(crate) const MALLORY: u64 = 105;
/// Bob and carol approve.
pub(crate) const BOTH: [(&str, &str); 2] = [("approvers", "bob, carol"), ("minimum-approvals", "2")];
/// One of bob and carol approves.
pub(crate) const ONE: [(&str, &str); 2] = [("approvers", "bob, carol"), ("minimum-approvals", "1")];

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    workflow: u64,
    /// Whether runs know the server beside the API, from which git fetches.
    served: bool,
}

/// What a run of the tool left behind.
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) outputs: String,
    pub(crate) summary: String,
    pub(crate) verdict: Verdict,
    pub(crate) log: String,
}

/// Waiting moves the simulator's clock and takes no time.
struct Waiting {
    clock: SimClock,
    start: jiff::Timestamp,
    millis: AtomicU64,
}

impl Clock for Waiting {
    fn elapsed(&self) -> Duration {
        let seconds = self.clock.now().as_second() - self.start.as_second();
        Duration::from_secs(u64::try_from(seconds).unwrap())
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let millis = u64::try_from(time.as_millis()).unwrap();
        let before = self.millis.fetch_add(millis, Ordering::SeqCst);
        self.clock.advance(Duration::from_secs((before + millis) / 1000 - before / 1000));
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    fn chance(&self) -> u64 {
        0
    }
}

pub(crate) fn person(account: u64) -> Caller {
    Caller { account: Some(account), token: None }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(Seed::small().without_limits())
    }

    pub(crate) fn with(seed: Seed) -> Self {
        let simulator = Simulator::start(seed).unwrap();
        let workflow = {
            let mut hub = simulator.hub();
            hub.commit_files(1, "main", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
            let path = ".github/workflows/deploy.yml".to_owned();
            let jobs = vec![
                JobSpec::new("gate"),
                JobSpec { needs: vec!["gate".to_owned()], ..JobSpec::new("deploy") },
            ];
            hub.add_workflow(
                1,
                WorkflowFile { path, name: "deploy".to_owned(), jobs, ..WorkflowFile::default() },
            )
        };
        Self { simulator, workflow, served: false }
    }

    /// A stage whose runs know the server, as those of GitHub do.
    pub(crate) fn served() -> Self {
        Self { served: true, ..Self::new() }
    }

    pub(crate) fn hub(&self) -> MutexGuard<'_, Hub> {
        self.simulator.hub()
    }

    /// Alice's run of the newest commit.
    pub(crate) fn start(&self) -> u64 {
        let event = "push".to_owned();
        let head_branch = "main".to_owned();
        let new = NewRun { workflow: self.workflow, event, head_branch, ..NewRun::default() };
        self.hub().start_run(&person(ALICE), new).unwrap()
    }

    /// The same, whose gate has failed.
    pub(crate) fn failed(&self) -> u64 {
        let run = self.start();
        self.fail(run);
        run
    }

    pub(crate) fn fail(&self, run: u64) {
        self.hub().set_job(run, "gate", "failure");
        self.hub().set_job(run, "deploy", "skipped");
    }

    /// Alice tries a run again whose deployment failed.
    pub(crate) fn fail_again(&self, run: u64) {
        let mut hub = self.hub();
        hub.set_job(run, "gate", "success");
        hub.set_job(run, "deploy", "failure");
        hub.run_again(&person(ALICE), run, Again::Failed).unwrap();
    }

    pub(crate) fn attempts(&self, run: u64) -> usize {
        self.hub().runs[&run].attempts.len()
    }

    /// How many issues there are, and whether the newest is open.
    pub(crate) fn issues(&self) -> (usize, bool) {
        let hub = self.hub();
        let newest = hub.issues.values().max_by_key(|issue| issue.number);
        (hub.issues.len(), newest.is_some_and(|issue| issue.closed.is_none()))
    }

    /// The newest issue.
    pub(crate) fn issue(&self) -> u64 {
        *self.hub().issues.iter().max_by_key(|(_, issue)| issue.number).unwrap().0
    }

    /// Its title and its text.
    pub(crate) fn shown(&self) -> (String, String) {
        let issue = self.issue();
        let hub = self.hub();
        let issue = &hub.issues[&issue];
        (issue.title.clone(), issue.body.clone().unwrap_or_default())
    }

    /// Somebody comments on the newest issue.
    pub(crate) fn say(&self, account: u64, body: &str) -> u64 {
        let issue = self.issue();
        self.hub().add_comment(&person(account), issue, body)
    }

    /// Carol comments on it over the API, so that a fault can meet it.
    pub(crate) fn post(&self, body: &str) -> u64 {
        let issue = self.issue();
        let path = format!("issues/{}/comments", self.hub().issues[&issue].number);
        self.api("carol-token", "POST", &path, &serde_json::json!({ "body": body }));
        self.hub().comments.values().map(|comment| comment.id).max().unwrap()
    }

    /// Somebody calls the repository's API.
    pub(crate) fn api(&self, token: &str, method: &str, path: &str, body: &Value) -> Value {
        let content = body.to_string();
        let head = format!(
            "{method} /repos/octo/shop/{path} HTTP/1.1\r\nhost: api\r\nuser-agent: test\r\n\
             authorization: Bearer {token}\r\ncontent-type: application/json\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n",
            content.len()
        );
        let mut stream = TcpStream::connect(self.simulator.address()).unwrap();
        stream.write_all(format!("{head}{content}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        let (begin, end) = (answer.find('{').unwrap(), answer.rfind('}').unwrap());
        serde_json::from_str(&answer[begin..=end]).unwrap()
    }

    /// Everything that the tool wrote on GitHub: texts of issues and its own comments.
    pub(crate) fn written(&self) -> Vec<String> {
        let hub = self.hub();
        let issues = hub.issues.values().filter_map(|issue| issue.body.clone());
        let ours = hub.comments.values().filter(|comment| comment.author == OURS);
        issues.chain(ours.map(|comment| comment.body.clone())).collect()
    }

    /// How many requests this work takes.
    pub(crate) fn cost<T>(&self, work: impl FnOnce() -> T) -> (T, usize) {
        let before = self.simulator.exchanges().len();
        let done = work();
        (done, self.simulator.exchanges().len() - before)
    }

    /// Runs the tool in a mode, in a run of a workflow.
    pub(crate) fn run(&self, mode: &str, run: u64) -> Ran {
        self.run_with(mode, run, &BOTH)
    }

    pub(crate) fn run_with(&self, mode: &str, run: u64, more: &[(&str, &str)]) -> Ran {
        self.run_in(tempfile::tempdir().unwrap().path(), mode, run, more)
    }

    /// The same in a workspace that a test fills.
    pub(crate) fn run_in(&self, folder: &Path, mode: &str, run: u64, more: &[(&str, &str)]) -> Ran {
        let sha = self.hub().runs[&run].head_sha.clone();
        let number = self.hub().issues.values().map(|issue| issue.number).max().unwrap_or_default();
        let event = folder.join("event.json");
        let payload =
            serde_json::json!({"issue": {"number": number}, "repository": {"default_branch": "main"}});
        std::fs::write(&event, payload.to_string()).unwrap();
        let (output, summary) = (folder.join("output"), folder.join("summary"));
        let mut inputs: BTreeMap<&str, &str> =
            [("config", "none"), ("token", "actions-token"), ("mode", mode), ("environment", "production")]
                .into();
        inputs.extend(more.iter().copied());
        let vars = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", "octo/shop".to_owned()),
            ("GITHUB_REPOSITORY_ID", "1".to_owned()),
            ("GITHUB_RUN_ID", run.to_string()),
            ("GITHUB_REPOSITORY_OWNER_ID", "7".to_owned()),
            ("GITHUB_WORKFLOW_REF", "octo/shop/.github/workflows/deploy.yml@refs/heads/main".to_owned()),
            ("GITHUB_RUN_ATTEMPT", self.attempts(run).to_string()),
            ("GITHUB_SHA", sha),
            ("GITHUB_EVENT_NAME", if mode == "decide" { "issue_comment" } else { "push" }.to_owned()),
            ("GITHUB_EVENT_PATH", event.display().to_string()),
            ("GITHUB_OUTPUT", output.display().to_string()),
            ("GITHUB_STEP_SUMMARY", summary.display().to_string()),
            ("GITHUB_WORKSPACE", folder.display().to_string()),
            ("GITHUB_API_URL", self.simulator.url().to_owned()),
            ("RELEASEGATE_INPUTS", serde_json::to_string(&inputs).unwrap()),
        ];
        let server = self.served.then(|| ("GITHUB_SERVER_URL", self.simulator.url().to_owned()));
        let vars = vars.into_iter().chain(server);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = World {
            args: Vec::new(),
            vars: vars.map(|(name, value)| (name.to_owned(), value)).collect(),
            directory: folder.to_owned(),
            binary: std::env::current_exe().unwrap(),
            clock: || jiff::Timestamp::UNIX_EPOCH,
            entropy: || Ok([7; 16]),
            stdout: &mut out,
            stderr: &mut err,
            watched: false,
            width: 140,
        };
        std::fs::write(&output, "").unwrap();
        std::fs::write(&summary, "").unwrap();
        let clock = self.simulator.clock();
        let gate = ApprovalIssue::with_clock(move || {
            let (clock, start) = (clock.clone(), clock.now());
            Box::new(Waiting { clock, start, millis: AtomicU64::new(0) })
        });
        let code = runner::flow::run(&gate, &mut world).number();
        let verdict = std::fs::read(folder.join(".releasegate/approval-issue.verdict.json")).unwrap();
        Ran {
            code,
            outputs: std::fs::read_to_string(output).unwrap(),
            summary: std::fs::read_to_string(summary).unwrap(),
            verdict: serde_json::from_slice(&verdict).unwrap(),
            log: format!("{}\n{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err)),
        }
    }
}

impl Ran {
    /// The last value of an output.
    pub(crate) fn output(&self, name: &str) -> Option<&str> {
        let mut lines = self.outputs.lines();
        let mut found = None;
        while let Some(line) = lines.next() {
            if line.split_once("<<").is_some_and(|(known, _)| known == name) {
                found = lines.next();
            }
        }
        found
    }
}
