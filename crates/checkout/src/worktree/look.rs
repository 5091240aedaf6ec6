//! One file of the workspace beside its entry in the index.

use std::collections::HashMap;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use gix_index::Entry;
use gix_index::entry::stat::Options;
use gix_index::entry::{Flags, Mode, Stage, Stat};
use gix_index::fs::Metadata;
use gix_index::hash::{ObjectId, hasher};
use gix_object::Kind;
use gix_object::tree::EntryKind;

use super::uncommitted::kind;
use crate::lines::with_unix_ends;
use crate::repository::Repository;
use crate::tree::Leaf;
use crate::{CheckoutError, path};

/// How many bytes of files are held in all; more count as too large.
const BUDGET: u64 = 1 << 30;
/// How a file that LFS keeps begins in the store (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// The largest such file.
const POINTER_SIZE: u64 = 1024;

/// What lies where the index has an entry.
pub(super) enum Seen {
    /// What the entry says.
    Same,
    /// Nothing, or a folder.
    Gone,
    /// Something else.
    Now(Leaf),
}

/// Looks at one file after the other.
pub(super) struct Look<'a> {
    repository: &'a Repository,
    largest: u64,
    left: u64,
    /// Whether a folder is one, and no link that leads elsewhere.
    folders: HashMap<PathBuf, bool>,
    /// The files that differ, by the names of their bytes; none if they are too large.
    pub(super) files: HashMap<ObjectId, Option<Vec<u8>>>,
}

impl<'a> Look<'a> {
    pub(super) fn new(repository: &'a Repository, largest: u64) -> Self {
        Self { repository, largest, left: BUDGET, folders: HashMap::new(), files: HashMap::new() }
    }

