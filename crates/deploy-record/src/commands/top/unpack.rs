//! Reads a pack into a temporary folder. The archive is somebody else's: its names choose among places that are computed here, from an index
//! or a digest, and lead to no other; how much of it there is has an end.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::name::Slug;
use stores::layout;
use zip::ZipArchive;
use zip::read::ZipFile;

/// The folder of a pack that is laid out as a store in a folder is.
pub(super) const STORE: &str = "store";
/// The folder of a pack that holds entries of a ledger, each with its proof.
pub(super) const PART: &str = "part";
/// How the proof of an entry ends, beside it.
pub(super) const PROOF: &str = "proof";
/// What the packer says, and nobody else.
pub(super) const README: &str = "READ-ME-FIRST.txt";
/// How the verifier begins, which is the packer's word too.
pub(super) const VERIFIER: &str = "verifier/";
/// What else lies in a pack for people and their tools, and is not looked at here.
pub(super) const FORMAT: &str = "FORMAT.md";
/// The JSON Schema of statements.
pub(super) const SCHEMA: &str = "schemas/statement.v1.schema.json";
/// The page that a browser shows.
pub(super) const REPORT: &str = "report.html";
/// How packs that were made earlier call the first of them.
const EARLIER: &str = "README.txt";
/// The packer's trust document, which makes nothing trusted.
pub(super) const PACKERS_TRUST: &str = "packer/trust.json";

/// Files of a pack: more than three for each of three hundred thousand entries.
const MOST_FILES: usize = 1_000_000;
/// Bytes of the archive.
const MOST_PACKED: u64 = 2 << 30;
/// Bytes of all files together.
const MOST_BYTES: u64 = 8 << 30;
/// How much larger than the archive its files may be, where that is more than [`FREE_BYTES`]. Entries and envelopes shrink to a fifth.
const MOST_RATIO: u64 = 100;
/// Bytes that may be as redundant as they like.
const FREE_BYTES: u64 = 64 << 20;
/// Bytes of a proof: a path, a checkpoint, and as much of what is ignored.
const MOST_PROOF: usize = 256 * 1024;
/// Bytes of the nodes beside an entry: some dozens of hashes.
const MOST_NODES: usize = 16 * 1024;

/// The files of a pack, in a folder that is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Unpacked {
    folder: tempfile::TempDir,
    /// The entries of a part: the folder of the shard, and the index.
    pub(super) part: BTreeSet<(String, u64)>,
}

impl Unpacked {
    /// Where the files of a whole ledger are, or of a part.
    pub(super) fn path(&self, root: &str) -> PathBuf {
        self.folder.path().join(root)
    }
}

/// Where a file goes.
#[derive(Debug, PartialEq, Eq)]
struct Placed {
    path: String,
    most: usize,
    /// For the entry of a part: the folder of its shard, and its index.
    entry: Option<(String, u64)>,
}

/// Writes the files of a pack into a temporary folder.
pub(super) fn unpack(path: &Path) -> anyhow::Result<Unpacked> {
    let failed = || format!("{} is no pack", path.display());
    ensure!(path.metadata().with_context(failed)?.is_file(), "{} is no plain file", path.display());
    let file = File::open(path).with_context(failed)?;
    let packed = file.metadata().with_context(failed)?.len();
    ensure!(packed <= MOST_PACKED, "{} has more than {MOST_PACKED} bytes", path.display());
    let mut archive = ZipArchive::new(file).with_context(failed)?;
    ensure!(archive.len() <= MOST_FILES, "{} holds more than {MOST_FILES} files", path.display());
    ensure!(!archive.has_duplicate_names(), "{} holds two files of one name", path.display());
    let folder = tempfile::tempdir().context("failed to make a temporary folder")?;
    let mut unpacked = Unpacked { folder, part: BTreeSet::new() };
    let most = MOST_BYTES.min(FREE_BYTES.max(packed.saturating_mul(MOST_RATIO)));
    let mut left = most;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).with_context(failed)?;
        let written = one(&mut file, &mut unpacked, left).with_context(failed)?;
        left = left.checked_sub(written).context("its files are larger than such an archive can hold")?;
    }
    ensure!(
        unpacked.part.is_empty() || !unpacked.path(STORE).exists(),
        "{} holds a whole ledger and a part of one",
        path.display()
    );
    Ok(unpacked)
}

