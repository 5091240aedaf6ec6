//! `baseline`: the findings of a run as the file that later runs are held against.

use anyhow::{Context as _, bail};
use clap::{Arg, ArgMatches, Command};
use runner::text::one_line;
use runner::{World, atomic, kept};
use verdict::status::ExitCode;

use crate::SarifMerge;
use crate::baseline::Document;

pub(super) fn command() -> Command {
    Command::new("baseline")
        .about("Write the findings of a verdict as a baseline; those that the last one knew keep their day")
        .arg(
            Arg::new("verdict")
                .long("verdict")
                .value_name("PATH")
                .default_value(".releasegate/sarif-merge.verdict.json")
                .help("The verdict; its facts lie beside it"),
        )
        .arg(super::output(Some(".github/sarif-baseline.json")))
}

/// Exit code 0 once the file is written.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name a path");
    let (path, output) = (given("verdict")?, given("output")?);
    let path = world.directory.join(path);
    let document = kept::document(&path)?;
    let kept = kept::judged(&SarifMerge::default(), &path, document.verdict())?;
    let Some(kept) = kept.filter(|kept| kept.facts.complete()) else {
        bail!("its reports are missing or broken: what they do not hold would look like something new");
    };
    let baseline = Document::of(&document.verdict().gate.id, &kept.facts.findings, &kept.facts.today);
    let target = world.directory.join(output);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    }
    atomic::write(&target, &baseline.bytes()?)?;
    let line =
        format!("{output}: {} known findings", baseline.findings.iter().map(|known| known.count).sum::<u64>());
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    Ok(ExitCode::Success)
}
