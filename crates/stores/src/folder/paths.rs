//! Files below a folder: plain ones alone. A folder can come from an archive or a checkout that somebody prepared, with links that lead elsewhere; nothing is read
//! or written through one.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// A file of `most` bytes at most; nothing if it is not there.
pub(crate) fn read(root: &Path, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
    let mut folder = root.to_owned();
    let (above, _) = path.rsplit_once('/').unwrap_or_default();
    let mut parts = above.split('/').filter(|part| !part.is_empty());
    loop {
        if !is_folder(&folder)? {
            return Ok(None);
        }
        let Some(part) = parts.next() else { break };
        folder.push(part);
    }
    let place = root.join(path);
    let Some(found) = look(&place)? else { return Ok(None) };
    if !found.is_file() {
        return Err(refused(&place, "is no plain file"));
    }
    let io = |error: std::io::Error| StoreError::io("read", &place, &error);
    let mut bytes = Vec::new();
    // The length is counted and not believed.
    File::open(&place).map_err(io)?.take(most as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() > most {
        return Err(StoreError::TooLarge { path: place.display().to_string(), most });
    }
    Ok(Some(bytes))
}

/// Erases a file, if it is there: overwritten first, so that nothing is left of it where a disk writes in place.
pub(crate) fn erase(root: &Path, path: &str) -> Result<(), StoreError> {
    let (place, folders) = make_way(root, path)?;
    let Some(found) = look(&place)? else { return Ok(()) };
    let io = |error: std::io::Error| StoreError::io("erase", &place, &error);
    let mut file = std::fs::OpenOptions::new().write(true).open(&place).map_err(io)?;
    std::io::copy(&mut std::io::repeat(0).take(found.len()), &mut file).map_err(io)?;
    file.sync_all().map_err(io)?;
    std::fs::remove_file(&place).map_err(io)?;
    folders.last().map_or(Ok(()), |folder| flush(folder))
}

/// The folders that a file needs, made where they are not there: gives the file's place and the folders from the root to it.
pub(crate) fn make_way(root: &Path, path: &str) -> Result<(PathBuf, Vec<PathBuf>), StoreError> {
    let mut folders = vec![root.to_owned()];
    let mut place = root.to_owned();
    let (above, _) = path.rsplit_once('/').unwrap_or_default();
    for part in above.split('/').filter(|part| !part.is_empty()) {
        place.push(part);
        make_folder(&place)?;
        folders.push(place.clone());
    }
    let place = root.join(path);
    if look(&place)?.is_some_and(|found| !found.is_file()) {
        return Err(refused(&place, "is no plain file"));
    }
    Ok((place, folders))
}

/// Makes a folder, if it is not there.
pub(crate) fn make_folder(place: &Path) -> Result<(), StoreError> {
    if is_folder(place)? {
        return Ok(());
    }
    match std::fs::create_dir(place) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(StoreError::io("make", place, &error)),
        _ => Ok(()),
    }
}

/// Flushes a folder, so that the names in it outlive a loss of power.
#[cfg(unix)]
pub(crate) fn flush(folder: &Path) -> Result<(), StoreError> {
    let flushed = File::open(folder).and_then(|folder| folder.sync_all());
    flushed.map_err(|error| StoreError::io("flush", folder, &error))
}

/// Elsewhere folders cannot be opened to be flushed; the system writes names through.
#[cfg(not(unix))]
pub(crate) fn flush(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Whether a plain folder is there.
fn is_folder(place: &Path) -> Result<bool, StoreError> {
    match look(place)? {
        None => Ok(false),
        Some(found) if found.is_dir() => Ok(true),
        Some(_) => Err(refused(place, "is no plain folder")),
    }
}

/// What is there itself, not what it leads to.
fn look(place: &Path) -> Result<Option<Metadata>, StoreError> {
    match place.symlink_metadata() {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", place, &error)),
    }
}

fn refused(place: &Path, problem: &'static str) -> StoreError {
    StoreError::Refused { path: place.display().to_string(), problem }
}
