//! `budget`: each released binary is small, and judges a small report before anyone notices that it started.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::gates::{self, Gate, Small, release};

/// From start to verdict over a small report, or to the help text of a tool that judges nothing offline. The fastest run says what the program needs; what the others took longer, the machine did beside it.
const SLOWEST: Duration = Duration::from_millis(50);
const RUNS: usize = 20;

/// Builds each release and measures it. All are measured before one of them fails the check: one run tells every number.
pub(crate) fn run(root: &Path) -> Result<()> {
    let failed: Vec<String> = gates::ALL
        .iter()
        .filter_map(|gate| measure(root, gate).err())
        .map(|error| format!("{error:#}"))
        .collect();
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

fn measure(root: &Path, gate: &Gate) -> Result<()> {
    let (binary, budget) = (release::binary(root, gate.name())?, &gate.budget);
    let size = binary.metadata().context("failed to measure the binary")?.len();
    let place = root.join("target/budget").join(gate.name());
    std::fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    let (flags, way) = match &budget.report {
        Some(Small { name, text, flags }) => {
            std::fs::write(place.join(name), text()).context("failed to write a report")?;
            (*flags, "from start to verdict")
        }
        None => (["--help"].as_slice(), "from start to the help text"),
    };
    let times = (0..RUNS).map(|_| time(&binary, flags, &place)).collect::<Result<Vec<_>>>()?;
    let fastest = times.into_iter().min().context("no run was timed")?;
    let text = format!("{}: {size} bytes, {} ms {way} (fastest of {RUNS})", gate.name(), fastest.as_millis());
    ensure!(size <= budget.largest, "{text}; the budget is {} bytes", budget.largest);
    ensure!(fastest <= SLOWEST, "{text}; the budget is {} ms", SLOWEST.as_millis());
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{text}").context("failed to write")
}

fn time(binary: &Path, flags: &[&str], place: &Path) -> Result<Duration> {
    let started = Instant::now();
    let output = Command::new(binary).args(flags).current_dir(place).output();
    let elapsed = started.elapsed();
    let output = output.context("failed to start the binary")?;
    ensure!(output.status.success(), "the gate failed: {}", String::from_utf8_lossy(&output.stdout));
    Ok(elapsed)
}
