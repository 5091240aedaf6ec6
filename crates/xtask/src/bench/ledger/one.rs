//! One entry of the largest ledger, which lies in files as in a store: the head, the path, the entry and its envelope are verified by a process that has no network,
//! and what all of it reads is counted by the system.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::ours::Race;

/// What the proof of one entry took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct One {
    /// Entries of the ledger.
    pub(super) size: u64,
    /// Which entry.
    pub(super) index: u64,
    /// Everything that the process read, its own program's headers included.
    pub(super) bytes: u64,
    /// From the start of the process to its end.
    pub(super) microseconds: u64,
    /// What the program says of the ledger's files.
    pub(super) said: String,
}

impl One {
    /// Puts the ledger into files, and proves an entry that no full subtree of the largest spares much.
    pub(super) fn measure(race: &Race, folder: &Path, size: u64) -> Result<Self> {
        let (store, index) = (folder.join("store"), size / 3);
        fs::create_dir(&store).context("failed to make a folder")?;
        let ledger = fs::File::open(race.ledger(size)).context("failed to open the ledger")?;
        let mut unpack = Command::new(race.program());
        unpack.arg("unpack").arg(&store).arg(index.to_string()).stdin(ledger);
        let status = unpack.status().with_context(|| format!("failed to start {unpack:?}"))?;
        ensure!(status.success(), "{unpack:?} ended with {status}");
        let mut prove = Command::new("unshare");
        prove.args(offline()?).arg(race.program()).arg("one").arg(&store).arg(index.to_string());
        // Once to have the files in the page cache, and once to be measured.
        prove.output().with_context(|| format!("failed to start {prove:?}"))?;
        let before = read_so_far()?;
        let started = Instant::now();
        let output = prove.output().with_context(|| format!("failed to start {prove:?}"))?;
        let microseconds = u64::try_from(started.elapsed().as_micros()).context("it took too long to tell")?;
        let bytes = read_so_far()?.saturating_sub(before);
        ensure!(output.status.success(), "{prove:?}: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(Self { size, index, bytes, microseconds, said })
    }
}

/// How a process gets no network here: as root, or in a namespace of users where those are allowed.
fn offline() -> Result<&'static [&'static str]> {
    let works = |words: &[&str]| Command::new("unshare").args(words).arg("true").status();
    for words in [&["--net"][..], &["--map-root-user", "--net"]] {
        if works(words).context("failed to start unshare: apt-get install util-linux")?.success() {
            return Ok(words);
        }
    }
    anyhow::bail!("no process can be kept from the network here: `unshare --net` is not permitted")
}

/// What this process and all that it waited for have read (`rchar` of proc_pid_io(5)).
fn read_so_far() -> Result<u64> {
    let text = fs::read_to_string("/proc/self/io").context("the system does not tell what is read")?;
    let line = text.lines().find_map(|line| line.strip_prefix("rchar: "));
    line.and_then(|digits| digits.trim().parse().ok())
        .context("the system tells something else of what is read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_child_reads_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, vec![0; 700_000]).unwrap();
        let before = read_so_far().unwrap();
        Command::new("cat").arg(&file).output().unwrap();
        assert!(read_so_far().unwrap() - before >= 700_000);
    }
}