/// Writes one file. Gives how many bytes it has.
fn one<R: Read>(file: &mut ZipFile<'_, R>, unpacked: &mut Unpacked, left: u64) -> anyhow::Result<u64> {
    let name = file.name().context("a name is no text")?.into_owned();
    let shown = name.escape_debug().to_string();
    ensure!(!file.is_symlink() && !file.is_dir(), "`{shown}` is no plain file");
    if is_beside(&name) {
        return Ok(0);
    }
    let Some(Placed { path, most, entry }) = place(&name) else {
        bail!("`{shown}` is the name of nothing that a pack holds")
    };
    ensure!(file.size() <= most as u64, "`{shown}` has more than {most} bytes");
    let most = (most as u64).min(left);
    let mut bytes = Vec::new();
    // What the archive says of a size proves nothing.
    file.take(most + 1).read_to_end(&mut bytes).with_context(|| format!("failed to read `{shown}`"))?;
    let size = bytes.len() as u64;
    ensure!(size <= most, "`{shown}` has more than {most} bytes, which is more than such an archive can hold");
    let target = unpacked.path(&path);
    let failed = || format!("failed to write {}", target.display());
    if let Some(parent) = target.parent() {
        std::fs::create_dir_all(parent).with_context(failed)?;
    }
    let mut written = File::create_new(&target).with_context(failed)?;
    written.write_all(&bytes).with_context(failed)?;
    unpacked.part.extend(entry);
    Ok(size)
}

/// Whether a file is for whoever opens the pack by hand: nothing of it is read, and nothing is believed.
fn is_beside(name: &str) -> bool {
    let verifier = name.strip_prefix(VERIFIER).is_some_and(|name| Slug::new(name).is_ok());
    verifier || [README, EARLIER, PACKERS_TRUST, FORMAT, SCHEMA, REPORT].contains(&name)
}

/// Where a file goes, and how many bytes it may have: nothing for a name that is not exactly a computed one.
fn place(name: &str) -> Option<Placed> {
    let (root, rest) = name.split_once('/')?;
    let root = [STORE, PART].into_iter().find(|known| *known == root)?;
    let (folder, path) = rest.split_once('/')?;
    let folder = match folder.strip_prefix("ledger")? {
        "" => "ledger".to_owned(),
        shard => format!("ledger-{}", Slug::new(shard.strip_prefix('-')?).ok()?),
    };
    let last = path.rsplit('/').next()?;
    let mut entry = None;
    let (computed, most) = if path == layout::HEAD && root == STORE {
        (layout::HEAD.to_owned(), layout::MAX_HEAD)
    } else if let Some((digits, kind)) = last.split_once('.') {
        let index: u64 = digits.parse().ok()?;
        entry = (root == PART && kind == "json").then(|| (folder.clone(), index));
        match kind {
            "json" => (layout::entry(index), Limits::ENTRY.bytes),
            "dsse" => (layout::envelope(index), Limits::ENVELOPE.bytes),
            "nodes" if root == STORE => (layout::nodes(index), MOST_NODES),
            PROOF if root == PART => (proof(index), MOST_PROOF),
            _ => return None,
        }
    } else {
        let digest = Hash::parse_hex(last).ok()?;
        match path.split('/').next()? {
            "evidence" => (layout::evidence(&digest), layout::MAX_EVIDENCE),
            "idem" if root == STORE => (layout::mark(&digest), layout::MAX_MARK),
            _ => return None,
        }
    };
    (computed == path).then(|| Placed { path: format!("{root}/{folder}/{computed}"), most, entry })
}

/// Where the proof of an entry lies in a part: beside it.
pub(super) fn proof(index: u64) -> String {
    let entry = layout::entry(index);
    format!("{}{PROOF}", entry.strip_suffix("json").unwrap_or(&entry))
}

#[cfg(test)]
mod tests;
