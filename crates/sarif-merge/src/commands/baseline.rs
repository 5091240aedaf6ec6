//! `baseline`: the findings of a run as the file that later runs are held against.

use anyhow::{Context as _, bail};
use clap::{ArgMatches, Command};
use runner::text::one_line;
use runner::{World, atomic};
use verdict::status::ExitCode;

use crate::baseline::Document;
use crate::judged::Judged;

pub(super) fn command() -> Command {
    Command::new("baseline")
        .about("Write the findings of a verdict as a baseline; those that the last one knew keep their day")
        .arg(super::verdict())
        .arg(super::output(Some(".github/sarif-baseline.json")))
}

/// Exit code 0 once the file is written, 3 if it may lack what a scan left out, which is told.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name a path");
    let (path, output) = (given("verdict")?, given("output")?);
    let judged = Judged::read(&world.directory.join(path)).with_context(|| format!("failed to read {path}"))?;
    if !judged.facts.complete() {
        bail!("its reports are missing or broken: what they do not hold would look like something new");
    }
    let baseline = Document::of(&judged.verdict().gate.id, &judged.facts.findings, &judged.facts.today);
    let target = world.directory.join(output);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    }
    atomic::write(&target, &baseline.bytes()?)?;
    let line =
        format!("{output}: {} known findings", baseline.findings.iter().map(|known| known.count).sum::<u64>());
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    super::told(&judged, world)
}
