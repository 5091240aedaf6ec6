//! What a test stands on: a simulator with an issue of ours, and clients of it that wait for nothing.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use approval::people::{AccountId, Membership, Person, Source};
use approval_issue::gather::source::Asking;
use approval_issue::gather::thread::{self, Found, Place, ThreadError};
use github::{Clock, GitHub, Marker, Repository, Settings, comments};
use github_sim::issue::NewIssue;
use github_sim::seed::{RepositorySeed, TeamSeed};
use github_sim::token::{Caller, Level};
use github_sim::{Exchange, Hub, Seed, SimClock, Simulator};

pub(crate) const OURS: AccountId = AccountId(41_898_282);
pub(crate) const ALICE: u64 = 101;
pub(crate) const BOB: u64 = 102;
pub(crate) const CAROL: u64 = 103;
pub(crate) const DAVE: u64 = 104;
pub(crate) const MALLORY: u64 = 105;
pub(crate) const ACTIVE: Membership = Membership::Active { inherited: false };

/// `octo/shop` (1) with an issue of ours; the teams `octo/qa` (80: alice, dave is invited) and, its child, `octo/night` (81: bob).
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    /// The issue's durable number.
    pub(crate) id: u64,
    /// Its number in the repository.
    pub(crate) number: u64,
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
            + Duration::from_millis(self.millis.load(Ordering::SeqCst) % 1000)
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let millis = u64::try_from(time.as_millis()).unwrap();
        let before = self.millis.fetch_add(millis, Ordering::SeqCst);
        self.clock.advance(Duration::from_secs((before + millis) / 1000 - before / 1000));
        Box::pin(std::future::ready(()))
    }

    // This runner's clock is a year behind.
    fn unix_seconds(&self) -> i64 {
        self.clock.now().as_second() - 31_536_000
    }

    fn chance(&self) -> u64 {
        0
    }
}

pub(crate) fn person(account: u64) -> Caller {
    Caller { account: Some(account), token: None }
}

pub(crate) fn team(slug: &str, id: u64, members: &[&str]) -> TeamSeed {
    TeamSeed {
        organization: "octo".to_owned(),
        slug: slug.to_owned(),
        id,
        members: members.iter().map(|login| ((*login).to_owned(), "member".to_owned())).collect(),
        ..TeamSeed::default()
    }
}

pub(crate) fn seed() -> Seed {
    let qa = TeamSeed { pending: ["dave".to_owned()].into(), ..team("qa", 80, &["alice"]) };
    let night = TeamSeed { parent: Some("qa".to_owned()), ..team("night", 81, &["bob"]) };
    let members = [("members", Level::Read)];
    Seed::small()
        .without_limits()
        .team(qa)
        .team(night)
        .repository(RepositorySeed::new("octo/other", 2))
        .app_token("members-token", "gate", "octo", &members)
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(seed())
    }

    pub(crate) fn with(seed: Seed) -> Self {
        let simulator = Simulator::start(seed).unwrap();
        let (id, number) = {
            let mut hub = simulator.hub();
            let id = hub.open_issue(&person(OURS.0), 1, NewIssue::new("Release", "Please approve."));
            (id, hub.issues[&id].number)
        };
        Self { simulator, id, number }
    }

    pub(crate) fn hub(&self) -> std::sync::MutexGuard<'_, Hub> {
        self.simulator.hub()
    }

    pub(crate) fn client(&self, token: &str) -> GitHub {
        let url = self.simulator.url().to_owned();
        let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
        let mut settings = Settings::from_vars(&var, token).unwrap();
        settings.timeout = Duration::from_secs(5);
        let clock = self.simulator.clock();
        let waiting = Waiting { start: clock.now(), clock, millis: AtomicU64::new(0) };
        GitHub::with_clock(settings, Box::new(waiting)).unwrap()
    }

    pub(crate) fn workflow(&self) -> GitHub {
        self.client("actions-token")
    }

    pub(crate) fn shop(&self) -> Repository {
        "octo/shop".parse().unwrap()
    }

    pub(crate) fn place(&self) -> Place {
        Place { repository: self.shop(), repository_id: 1, issue: self.number }
    }

    /// Somebody comments, as on the web.
    pub(crate) fn say(&self, account: u64, body: &str) -> u64 {
        let id = self.id;
        self.hub().add_comment(&person(account), id, body)
    }

    /// Bob comments over the API, so that a fault can meet it.
    pub(crate) async fn post(&self, body: &str) -> u64 {
        let marker = Marker::new("a", "b");
        comments::create(&self.client("bob-token"), &self.shop(), self.number, &marker, body).await.unwrap().id
    }

    pub(crate) async fn thread(&self, woke: Option<u64>) -> Result<Found, ThreadError> {
        thread::read(&self.workflow(), &self.place(), woke).await
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.simulator.exchanges()
    }

    /// How many requests this work takes.
    pub(crate) async fn cost<T>(&self, work: impl Future<Output = T>) -> (T, usize) {
        let before = self.exchanges().len();
        let done = work.await;
        (done, self.exchanges().len() - before)
    }
}

/// How a test asks, with a token for teams.
pub(crate) fn asking<'a>(
    github: &'a GitHub,
    members: Option<&'a GitHub>,
    repository: &'a Repository,
) -> Asking<'a> {
    Asking { github, members, repository }
}

pub(crate) fn source(text: &str) -> Source {
    text.parse().unwrap()
}

/// What somebody is to a source.
pub(crate) fn membership(people: &[Person], id: u64, of: &str) -> Membership {
    let found =
        people.iter().find(|person| person.id.0 == id).unwrap_or_else(|| panic!("nobody {id}: {people:#?}"));
    found.now.of.iter().find(|(named, _)| *named == source(of)).unwrap().1
}

/// Runs a test's future on a runtime of its own.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
