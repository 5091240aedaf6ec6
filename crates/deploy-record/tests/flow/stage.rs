//! What a test stands on: a workspace with a ledger in a folder, and the tool run in it as by a workflow.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use deploy_record::DeployRecord;
use github::Clock;
use ledger::keyring::Keyring;
use ledger::known::Known;
use ledger::origin::Origin;
use ledger::predicate::{Deployment, Predicate, Role};
use ledger::signer::SignerKey;
use ledger::verify::{Heads, Stored};
use runner::World;
use stores::Store;
use verdict::Verdict;

pub(crate) const ORIGIN: &str = "github.com/9/1/deployments";
pub(crate) const COMMIT: &str = "d20ad20ad20ad20ad20ad20ad20ad20ad20ad20a";
/// 2026-11-23T10:00:00Z.
pub(crate) const START: i64 = 1_795_428_000;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(START) };
}

/// Time moves when a test says so.
pub(crate) struct Still;

impl Clock for Still {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        NOW.get()
    }

    fn chance(&self) -> u64 {
        0
    }
}

/// Seconds go by.
pub(crate) fn later(seconds: i64) {
    NOW.set(NOW.get() + seconds);
}

pub(crate) fn signer() -> SignerKey {
    SignerKey::new(ORIGIN, &[7; 32]).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::parse(ORIGIN).unwrap()
}

pub(crate) struct Stage {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) environment: &'static str,
}

/// A run of a workflow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) attempt: u64,
    pub(crate) sha: &'static str,
    /// The repository's number, whatever it is called.
    pub(crate) repository: u64,
}

pub(crate) const RUN: Run = Run { id: 70, attempt: 1, sha: COMMIT, repository: 1 };

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
    pub(crate) verdict: Verdict,
    pub(crate) log: String,
}

impl std::fmt::Debug for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rules: Vec<String> = self
            .verdict
            .rules
            .iter()
            .map(|rule| format!("{} {}: {}", rule.id, rule.reason, rule.message))
            .collect();
        f.debug_struct("Ran").field("code", &self.code).field("rules", &rules).finish_non_exhaustive()
    }
}

