//! Which ledger a folder holds, as its own files say. That decides what is looked at, and not whether it is believed.

use std::path::Path;

use anyhow::Context as _;
use ledger::name::Slug;
use ledger::origin::Origin;
use stores::layout;

use crate::Usage;
use crate::place::read_file;

/// Shards of a folder: a ledger of ten years has 120.
const MOST: usize = 4_096;

/// The origin of the one shard in a folder, or of the shard that was asked for. `named` is what the ledger has to be.
pub(super) fn origin(folder: &Path, named: Option<&Origin>, shard: Option<&Slug>) -> anyhow::Result<Origin> {
    let fits = |origin: &Origin| {
        named.is_none_or(|named| named.ledger() == origin.ledger())
            && shard.is_none_or(|shard| origin.shard() == Some(shard))
    };
    let mut found: Vec<Origin> = all(folder)?.into_iter().filter(fits).collect();
    found.sort();
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (Some(last), _) => {
            let of = |origin: &Origin| origin.shard().map_or("none", Slug::as_str).to_owned();
            let shards: Vec<String> = found.iter().map(of).chain([of(&last)]).collect();
            let message = format!(
                "{} holds several shards: name one of {} by --shard",
                folder.display(),
                shards.join(", ")
            );
            Err(Usage(message).into())
        }
        (None, _) => {
            let wanted = named.map_or_else(|| "ledger".to_owned(), |named| format!("ledger {named}"));
            anyhow::bail!(
                "there is no {wanted} with a readable head in {}: check --store and --shard",
                folder.display()
            )
        }
    }
}

/// The ledger whose shards lie in a folder, where they are all of one.
pub(super) fn ledger(folder: &Path) -> anyhow::Result<Origin> {
    let mut ledgers: Vec<Origin> = all(folder)?.iter().map(Origin::ledger).collect();
    ledgers.sort();
    ledgers.dedup();
    match ledgers.as_slice() {
        [one] => Ok(one.clone()),
        [] => anyhow::bail!("there is no ledger with a readable head in {}: check --store", folder.display()),
        _ => {
            let message = format!("{} holds several ledgers: name one by --ledger", folder.display());
            Err(Usage(message).into())
        }
    }
}

/// What the heads in a folder say, where each lies in the folder that is its own.
fn all(folder: &Path) -> anyhow::Result<Vec<Origin>> {
    let failed = || format!("failed to read the folder {}: check --store", folder.display());
    let mut origins = Vec::new();
    for (at, entry) in std::fs::read_dir(folder).with_context(failed)?.enumerate() {
        anyhow::ensure!(
            at < MOST,
            "{} holds more than {MOST} files: it is no folder of a ledger",
            folder.display()
        );
        let entry = entry.with_context(failed)?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| *name == "ledger" || name.starts_with("ledger-")) else {
            continue;
        };
        let head = entry.path().join(layout::HEAD);
        if !entry.path().symlink_metadata().is_ok_and(|found| found.is_dir()) || !head.is_file() {
            continue;
        }
        let head = read_file(&head, layout::MAX_HEAD)?;
        let line = head.split(|byte| *byte == b'\n').nth(1).and_then(|line| std::str::from_utf8(line).ok());
        origins.extend(
            line.and_then(|line| Origin::parse(line).ok()).filter(|origin| layout::folder(origin) == name),
        );
    }
    Ok(origins)
}
