//! Where a repository keeps what it has.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use gix_index::hash::Kind;

/// The largest file of configuration or of packed branches that is read.
const LARGEST: u64 = 256 << 20;

/// The folders of a repository, and how it names objects.
#[derive(Debug)]
pub(crate) struct Place {
    /// What lies in the workspace.
    pub(crate) root: PathBuf,
    /// What one worktree has for itself: `HEAD` and the index.
    pub(crate) folder: PathBuf,
    /// What all worktrees share: objects and branches.
    pub(crate) common: PathBuf,
    /// How objects are named.
    pub(crate) kind: Kind,
}

/// The repository whose own folder this is; none if there is no index.
pub(crate) fn find(root: &Path) -> Option<Place> {
    let folder = git_folder(root)?;
    if !folder.join("index").is_file() {
        return None;
    }
    let common = common_folder(&folder);
    let kind = object_kind(&common);
    Some(Place { root: root.to_owned(), folder, common, kind })
}

/// A small text file of the repository; none if it is not there, is no text, or is not small.
pub(crate) fn text(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let length = file.take(LARGEST + 1).read_to_string(&mut text).ok()?;
    (u64::try_from(length).ok()? <= LARGEST).then_some(text)
}

/// `.git`, or the folder that the file `.git` of a linked worktree names.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let place = root.join(".git");
    if place.is_dir() {
        return Some(place);
    }
    let text = text(&place)?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(root.join(folder)).filter(|folder| folder.is_dir())
}

/// Where the objects and branches lie that all worktrees share.
fn common_folder(folder: &Path) -> PathBuf {
    match text(&folder.join("commondir")) {
        Some(text) => folder.join(text.trim()),
        None => folder.to_owned(),
    }
}

/// How objects are named: `extensions.objectFormat` of the repository's configuration.
fn object_kind(common: &Path) -> Kind {
    let config = text(&common.join("config")).unwrap_or_default().to_ascii_lowercase();
    let format =
        config.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == "objectformat");
    match format {
        Some((_, value)) if value.trim() == "sha256" => Kind::Sha256,
        _ => Kind::Sha1,
    }
}
