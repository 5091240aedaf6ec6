//! `vex`: what the policy's suppressions say about vulnerable packages, for those who use the product.

use anyhow::Context as _;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use runner::command::neutral;
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::status::ExitCode;

use crate::judged::Judged;
use crate::vex::{self, LeftOut, Source, cyclonedx, openvex};

pub(super) fn command() -> Command {
    Command::new("vex")
        .about("Write the suppressions of vulnerable packages as VEX: which advisories do not affect the product, and why")
        .arg(
            Arg::new("format")
                .long("format")
                .required(true)
                .value_name("NAME")
                .value_parser(PossibleValuesParser::new(["openvex", "cyclonedx"]))
                .help("openvex (0.2.0) or cyclonedx (1.6)"),
        )
        .arg(super::verdict())
        .arg(super::output(None))
}

/// Exit code 0 once every statement is written; 3 if reports were missing or broken, so that some may not be there. Without a statement
/// there is no OpenVEX document, which is told.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).with_context(|| format!("give --{name}"));
    let (path, output, format) = (given("verdict")?, given("output")?, given("format")?);
    let target = super::fresh(world, output, path)?;
    let judged =
        Judged::read(&world.directory.join(path)).with_context(|| format!("failed to write down {path}"))?;
    let rows = judged.rows();
    let (statements, left_out) = vex::statements(&judged.policy, &rows);
    let verdict = judged.verdict();
    let source = Source { digest: judged.digest(), time: verdict.finished, version: &verdict.gate.version };
    let document = match format.as_str() {
        "openvex" => openvex::document(&statements, source),
        _ => Some(cyclonedx::document(&statements, source)),
    };
    let line = match document {
        Some(document) => {
            let mut bytes = serde_json::to_vec_pretty(&document)?;
            bytes.push(b'\n');
            atomic::write(&target, &bytes)?;
            format!("{output}: {}", count(statements.len() as u64, "statement", "statements"))
        }
        None => format!(
            "{output} is not written: no suppression is about an advisory of a package, and OpenVEX knows no empty document"
        ),
    };
    world.stdout.write_all(neutral(&format!("{}\n", one_line(&line))).as_bytes())?;
    world.stderr.write_all(neutral(&told(&left_out)).as_bytes())?;
    super::told(&judged, world)
}

fn told(left_out: &[LeftOut<'_>]) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let mut text = format!("left out: {}\n", count(left_out.len() as u64, "suppression", "suppressions"));
    for it in left_out {
        text.push_str(&format!("  {}: {}\n", one_line(it.id), it.why));
    }
    text
}
