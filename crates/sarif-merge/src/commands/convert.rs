//! `convert`: one scanner's own report as a SARIF log.

use anyhow::{Context as _, anyhow, bail};
use clap::{Arg, ArgMatches, Command};
use runner::text::one_line;
use runner::{World, atomic};
use sarif::{Document, Limits};
use verdict::status::ExitCode;

use crate::policy::near;
use crate::{gather, redact};

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
                let known = scanners::Format::ALL.iter().map(|format| format.name());
                let hint = near::nearest(name, known).map_or_else(
                    || "see `convert --help`".to_owned(),
                    |meant| format!("did you mean `{meant}`?"),
                );
                bail!("`{name}` is no format that is known: {hint}");
            };
            scanners::convert_as(format, &bytes, &limits, None)
        }
    };
    // What went wrong is told in words that may quote the report.
    let way_out = |code| match code {
        scanners::ErrorCode::Ambiguous | scanners::ErrorCode::UnknownFormat => {
            ": --format NAME says whose it is"
        }
        _ => "",
    };
    let converted = converted
        .map_err(|error| anyhow!("{}{}", redact::told(&error.to_string()), way_out(error.code)))
        .with_context(|| format!("failed to convert {file}"))?;
    let document = Document::read(&converted.sarif, &Limits { bytes: usize::MAX, ..Limits::default() })?;
    let clean = redact::log(&document).map(|(clean, _)| clean);
    atomic::write(&world.directory.join(output), clean.as_deref().unwrap_or(&converted.sarif))?;
    let results: u64 = converted.native.values().sum();
    let mut text =
        format!("{output}: {} ({}), {results} results\n", one_line(&converted.tool), converted.format.name());
    for part in &converted.incomplete {
        text.push_str(&format!(
            "not scanned: {}: {}\n",
            one_line(&redact::told(&part.what)),
            one_line(&redact::told(&part.reason))
        ));
    }
    world.stdout.write_all(runner::command::neutral(&text).as_bytes())?;
    Ok(if converted.incomplete.is_empty() { ExitCode::Success } else { ExitCode::Inconclusive })
}
