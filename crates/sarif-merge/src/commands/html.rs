//! `html`: a verdict with every finding as one self-contained page.

use anyhow::Context as _;
use clap::{ArgMatches, Command};
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::ratio::grouped;
use verdict::status::ExitCode;

use crate::html;
use crate::judged::Judged;

pub(super) fn command() -> Command {
    Command::new("html")
        .about("Show a verdict as one self-contained page, with every finding and filters over them")
        .arg(super::verdict())
        .arg(super::output(Some("findings.html")))
}

/// Exit code 0 once the page is written, whatever the verdict is: it shows, and judges nothing. What is missing stands on the page.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name a path");
    let (path, output) = (given("verdict")?, given("output")?);
    let target = super::fresh(world, output, path)?;
    let judged = Judged::read(&world.directory.join(path)).with_context(|| format!("failed to show {path}"))?;
    let rendered = html::render(&judged);
    atomic::write(&target, rendered.html.as_bytes())?;
    let all = count(rendered.all, "finding", "findings");
    let shown = if rendered.shown < rendered.all {
        format!(", {} shown", grouped(rendered.shown))
    } else {
        String::new()
    };
    let line = format!("{output}: {all}{shown}, {}", count(rendered.html.len() as u64, "byte", "bytes"));
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    Ok(ExitCode::Success)
}
