//! `fuzz`: the readers of foreign files under libFuzzer, one after another, and the figures of what was run.
//!
//! Without a sanitizer: the suite's own code has nothing unsafe, and what is looked for, a panic, an overflow and a result that
//! contradicts itself, is found by the code itself. So the pinned compiler serves, and more inputs are tried in the same time.

mod corpus;
mod figures;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::tidy::generated;
use crate::tools;
use figures::Figures;

const VERSION: &str = "0.13.2";

/// Crates whose readers are fuzzed together.
struct Subject {
    /// The workspace of the targets.
    folder: &'static str,
    /// Where the figures stand.
    page: &'static str,
    /// The readers' sources.
    readers: &'static [&'static str],
}

const SUBJECTS: &[Subject] = &[
    Subject {
        folder: "crates/coverage/fuzz",
        page: "crates/coverage/FUZZ.md",
        readers: &["crates/coverage/src"],
    },
    Subject {
        folder: "crates/sarif-merge/fuzz",
        page: "crates/sarif-merge/FUZZ.md",
        readers: &["crates/sarif/src", "crates/scanners/src"],
    },
    Subject { folder: "crates/ledger/fuzz", page: "crates/ledger/FUZZ.md", readers: &["crates/ledger/src"] },
];

/// A run of fewer seconds would mostly read its corpus.
const SLICE: u64 = 30;

/// What was asked for.
#[derive(Debug)]
struct Options {
    /// Each with the number of its subject.
    targets: Vec<Target>,
    minutes: u64,
    write: bool,
}

/// A target's name, and the number of its subject.
type Target = (String, usize);

/// Where everything of one subject is.
struct Place {
    root: PathBuf,
    subject: &'static Subject,
    cargo_fuzz: PathBuf,
    /// Working corpora and logs; what was found is below the fuzz workspace.
    work: PathBuf,
}

/// Runs one target or all of them; with `--write`, notes the figures in `FUZZ.md` and keeps a small corpus. For no minutes
/// nothing runs, and what is noted is what earlier runs left.
///
/// A finding is an error once every target has run.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<()> {
    let mut known = Vec::new();
    for (at, subject) in SUBJECTS.iter().enumerate() {
        let manifest = root.join(subject.folder).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).context("failed to read the targets")?;
        known.extend(names(&manifest).into_iter().map(|name| (name, at)));
    }
    let Options { targets, minutes, write } = options(words, &known)?;
    let cargo_fuzz = tools::cargo(root, "cargo-fuzz", VERSION)?;
    let mut found = Vec::new();
    for (target, at) in &targets {
        let subject = SUBJECTS.get(*at).context("a target has a subject")?;
        let (cargo_fuzz, work) = (cargo_fuzz.clone(), root.join("target/fuzz"));
        let place = Place { root: root.to_owned(), subject, cargo_fuzz, work };
        let revision = revision(root, subject)?;
        ensure!(
            !write || minutes == 0 || !revision.ends_with('+'),
            "figures belong to a commit: commit what is changed in {}",
            subject.readers.join(", ")
        );
        say(&format!("{target}: {minutes} minutes"))?;
        let figures = fuzz(&place, target, minutes, &revision)?;
        say(&figures.row(target))?;
        if figures.findings > 0 {
            found.push(format!("{target} ({}/artifacts)", subject.folder));
        }
        if write && figures.milliseconds > 0 {
            note(&place, target, &figures)?;
            corpus::keep(&place, target)?;
        }
    }
    ensure!(found.is_empty(), "something was found by {}: see target/fuzz/logs", found.join(", "));
    Ok(())
}

/// Runs a target until it had its minutes of one processor: a busy machine makes it last longer, and never makes it do less. A run
/// that broke off, over the same readers, is continued.
fn fuzz(place: &Place, target: &str, minutes: u64, revision: &str) -> Result<Figures> {
    let path = place.work.join("logs").join(format!("{target}.log"));
    let mut figures = read(&path)?;
    if minutes == 0 {
        return Ok(figures);
    }
    for folder in [place.work.join("logs"), place.corpus(target), place.kept(target)] {
        fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
    }
    if figures.revision != revision || figures.findings > 0 {
        fs::write(&path, format!("revision {revision}\n")).context("failed to begin a log")?;
        figures = read(&path)?;
    }
    finish(place.cargo_fuzz("build").arg(target))?;
    loop {
        let left = (minutes * 60).saturating_sub(figures.milliseconds.div_ceil(1000));
        if left == 0 || figures.findings > 0 {
            return Ok(figures);
        }
        finish(&mut place.slice(target, left.max(SLICE), &path)?)?;
        let before = std::mem::replace(&mut figures, read(&path)?);
        let ran = figures.milliseconds > before.milliseconds;
        ensure!(ran, "{target} did not run: see {}", path.display());
    }
}

