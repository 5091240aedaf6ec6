//! The repositories that diff-cover compares with: two commits, between which some of a report's files changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The branch that the change is compared with.
pub(super) const BASE: &str = "base";

/// The repository for an input, made anew where an earlier run did not finish it.
pub(super) fn repository(folder: &Path, input: &str) -> Result<PathBuf> {
    let place = folder.join("changed").join(input);
    // git writes this when the second branch is made, which is the last step.
    if place.join(".git/refs/heads/change").is_file() {
        return Ok(place);
    }
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    git(&place, &["init", "--quiet", "--initial-branch", BASE])?;
    write(&place, input, "before")?;
    commit(&place)?;
    git(&place, &["checkout", "--quiet", "--detach"])?;
    write(&place, input, "after")?;
    commit(&place)?;
    git(&place, &["checkout", "--quiet", "-b", "change"])?;
    Ok(place)
}

/// Sources of twenty lines, named as the report names them.
fn write(place: &Path, input: &str, word: &str) -> Result<()> {
    for path in changed(input) {
        let path = place.join(path);
        let folder = path.parent().context("a source lies in a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
        fs::write(&path, format!("{word}\n").repeat(20)).context("failed to write a source")?;
    }
    Ok(())
}

/// The files that change: some of those that the rules of the inputs name.
fn changed(input: &str) -> Vec<String> {
    match input {
        "lcov" => (0..25).map(|one| format!("src/pkg{one}/dir{}/file_{one}.cc", one % 13)).collect(),
        "jacoco" => (0..25).map(|one| format!("com/acme/p{one}/C{one}.java")).collect(),
        _ => (0..15).map(|one| format!("p{one}/c{one}.py")).collect(),
    }
}

fn commit(place: &Path) -> Result<()> {
    git(place, &["add", "."])?;
    git(place, &["commit", "--quiet", "--message", "Change"])
}

fn git(place: &Path, words: &[&str]) -> Result<()> {
    let settings =
        ["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "-c", "commit.gpgsign=false"];
    let mut git = Command::new("git");
    let status = git.args(settings).args(words).current_dir(place).status().context("failed to start git")?;
    ensure!(status.success(), "git {} ended with {status}", words.join(" "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_changed_file_differs_from_the_base() {
        let folder = tempfile::tempdir().unwrap();
        let place = repository(folder.path(), "cobertura").unwrap();
        let output =
            Command::new("git").args(["diff", "--name-only", BASE]).current_dir(&place).output().unwrap();
        let names = String::from_utf8(output.stdout).unwrap();
        assert_eq!(names.lines().count(), 15);
        assert!(names.lines().any(|name| name == "p3/c3.py"), "{names}");
        assert_eq!(repository(folder.path(), "cobertura").unwrap(), place);
    }
}
