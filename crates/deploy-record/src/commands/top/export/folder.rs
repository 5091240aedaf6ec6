//! The folder of an export in many files: written beside, and put in the place of an earlier export as a whole. Of a folder that holds anything else
//! nothing is removed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use exports::Extract;
use exports::ndjson::{self, MANIFEST, Manifest, SCHEMA};
use exports::rows::{Kinds, Table};
use serde::Deserialize;

use crate::Usage;
use crate::place::read_file;

/// Bytes of a manifest: some hundred a file, and a file for each month of an environment.
const MOST_MANIFEST: usize = 64 << 20;

/// A folder that is an export's to write.
#[derive(Debug)]
pub(super) struct Folder {
    target: PathBuf,
}

/// Of an earlier manifest, what is needed to know its files again.
#[derive(Debug, Deserialize)]
struct Earlier {
    schema: String,
    files: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    path: String,
}

impl Folder {
    /// Takes a folder that is not there, is empty, or holds an earlier export and nothing else; and removes that.
    pub(super) fn take(target: &Path) -> anyhow::Result<Self> {
        let there = match fs::symlink_metadata(target) {
            Ok(there) => there,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self { target: target.to_owned() }),
            Err(error) => return Err(error).with_context(|| format!("failed to look at {}", target.display())),
        };
        if !there.is_dir() {
            return Err(refused(target, "it is no folder"));
        }
        let mut entries =
            fs::read_dir(target).with_context(|| format!("failed to look at {}", target.display()))?;
        if entries.next().is_some() {
            let known = known(target)?;
            if let Some(foreign) = foreign(target, target, &known)? {
                return Err(refused(target, &format!("`{}` is of no export", foreign.escape_debug())));
            }
        }
        fs::remove_dir_all(target).with_context(|| format!("failed to remove the old {}", target.display()))?;
        Ok(Self { target: target.to_owned() })
    }

    /// Writes the tables and their manifest. Gives how many rows and files.
    pub(super) fn write(self, extract: Extract<'_>) -> anyhow::Result<(u64, usize)> {
        let failed = || format!("failed to write {}", self.target.display());
        let parent = self.target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        fs::create_dir_all(parent).with_context(failed)?;
        let beside = tempfile::Builder::new().prefix(".releasegate-export-").tempdir_in(parent);
        let beside = beside.with_context(failed)?;
        let root = beside.path().join("export");
        let kinds = Kinds::of(extract);
        let mut files = Vec::new();
        for file in ndjson::files(extract) {
            let place = root.join(file.path());
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder).with_context(failed)?;
            }
            let mut out = BufWriter::new(fs::File::create_new(&place).with_context(failed)?);
            files.push(file.write(&kinds, &mut out).with_context(failed)?);
            out.flush().with_context(failed)?;
        }
        let filter = extract.filter;
        let manifest = Manifest {
            schema: SCHEMA,
            as_of: extract.as_of,
            service: filter.service.as_ref(),
            environment: filter.environment.as_ref(),
            from: filter.since,
            files: &files,
        };
        let text = format!("{}\n", serde_json::to_string_pretty(&manifest)?);
        fs::write(root.join(MANIFEST), text).with_context(failed)?;
        fs::rename(&root, &self.target).with_context(failed)?;
        Ok((files.iter().map(|file| file.rows).sum(), files.len() + 1))
    }
}

fn refused(target: &Path, why: &str) -> anyhow::Error {
    let message = format!(
        "{}: {why}: name a folder that is not there, is empty, or holds an earlier export alone",
        target.display()
    );
    Usage(message).into()
}

/// The first file below a folder that is none of the known ones, by path with `/`. A link is one, wherever it leads.
fn foreign(root: &Path, folder: &Path, known: &BTreeSet<String>) -> anyhow::Result<Option<String>> {
    let failed = || format!("failed to look at {}", folder.display());
    for entry in fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let (path, kind) = (entry.path(), entry.file_type().with_context(failed)?);
        if kind.is_dir() {
            if let Some(found) = foreign(root, &path, known)? {
                return Ok(Some(found));
            }
            continue;
        }
        let below = path.strip_prefix(root).with_context(failed)?;
        let parts: Vec<String> =
            below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let name = parts.join("/");
        if !kind.is_file() || !known.contains(&name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// The files of the export that a folder's manifest tells of.
fn known(target: &Path) -> anyhow::Result<BTreeSet<String>> {
    let path = target.join(MANIFEST);
    if !path.is_file() {
        return Err(refused(target, &format!("there is no {MANIFEST} of an export in it")));
    }
    let bytes = read_file(&path, MOST_MANIFEST)?;
    let Ok(earlier) = serde_json::from_slice::<Earlier>(&bytes) else {
        return Err(refused(target, &format!("its {MANIFEST} is none of an export")));
    };
    if earlier.schema != SCHEMA {
        return Err(refused(target, &format!("its {MANIFEST} is of another format")));
    }
    // A manifest that somebody else wrote makes no file of theirs one of an export.
    let paths = earlier.files.into_iter().map(|file| file.path).filter(|path| is_row_file(path));
    Ok(paths.chain([MANIFEST.to_owned()]).collect())
}

fn is_row_file(path: &str) -> bool {
    let table = Table::ALL.into_iter().any(|table| path.split('/').next() == Some(table.word()));
    table && path.contains("/environment=") && path.contains("/month=") && path.ends_with(".ndjson")
}
