//! What a test stands on: a simulator with a commit, and a client that waits for nothing.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use github::{Clock, GitHub, Repository, Settings};
use github_sim::deployment::{Deployment, NewStatus};
use github_sim::token::Caller;
use github_sim::{Exchange, Hub, Seed, SimClock, Simulator};
use ledger::name::{Slug, Ulid};
use ledger::predicate::DeploymentKind;
use mirror::{Begin, End, Outcome, Replace};
use serde_json::Value;

pub(crate) const ULID: &str = "01JD6ZC0V8Q4S9T2M3N5P7R8X9";
pub(crate) const ALICE: u64 = 101;

/// The repository `octo/shop` with a commit on `main`.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) sha: String,
}

/// Waiting moves the simulator's clock and takes no time.
struct Waiting {
    clock: SimClock,
    start: jiff::Timestamp,
    millis: AtomicU64,
}

impl Clock for Waiting {
    fn elapsed(&self) -> Duration {
        self.clock.now().duration_since(self.start).unsigned_abs()
            + Duration::from_millis(self.millis.load(Ordering::SeqCst) % 1000)
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

impl Stage {
    pub(crate) fn new() -> Self {
        let simulator = Simulator::start(Seed::small().without_limits()).unwrap();
        let sha = simulator.hub().commit_files(1, "main", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
        Self { simulator, sha }
    }

    /// As a workflow's own token. Made inside a runtime.
    pub(crate) fn workflow(&self) -> GitHub {
        self.client("actions-token")
    }

    pub(crate) fn client(&self, token: &str) -> GitHub {
        let url = self.simulator.url().to_owned();
        let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
        let mut settings = Settings::from_vars(&var, token).unwrap();
        settings.timeout = Duration::from_secs(10);
        let clock = self.simulator.clock();
        let clock = Waiting { start: clock.now(), clock, millis: AtomicU64::new(0) };
        GitHub::with_clock(settings, Box::new(clock)).unwrap()
    }

    pub(crate) fn shop(&self) -> Repository {
        "octo/shop".parse().unwrap()
    }

    pub(crate) fn hub(&self) -> std::sync::MutexGuard<'_, Hub> {
        self.simulator.hub()
    }

    /// The beginning of the deployment [`ULID`] of the commit to `live`.
    pub(crate) fn begin(&self) -> Begin {
        Begin {
            id: Ulid::new(ULID).unwrap(),
            sha: self.sha.clone(),
            environment: "live".to_owned(),
            task: "deploy".to_owned(),
            description: "Deploying shop 1.4".to_owned(),
            production: true,
            transient: false,
            service: Slug::new("shop").unwrap(),
            kind: DeploymentKind::Planned,
            ledger: "octo/shop/deployments".to_owned(),
            log_url: "https://github.com/octo/shop/actions/runs/7".to_owned(),
            environment_url: "https://shop.example".to_owned(),
            adopt: None,
        }
    }

    /// A deployment that was made before anybody looked, with a status of each state.
    pub(crate) fn plant(&self, environment: &str, payload: &Value, states: &[&str]) -> u64 {
        let mut hub = self.hub();
        let (id, at) = (hub.fresh_id(), hub.clock.now());
        let planted = Deployment {
            id,
            repository: 1,
            sha: self.sha.clone(),
            reference: "main".to_owned(),
            task: "deploy".to_owned(),
            environment: environment.to_owned(),
            original_environment: environment.to_owned(),
            payload: payload.clone(),
            description: None,
            transient: true,
            production: environment == "live",
            creator: ALICE,
            app: None,
            created_at: at,
            updated_at: at,
            statuses: Vec::new(),
        };
        hub.deployments.insert(id, planted);
        let alice = Caller { account: Some(ALICE), token: None };
        for state in states {
            let new =
                NewStatus { state: (*state).to_owned(), auto_inactive: Some(false), ..NewStatus::default() };
            hub.add_deployment_status(&alice, id, new).unwrap();
        }
        id
    }

    /// A later deployment that is the same in all but its number.
    pub(crate) fn twin(&self, of: u64) -> u64 {
        let mut hub = self.hub();
        let id = hub.fresh_id();
        let twin = Deployment { id, ..hub.deployments[&of].clone() };
        hub.deployments.insert(id, twin);
        id
    }

    /// The states of a deployment, oldest first.
    pub(crate) fn states(&self, id: u64) -> Vec<String> {
        self.hub().deployments[&id].statuses.iter().map(|status| status.state.clone()).collect()
    }

    /// The state of a deployment.
    pub(crate) fn state(&self, id: u64) -> String {
        self.states(id).pop().unwrap_or_default()
    }

    /// How many deployments there are.
    pub(crate) fn count(&self) -> usize {
        self.hub().deployments.len()
    }

    /// The requests that something took.
    pub(crate) async fn asked<T>(&self, future: impl Future<Output = T>) -> (T, Vec<Exchange>) {
        let before = self.simulator.exchanges().len();
        let value = future.await;
        (value, self.simulator.exchanges().split_off(before))
    }
}

pub(crate) fn succeeded(deployment: u64) -> End {
    End {
        deployment,
        service: Slug::new("shop").unwrap(),
        outcome: Outcome::Succeeded,
        description: "Deployed shop 1.4".to_owned(),
        log_url: String::new(),
        environment_url: "https://shop.example".to_owned(),
        replace: Some(Replace::default()),
    }
}

/// Runs a test's future on a runtime of its own.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
