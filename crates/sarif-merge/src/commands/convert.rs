//! `convert`: one scanner's own report as a SARIF log.

use anyhow::{Context as _, bail};
use clap::{Arg, ArgMatches, Command};
use runner::text::one_line;
use runner::{World, atomic};
use verdict::status::ExitCode;

use crate::gather;

pub(super) fn command() -> Command {
    let formats: Vec<&str> = scanners::Format::ALL.iter().map(|format| format.name()).collect();
    Command::new("convert")
        .about("Convert a scanner's own report to SARIF; its format is told by its content")
        .arg(Arg::new("file").required(true).value_name("PATH").help("The report"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("NAME")
                .help(format!("Its format, where the content does not tell: {}", formats.join(", "))),
        )
        .arg(super::output(None))
}

/// Exit code 0 for a whole scan, 3 for one that left something out, which is told.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name);
    let (file, output) = (given("file").context("name a file")?, given("output").context("name a path")?);
    let bytes =
        gather::one_file(&world.directory.join(file)).with_context(|| format!("failed to read {file}"))?;
    let limits = scanners::Limits::default();
    let converted = match given("format") {
        None => scanners::convert(&bytes, &limits, None),
        Some(name) => {
            let Some(format) = scanners::Format::named(name) else {
                bail!("`{name}` is no format that is known: see `convert --help`");
            };
            scanners::convert_as(format, &bytes, &limits, None)
        }
    };
    let converted = converted.with_context(|| format!("failed to convert {file}"))?;
    atomic::write(&world.directory.join(output), &converted.sarif)?;
    let results: u64 = converted.native.values().sum();
    let mut text =
        format!("{output}: {} ({}), {results} results\n", one_line(&converted.tool), converted.format.name());
    for part in &converted.incomplete {
        text.push_str(&format!("not scanned: {}: {}\n", one_line(&part.what), one_line(&part.reason)));
    }
    world.stdout.write_all(runner::command::neutral(&text).as_bytes())?;
    Ok(if converted.incomplete.is_empty() { ExitCode::Success } else { ExitCode::Inconclusive })
}
