//! What lies in a pack beside the ledger, for somebody who has never seen the project: a verifier, the format's page, the schema of the
//! statements, a report. All of it is the packer's word.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches};
use ledger::hash::Hash;
use ledger::name::Slug;
use runner::World;

use super::Held;
use crate::Usage;
use crate::commands::top::asked;
use crate::commands::top::unpack::{FORMAT, REPORT, SCHEMA, VERIFIER};
use crate::place::{given, read_file};

/// Bytes of a verifier: a released one has some 17 million.
const MOST_VERIFIER: usize = 512 << 20;
/// What describes every byte of the ledger.
const PAGE: &str = include_str!("../../../../../ledger/FORMAT.md");

/// The options for the verifier.
pub(super) fn options() -> [Arg; 2] {
    let with =
        "The program that verifies the pack, for another machine than this; without it, this program itself";
    [
        asked::option("with-verifier", "FILE", with).conflicts_with("no-verifier"),
        Arg::new("no-verifier").long("no-verifier").action(ArgAction::SetTrue).help("Pack no program"),
    ]
}

/// The program that a pack brings along.
#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) path: String,
    pub(super) digest: Hash,
    bytes: Vec<u8>,
}

impl Verifier {
    /// Where it lies and what it is.
    pub(super) fn line(&self) -> String {
        format!("{}, SHA-256 {}", self.path, self.digest)
    }
}

/// The program that was named; else the one that runs, by the platform that it was built for.
pub(super) fn verifier(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<Option<Verifier>> {
    if matches.get_flag("no-verifier") {
        return Ok(None);
    }
    let (name, place) = match given(matches, "with-verifier") {
        Some(path) => {
            let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let named = Slug::new(name).map_err(|error| {
                Usage(format!("--with-verifier: the file's name is not one that a pack can bear: {error}"))
            })?;
            (named.to_string(), world.directory.join(path))
        }
        None => (own_name(), world.binary.clone()),
    };
    let bytes =
        read_file(&place, MOST_VERIFIER).context("failed to read the verifier; --no-verifier packs none")?;
    let (path, digest) = (format!("{VERIFIER}{name}"), Hash::of(&bytes));
    Ok(Some(Verifier { path, digest, bytes }))
}

fn own_name() -> String {
    use std::env::consts::{ARCH, EXE_SUFFIX, OS};
    format!("deploy-record-{ARCH}-{OS}{EXE_SUFFIX}")
}

/// The files that are not of the ledger.
pub(super) fn files<'s>(report: Option<Vec<u8>>, verifier: Option<&'s Verifier>) -> BTreeMap<String, Held<'s>> {
    let mut files = BTreeMap::from([
        (FORMAT.to_owned(), Held::Verified(PAGE.as_bytes())),
        (SCHEMA.to_owned(), Held::Verified(exports::schema::STATEMENT.as_bytes())),
    ]);
    files.extend(verifier.map(|one| (one.path.clone(), Held::Verified(one.bytes.as_slice()))));
    files.extend(report.map(|page| (REPORT.to_owned(), Held::Bytes(page))));
    files
}
