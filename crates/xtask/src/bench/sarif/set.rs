//! The logs of the race, written by rule into a folder of their own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::held::Held;
use super::log::{self, Amount, Shape};

/// Raise it when a rule changes: kept files of another number are written anew.
const RECIPE: u32 = 1;
const NOTE: &str = "held.json";

/// Logs of several tools.
pub(super) struct Set {
    pub(super) name: &'static str,
    /// Its shape, for people.
    pub(super) about: &'static str,
    files: u64,
    tools: u64,
    amount: Amount,
}

/// The set that all tools merge.
pub(super) const MANY: Set = Set {
    name: "many",
    about: "20 files, 100 000 results, 10 tools, 20 categories",
    files: 20,
    tools: 10,
    amount: Amount::Results(5000),
};

/// A file that ours alone reads.
pub(super) const LARGE: Set = Set {
    name: "large",
    about: "one file of one run, 1 GB",
    files: 1,
    tools: 1,
    amount: Amount::Bytes(1_000_000_000),
};

/// What is small enough to be validated, which takes the validator seconds per megabyte.
pub(super) const SMALL: Set = Set {
    name: "small",
    about: "4 files, 80 results, 2 tools, 4 categories",
    files: 4,
    tools: 2,
    amount: Amount::Results(20),
};

/// A set that lies in its place.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ready {
    recipe: u32,
    pub(super) bytes: u64,
    pub(super) held: Held,
    #[serde(skip)]
    pub(super) folder: PathBuf,
}

impl Set {
    /// Writes the set below a folder, unless an earlier run did.
    pub(super) fn ready(&self, place: &Path) -> Result<Ready> {
        let folder = place.join(self.name);
        let note = place.join(format!("{}.{NOTE}", self.name));
        if let Some(ready) = kept(&note, &folder) {
            return Ok(ready);
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("failed to clear {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("failed to make {}", folder.display()))?;
        let mut held = Held::default();
        for number in 0..self.files {
            let shape = Shape { tool: number % self.tools, number, amount: self.amount };
            let path = folder.join(format!("t{:02}_{number:02}.sarif", shape.tool));
            held.join(&write(&path, &shape).with_context(|| format!("failed to write {}", path.display()))?);
        }
        let bytes = size(&folder).context("failed to measure what was written")?;
        let ready = Ready { recipe: RECIPE, bytes, held, folder };
        // Written last, so that a set that broke off is written anew.
        let text = serde_json::to_string(&ready).context("failed to write what the set holds")?;
        fs::write(&note, text).with_context(|| format!("failed to write {}", note.display()))?;
        Ok(ready)
    }
}

impl Ready {
    /// Its logs, in the order of their names.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(&self.folder).context("failed to list a set")?;
        let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        files.sort();
        Ok(files)
    }

    /// Reads all of it once, so that whoever is measured finds it in the page cache.
    pub(super) fn warm(&self) -> Result<()> {
        for file in self.files()? {
            io::copy(&mut File::open(file)?, &mut io::sink()).context("failed to read a set")?;
        }
        Ok(())
    }
}

fn write(path: &Path, shape: &Shape) -> io::Result<Held> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let held = log::write(&mut out, shape)?;
    out.flush()?;
    Ok(held)
}

fn kept(note: &Path, folder: &Path) -> Option<Ready> {
    let ready: Ready = serde_json::from_str(&fs::read_to_string(note).ok()?).ok()?;
    let whole = size(folder).ok()? == ready.bytes;
    (ready.recipe == RECIPE && whole).then(|| Ready { folder: folder.to_owned(), ..ready })
}

fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_written_once_and_again_where_it_is_not_whole() {
        let place = tempfile::tempdir().unwrap();
        let first = SMALL.ready(place.path()).unwrap();
        assert_eq!((first.held.runs, first.held.results(), first.files().unwrap().len()), (4, 80, 4));
        let file = first.folder.join("t00_00.sarif");
        let written = fs::metadata(&file).unwrap().modified().unwrap();
        assert_eq!(SMALL.ready(place.path()).unwrap(), first);
        assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), written);
        fs::write(&file, "{").unwrap();
        assert_eq!(SMALL.ready(place.path()).unwrap(), first);
        assert!(fs::read_to_string(&file).unwrap().ends_with("]}]}"));
    }
}
