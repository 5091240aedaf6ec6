//! `bench`: each tool beside its peers, in one run. `bench coverage` is here: the reports are generated, so that their totals are known; what the peers do and leave
//! out is said beside the numbers.

mod changed;
mod input;
mod ledger;
mod measure;
mod race;
pub(crate) mod sarif;
mod table;
mod target;
mod tool;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use input::{INPUTS, Input};
use table::Setting;
use tool::{Tool, Tools};

/// What was asked for.
struct Options {
    write: bool,
    rounds: usize,
    inputs: Vec<&'static Input>,
}

/// Runs the race of this name.
pub(crate) fn run(root: &Path, what: &str, words: &[&str]) -> Result<()> {
    match what {
        "coverage" => coverage(root, words),
        "sarif" => sarif::run(root, words),
        "ledger" => ledger::run(root, words),
        _ => bail!("there is no race {what:?}: coverage, sarif or ledger"),
    }
}

/// Runs the race, prints it, and writes `target/bench/coverage.json`; with `--write`, `crates/coverage/BENCH.md` as well.
///
/// A target that is missed is an error once everything is written.
fn coverage(root: &Path, words: &[&str]) -> Result<()> {
    let options = options(words)?;
    let folder = root.join("target/bench");
    fs::create_dir_all(&folder).context("failed to make target/bench")?;
    let tools = Tools::install(root, &folder)?;
    let before = measure::load();
    let mut results = Vec::new();
    for input in &options.inputs {
        say(&format!("{}: {}", input.name, input.about))?;
        results.extend(race::race(input, &tools, &folder, options.rounds)?);
    }
    let targets = target::targets(&results);
    let setting = Setting { load: before.zip(measure::load()), ..setting(&options, &tools, &results) };
    say(&format!("\n{}\n{}", table::table(&results), table::promises(&targets)))?;
    say(&table::fairness(&setting))?;
    let machine = table::machine(&results, &targets, &setting);
    fs::write(folder.join("coverage.json"), format!("{machine:#}\n"))
        .context("failed to write target/bench/coverage.json")?;
    if options.write {
        let page = table::page(&results, &targets, &setting);
        fs::write(root.join("crates/coverage/BENCH.md"), page).context("failed to write BENCH.md")?;
    }
    let missed = targets.iter().filter(|target| !target.met).count();
    ensure!(missed == 0, "{missed} of {} targets are not met", targets.len());
    Ok(())
}

fn setting(options: &Options, tools: &Tools, results: &[race::Result]) -> Setting {
    let raced = |tool: &Tool| results.iter().any(|result| result.tool == *tool);
    let all = [Tool::Ours, Tool::Grcov, Tool::DiffCover, Tool::Lcov, Tool::LcovParse, Tool::Istanbul];
    let version = |tool| (tool, tools.version(tool).to_owned());
    Setting {
        date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        rounds: options.rounds,
        load: None,
        tools: all.into_iter().filter(raced).map(version).collect(),
        inputs: options.inputs.iter().map(|input| (input.name, input.about)).collect(),
    }
}

fn options(words: &[&str]) -> Result<Options> {
    let mut options = Options { write: false, rounds: 3, inputs: INPUTS.iter().collect() };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => break,
            ["--write", rest @ ..] => {
                options.write = true;
                rest
            }
            ["--rounds", rounds, rest @ ..] => {
                options.rounds =
                    rounds.parse().with_context(|| format!("{rounds:?} is no number of rounds"))?;
                rest
            }
            ["--only", name, rest @ ..] => {
                options.inputs.retain(|input| input.name == *name);
                let names = || INPUTS.iter().map(|input| input.name).collect::<Vec<_>>().join(", ");
                ensure!(!options.inputs.is_empty(), "there is no input {name:?}: {}", names());
                rest
            }
            [word, ..] => bail!("{word:?} is no option: [--only INPUT] [--rounds N] [--write]"),
        };
    }
    ensure!(options.rounds > 0, "nothing is measured in no round");
    let whole = options.inputs.len() == INPUTS.len() && options.rounds >= 3;
    ensure!(
        !options.write || whole,
        "what is committed is measured as a whole: --write takes all inputs, three rounds or more"
    );
    Ok(options)
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("failed to write")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_never_written_as_the_whole() {
        assert!(options(&["--write"]).unwrap().write);
        assert!(
            options(&["--only", "lcov", "--rounds", "1"]).is_ok_and(|o| o.inputs.len() == 1 && o.rounds == 1)
        );
        for words in [&["--write", "--only", "lcov"][..], &["--write", "--rounds", "1"], &["--rounds", "0"]] {
            assert!(options(words).is_err(), "{words:?}");
        }
        assert!(options(&["--only", "cobol"]).is_err_and(|error| error.to_string().contains("llvm-cov")));
        assert!(options(&["--fast"]).is_err());
    }
}
