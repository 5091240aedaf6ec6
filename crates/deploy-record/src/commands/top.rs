//! The commands that say what was deployed: read-only, over a store or a pack, and offline where those are files.
//!
//! [`source`] reads and verifies every shard of a ledger and gathers its history from the very bytes that were verified; each command asks that
//! for one thing. [`ground`] says what such an answer can prove, and what it cannot. A pack is written by [`pack`] and read by [`unpack`].
//! [`reconcile`] and [`cleanup`] ask GitHub as well; only the latter changes anything, and nothing of a ledger.

mod again;
mod asked;
mod audit;
mod cleanup;
mod deployed;
mod evidence;
mod export;
mod ground;
mod hub;
mod incidents;
mod metrics;
mod one;
mod pack;
mod part;
mod query;
mod reconcile;
pub(crate) mod report;
mod row;
mod shipped;
mod source;
mod span;
mod stale;
mod targets;
mod unpack;

use super::Entry;

/// All of them.
pub(crate) const TOP: &[Entry] = &[
    (one::command, one::run),
    (query::command, query::run),
    (deployed::command, deployed::run),
    (targets::command, targets::run),
    (stale::command, stale::run),
    (incidents::command, incidents::run),
    (metrics::command, metrics::run),
    (report::command, report::run),
    (shipped::command, shipped::run),
    (audit::command, audit::run),
    (pack::command, pack::run),
    (export::command, export::run),
    (reconcile::command, reconcile::run),
    (cleanup::command, cleanup::run),
];
