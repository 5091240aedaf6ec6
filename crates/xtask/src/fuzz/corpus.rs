//! The small corpus that is committed: it is where the next run begins, and an ordinary test replays it.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context as _, Result};

use super::{Place, finish};

/// At most this many files and bytes a target: they are replayed by every test run, and nobody reads them.
const FILES: usize = 40;
const BYTES: u64 = 200 << 10;

/// A file that may be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Input {
    path: PathBuf,
    bytes: u64,
    written: SystemTime,
}

/// Replaces the committed corpus of a target by what reaches most of the inputs that are there now.
pub(super) fn keep(place: &Place, target: &str) -> Result<()> {
    let kept = place.kept(target);
    let least = place.work.join("least").join(target);
    if least.exists() {
        fs::remove_dir_all(&least).with_context(|| format!("failed to clear {}", least.display()))?;
    }
    fs::create_dir_all(&least).with_context(|| format!("failed to make {}", least.display()))?;
    let mut merge = place.cargo_fuzz("run");
    merge.arg(target).arg(&least).arg(place.corpus(target)).arg(&kept);
    // Edges alone, without how often each ran: the least files by far, and those that reach most are written first.
    finish(merge.args(["--", "-set_cover_merge=1", "-use_counters=0"]))?;
    let mut inputs = Vec::new();
    for entry in fs::read_dir(&least).context("failed to list a corpus")? {
        let entry = entry.context("failed to list a corpus")?;
        let about =
            entry.metadata().with_context(|| format!("failed to look at {}", entry.path().display()))?;
        let written = about.modified().context("the file system knows no times")?;
        inputs.push(Input { path: entry.path(), bytes: about.len(), written });
    }
    fs::remove_dir_all(&kept).with_context(|| format!("failed to clear {}", kept.display()))?;
    fs::create_dir_all(&kept).with_context(|| format!("failed to make {}", kept.display()))?;
    for Input { path, .. } in first(inputs) {
        let name = path.file_name().context("a file has no name")?;
        fs::copy(&path, kept.join(name)).with_context(|| format!("failed to keep {}", path.display()))?;
    }
    Ok(())
}

/// Those that were written first, as far as there is room.
fn first(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|one, other| (one.written, &one.path).cmp(&(other.written, &other.path)));
    let mut room = BYTES;
    let fits = |input: &Input| {
        let left = room.checked_sub(input.bytes);
        room = left.unwrap_or(room);
        left.is_some()
    };
    inputs.into_iter().filter(fits).take(FILES).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_reaches_most_is_kept_as_far_as_there_is_room() {
        let input = |name: u64, bytes: u64| Input {
            path: name.to_string().into(),
            bytes,
            written: SystemTime::UNIX_EPOCH + Duration::from_secs(name),
        };
        let kept = first(vec![input(3, 10), input(2, BYTES), input(1, BYTES - 10), input(4, 1)]);
        assert_eq!(kept, [input(1, BYTES - 10), input(3, 10)]);
        let many = (0..100).rev().map(|name| input(name, 1)).collect();
        assert_eq!(first(many), (0..40).map(|name| input(name, 1)).collect::<Vec<_>>());
    }
}
