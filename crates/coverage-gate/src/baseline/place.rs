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

/// A file that a step before restored. One that git tracks comes with the change under test, which could say anything in it.
fn file(path: &str, setting: &Setting, repository: Option<&Repository>) -> Result<Vec<u8>, Unknown> {
    let path = path.strip_prefix("./").unwrap_or(path);
    if repository.is_some_and(|repository| repository.tracks(path)) {
        let message = format!(
            "{path} is tracked by git, so that the change under test could write it: restore the baseline from a cache, or keep it on a branch of its own"
        );
        return Err(Unknown::new("in-tree", message));
    }
    let absent =
        |error: &dyn std::fmt::Display| Unknown::new("absent", format!("{path} is not there: {error}"));
    let file =
        setting.workspace.open(&setting.workspace.root().join(path)).map_err(|e| absent(&format!("{e:#}")))?;
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| absent(&e))?;
    if bytes.len() > LARGEST {
        return Err(Unknown::new("too-large", format!("{path} has more than {LARGEST} bytes")));
    }
    Ok(bytes)
}
