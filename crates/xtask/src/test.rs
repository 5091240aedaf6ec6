//! `test`: every check, in the order in which a mistake is cheapest to find. Continuous integration runs the same.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::bench::sarif::validity;
use crate::{browser, budget, contract, demo, docs, e2e, exports, stores, tidy, tools, verifier};

/// A check and its name.
type Step = (&'static str, Check);
/// Runs in the folder of the repository.
type Check = fn(&Path) -> Result<()>;

/// The checks and commands that take no further word, by the word that asks for each.
const ALONE: &[Step] = &[
    ("demo", demo::run),
    ("test", run),
    ("docs", docs::run),
    ("tidy", |root| tidy::run_with(root, docs::stale)),
    ("contract", contract::run),
    ("verifier", verifier::run),
    ("stores", stores::run),
    ("exports", exports::run),
    ("browser", browser::run),
    ("budget", budget::run),
    ("valid", validity::run),
];

const STEPS: &[Step] = &[
    ("format", format),
    ("tidy", |root| tidy::run_with(root, docs::stale)),
    ("clippy", clippy),
    ("unit, cases, contract, launcher", tests),
    ("contract", contract::run),
    ("second verifier", verifier::run),
    ("ledgers in their stores", stores::run),
    ("exports and their readers", exports::run),
    ("page in a browser", browser::run),
    ("workflows", workflows),
    ("budget", budget::run),
    ("valid logs", validity::run),
    ("scenarios under a real runner", |root| e2e::run(root, None)),
];

/// The check of a word.
pub(crate) fn alone(word: &str) -> Option<Check> {
    ALONE.iter().find(|(name, _)| *name == word).map(|(_, check)| *check)
}

/// Runs every step, and stops at the first that fails.
pub(crate) fn run(root: &Path) -> Result<()> {
    for (name, step) in STEPS {
        let started = Instant::now();
        say(&format!("== {name}"));
        step(root).with_context(|| format!("{name}: failed"))?;
        say(&format!("== {name}: ok, {} s", started.elapsed().as_secs()));
    }
    say(&format!("== all {} checks passed", STEPS.len()));
    Ok(())
}

fn format(root: &Path) -> Result<()> {
    cargo(root, &["fmt", "--all", "--check"])
}

fn clippy(root: &Path) -> Result<()> {
    cargo(
        root,
        &["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"],
    )
}

fn tests(root: &Path) -> Result<()> {
    // The simulator keeps git data with git itself; its README's session is curl's.
    tools::program("git", "git")?;
    tools::program("curl", "curl")?;
    let mut tests = Command::new("cargo");
    // The user-level tests run the real binaries: cargo builds those of every package with tests of its own before it runs any.
    tests
        .args(["test", "--workspace", "--locked", "--no-fail-fast", "--features", tools::gated::FEATURES])
        .current_dir(root);
    finish(tests.env(contract::LOG_VARIABLE, contract::fresh_logs(root)?))
}

/// zizmor finds what makes a workflow or an action unsafe; offline, it asks nobody.
fn workflows(root: &Path) -> Result<()> {
    let programs = tools::python(root, "zizmor", &["zizmor==1.32.0"])?;
    let mut zizmor = Command::new(programs.join("zizmor"));
    zizmor.args(["--offline", "--no-progress", "--collect=all", "."]).current_dir(root);
    finish(&mut zizmor)
}

fn cargo(root: &Path, words: &[&str]) -> Result<()> {
    finish(Command::new("cargo").args(words).current_dir(root))
}

fn finish(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("failed to start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

fn say(line: &str) {
    use std::io::Write as _;
    // A closed pipe is no reason to fail a check.
    let _ = writeln!(std::io::stdout(), "{line}");
}
