//! The fixtures of the converters as one log, by our own program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context as _, Result, bail, ensure};

/// One log of all fixtures.
pub(super) struct Fixtures {
    pub(super) log: PathBuf,
    /// How many reports it was made of.
    pub(super) reports: usize,
}

/// Converts each fixture of `crates/scanners/fixtures`, and merges what comes of it.
pub(super) fn merged(root: &Path, ours: &Path, folder: &Path) -> Result<Fixtures> {
    let place = folder.join("converted");
    if place.exists() {
        fs::remove_dir_all(&place).context("failed to clear what was converted")?;
    }
    fs::create_dir_all(&place).context("failed to make a folder")?;
    let mut reports = 0;
    for tool in list(&root.join("crates/scanners/fixtures"))? {
        if !tool.is_dir() {
            continue;
        }
        for expected in list(&tool)?.iter().filter(|path| path.extension().is_some_and(|it| it == "expected")) {
            reports += usize::from(convert(expected, ours, &place)?);
        }
    }
    ensure!(reports > 0, "there are no fixtures");
    let log = folder.join("fixtures.sarif");
    let output =
        run(Command::new(ours).args(["merge", "converted/*.sarif", "--output"]).arg(&log).current_dir(folder))?;
    ensure!(output.status.success(), "the merge failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(Fixtures { log, reports })
}

/// Converts the report beside what is expected of it; those of which an error is expected must end with one, and give nothing.
fn convert(expected: &Path, ours: &Path, place: &Path) -> Result<bool> {
    let report = expected.with_extension("");
    let name = report.file_name().and_then(|name| name.to_str()).context("a report has a name")?;
    let format = name.split('.').next().unwrap_or_default();
    let folder = expected.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let broken = fs::read_to_string(expected).context("failed to read what is expected")?.starts_with("error:");
    let target = place.join(format!("{folder}-{name}.sarif"));
    let mut command = Command::new(ours);
    command.arg("convert").arg(&report).args(["--format", format, "--output"]).arg(&target);
    let output = run(&mut command)?;
    match output.status.code() {
        // Whole, or something was not scanned.
        Some(0 | 3) if !broken => Ok(true),
        Some(4) if broken => Ok(false),
        _ => bail!("{command:?} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)),
    }
}

fn run(command: &mut Command) -> Result<Output> {
    command.output().with_context(|| format!("failed to start {command:?}"))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("failed to list {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
