//! Running the `git` program. Its environment is cleaned first: a hook, a configuration file or a variable of whoever runs the
//! tests must not change what the simulator stores.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// The variables of our own environment that git would listen to.
fn foreign_variables() -> Vec<OsString> {
    std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with("GIT_"))
        .collect()
}

/// A command of git in a repository, with nothing of the outside world in its environment.
pub(super) fn command(repository: &Path) -> Command {
    let mut command = Command::new("git");
    for name in foreign_variables() {
        command.env_remove(name);
    }
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_LITERAL_PATHSPECS", "1")
        .env("LC_ALL", "C")
        .env("GIT_DIR", repository)
        .current_dir(repository)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// How a run of git ended.
pub(super) struct Ended {
    /// Whether the exit code was zero.
    pub(super) ok: bool,
    /// The standard output.
    pub(super) output: Vec<u8>,
    /// The standard error.
    pub(super) complaint: String,
}

/// Feeds a command and collects its answer. Input and output move at the same time, so that a long list never blocks.
pub(super) fn feed(mut command: Command, input: &[u8]) -> Result<Ended> {
    let mut child = command.spawn()?;
    let stdin = child.stdin.take();
    let ended = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A command may stop reading before the end of its input; its exit code says whether that was an error.
            stdin.map(|mut pipe| pipe.write_all(input))
        });
        child.wait_with_output()
    })?;
    Ok(Ended {
        ok: ended.status.success(),
        output: ended.stdout,
        complaint: String::from_utf8_lossy(&ended.stderr).trim().to_owned(),
    })
}

/// Runs git and takes any complaint as an error.
pub(super) fn run<A: AsRef<OsStr>>(
    repository: &Path,
    arguments: &[A],
    variables: &[(&str, &OsStr)],
    input: &[u8],
) -> Result<Vec<u8>> {
    let mut call = command(repository);
    call.args(arguments).envs(variables.iter().copied());
    let ended = feed(call, input)?;
    if ended.ok {
        return Ok(ended.output);
    }
    let name = arguments.first().map(|name| name.as_ref().to_string_lossy().into_owned()).unwrap_or_default();
    bail!("git {name} failed: {}", ended.complaint)
}
