//! `bench ledger`: recording deployments and verifying all of them, beside as many signed commits of git, in one run; and the proof of one entry of the largest
//! ledger, out of files, without a network.

mod git;
mod one;
mod ours;
mod page;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use super::measure::{Run, load};
use super::say;
use crate::tools;
use git::Repository;
use one::One;
use ours::Race;
use page::{Entry, Setting};

/// The sizes that are raced.
const SIZES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Ledgers of no more entries are raced as often as was asked for; larger ones once, which lasts long enough to be steady.
const REPEATED: u64 = 1_000;

/// What was asked for.
struct Options {
    write: bool,
    rounds: usize,
    /// The largest size.
    largest: u64,
}

/// Runs the race, prints it, and writes `target/bench/ledger.json`; with `--write`, `crates/ledger/BENCH.md` as well.
///
/// A target that is missed is an error once everything is written.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<()> {
    let options = options(words)?;
    tools::program("time", "time")?;
    let folder = root.join("target/bench/ledger");
    clear(&folder)?;
    fs::create_dir_all(&folder).context("failed to make target/bench/ledger")?;
    let before = load();
    let measured = measure(root, &folder, &options);
    // Millions of files are not left behind, whatever happened.
    clear(&folder)?;
    let (entries, one) = measured?;
    let targets = page::targets(&entries, &one);
    let setting = Setting {
        date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        rounds: options.rounds,
        load: before.zip(load()),
        ours: super::tool::commit(root)?,
        git: git::version()?,
    };
    say(&format!("\n{}\n{}", page::tables(&entries, &one), super::table::promises(&targets)))?;
    let machine = page::machine(&entries, &one, &targets, &setting);
    fs::write(root.join("target/bench/ledger.json"), format!("{machine:#}\n"))
        .context("failed to write target/bench/ledger.json")?;
    if options.write {
        let page = page::page(&entries, &one, &targets, &setting);
        fs::write(root.join("crates/ledger/BENCH.md"), page).context("failed to write BENCH.md")?;
    }
    let missed = targets.iter().filter(|target| !target.met).count();
    ensure!(missed == 0, "{missed} of {} targets are not met", targets.len());
    Ok(())
}

fn measure(root: &Path, folder: &Path, options: &Options) -> Result<(Vec<Entry>, One)> {
    let race = Race::build(root, folder)?;
    let git = Repository::new(folder)?;
    let mut entries = Vec::new();
    for size in SIZES.into_iter().filter(|size| *size <= options.largest) {
        say(&format!("{size} entries"))?;
        let rounds = if size <= REPEATED { options.rounds } else { 1 };
        let mut runs = [const { Vec::new() }; 4];
        for _ in 0..rounds {
            let ours = race.append(size)?;
            let theirs = git.append(size)?;
            let measured = [ours, theirs, race.verify(size)?, git.verify()?];
            runs.iter_mut().zip(measured).for_each(|(runs, run)| runs.push(run));
        }
        let median = |runs: &Vec<Run>| super::measure::median(runs).context("nothing was run");
        let [ours, theirs, verified, checked] = runs.each_ref().map(median);
        entries.push(Entry {
            size,
            commits: git::sample(size),
            append: (ours?, theirs?),
            verify: (verified?, checked?),
        });
    }
    let one = One::measure(&race, folder, options.largest)?;
    Ok((entries, one))
}

fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to clear {}", folder.display()))
        }
        _ => Ok(()),
    }
}

fn options(words: &[&str]) -> Result<Options> {
    let [.., largest] = SIZES;
    let mut options = Options { write: false, rounds: 3, largest };
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
            ["--largest", size, rest @ ..] => {
                options.largest = size.parse().with_context(|| format!("{size:?} is no number of entries"))?;
                ensure!(SIZES.contains(&options.largest), "the sizes are {SIZES:?}");
                rest
            }
            [word, ..] => bail!("{word:?} is no option: [--rounds N] [--largest N] [--write]"),
        };
    }
    ensure!(options.rounds > 0, "nothing is measured in no round");
    ensure!(
        !options.write || (options.rounds >= 3 && options.largest == largest),
        "what is committed is measured as a whole: --write takes all sizes, three rounds or more"
    );
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_never_written_as_the_whole() {
        assert!(options(&["--write"]).is_ok_and(|options| options.write && options.rounds == 3));
        assert!(options(&["--largest", "1000", "--rounds", "1"]).is_ok_and(|options| options.largest == 1000));
        for words in [
            &["--write", "--rounds", "2"][..],
            &["--write", "--largest", "1000"],
            &["--rounds", "0"],
            &["--largest", "12"],
            &["--fast"],
        ] {
            assert!(options(words).is_err(), "{words:?}");
        }
    }
}
