//! The lock of a folder: the operating system's own, on a file. It ends with the process that holds it, however that ends, so that no crash leaves a lock behind.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::StoreError;

const NAME: &str = "lock";
/// How long one waits for the others.
const LONGEST: Duration = Duration::from_secs(60);
/// How often one looks.
const PAUSE: Duration = Duration::from_millis(5);

/// A lock that is held.
#[derive(Debug)]
pub(crate) struct Lock(
    #[expect(dead_code, reason = "the system holds the lock as long as the file is open")] File,
);

impl Lock {
    /// Waits for the lock of a folder.
    pub(crate) fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(NAME);
        if path.symlink_metadata().is_ok_and(|found| !found.is_file()) {
            return Err(StoreError::Refused { path: path.display().to_string(), problem: "is no plain file" });
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(|error| StoreError::io("open", &path, &error))?;
        let end = Instant::now() + LONGEST;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let held = format!("another process holds it for more than {} s", LONGEST.as_secs());
                    return Err(StoreError::io("lock", &path, &held));
                }
                Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", &path, &error)),
            }
        }
    }
}
