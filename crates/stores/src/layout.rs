//! Where each thing of a ledger lies, as data. A path is computed from an index or a digest, never taken from what is stored: nothing in an entry,
//! a statement or an answer can name a place.
//!
//! Below the root of one shard:
//!
//! ```text
//! head                             the tip and the signed checkpoint: the one file that is replaced
//! entries/0000/84/00008450.json    an entry, by its index
//! entries/0000/84/00008450.dsse    its envelope, beside it, so that one folder changes and not two
//! entries/0000/84/00008447.nodes   beside every sixteenth entry the nodes of the tree that it completes, a cache: see [`ledger::kept`]
//! evidence/ab/<64 hex digits>      evidence, by its SHA-256
//! idem/ab/<64 hex digits>          the index of the entry with this idempotency key, in decimal
//! staged/<64 hex digits>           object stores alone: a batch that is to be published, by its SHA-256
//! ```
//!
//! A folder holds the files of a hundred entries: git writes each changed folder anew with every commit, so that one flat folder costs O(n²) and was
//! measured to (20 000 entries did not end). The shard is a month for the same reason, and so that old months can be put away as a whole.

use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::origin::Origin;

/// The tip and the checkpoint.
pub const HEAD: &str = "head";
/// What holds the entries.
pub const ENTRIES: &str = "entries";
/// What holds the batches that are to be published.
pub const STAGED: &str = "staged";
/// How kept nodes end.
pub const NODES: &str = ".nodes";
/// How long the text of an index in a mark can be.
pub const MAX_MARK: usize = 21;
/// How long the head can be: a tip has at most 70 short lines, a note at most 128 KiB.
pub const MAX_HEAD: usize = 144 * 1024;
/// How long evidence can be, each.
pub const MAX_EVIDENCE: usize = 16 * 1024 * 1024;

/// Where an entry lies.
#[must_use]
pub fn entry(index: u64) -> String {
    format!("{}.json", place(index))
}

/// Where its envelope lies.
#[must_use]
pub fn envelope(index: u64) -> String {
    format!("{}.dsse", place(index))
}

/// Where the nodes lie that are kept beside an entry.
#[must_use]
pub fn nodes(index: u64) -> String {
    format!("{}{NODES}", place(index))
}

/// Where evidence lies.
#[must_use]
pub fn evidence(digest: &Hash) -> String {
    fanned("evidence", digest)
}

/// Where the mark of an idempotency key lies.
#[must_use]
pub fn mark(key: &Hash) -> String {
    fanned("idem", key)
}

/// Where a batch lies that is to be published.
#[must_use]
pub fn staged(digest: &Hash) -> String {
    format!("{STAGED}/{digest}")
}

/// The shard that an entry of this time belongs to: its month in UTC, `2026-11`.
///
/// # Errors
/// None that a moment can cause; the type of a name has them.
pub fn month(time: Moment) -> Result<Slug, ledger::name::NameError> {
    Slug::new(time.to_string().chars().take(7).collect::<String>())
}

/// The folder of a shard below the folder or prefix of its ledger. The word before it keeps a shard from bearing a name that a system reserves,
/// such as `con` on Windows.
#[must_use]
pub fn folder(origin: &Origin) -> String {
    origin.shard().map_or_else(|| "ledger".to_owned(), |shard| format!("ledger-{shard}"))
}

/// The shard of a ledger whose folder has this name; nothing for another folder.
#[must_use]
pub fn shard_in(ledger: &Origin, folder: &str) -> Option<Origin> {
    let shard = folder.strip_prefix("ledger")?;
    shard_after(ledger, shard, '-')
}

/// The shard of a ledger whose branch has this name; nothing for another branch.
#[must_use]
pub fn shard_on(ledger: &Origin, name: &str, branch: &str) -> Option<Origin> {
    shard_after(ledger, branch.strip_prefix(name)?, '/')
}

fn shard_after(ledger: &Origin, rest: &str, mark: char) -> Option<Origin> {
    if rest.is_empty() {
        return Some(ledger.ledger());
    }
    Some(ledger.with_shard(Slug::new(rest.strip_prefix(mark)?).ok()?))
}

/// The branch of a shard: a branch each, so that a clone fetches what it needs.
#[must_use]
pub fn branch(name: &str, origin: &Origin) -> String {
    origin.shard().map_or_else(|| name.to_owned(), |shard| format!("{name}/{shard}"))
}

fn place(index: u64) -> String {
    format!("{ENTRIES}/{:04}/{:02}/{index:08}", index / 10_000, index / 100 % 100)
}

fn fanned(folder: &str, digest: &Hash) -> String {
    let text = digest.to_string();
    let first: String = text.chars().take(2).collect();
    format!("{folder}/{first}/{text}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_folder_holds_a_hundred_entries() {
        assert_eq!(entry(8450), "entries/0000/84/00008450.json");
        assert_eq!(envelope(8450), "entries/0000/84/00008450.dsse");
        assert_eq!(entry(123_456_789), "entries/12345/67/123456789.json");
        assert_eq!(entry(u64::MAX), "entries/1844674407370955/16/18446744073709551615.json");
        let paths: HashSet<String> = (0..30_000).map(entry).collect();
        assert_eq!(paths.len(), 30_000);
    }

    #[test]
    fn attack_13_every_path_is_made_of_digits() {
        let digest = Hash::of(b"../../etc/passwd");
        for path in [entry(7), envelope(u64::MAX), evidence(&digest), mark(&digest), staged(&digest)] {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/.".contains(&byte);
            assert!(path.bytes().all(plain) && !path.contains("..") && !path.starts_with('/'), "{path}");
        }
        assert_eq!(evidence(&Hash::ZERO), format!("evidence/00/{}", "0".repeat(64)));
    }

    #[test]
    fn a_shard_is_a_month() {
        let time = Moment::parse("2026-11-30T23:59:59.999Z").unwrap();
        let origin = Origin::parse("github.com/1/2/deployments").unwrap();
        let shard = origin.with_shard(month(time).unwrap());
        assert_eq!((folder(&origin).as_str(), folder(&shard).as_str()), ("ledger", "ledger-2026-11"));
        assert_eq!(branch("record", &shard), "record/2026-11");
        assert_eq!(branch("record", &origin), "record");
        for one in [&origin, &shard] {
            assert_eq!(shard_in(&shard, &folder(one)).as_ref(), Some(one));
            assert_eq!(shard_on(&shard, "record", &branch("record", one)).as_ref(), Some(one));
        }
        for other in ["ledger-", "ledger-../x", "ledgers", "ledger-A", ".copy-ledger", "lock", ""] {
            assert!(shard_in(&origin, other).is_none(), "{other}");
        }
        assert!(
            shard_on(&origin, "record", "records").is_none()
                && shard_on(&origin, "record", "record/a/b").is_none()
        );
        // A name that Windows reserves stands behind a word of ours.
        assert_eq!(folder(&origin.with_shard(Slug::new("con").unwrap())), "ledger-con");
    }
}
