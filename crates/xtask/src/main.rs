//! The project's own commands: `cargo xtask demo | test | browser | contract | budget | valid | verifier | stores | exports | e2e | bench | fuzz | tidy | docs | validate`.

mod bench;
mod browser;
mod budget;
mod contract;
mod demo;
mod dist;
mod docs;
mod e2e;
mod exports;
mod fuzz;
mod gates;
mod stores;
mod test;
mod tidy;
mod tools;
mod validate;
mod verifier;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const USAGE: &str = include_str!("usage.txt");

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
    let root = Path::new(&manifest).join("../..").canonicalize().context("failed to find the repository")?;
    if let [word] = words
        && let Some(check) = test::alone(word)
    {
        return check(&root);
    }
    match words {
        ["e2e", group @ ..] if group.len() < 2 => e2e::run(&root, group.first().copied()),
        ["bench", what, words @ ..] => bench::run(&root, what, words),
        ["fuzz", words @ ..] => fuzz::run(&root, words),
        ["validate", words @ ..] => validate::run(&root, words),
        ["--help" | "-h" | "help"] => write!(std::io::stdout(), "{USAGE}").context("failed to write"),
        _ => bail!("{USAGE}"),
    }
}
