//! The commit that is checked out, and when it was made.

use std::path::Path;

use gix_index::hash::{Kind, ObjectId};
use gix_object::FindExt as _;

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commit {
    /// Its name in hex.
    pub(crate) id: String,
    /// When it was committed, in seconds since 1970; absent if the object is not there or not readable.
    pub(crate) time: Option<u64>,
}

/// The commit of `HEAD`; none where it cannot be told (no commit yet, or branches in a table that is not read).
pub(super) fn checked_out(folder: &Path, common: &Path, kind: Kind) -> Option<Commit> {
    let head = std::fs::read_to_string(folder.join("HEAD")).ok()?;
    let id = match head.trim().strip_prefix("ref:") {
        None => head.trim().to_owned(),
        Some(branch) => of_branch(branch.trim(), folder, common)?,
    };
    let object = ObjectId::from_hex(id.as_bytes()).ok()?;
    Some(Commit { time: time(&object, common, kind), id })
}

/// A branch is a file of its name, or a line of the packed ones.
fn of_branch(branch: &str, folder: &Path, common: &Path) -> Option<String> {
    if !branch.starts_with("refs/") || branch.split('/').any(|part| part == "..") {
        return None;
    }
    let loose = [folder, common].into_iter().find_map(|place| std::fs::read_to_string(place.join(branch)).ok());
    if let Some(id) = loose {
        return Some(id.trim().to_owned());
    }
    let packed = std::fs::read_to_string(common.join("packed-refs")).ok()?;
    let named =
        |line: &str| line.split_once(' ').filter(|(_, name)| *name == branch).map(|(id, _)| id.to_owned());
    packed.lines().find_map(named)
}

/// The committer's time, which an amended or rebased commit has anew.
fn time(id: &ObjectId, common: &Path, kind: Kind) -> Option<u64> {
    let objects = gix_odb::at(common.join("objects"), kind).ok()?;
    let mut buffer = Vec::new();
    let commit = objects.find_commit(id, &mut buffer).ok()?;
    u64::try_from(commit.committer().ok()?.time().ok()?.seconds).ok()
}
