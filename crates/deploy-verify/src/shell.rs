//! The machine: its clock, commands in a process group of their own, files, and the log.

mod command;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use runner::command::{mask, neutral};
use runner::text::visible;

use crate::facts::End;
use crate::means::{Clock, Shell};

/// What is read of a file of metrics at most.
const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn unix_ms(&self) -> u64 {
        u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default()
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// The machine's shell.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Where commands run and files lie.
    pub(crate) workspace: PathBuf,
    /// Whether the log is that of a workflow's step; else lines go to standard error.
    pub(crate) in_actions: bool,
}

impl Machine {
    /// A closed pipe is no reason to stop going back.
    fn write(&self, text: &str) {
        if self.in_actions {
            let mut stream = std::io::stdout();
            let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        } else {
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }
}

impl Shell for Machine {
    fn run(&self, command: &str, variables: &BTreeMap<&str, String>, limit: Duration) -> End {
        command::run(command, variables, &self.workspace, limit, &|line| self.say(line))
    }

    fn file(&self, path: &Path) -> Option<(Vec<u8>, u64)> {
        let path = self.workspace.join(path);
        // Before it is opened: a pipe would wait for whoever writes into it.
        if !path.metadata().ok()?.is_file()
            || !path.canonicalize().ok()?.starts_with(self.workspace.canonicalize().ok()?)
        {
            return None;
        }
        let file = File::open(path).ok()?;
        let written = file.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let mut bytes = Vec::new();
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).ok()?;
        let fits = u64::try_from(bytes.len()).is_ok_and(|size| size <= LARGEST_FILE);
        fits.then_some((bytes, u64::try_from(written.as_millis()).ok()?))
    }

    fn say(&self, line: &str) {
        self.write(&neutral(&format!("{}\n", visible(line))));
    }

    fn mask(&self, text: &str) {
        if self.in_actions {
            self.write(&mask(text));
        }
    }
}