impl Ran {
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).map_or("", String::as_str)
    }

    /// The rule of that id, as `status reason`.
    pub(crate) fn rule(&self, id: &str) -> String {
        let rule = self.verdict.rules.iter().find(|rule| rule.id == id);
        rule.map_or_else(String::new, |rule| {
            let status = serde_json::to_value(rule.status).unwrap();
            format!("{} {}", status.as_str().unwrap(), rule.reason)
        })
    }

    pub(crate) fn message(&self, id: &str) -> &str {
        self.verdict.rules.iter().find(|rule| rule.id == id).map_or("", |rule| &rule.message)
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::of("staging")
    }

    pub(crate) fn of(environment: &'static str) -> Self {
        NOW.set(START);
        Self { folder: tempfile::tempdir().unwrap(), environment }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Runs the action in a run of a workflow.
    pub(crate) fn run(&self, mode: &str, run: Run, more: &[(&str, &str)]) -> Ran {
        self.run_with(mode, run, more, &[])
    }

    /// The same with other variables of the runner.
    pub(crate) fn run_with(&self, mode: &str, run: Run, more: &[(&str, &str)], others: &[(&str, &str)]) -> Ran {
        let skey = signer().to_skey().to_string();
        let mut inputs: BTreeMap<&str, &str> = [
            ("mode", mode),
            ("config", "none"),
            ("environment", self.environment),
            ("record", "dir:ledger"),
            ("signing-key", &skey),
            ("token", ""),
            ("outcome", "success"),
            ("github-deployment", "none"),
        ]
        .into();
        inputs.extend(more.iter().copied());
        let (output, summary) = (self.path("output"), self.path("summary"));
        for path in [&output, &summary] {
            let _ = std::fs::remove_file(path);
        }
        self.write("event.json", "{}");
        let vars = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", "octo/shop".to_owned()),
            ("GITHUB_REPOSITORY_ID", run.repository.to_string()),
            ("GITHUB_REPOSITORY_OWNER_ID", "9".to_owned()),
            ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
            ("GITHUB_RUN_ID", run.id.to_string()),
            ("GITHUB_RUN_ATTEMPT", run.attempt.to_string()),
            ("GITHUB_ACTOR", "alice".to_owned()),
            ("GITHUB_ACTOR_ID", "101".to_owned()),
            ("GITHUB_SHA", run.sha.to_owned()),
            ("GITHUB_JOB", "deploy".to_owned()),
            ("GITHUB_EVENT_NAME", "push".to_owned()),
            ("GITHUB_EVENT_PATH", self.path("event.json").display().to_string()),
            ("GITHUB_WORKFLOW_REF", "octo/shop/.github/workflows/deploy.yml@refs/heads/main".to_owned()),
            ("GITHUB_WORKSPACE", self.folder.path().display().to_string()),
            ("GITHUB_OUTPUT", output.display().to_string()),
            ("GITHUB_STEP_SUMMARY", summary.display().to_string()),
            ("RUNNER_ENVIRONMENT", "self-hosted".to_owned()),
            ("RELEASEGATE_INPUTS", serde_json::to_string(&inputs).unwrap()),
        ];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = World {
            args: Vec::new(),
            vars: {
                let mut all: BTreeMap<String, String> =
                    vars.map(|(name, value)| (name.to_owned(), value)).into();
                all.extend(others.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
                all
            },
            directory: self.folder.path().to_owned(),
            binary: std::env::current_exe().unwrap(),
            clock: || jiff::Timestamp::from_second(NOW.get()).unwrap(),
            entropy: || Ok([7; 16]),
            stdout: &mut out,
            stderr: &mut err,
            watched: false,
            width: 120,
        };
        let code = deploy_record::run_as(&DeployRecord::with_clock(|| Box::new(Still)), &mut world).number();
        let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        let verdict =
            std::fs::read(self.path(&format!(".releasegate/deploy-record-{mode}.verdict.json"))).unwrap();
        Ran {
            code,
            outputs: outputs(&read(&output)),
            summary: read(&summary),
            verdict: verdict::read::Document::read(&verdict).unwrap().verdict().clone(),
            log: format!("{}{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err)),
        }
    }

    /// Runs a command, such as `verify`.
    pub(crate) fn command(&self, args: &[&str]) -> (u8, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut world = World {
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            vars: BTreeMap::new(),
            directory: self.folder.path().to_owned(),
            binary: std::env::current_exe().unwrap(),
            clock: || jiff::Timestamp::from_second(NOW.get()).unwrap(),
            entropy: || Ok([7; 16]),
            stdout: &mut out,
            stderr: &mut err,
            watched: false,
            width: 200,
        };
        let code = deploy_record::run(&mut world).number();
        (code, format!("{}{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err)))
    }

    pub(crate) fn store(&self) -> Store {
        Store::folder(&self.path("ledger"), origin(), true, &|_| None).unwrap()
    }

    /// What the ledger says, verified by the key that signs.
    pub(crate) fn known(&self) -> Vec<Known> {
        if !self.path("ledger").exists() {
            return Vec::new();
        }
        let store = self.store();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let Some(head) = store.head().await.unwrap() else { return Vec::new() };
            let stored = store.entries(&head, 0..head.size()).await.unwrap();
            let entries: Vec<Stored<'_>> = stored
                .iter()
                .map(|one| Stored { entry: one.entry.as_deref().unwrap(), envelope: one.envelope.as_deref() })
                .collect();
            let heads = Heads { signed: &[head.note()], earlier: &[], quorum: None };
            let keyring = Keyring::new(vec![(signer().verifier(), vec![Role::Record, Role::Checkpoint])]);
            ledger::known::known(store.origin(), keyring, &entries, heads).unwrap()
        })
    }

    /// The deployments' events, as `service kind event`.
    pub(crate) fn told(&self) -> Vec<String> {
        let word = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        let of = |one: Known| match one.statement.unwrap().predicate {
            Predicate::Deployment(one) => {
                let (kind, event) =
                    (serde_json::to_value(one.kind).unwrap(), serde_json::to_value(one.event).unwrap());
                format!("{} {}", word(kind), word(event))
            }
            Predicate::Request(one) => format!("request {}", word(serde_json::to_value(one.event).unwrap())),
            Predicate::Approval(_) => "approval".to_owned(),
            Predicate::Incident(one) => format!("incident {}", word(serde_json::to_value(one.event).unwrap())),
            _ => "other".to_owned(),
        };
        self.known().into_iter().map(of).collect()
    }

    /// What each event of an incident names as its cause, and whether a rule found it.
    pub(crate) fn causes(&self) -> Vec<Option<(String, bool)>> {
        let of = |one: Known| match one.statement.unwrap().predicate {
            Predicate::Incident(one) => Some(one.caused_by.map(|cause| {
                (cause.deployment_id.to_string(), cause.confidence == ledger::predicate::Confidence::Inferred)
            })),
            _ => None,
        };
        self.known().into_iter().filter_map(of).collect()
    }

    pub(crate) fn deployments(&self) -> Vec<Deployment> {
        let of = |one: Known| match one.statement.unwrap().predicate {
            Predicate::Deployment(one) => Some(*one),
            _ => None,
        };
        self.known().into_iter().filter_map(of).collect()
    }
}

/// The runner's file of outputs.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some((name, mark)) = line.split_once("<<") {
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != mark).collect();
            found.insert(name.to_owned(), value.join("\n"));
        } else if let Some((name, value)) = line.split_once('=') {
            found.insert(name.to_owned(), value.to_owned());
        }
    }
    found
}
