//! One command of the caller, under `bash -c`, as the runner's own steps are.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::facts::End;

/// Bytes of one line that are shown at most; longer ones are shown as several.
const LONGEST_LINE: usize = 4096;
/// Bytes that are shown of all that a command says.
const MOST_SHOWN: usize = 1024 * 1024;
/// How long the output of what a command has left behind is waited for.
const GRACE: Duration = Duration::from_millis(500);
/// How often it is looked whether a command that says nothing has ended.
const LOOK: Duration = Duration::from_millis(20);
/// What the runner hands to our own step alone: a command that could write there would speak for the gate.
const OURS: [&str; 7] = [
    "RELEASEGATE_INPUTS",
    "GITHUB_OUTPUT",
    "GITHUB_STATE",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_STEP_SUMMARY",
    "BASH_ENV",
];

/// Runs it. Every line that it says goes through `say`.
pub(super) fn run(
    text: &str,
    variables: &BTreeMap<&str, String>,
    folder: &Path,
    limit: Duration,
    say: &dyn Fn(&str),
) -> End {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", text]).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).envs(variables);
    for name in OURS {
        command.env_remove(name);
    }
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            say(&format!("bash could not be started: {error}"));
            return End::NotStarted;
        }
    };
    let (sender, lines) = sync_channel(256);
    if let Some(stdout) = child.stdout.take() {
        read(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        read(stderr, sender.clone());
    }
    drop(sender);
    watch(&mut child, &lines, limit, say)
}

/// Shows lines until it has ended, or its time is over: then the whole group is stopped.
fn watch(child: &mut Child, lines: &Receiver<String>, limit: Duration, say: &dyn Fn(&str)) -> End {
    let began = Instant::now();
    let mut shown = 0;
    let end = loop {
        match lines.recv_timeout(LOOK) {
            Ok(line) => show(&line, &mut shown, say),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(LOOK),
        }
        match child.try_wait() {
            Ok(Some(status)) => break status.code().map_or(End::Signal, End::Code),
            Ok(None) if began.elapsed() >= limit => {
                stop(child);
                break End::TimedOut;
            }
            Ok(None) => {}
            Err(_) => break End::Signal,
        }
    };
    // What it has started in the background may hold the pipe for ever.
    let rest = Instant::now();
    while let Some(left) = GRACE.checked_sub(rest.elapsed()) {
        let Ok(line) = lines.recv_timeout(left) else { break };
        show(&line, &mut shown, say);
    }
    end
}

fn show(line: &str, shown: &mut usize, say: &dyn Fn(&str)) {
    if *shown >= MOST_SHOWN {
        return;
    }
    *shown += line.len() + 1;
    say(line);
    if *shown >= MOST_SHOWN {
        say("… the rest of what the command says is not shown");
    }
}

/// Stops the process and all that it has started, unless that has left the group.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // It may have ended meanwhile.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads lines in a thread of its own, which ends with the pipe.
fn read(mut stream: impl Read + Send + 'static, lines: SyncSender<String>) {
    std::thread::spawn(move || {
        let mut open = Vec::new();
        let mut part = [0; 8192];
        while let Ok(length @ 1..) = stream.read(&mut part) {
            for byte in part.get(..length).unwrap_or_default() {
                if *byte == b'\n' || open.len() >= LONGEST_LINE {
                    let line = String::from_utf8_lossy(&open).into_owned();
                    open.clear();
                    if lines.send(line).is_err() {
                        return;
                    }
                }
                if *byte != b'\n' {
                    open.push(*byte);
                }
            }
        }
        if !open.is_empty() {
            let _ = lines.send(String::from_utf8_lossy(&open).into_owned());
        }
    });
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn ran(text: &str, limit: Duration) -> (End, Vec<String>) {
        let said = RefCell::new(Vec::new());
        let variables = BTreeMap::from([("RELEASEGATE_PERCENT", "25".to_owned())]);
        let folder = tempfile::tempdir().unwrap();
        let end = run(text, &variables, folder.path(), limit, &|line| said.borrow_mut().push(line.to_owned()));
        (end, said.into_inner())
    }

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn a_command_sees_its_step_and_says_how_it_ended() {
        let (end, said) = ran("echo at $RELEASEGATE_PERCENT; echo oops >&2; exit 3", LONG);
        assert_eq!(end, End::Code(3));
        assert!(said.contains(&"at 25".to_owned()) && said.contains(&"oops".to_owned()), "{said:?}");
        assert_eq!(
            ran("false | true; echo never", LONG),
            (End::Code(1), vec![]),
            "as the runner: -e, pipefail"
        );
        assert_eq!(ran("kill -9 $$", LONG).0, End::Signal);
    }

    #[test]
    fn a_command_that_hangs_is_stopped_with_all_that_it_started() {
        let began = Instant::now();
        let (end, said) = ran("sleep 30 & echo $!; wait", Duration::from_millis(300));
        assert_eq!(end, End::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(10));
        let alive =
            Command::new("kill").args(["-0", &said[0]]).stderr(Stdio::null()).status().unwrap().success();
        // A process that nobody has waited for yet is still there, as a zombie.
        let state = std::fs::read_to_string(format!("/proc/{}/stat", said[0])).unwrap_or_default();
        assert!(!alive || state.contains(") Z "), "{state}");
    }

    #[test]
    fn what_is_left_behind_does_not_hold_the_step() {
        let began = Instant::now();
        assert_eq!(ran("sleep 5 & exit 0", LONG).0, End::Code(0));
        assert!(began.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn endless_output_is_cut() {
        let (end, said) = ran("seq 1 500000; printf %20000s x", LONG);
        assert_eq!(end, End::Code(0));
        let shown: usize = said.iter().map(|line| line.len() + 1).sum();
        assert!(shown < MOST_SHOWN + 2 * LONGEST_LINE, "{shown}");
        assert!(said.iter().all(|line| line.len() <= LONGEST_LINE));
        assert!(said.last().unwrap().contains("not shown"));
    }
}
