//! Where a run keeps its record: the ledger that its inputs name ([`place`]), the keys that sign ([`secrets`]), what hides people ([`veil`]),
//! names that are the same whoever makes them ([`naming`]), and appends ([`append()`]).
//!
//! Approvals and deployments stand in one ledger, written by two tools. What one calls a person, an environment or an event the other has to find,
//! so both are here. What people bring to be recorded is read here too: [`artifacts`] by their digests, [`verdicts`] by their judgement.

pub mod append;
pub mod artifacts;
pub mod event;
pub mod naming;
pub mod open;
pub mod place;
pub mod secrets;
pub mod veil;
pub mod verdicts;

pub use append::{AppendError, Ledger, Writer, append, read};
pub use event::{Event, Private, Whole};
pub use open::{Open, Opening};
pub use place::{Place, run};
pub use secrets::Secrets;
pub use veil::Veil;
