//! One run of one program: its wall time, and its peak resident memory as GNU time tells it (`ru_maxrss` of the child, which
//! Rust's standard library does not hand out).

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

/// What one run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) microseconds: u64,
    pub(super) peak_bytes: u64,
}

/// Runs the program below GNU time. Its own output goes to a file: a terminal would be measured with it.
pub(super) fn measure(program: &Command, scratch: &Path) -> Result<Run> {
    let (memory, output) = (scratch.join("memory.txt"), scratch.join("output.txt"));
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["--quiet", "-f", "%M", "-o"]).arg(&memory).arg(program.get_program()).args(program.get_args());
    if let Some(folder) = program.get_current_dir() {
        timed.current_dir(folder);
    }
    let out = File::create(&output).context("failed to make a file for the output")?;
    let errors = out.try_clone().context("failed to open the file for the output")?;
    timed.stdin(Stdio::null()).stdout(out).stderr(errors);
    let started = Instant::now();
    let status = timed.status().context("failed to start GNU time: apt-get install time")?;
    let elapsed = started.elapsed();
    ensure!(status.success(), "{program:?} ended with {status}: {}", tail(&output));
    let kibibytes = fs::read_to_string(&memory).context("GNU time wrote nothing")?;
    let kibibytes: u64 = kibibytes.trim().parse().with_context(|| format!("GNU time wrote {kibibytes:?}"))?;
    let microseconds = u64::try_from(elapsed.as_micros()).context("a run took too long to tell")?;
    Ok(Run { microseconds, peak_bytes: kibibytes * 1024 })
}

/// How many programs wanted a processor in the last minute, as Linux writes it: `1.53`. Above what the race itself asks for, other work
/// ran beside it.
pub(super) fn load() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next().map(str::to_owned)
}

/// The end of what a program wrote, which mostly says why it failed.
fn tail(output: &Path) -> String {
    let text = fs::read(output).unwrap_or_default();
    let start = text.len().saturating_sub(2000);
    String::from_utf8_lossy(text.get(start..).unwrap_or_default()).into_owned()
}

/// The middle by time, and the middle by memory: each number of its own, as an outlier of one says nothing of the other.
pub(super) fn median(runs: &[Run]) -> Option<Run> {
    let middle = |mut numbers: Vec<u64>| {
        numbers.sort_unstable();
        numbers.get(numbers.len() / 2).copied()
    };
    let microseconds = middle(runs.iter().map(|run| run.microseconds).collect())?;
    Some(Run { microseconds, peak_bytes: middle(runs.iter().map(|run| run.peak_bytes).collect())? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_takes_time_and_memory_each_for_itself() {
        let run = |microseconds, peak_bytes| Run { microseconds, peak_bytes };
        assert_eq!(median(&[run(30, 1), run(10, 3), run(20, 200)]), Some(run(20, 3)));
        assert_eq!(median(&[run(7, 8)]), Some(run(7, 8)));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn a_run_has_its_time_and_memory_and_a_failure_its_words() {
        crate::tools::program("time", "time").unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let shell = |script: &str| {
            let mut shell = Command::new("sh");
            shell.args(["-c", script]);
            measure(&shell, scratch.path())
        };
        let small = shell("sleep 0.05").unwrap();
        assert!(small.microseconds >= 50_000, "{small:?}");
        assert!((100 << 10..100 << 20).contains(&small.peak_bytes), "{small:?}");
        let error = shell("echo no such report >&2; exit 3").unwrap_err().to_string();
        assert!(error.contains("no such report"), "{error}");
    }
}
