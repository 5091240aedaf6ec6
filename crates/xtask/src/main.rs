//! The project's own commands: `cargo xtask demo | test | contract | e2e | bench | tidy | docs`.

mod bench;
mod budget;
mod contract;
mod demo;
mod docs;
mod e2e;
mod test;
mod tidy;
mod tools;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const USAGE: &str = "\
usage: cargo xtask COMMAND
  demo        run the main job on a sample project and show what a user sees
  test        run every check; installs what it needs
  contract    hold what the last test run logged to GitHub's published contract
  e2e [NAME]  run the scenarios of one group, or all, under a real runner
  bench coverage [--only INPUT] [--rounds N] [--write]
              race the coverage gate against its peers over large reports
  tidy        check the repository's own rules
  docs        write what is generated from the code: tables, action.yml, the JSON Schema";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed pipe leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    // At run time: two clones that share a target folder share this program.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").context("start it as `cargo xtask`")?;
    let root = Path::new(&manifest).join("../..");
    let root = root.canonicalize().context("failed to find the repository")?;
    match words {
        ["demo"] => demo::run(&root),
        ["test"] => test::run(&root),
        ["contract"] => contract::run(&root),
        ["e2e"] => e2e::run(&root, None),
        ["e2e", group] => e2e::run(&root, Some(group)),
        ["bench", "coverage", words @ ..] => bench::run(&root, words),
        ["tidy"] => tidy::run_with(&root, docs::stale),
        ["docs"] => docs::run(&root),
        ["--help" | "-h" | "help"] => writeln!(std::io::stdout(), "{USAGE}").context("failed to write"),
        _ => bail!("{USAGE}"),
    }
}
