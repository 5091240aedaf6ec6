//! Where a ledger lives: a folder, a branch, an object store.
//!
//! [`Store`] is one shard of a ledger at its place, whichever kind that is; [`Store::append`] takes a [`Batch`] if the head is still the expected one, and
//! [`append::append`] repeats the whole of reading, building and appending until it is. [`Sequencer`] builds: it gives records their places after a head that
//! a known key signed. [`layout`] says what lies where, [`Address`] how a store is written. [`People`] keeps what names a person, apart from all of it.

mod address;
pub mod append;
pub mod batch;
mod branch;
#[cfg(feature = "objects")]
mod bucket;
#[cfg(feature = "cloud")]
mod cloud;
mod error;
mod folder;
pub mod head;
pub mod layout;
#[cfg(feature = "objects")]
mod objects;
pub mod people;
mod place;
mod proofs;
mod receive;
mod seen;
mod sequence;
mod store;
mod transport;

pub use address::{Address, AddressError, Cloud};
pub use batch::{Batch, BatchError, Placed};
pub use branch::{Fetcher, Way};
pub use error::{AppendError, StoreError};
pub use head::{Head, HeadError, Version};
pub use people::{People, PeopleError};
pub use receive::Receiver;
pub use seen::{Lost, Seen};
pub use sequence::{SequenceError, Sequencer};
pub use store::{Found, Store, StoredEntry};

#[cfg(test)]
mod samples;
