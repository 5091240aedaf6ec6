//! The entries of a ledger, one after the other, so that memory does not grow with their envelopes.

use std::ops::Range;

use stores::{Head, Store, StoreError, StoredEntry};

use crate::bar::Bar;

/// Entries that are read at once: the files of one folder.
pub(crate) const AT_ONCE: u64 = 100;

/// An entry as the store gave it, or why it did not.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) stored: StoredEntry,
    /// What is wrong with the files, where they are no ledger's: too long, or no plain file.
    pub(crate) refused: Option<String>,
}

/// Hands on each entry of a range. Files that no ledger could have written are the ledger's fault, so that the walk goes on; what keeps
/// the store from being read is the store's.
pub(crate) async fn each(
    store: &Store,
    head: &Head,
    range: Range<u64>,
    bar: &Bar,
    mut take: impl AsyncFnMut(Fetched) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut next = range.start;
    while next < range.end {
        let part = next..range.end.min(next.saturating_add(AT_ONCE));
        next = part.end;
        let fetched = match store.entries(head, part.clone()).await {
            Ok(entries) => {
                entries.into_iter().map(|stored| Fetched { stored, refused: None }).collect::<Vec<_>>()
            }
            Err(error) if is_the_ledgers(&error) => {
                let mut fetched = Vec::new();
                for index in part {
                    fetched.push(one(store, head, index).await?);
                }
                fetched
            }
            Err(error) => return Err(error.into()),
        };
        for fetched in fetched {
            take(fetched).await?;
            bar.advance();
        }
    }
    Ok(())
}

async fn one(store: &Store, head: &Head, index: u64) -> anyhow::Result<Fetched> {
    match store.entry(head, index).await {
        Ok(stored) => Ok(Fetched { stored, refused: None }),
        Err(error) if is_the_ledgers(&error) => Ok(Fetched {
            stored: StoredEntry { index, entry: None, envelope: None },
            refused: Some(error.to_string()),
        }),
        Err(error) => Err(error.into()),
    }
}

/// Whether it is a file that no ledger could have written, and not the way to it that is broken.
const fn is_the_ledgers(error: &StoreError) -> bool {
    matches!(error, StoreError::TooLarge { .. } | StoreError::Refused { .. } | StoreError::Damaged { .. })
}
