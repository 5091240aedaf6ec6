//! Files that are either the old ones or the new ones: written beside, flushed to the disk, then moved into place.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;

/// Replaces `path` with `bytes`. A crash leaves the old file.
///
/// # Errors
/// The folder cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_with(path, |out| out.write_all(bytes))
}

/// How many bytes are gathered before they go to the file.
const BUFFER: usize = 1 << 20;

/// Replaces `path` with what is written, which need never be in memory as a whole. A crash or an error leaves the old file.
///
/// # Errors
/// The folder cannot be written, or the writer's own.
pub fn write_with<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
) -> anyhow::Result<T> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = || format!("failed to write {}: check that its folder can be written", path.display());
    let file = tempfile::Builder::new().prefix(".releasegate-").tempfile_in(folder).with_context(failed)?;
    let mut out = BufWriter::with_capacity(BUFFER, file.as_file());
    let written = write(&mut out).with_context(failed)?;
    out.flush().and_then(|()| file.as_file().sync_all()).with_context(failed)?;
    drop(out);
    readable_by_all(file.as_file()).with_context(failed)?;
    file.persist(path).map_err(|error| error.error).with_context(failed)?;
    Ok(written)
}

/// A temporary file belongs to its writer alone; a verdict is read by later steps, which may run as another user.
#[cfg(unix)]
fn readable_by_all(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_replaces_all_of_the_file_and_leaves_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write(&path, b"a longer first version").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_breaks_off_leaves_the_old_file_and_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        write(&path, b"first").unwrap();
        let broken = write_with(&path, |out| {
            out.write_all(&[b'x'; 3 << 20])?;
            Err::<(), _>(std::io::Error::other("broken off"))
        });
        assert!(format!("{:#}", broken.unwrap_err()).ends_with("broken off"));
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(write_with(&path, |out| out.write(b"ab")).unwrap(), 2);
        assert_eq!(std::fs::read(&path).unwrap(), b"ab");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        std::fs::write(&target, b"untouched").unwrap();
        let path = folder.path().join("a.json");
        std::os::unix::fs::symlink(&target, &path).unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"untouched");
        assert!(path.symlink_metadata().unwrap().is_file());
    }
}
