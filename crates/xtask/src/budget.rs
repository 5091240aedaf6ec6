//! `budget`: a released binary is small, and judges a small report before anyone notices that it started.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

/// Bytes of a released binary: more than the 8 MB that are aimed at, as `crates/README.md` says.
const LARGEST: u64 = 12_500_000;
/// From start to verdict over a small report.
const SLOWEST: Duration = Duration::from_millis(50);
const RUNS: usize = 20;

/// Builds the release and measures it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let binary = release(root)?;
    let size = binary.metadata().context("failed to measure the binary")?.len();
    let place = root.join("target/budget");
    std::fs::create_dir_all(&place).context("failed to make target/budget")?;
    std::fs::write(place.join("lcov.info"), small_report()).context("failed to write a report")?;
    let mut times = (0..RUNS).map(|_| time(&binary, &place)).collect::<Result<Vec<_>>>()?;
    times.sort();
    let median = times.get(RUNS / 2).copied().context("no run was timed")?;
    let text = format!(
        "coverage-gate: {size} bytes, {} ms from start to verdict (median of {RUNS})",
        median.as_millis()
    );
    ensure!(size <= LARGEST, "{text}; the budget is {LARGEST} bytes");
    ensure!(median <= SLOWEST, "{text}; the budget is {} ms", SLOWEST.as_millis());
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{text}").context("failed to write")
}

/// The release binary of this checkout.
pub(crate) fn release(root: &Path) -> Result<PathBuf> {
    let words = ["build", "--release", "--locked", "--package", "coverage-gate"];
    let status =
        Command::new("cargo").args(words).current_dir(root).status().context("failed to start cargo")?;
    ensure!(status.success(), "the release build failed");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release").join(format!("coverage-gate{}", std::env::consts::EXE_SUFFIX)))
}

fn time(binary: &Path, place: &Path) -> Result<Duration> {
    let started = Instant::now();
    let output =
        Command::new(binary).args(["--files", "lcov.info", "--min-line", "50"]).current_dir(place).output();
    let elapsed = started.elapsed();
    let output = output.context("failed to start the binary")?;
    ensure!(output.status.success(), "the gate failed: {}", String::from_utf8_lossy(&output.stdout));
    Ok(elapsed)
}

/// Fifty files of a hundred lines: what a small project reports.
fn small_report() -> String {
    let file = |number: usize| {
        let lines: String = (1..=100).map(|line| format!("DA:{line},{}\n", line % 4)).collect();
        format!("SF:src/file_{number}.c\n{lines}LF:100\nLH:75\nend_of_record\n")
    };
    (0..50).map(file).collect()
}
