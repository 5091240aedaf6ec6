//! The reports that are raced: written by rule, so that they are the same everywhere and their totals are known without reading them.

mod cobertura;
mod go_cover;
mod istanbul;
mod jacoco;
mod lcov;
mod llvm_cov;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// Raise it when a rule changes: kept files of another number are written anew.
const RECIPE: u32 = 1;

/// One report of the race.
pub(crate) struct Input {
    /// What the tables and `--only` call it.
    pub(crate) name: &'static str,
    /// Its file below `target/bench`.
    pub(crate) file: &'static str,
    /// Its shape, for people.
    pub(crate) about: &'static str,
    write: fn(&mut dyn Write) -> io::Result<Totals>,
}

/// What a report holds, by metric: counted by the rule that wrote it, never by a reader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Totals(pub(crate) BTreeMap<String, Count>);

/// Covered and all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) covered: u64,
    pub(crate) total: u64,
}

/// A report that lies in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ready {
    recipe: u32,
    /// Its length.
    pub(crate) bytes: u64,
    pub(crate) totals: Totals,
    #[serde(skip)]
    pub(crate) path: PathBuf,
}

/// Every report, small before large where one rule makes both.
pub(crate) const INPUTS: &[Input] = &[
    Input {
        name: "lcov",
        file: "big.info",
        about: "6 000 files, 9 000 000 lines, 2 400 000 branches, 300 000 functions",
        write: |out| lcov::write(out, lcov::Size { files: 6000, lines: 1500, branches: 200, functions: 50 }),
    },
    Input {
        name: "jacoco",
        file: "big_jacoco.xml",
        about: "one line of text, 8 000 files, 1 200 000 lines",
        write: |out| jacoco::write(out, jacoco::Size { packages: 200, files: 40, lines: 150, methods: 12 }),
    },
    Input {
        name: "cobertura",
        file: "big_cobertura.xml",
        about: "6 000 files, 1 500 000 lines",
        write: |out| {
            cobertura::write(
                out,
                cobertura::Size { packages: 150, files: 40, lines: 250, repeats: 1, end: "\n" },
            )
        },
    },
    Input {
        name: "go",
        file: "big.out",
        about: "6 000 files, 720 000 blocks",
        write: |out| go_cover::write(out, go_cover::Size { files: 6000, blocks: 120 }),
    },
    Input {
        name: "istanbul",
        file: "coverage-final.json",
        about: "1 500 files, 300 000 statements",
        write: |out| {
            istanbul::write(out, istanbul::Size { files: 1500, statements: 200, branches: 40, functions: 20 })
        },
    },
    Input {
        name: "llvm-cov",
        file: "llvm-cov.json",
        about: "2 000 files, 120 000 functions, 1 080 000 lines",
        write: |out| llvm_cov::write(out, llvm_cov::Size { files: 2000, functions: 60 }),
    },
    Input {
        name: "one-line",
        file: "one_line.xml",
        about: "Cobertura on one line of text, 108 000 files, 27 000 000 lines, each named once",
        write: |out| {
            cobertura::write(
                out,
                cobertura::Size { packages: 2700, files: 40, lines: 250, repeats: 1, end: "" },
            )
        },
    },
    Input {
        name: "repeated",
        file: "repeated.xml",
        about: "Cobertura on one line of text, 6 000 files, 1 500 000 lines, each named 18 times",
        write: |out| {
            cobertura::write(
                out,
                cobertura::Size { packages: 150, files: 40, lines: 250, repeats: 18, end: "" },
            )
        },
    },
];

impl Totals {
    /// Counts one thing.
    fn add(&mut self, metric: &str, covered: bool) {
        if let Some(count) = self.0.get_mut(metric) {
            count.add(covered);
        } else {
            let mut count = Count::default();
            count.add(covered);
            self.0.insert(metric.to_owned(), count);
        }
    }

    /// How many lines there are.
    pub(crate) fn lines(&self) -> u64 {
        self.0.get("line").map_or(0, |count| count.total)
    }
}

impl Count {
    fn add(&mut self, covered: bool) {
        self.covered += u64::from(covered);
        self.total += 1;
    }
}

impl Input {
    /// Writes the report into the folder, unless an earlier run did.
    pub(crate) fn ready(&self, folder: &Path) -> Result<Ready> {
        let path = folder.join(self.file);
        let note = folder.join(format!("{}.totals.json", self.file));
        if let Some(ready) = kept(&note, &path) {
            return Ok(ready);
        }
        let file = File::create(&path).with_context(|| format!("failed to make {}", path.display()))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let written = (self.write)(&mut out).and_then(|totals| out.flush().map(|()| totals));
        let totals = written.with_context(|| format!("failed to write {}", path.display()))?;
        let bytes = path.metadata().context("failed to measure a report")?.len();
        let ready = Ready { recipe: RECIPE, bytes, totals, path };
        // Written last, so that a report that broke off is written anew.
        let text = serde_json::to_string_pretty(&ready).context("failed to write the totals")?;
        fs::write(&note, text).with_context(|| format!("failed to write {}", note.display()))?;
        Ok(ready)
    }
}

fn kept(note: &Path, path: &Path) -> Option<Ready> {
    let ready: Ready = serde_json::from_str(&fs::read_to_string(note).ok()?).ok()?;
    let whole = path.metadata().ok()?.len() == ready.bytes;
    (ready.recipe == RECIPE && whole).then(|| Ready { path: path.to_owned(), ..ready })
}

#[cfg(test)]
mod tests;
