//! A server that says what a test lets it say: answers that the simulator, which is a whole GitHub, never gives.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use github::{Clock, GitHub, Settings};
use serde_json::{Value, json};

/// The account of the client.
pub(crate) const OWN: u64 = 41;

/// An answer: status, headers with their line breaks, body.
pub(crate) struct Said(pub(crate) u16, pub(crate) String, pub(crate) String);

impl Said {
    pub(crate) fn json(body: &Value) -> Self {
        Self(200, String::new(), body.to_string())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self(status, String::new(), json!({"message": "Not Found"}).to_string())
    }
}

/// What was asked: first lines and bodies.
pub(crate) type Asked = Arc<Mutex<Vec<(String, String)>>>;

/// Waiting takes no time.
#[derive(Default)]
struct Still(AtomicU64);

impl Clock for Still {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        1_800_000_000
    }

    fn chance(&self) -> u64 {
        0
    }
}

/// A client of a server that answers each first line and body so; it answers by itself whose the token is. Made inside a runtime.
pub(crate) fn scripted(say: impl Fn(&str, &str) -> Said + Send + 'static) -> (GitHub, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (first, body) = request(&mut stream);
            let Said(status, headers, text) = if body.contains("query Viewer") {
                Said::json(&json!({"data": {"viewer": {"login": "github-actions[bot]", "databaseId": OWN}}}))
            } else {
                log.lock().unwrap().push((first.clone(), body.clone()));
                say(&first, &body)
            };
            let length = text.len();
            let head =
                format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n");
            let _ = write!(stream, "{head}\r\n{text}");
        }
    });
    let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
    let mut settings = Settings::from_vars(&var, "ghs_secret").unwrap();
    settings.timeout = Duration::from_secs(10);
    (GitHub::with_clock(settings, Box::new(Still::default())).unwrap(), asked)
}

fn request(stream: &mut std::net::TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
    let length = |line: &str| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok();
    let mut body = vec![0; head.lines().find_map(length).unwrap_or(0)];
    let _ = reader.read_exact(&mut body);
    let first = head.lines().next().unwrap_or_default().to_owned();
    (first, String::from_utf8(body).unwrap())
}
