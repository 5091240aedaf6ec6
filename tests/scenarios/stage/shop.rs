//! The shop that is deployed: it tells its version, and is as sick as a test says.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the shop is at the moment.
#[derive(Default)]
pub(crate) struct State {
    /// The version that is live.
    pub(crate) version: String,
    /// Every version that was deployed.
    pub(crate) deployed: Vec<String>,
    /// Whether the next version that is deployed does not work.
    pub(crate) next_is_sick: bool,
    sick: bool,
    /// Every share that the traffic was moved to.
    pub(crate) shares: Vec<String>,
    /// From which share on there are errors.
    pub(crate) fails_at: Option<String>,
}

/// A running shop.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl Shop {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let shop = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let serves = shop.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serves.answer(stream);
            }
        });
        shop
    }

    pub(crate) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn answer(&self, stream: TcpStream) {
        let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
        let first = lines.next().unwrap_or_default();
        lines.take_while(|line| !line.is_empty()).for_each(drop);
        let path = first.split(' ').nth(1).unwrap_or_default();
        let (status, body) = self.said(path);
        let length = body.len();
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
        let _gone = (&stream).write_all((head + &body).as_bytes());
    }

    fn said(&self, path: &str) -> (u16, String) {
        let mut state = self.state();
        if let Some(version) = path.strip_prefix("/deploy/") {
            state.version = version.to_owned();
            state.deployed.push(version.to_owned());
            state.sick = std::mem::take(&mut state.next_is_sick);
        } else if let Some(share) = path.strip_prefix("/shift/") {
            state.shares.push(share.to_owned());
            let errors = if state.fails_at.as_deref() == Some(share) { "0.09" } else { "0.01" };
            return (200, format!(r#"{{"errors": {errors}, "errors_before": 0.01, "requests": 500}}"#));
        }
        let status = if state.sick { "error" } else { "ok" };
        (200, format!(r#"{{"status": "{status}", "version": "{}"}}"#, state.version))
    }
}
