//! Newline-delimited JSON in Hive partitions: `deployments/environment=production/month=2026-11/part-0.ndjson`. DuckDB, Spark and BigQuery
//! read such a folder as tables, and leave out the months that a query does not ask for.

use std::collections::BTreeMap;
use std::io::{self, Write};

use history::consent::Given;
use history::deployed::Deployed;
use history::trouble::Trouble;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::Slug;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::extract::{AsOf, Extract};
use crate::rows::{Approval, Change, Deployment, Incident, Kinds, Row, Table, month};

/// `releasegate/export/v1`, the format of the manifest.
pub const SCHEMA: &str = "releasegate/export/v1";
/// The file beside the tables that says what there is.
pub const MANIFEST: &str = "manifest.json";
/// What stands for "not known" in a path. Hive gave it that name; DuckDB, Spark and BigQuery read it as null.
pub const NOWHERE: &str = "__HIVE_DEFAULT_PARTITION__";
/// Rows of a file: so many are some hundred megabytes at most, which an engine reads in one go.
const MOST_ROWS: usize = 100_000;

/// What a file's rows are made of when it is written.
#[derive(Debug, Clone)]
enum Source<'h> {
    Deployment(&'h Deployed),
    Changes(&'h Deployed),
    Incident(Box<Trouble>),
    Approval(&'h Given),
}

/// A file of a table. Its rows are made while they are written.
#[derive(Debug)]
pub struct File<'h> {
    path: String,
    sources: Vec<Source<'h>>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Below the export's folder, with `/`.
    pub path: String,
    /// How many rows.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of the bytes, in hex.
    pub sha256: Hash,
}

/// What there is, for the manifest.
#[derive(Debug, Serialize)]
pub struct Manifest<'m> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// As of which head of the ledger, and what was found when it was verified.
    pub as_of: &'m AsOf,
    /// The service alone that was asked for.
    pub service: Option<&'m Slug>,
    /// The environment alone that was asked for.
    pub environment: Option<&'m Slug>,
    /// From when on.
    pub from: Option<Moment>,
    /// The files of all tables, by path.
    pub files: &'m [Written],
}

/// Lays an export out: the files of all tables, by path. A table without rows has one file, empty, so that a query finds it.
#[must_use]
pub fn files(extract: Extract<'_>) -> Vec<File<'_>> {
    let mut partitions: BTreeMap<(Table, String, String), Vec<Source<'_>>> = BTreeMap::new();
    let mut add = |table, environment: Option<&Slug>, at: Option<Moment>, source| {
        let environment = environment.map_or(NOWHERE, Slug::as_str).to_owned();
        let month = at.map_or_else(|| NOWHERE.to_owned(), month);
        partitions.entry((table, environment, month)).or_default().push(source);
    };
    for one in extract.deployments() {
        let (name, at) = (Some(&one.environment.name), when(one));
        add(Table::Deployments, name, at, Source::Deployment(one));
        if one.events.iter().any(|event| !event.record.changes.is_empty()) {
            add(Table::Changes, name, at, Source::Changes(one));
        }
    }
    for one in extract.incidents() {
        let (environment, at) = (one.environment.clone(), one.detected_at);
        add(Table::Incidents, environment.as_ref(), Some(at), Source::Incident(Box::new(one)));
    }
    for given in extract.approvals() {
        let record = &given.record;
        add(Table::Approvals, Some(&record.environment), Some(record.signed_at), Source::Approval(given));
    }
    for table in Table::ALL {
        if !partitions.keys().any(|(of, _, _)| *of == table) {
            partitions.insert((table, NOWHERE.to_owned(), NOWHERE.to_owned()), Vec::new());
        }
    }
    partitions.into_iter().flat_map(|(place, sources)| parts(&place, sources)).collect()
}

/// The month of a deployment is that of its end; of what is open, of its beginning.
fn when(one: &Deployed) -> Option<Moment> {
    let entered = || one.events.first().map(|event| event.at.time);
    one.finished_at().or_else(|| one.started_at()).or_else(entered)
}

fn parts<'h>((table, environment, month): &(Table, String, String), sources: Vec<Source<'h>>) -> Vec<File<'h>> {
    let path =
        |part: usize| format!("{}/environment={environment}/month={month}/part-{part}.ndjson", table.word());
    let mut files = vec![File { path: path(0), sources: Vec::new() }];
    for source in sources {
        let next = files.len();
        if files.last().is_some_and(|file| file.sources.len() >= MOST_ROWS) {
            files.push(File { path: path(next), sources: Vec::new() });
        }
        if let Some(file) = files.last_mut() {
            file.sources.push(source);
        }
    }
    files
}

impl File<'_> {
    /// Where it goes, below the export's folder: computed from slugs, digits and fixed words.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Writes its rows, one a line.
    ///
    /// # Errors
    /// The writer's own.
    pub fn write(&self, kinds: &Kinds, out: &mut dyn Write) -> io::Result<Written> {
        let mut out = Counted { out, bytes: 0, digest: Sha256::new() };
        let mut rows = 0_u64;
        let mut line = |row: Row<'_>| {
            rows += 1;
            row.write(&mut out)
        };
        for source in &self.sources {
            match source {
                Source::Deployment(one) => line(Row::Deployment(Box::new(Deployment::of(one, kinds))))?,
                Source::Changes(one) => Change::of(one).try_for_each(|row| line(Row::Change(row)))?,
                Source::Incident(one) => line(Row::Incident(Box::new(Incident::of((**one).clone()))))?,
                Source::Approval(given) => line(Row::Approval(Box::new(Approval::of(given))))?,
            }
        }
        let sha256 = Hash::from_bytes(out.digest.finalize().into());
        Ok(Written { path: self.path.clone(), rows, bytes: out.bytes, sha256 })
    }
}

/// A writer that keeps count.
struct Counted<'w> {
    out: &'w mut dyn Write,
    bytes: u64,
    digest: Sha256,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
