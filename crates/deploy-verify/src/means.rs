//! The ways to the outside, as traits: a test brings its own clock, wire and shell.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use crate::facts::{End, Failure};

/// Time.
pub trait Clock {
    /// Milliseconds since 1970.
    fn unix_ms(&self) -> u64;
    /// Milliseconds since some fixed moment; never goes back.
    fn elapsed_ms(&self) -> u64;
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// One request.
#[derive(Debug)]
pub struct Request<'a> {
    /// `GET`, `HEAD`, `POST` or `OPTIONS`.
    pub method: &'a str,
    /// The whole address.
    pub url: &'a Url,
    /// Headers beside those that every request has.
    pub headers: &'a [(String, String)],
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Names in small letters, with values that are ASCII.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it is read.
    pub body: Vec<u8>,
    /// Whether it went on.
    pub cut: bool,
    /// When the certificate ends, in seconds since 1970.
    pub certificate_ends: Option<u64>,
}

/// Requests.
pub trait Wire {
    /// Sends one, follows nothing, and ends within the limit.
    ///
    /// # Errors
    /// Why there is no answer.
    fn send(&self, request: &Request<'_>, limit: Duration) -> Result<Answer, Failure>;
}

/// Commands, files and the log.
pub trait Shell {
    /// Runs a command with these variables beside the runner's, in the workspace, and ends within the limit.
    fn run(&self, command: &str, variables: &BTreeMap<&str, String>, limit: Duration) -> End;
    /// The bytes of a file of the workspace and when it was written, in milliseconds since 1970; nothing if it cannot be read or is too long.
    fn file(&self, path: &Path) -> Option<(Vec<u8>, u64)>;
    /// A line for whoever watches.
    fn say(&self, line: &str);
    /// Hides a text in the log from here on.
    fn mask(&self, text: &str);
}

/// All of them.
pub struct Means {
    /// Time.
    pub clock: Box<dyn Clock>,
    /// Requests.
    pub wire: Box<dyn Wire>,
    /// Commands.
    pub shell: Box<dyn Shell>,
}

impl std::fmt::Debug for Means {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Means")
    }
}
