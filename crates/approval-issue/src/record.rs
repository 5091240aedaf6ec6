//! What the ledger says of a request: what was asked, what people wrote, who decided what, how it ended, and who used it.
//!
//! [`events()`] is what has to be appended so that the ledger says what an evaluation found, [`read`] the way back to the facts of the next
//! evaluation, [`append()`] brings the one to a store after the other: all events of a run in one append, computed anew from what is there
//! whenever somebody else was faster. The decision is recorded first: whoever resumes or deploys does so after an append that succeeded.
//!
//! Nobody is named. Accounts, texts, names and reasons are hidden by a key ([`Veil`]) that lies apart from the ledger. What cannot be hidden is
//! the request itself: whoever asked stands in it by the number of the account.
//!
//! What is appended again is not recorded again: each event has a key that is made of the request, the comment and what is said, never of a
//! run or a time, and nothing is built on another head than the one that was read.

pub mod append;
pub mod audit;
pub mod event;
pub mod events;
pub mod export;
mod memberships;
mod naming;
mod notice;
mod outcome;
mod recorded;
pub mod roster;
mod veil;
mod vote;

pub use append::{AppendError, Writer, append};
pub use audit::verify_record;
pub use event::Event;
pub use events::{Case, events};
pub use export::{Export, export};
pub use ledger::known::{Known, Unusable, known};
pub use naming::environment_slug;
pub(crate) use naming::moment;
pub use recorded::{Noticed, Recorded, read};
pub use roster::Roster;
pub use veil::Veil;

/// Why something cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A name that no record can hold.
    #[error("the record cannot hold a name of this request: {0}; give it a plain name")]
    Name(#[from] ::ledger::name::NameError),
    /// A moment that no record can hold.
    #[error(transparent)]
    Moment(#[from] ::ledger::moment::MomentError),
    /// A digest that is none.
    #[error("the record cannot hold a digest of this request: {0}")]
    Digest(#[from] ::ledger::digest::DigestError),
    /// A digest that is none.
    #[error("the record cannot hold a digest of this request: {0}")]
    Hash(#[from] ::ledger::hash::HashError),
    /// The request itself.
    #[error(transparent)]
    Request(#[from] approval::request::RequestError),
    /// What is said has no canonical bytes.
    #[error("failed to write the record: {0}")]
    Canonical(#[from] verdict::canonical::CanonicalError),
    /// A value that no commitment takes.
    #[error(transparent)]
    Value(#[from] ::ledger::commitment::DisclosureError),
    /// An event rests on another one that is neither there nor appended with it.
    #[error("an event rests on a decision that the record does not hold: read the record anew")]
    Place,
    /// Nothing says that the request was asked for, and what is to be recorded is not that.
    #[error("the record does not hold this request: record that it was asked for first")]
    NotAsked,
}