impl Place {
    fn cargo_fuzz(&self, command: &str) -> Command {
        let mut cargo = Command::new(&self.cargo_fuzz);
        cargo.args([command, "--sanitizer", "none", "--fuzz-dir"]).arg(self.root.join(self.subject.folder));
        self.environment(&mut cargo);
        cargo
    }

    /// The inputs that runs on this machine kept.
    fn corpus(&self, target: &str) -> PathBuf {
        self.work.join("corpus").join(target)
    }

    /// The inputs that are committed.
    fn kept(&self, target: &str) -> PathBuf {
        self.root.join(self.subject.folder).join("corpus").join(target)
    }

    /// One run of so many seconds, of which the log tells.
    fn slice(&self, target: &str, seconds: u64, log: &Path) -> Result<Command> {
        let words = self.root.join(self.subject.folder).join("dictionaries").join(format!("{target}.dict"));
        let mut run = Command::new("bash");
        // The shell's own clock tells what the processor did; it speaks to the same log.
        run.args(["-c", "TIMEFORMAT='processor %U %S'; time nice -n 19 \"$@\"; echo \"ended $?\"", "bash"]);
        let fuzz = self.cargo_fuzz("run");
        run.arg(fuzz.get_program()).args(fuzz.get_args()).arg(target);
        run.args([self.corpus(target), self.kept(target)]).arg("--").arg(format!("-dict={}", words.display()));
        // A machine that is busy with something else stops an input for minutes, which is no fault of the input.
        run.args(["-max_len=8192", "-timeout=300", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        run.arg(format!("-max_total_time={seconds}")).stdin(Stdio::null());
        let log = fs::File::options().append(true).open(log).context("failed to open a log")?;
        run.stdout(log.try_clone().context("failed to share a log")?).stderr(log);
        self.environment(&mut run);
        Ok(run)
    }

    /// What is built for fuzzing never meets what is built for use.
    fn environment<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", self.work.join("build"))
    }
}

/// What a log says; nothing where there is none.
fn read(log: &Path) -> Result<Figures> {
    if !log.exists() {
        return Ok(Figures::default());
    }
    let bytes = fs::read(log).with_context(|| format!("failed to read {}", log.display()))?;
    Ok(Figures::of(&String::from_utf8_lossy(&bytes)))
}

/// Puts the figures of one target into the page, beside those of the others.
fn note(place: &Place, target: &str, figures: &Figures) -> Result<()> {
    let path = place.root.join(place.subject.page);
    let page = fs::read_to_string(&path).with_context(|| format!("failed to read {}", place.subject.page))?;
    let fresh = generated::replace(&page, "figures", &figures::table(&page, target, figures))?;
    fs::write(&path, fresh).with_context(|| format!("failed to write {}", place.subject.page))
}

/// The last commit that changed a reader; with a `+` where one is changed since.
fn revision(root: &Path, subject: &Subject) -> Result<String> {
    let git = |words: &[&str]| -> Result<String> {
        let output = Command::new("git").args(words).arg("--").args(subject.readers).current_dir(root).output();
        let output = output.context("failed to start git")?;
        ensure!(output.status.success(), "git {words:?} ended with {}", output.status);
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let changed = !git(&["status", "--porcelain"])?.is_empty();
    Ok(format!("{}{}", git(&["log", "-1", "--format=%h", "--abbrev=7"])?, if changed { "+" } else { "" }))
}

/// The names of the targets, in the order of the manifest.
fn names(manifest: &str) -> Vec<String> {
    let targets = manifest.split("[[bin]]").skip(1);
    let name = |target: &str| {
        target.lines().find_map(|line| Some(line.strip_prefix("name = \"")?.split_once('"')?.0.to_owned()))
    };
    targets.filter_map(name).collect()
}

fn options(words: &[&str], targets: &[Target]) -> Result<Options> {
    let mut options = Options { targets: targets.to_vec(), minutes: 10, write: false };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => return Ok(options),
            ["--write", rest @ ..] => {
                options.write = true;
                rest
            }
            ["--minutes", minutes, rest @ ..] => {
                options.minutes =
                    minutes.parse().with_context(|| format!("{minutes:?} is no number of minutes"))?;
                ensure!(options.minutes <= 1440, "a target runs for a day at most");
                rest
            }
            [word, rest @ ..] => {
                let Some(target) = targets.iter().find(|(name, _)| name == word) else {
                    let names: Vec<&str> = targets.iter().map(|(name, _)| name.as_str()).collect();
                    bail!(
                        "{word:?} is no target and no option: [TARGET] [--minutes N] [--write]; {}",
                        names.join(", ")
                    );
                };
                options.targets = vec![target.clone()];
                rest
            }
        };
    }
}

fn finish(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("failed to start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").context("failed to write")
}

#[cfg(test)]
mod tests;