    /// What lies at the place of an entry.
    pub(super) fn at(&mut self, name: &[u8], entry: &Entry) -> Result<Seen, CheckoutError> {
        let fixed = Flags::SKIP_WORKTREE | Flags::ASSUME_VALID;
        let Some(kind) = kind(entry.mode) else { return Ok(Seen::Same) };
        if entry.flags.intersects(fixed) || kind == EntryKind::Commit {
            return Ok(Seen::Same);
        }
        let relative = system_path(name);
        if !self.is_in_folders(relative.parent().unwrap_or(Path::new(""))) {
            return Ok(Seen::Gone);
        }
        let failed = |source| CheckoutError::File { path: path::text(name), source };
        let place = self.repository.place.root.join(&relative);
        let metadata = match Metadata::from_path_no_follow(&place) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Seen::Gone),
            Err(error) => return Err(failed(error)),
        };
        if metadata.is_symlink() {
            let null = ObjectId::null(self.repository.place.kind);
            let link = Leaf { kind: EntryKind::Link, id: null };
            return Ok(if entry.mode == Mode::SYMLINK { Seen::Same } else { Seen::Now(link) });
        }
        if !metadata.is_file() {
            return Ok(Seen::Gone);
        }
        if entry.stage() == Stage::Unconflicted && self.is_untouched(entry, &metadata) {
            return Ok(Seen::Same);
        }
        let file = std::fs::File::open(&place).map_err(failed)?;
        self.compare(file, metadata.len(), entry).map_err(|error| match error {
            Failure::File(source) => failed(source),
            Failure::Checkout(error) => error,
        })
    }

    /// Whether size and time are those that git noted, and the note is younger than the file: otherwise the file could have
    /// changed once more in the same moment (<https://git-scm.com/docs/racy-git>).
    fn is_untouched(&self, entry: &Entry, metadata: &Metadata) -> bool {
        let options = Options { trust_ctime: false, check_stat: true, use_nsec: true, use_stdev: false };
        let Ok(now) = Stat::from_fs(metadata) else { return false };
        now.mtime == entry.stat.mtime
            && now.size == entry.stat.size
            && !entry.stat.is_racy(self.repository.index.timestamp(), options)
    }

    fn is_in_folders(&mut self, folder: &Path) -> bool {
        if folder.as_os_str().is_empty() {
            return true;
        }
        if let Some(known) = self.folders.get(folder) {
            return *known;
        }
        let is_folder = || {
            std::fs::symlink_metadata(self.repository.place.root.join(folder)).is_ok_and(|found| found.is_dir())
        };
        let found = self.is_in_folders(folder.parent().unwrap_or(Path::new(""))) && is_folder();
        self.folders.insert(folder.to_owned(), found);
        found
    }

    fn compare(&mut self, mut file: std::fs::File, size: u64, entry: &Entry) -> Result<Seen, Failure> {
        // A link where the system has none is a file that holds its target.
        let kind = kind(entry.mode).filter(|kind| *kind != EntryKind::Link).unwrap_or(EntryKind::Blob);
        let now = |id| Ok(Seen::Now(Leaf { kind, id }));
        if size > self.largest.min(self.left) {
            let id = self.name(&mut file, size)?;
            if id == entry.id {
                return Ok(Seen::Same);
            }
            self.files.insert(id, None);
            return now(id);
        }
        let mut bytes = Vec::new();
        file.take(size).read_to_end(&mut bytes).map_err(Failure::File)?;
        if self.name_of(&bytes)? == entry.id {
            return Ok(Seen::Same);
        }
        let text = with_unix_ends(&bytes);
        let id = self.name_of(&text)?;
        if id == entry.id || self.is_stored_as(entry.id, &text, size)? {
            return Ok(Seen::Same);
        }
        self.left = self.left.saturating_sub(size);
        self.files.insert(id, Some(text));
        now(id)
    }

    /// Whether the store has the same text with other line ends, or a pointer of LFS to a file of this size.
    fn is_stored_as(&self, id: ObjectId, text: &[u8], size: u64) -> Result<bool, Failure> {
        // A file that is only meant to be added (`git add -N`) has the name of an empty one, which need not be in the store.
        if id.is_empty_blob() {
            return Ok(text.is_empty());
        }
        let mut buffer = Vec::new();
        let Some(stored) = self.repository.objects.blob(&id, self.largest, &mut buffer)? else {
            return Ok(false);
        };
        if stored.starts_with(POINTER) && u64::try_from(stored.len()).is_ok_and(|length| length < POINTER_SIZE)
        {
            let line = format!("size {size}");
            return Ok(stored.split(|byte| *byte == b'\n').any(|known| known == line.as_bytes()));
        }
        Ok(with_unix_ends(stored) == text)
    }

    fn name_of(&self, bytes: &[u8]) -> Result<ObjectId, Failure> {
        self.name(&mut &*bytes, u64::try_from(bytes.len()).unwrap_or(u64::MAX))
    }

    /// The name that git gives to these bytes.
    fn name(&self, bytes: &mut dyn std::io::Read, size: u64) -> Result<ObjectId, Failure> {
        let mut hasher = hasher(self.repository.place.kind);
        hasher.update(&gix_object::encode::loose_header(Kind::Blob, size));
        let mut block = vec![0; 1 << 16];
        loop {
            let length = bytes.read(&mut block).map_err(Failure::File)?;
            let Some(part) = block.get(..length).filter(|part| !part.is_empty()) else { break };
            hasher.update(part);
        }
        hasher.try_finalize().map_err(|error| Failure::File(std::io::Error::other(error.to_string())))
    }
}

/// What went wrong over a file.
enum Failure {
    File(std::io::Error),
    Checkout(CheckoutError),
}

impl From<CheckoutError> for Failure {
    fn from(error: CheckoutError) -> Self {
        Self::Checkout(error)
    }
}

#[cfg(unix)]
fn system_path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(name).into()
}

#[cfg(not(unix))]
fn system_path(name: &[u8]) -> PathBuf {
    path::text(name).into()
}
