//! `bench sarif`: the merge beside its peers, in one run, over logs that are generated, so that what they hold is known: a merge
//! that is fast and loses something is none, and what the peers lose is said beside their numbers.

mod fixtures;
mod held;
mod log;
mod page;
mod random;
mod set;
mod tool;
pub(crate) mod validity;

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use super::measure::{Run, load, measure, median};
use super::say;
use held::{Held, Lost};
use page::{Entry, Setting};
use set::{LARGE, MANY, SMALL, Set};
use tool::{Tool, Tools};
use validity::Validator;

/// What was asked for.
struct Options {
    write: bool,
    rounds: usize,
}

/// Runs the race, prints it, and writes `target/bench/sarif.json`; with `--write`, `crates/sarif/BENCH.md` as well.
///
/// A target that is missed is an error once everything is written.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<()> {
    let options = options(words)?;
    let folder = root.join("target/bench/sarif");
    fs::create_dir_all(&folder).context("failed to make target/bench/sarif")?;
    let tools = Tools::install(root, &folder)?;
    say("validating what is merged")?;
    let known_errors = Validator::install(root, &folder)?.merged(&SMALL, tools.ours())?;
    let before = load();
    let mut entries = race(&MANY, &Tool::ALL, &tools, &folder, options.rounds)?;
    entries.extend(race(&LARGE, &[Tool::Ours], &tools, &folder, options.rounds)?);
    let targets = page::targets(&entries);
    let setting = Setting {
        date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        rounds: options.rounds,
        load: before.zip(load()),
        versions: tools.versions().to_vec(),
        known_errors,
    };
    say(&format!("\n{}\n{}", page::table(&entries), super::table::promises(&targets)))?;
    say(&format!("{}\n\n{}", page::validity(&setting), page::tools(&entries, &setting)))?;
    let machine = page::machine(&entries, &targets, &setting);
    fs::write(root.join("target/bench/sarif.json"), format!("{machine:#}\n"))
        .context("failed to write target/bench/sarif.json")?;
    if options.write {
        let page = page::page(&entries, &targets, &setting);
        fs::write(root.join("crates/sarif/BENCH.md"), page).context("failed to write BENCH.md")?;
    }
    let missed = targets.iter().filter(|target| !target.met).count();
    ensure!(missed == 0, "{missed} of {} targets are not met", targets.len());
    Ok(())
}

/// Runs the tools one after another and the whole list again, so that what slows the machine slows all; then looks at what they wrote.
fn race(set: &Set, racers: &[Tool], tools: &Tools, folder: &Path, rounds: usize) -> Result<Vec<Entry>> {
    say(&format!("{}: {}", set.name, set.about))?;
    let ready = set.ready(folder)?;
    ready.warm()?;
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); racers.len()];
    for _ in 0..rounds {
        for (tool, runs) in racers.iter().zip(&mut runs) {
            runs.push(measure(&tools.command(*tool, &ready)?, folder)?);
        }
    }
    let mut entries = Vec::new();
    for (tool, runs) in racers.iter().zip(&runs) {
        let output =
            File::open(tools.output(*tool)).with_context(|| format!("{} wrote nothing", tool.name()))?;
        let lost = ready.held.lost_in(&Held::read(output)?);
        ensure!(
            *tool != Tool::Ours || lost == Lost::default(),
            "ours lost something of {}: {}",
            set.name,
            lost.said()
        );
        let run = median(runs).context("nothing was run")?;
        entries.push(Entry { set: set.name, bytes: ready.bytes, tool: *tool, run, lost });
    }
    Ok(entries)
}

fn options(words: &[&str]) -> Result<Options> {
    let mut options = Options { write: false, rounds: 3 };
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
            [word, ..] => bail!("{word:?} is no option: [--rounds N] [--write]"),
        };
    }
    ensure!(options.rounds > 0, "nothing is measured in no round");
    ensure!(!options.write || options.rounds >= 3, "what is committed is measured in three rounds or more");
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_rounds_are_never_written() {
        assert!(options(&["--write"]).is_ok_and(|options| options.write && options.rounds == 3));
        assert!(options(&["--rounds", "1"]).is_ok_and(|options| !options.write && options.rounds == 1));
        for words in [&["--write", "--rounds", "2"][..], &["--rounds", "0"], &["--fast"]] {
            assert!(options(words).is_err(), "{words:?}");
        }
    }
}
