//! Commits that GitHub signs itself: those of `createCommitOnBranch`, and those that a bot makes over REST without naming an
//! author ("Commit signature verification for bots" in GitHub's documentation).

use anyhow::Result;
use jiff::Timestamp;

use super::commit::{Commit, NewCommit};
use super::oid::Oid;
use super::person::Person;
use super::store::Store;
use crate::hub::Hub;

/// What stands in the `gpgsig` header. It proves nothing by itself: the simulator knows its own commits by name.
const SIGNATURE: &str =
    "-----BEGIN PGP SIGNATURE-----\n\nthe simulated web-flow key\n-----END PGP SIGNATURE-----";

/// The committer of signed commits.
pub(crate) fn web_flow(at: Timestamp) -> Person {
    Person::new("GitHub", "noreply@github.com", at)
}

/// What GitHub says about a commit's signature.
pub(crate) struct Verification {
    /// Whether it trusts it.
    pub(crate) verified: bool,
    /// Its word for that.
    pub(crate) reason: &'static str,
}

impl Hub {
    /// Stores a commit with GitHub's own signature.
    pub(crate) fn put_signed(&mut self, store: &Store, mut new: NewCommit) -> Result<Oid> {
        new.signature = Some(SIGNATURE.to_owned());
        let oid = store.put_commit(&new)?;
        self.depot.signed.insert(oid.clone());
        Ok(oid)
    }

    /// Judges a commit's signature: no foreign key is known here.
    pub(crate) fn verification(&self, commit: &Commit) -> Verification {
        match (&commit.signature, self.depot.signed.contains(&commit.oid)) {
            (Some(_), true) => Verification { verified: true, reason: "valid" },
            (Some(_), false) => Verification { verified: false, reason: "unknown_key" },
            (None, _) => Verification { verified: false, reason: "unsigned" },
        }
    }
}
