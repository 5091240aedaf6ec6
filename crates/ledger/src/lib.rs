//! The ledger: an append-only record of approvals and deployments that anybody can check, on any machine, without a network.
//!
//! This crate is pure. It reads no file, asks no clock, draws no random number and opens no connection: bytes, times, salts and keys
//! are arguments. `FORMAT.md` beside it describes every byte for whoever writes another verifier. From top to bottom:
//!
//! 1. **What is said.** A [`predicate`] is one event: a deployment, an approval, an incident, what ran, an amendment, a key, a seal, a
//!    gap. With the things that it is about it forms a [`statement`], which is in-toto's Statement v1 in the strict JSON of [`json`]:
//!    no key twice, no float, no number beyond 2^53 − 1, no `null`, texts in form C without hidden characters ([`mod@text`]), and
//!    limits on everything. Moments ([`moment`]), names ([`name`]), digests ([`digest`]) and ledgers ([`origin`]) have one form each.
//! 2. **Who says it.** [`dsse`] signs exactly the bytes of the statement by Ed25519 keys ([`signer`]); nothing is ever serialised
//!    again to be verified.
//! 3. **Where it stands.** An [`entry`] of at most 1 KiB names the envelope by its SHA-256, its index, and the leaf hash of the entry
//!    before. Its own leaf hash is `SHA-256(0x00 ‖ entry)`; the tree over all leaves is that of RFC 6962 ([`tree`]). [`tip`] appends:
//!    O(log n), from nothing but the right edge of the tree. [`prove`] makes the proofs that [`proof`] verifies, out of a few nodes that
//!    are [`kept`] beside the entries; [`proof_file`] is the file to take away.
//! 4. **Who vouches for all of it.** A [`checkpoint`] is the size and the root, as a signed [`note`] (C2SP). A [`witness`] signs that
//!    it saw it; two that cannot both be true are a [`fork`].
//! 5. **Who may.** A [`keyring`] begins with anchors from outside ([`trust`]) and follows the `key` entries; it knows the keys of each index, and
//!    what was revoked since, and which workflow [`runs`] may record.
//! 6. **Whether it is true.** [`verify`](mod@verify) takes entries, heads and keys and finds every [`fault`]; the [`report`] also says
//!    what cannot be known.
//!    What passes is [`known`]: the statements that a decision may rest on.
//! 7. **Whose names are in it.** None: pseudonyms, and [`commitment`]s to values that are kept apart and can be erased.

pub mod checkpoint;
pub mod commitment;
pub mod digest;
pub mod dsse;
pub mod entry;
pub mod fault;
pub mod fork;
pub mod hash;
pub mod json;
pub mod kept;
pub mod keyring;
pub mod known;
pub mod moment;
pub mod name;
pub mod note;
pub mod origin;
pub mod predicate;
pub mod proof;
pub mod proof_file;
pub mod prove;
pub mod report;
pub mod runs;
pub mod signer;
pub mod statement;
pub mod text;
pub mod tip;
pub mod tree;
pub mod trust;
pub mod verify;
pub mod witness;

#[cfg(test)]
mod mutated;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
/// The example of FORMAT.md, made again from its keys.
#[cfg(test)]
mod worked_example;
