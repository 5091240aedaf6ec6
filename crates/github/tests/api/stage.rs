//! What a test stands on: a simulator, and clients of it that wait for nothing.

use std::future::Future;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use github::{Clock, GitHub, Repository, Settings};
use github_sim::{Hub, Seed, SimClock, Simulator};
use serde_json::Value;

/// A simulator with the repository `octo/shop`, and how to reach it.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
}

/// Waiting moves the simulator's clock and takes no time, so that limits pass as they would.
struct Waiting {
    clock: SimClock,
    start: jiff::Timestamp,
    /// Sleeps shorter than a second add up, since the simulator counts whole ones.
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

    fn unix_seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    fn chance(&self) -> u64 {
        0
    }
}

impl Stage {
    /// `Seed::small()`: see there for who and what exists.
    pub(crate) fn new() -> Self {
        Self::with(Seed::small())
    }

    pub(crate) fn with(seed: Seed) -> Self {
        Self { simulator: Simulator::start(seed).unwrap() }
    }

    /// As the workflow's own token, with all that a workflow can be permitted. Made inside a runtime.
    pub(crate) fn workflow(&self) -> GitHub {
        self.client("actions-token")
    }

    /// As whoever has the token.
    pub(crate) fn client(&self, token: &str) -> GitHub {
        GitHub::with_clock(self.settings(token), Box::new(self.clock())).unwrap()
    }

    pub(crate) fn settings(&self, token: &str) -> Settings {
        let url = self.simulator.url().to_owned();
        let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
        let mut settings = Settings::from_vars(&var, token).unwrap();
        // Long enough for a busy machine; a test of lost answers waits for it.
        settings.timeout = Duration::from_secs(2);
        settings
    }

    pub(crate) fn clock(&self) -> impl Clock + use<> {
        let clock = self.simulator.clock();
        Waiting { start: clock.now(), clock, millis: AtomicU64::new(0) }
    }

    pub(crate) fn shop(&self) -> Repository {
        "octo/shop".parse().unwrap()
    }

    /// One thing as the API shows it to Alice, without the client that is tested.
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, body) = ask(self.simulator.url(), "GET", path, "alice-token", None);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// A list as the API shows it to Alice, up to a hundred items.
    pub(crate) fn list(&self, path: &str) -> Vec<Value> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let list = self.get(&format!("{path}{mark}per_page=100"));
        list.as_array().unwrap_or_else(|| panic!("{path}: no list: {list}")).clone()
    }

    /// Does something as whoever has the token, without the client that is tested.
    pub(crate) fn post(&self, path: &str, token: &str, body: &Value) -> Value {
        let (status, answer) = ask(self.simulator.url(), "POST", path, token, Some(body));
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    pub(crate) fn hub(&self) -> std::sync::MutexGuard<'_, Hub> {
        self.simulator.hub()
    }
}

/// One request over a connection of its own, with the standard library alone.
fn ask(url: &str, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
    let host = url.strip_prefix("http://").unwrap();
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nuser-agent: a-person\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

/// Runs a test's future on a runtime of its own.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
