//! Where a baseline is read: a file beside the checkout's own, or GitHub.

use std::io::Read as _;

use runner::Setting;

use super::{LARGEST, remote};
use crate::facts::Unknown;
use crate::policy::{Baseline, BaselineFrom};
use crate::repository::Repository;

/// The bytes of the baseline. `commits` are the commits before the change, the nearest first.
pub(super) fn read(
    baseline: &Baseline,
    setting: &Setting,
    repository: Option<&Repository>,
    commits: &[String],
) -> Result<Vec<u8>, Unknown> {
    match baseline.from {
        BaselineFrom::File => file(&baseline.place, setting, repository),
        BaselineFrom::Notes | BaselineFrom::Branch | BaselineFrom::Artifact => {
            match remote::read(baseline, setting, commits) {
                Ok(Some(bytes)) => Ok(bytes),
                Ok(None) => Err(Unknown::new("absent", "there is none yet")),
                Err(error) => Err(Unknown::new("unreachable", format!("it could not be read: {error:#}"))),
            }
        }
    }
}

/// A file that a step before restored. One that comes with the change under test could say anything: one that git tracks, by whatever
/// spelling, or one behind a link or in a repository within this one, which git tracks as such.
fn file(path: &str, setting: &Setting, repository: Option<&Repository>) -> Result<Vec<u8>, Unknown> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let in_tree = |why: &str| {
        let message = format!(
            "{path} {why}, so that the change under test could write it: restore the baseline from a cache, or keep it on a branch of its own"
        );
        Unknown::new("in-tree", message)
    };
    if path.split(['/', '\\']).any(|part| matches!(part, "" | "." | ".." | ".git")) {
        let message =
            format!("{path} is no plain path below the workspace: write it without `..`, `.` and empty parts");
        return Err(Unknown::new("in-tree", message));
    }
    let same = |tracked: &String| tracked.eq_ignore_ascii_case(path);
    if repository.is_some_and(|repository| repository.tracked.iter().any(same)) {
        return Err(in_tree("is tracked by git"));
    }
    let root = setting.workspace.root();
    let mut place = root.to_owned();
    for part in path.split('/') {
        place.push(part);
        if place.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(in_tree("lies behind a link"));
        }
        if place.join(".git").symlink_metadata().is_ok() {
            return Err(in_tree("lies in another repository"));
        }
    }
    let absent =
        |error: &dyn std::fmt::Display| Unknown::new("absent", format!("{path} is not there: {error}"));
    let unreadable =
        |error: std::io::Error| Unknown::new("unreachable", format!("{path} cannot be read: {error}"));
    let file = setting.workspace.open(&place).map_err(|e| absent(&format!("{e:#}")))?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > LARGEST {
        return Err(Unknown::new("too-large", format!("{path} has more than {LARGEST} bytes")));
    }
    Ok(bytes)
}
