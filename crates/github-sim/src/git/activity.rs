//! What happened to references: the server's own record, which no client can forge. The page "List repository activities" of
//! GitHub's REST documentation names its kinds.

use jiff::Timestamp;

use super::oid::Oid;

/// One change of one reference.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    /// Its number; later ones are larger.
    pub(crate) id: u64,
    /// The full name of the reference.
    pub(crate) reference: String,
    /// What it named before.
    pub(crate) before: Oid,
    /// What it names since.
    pub(crate) after: Oid,
    /// `push`, `force_push`, `branch_creation` or `branch_deletion`.
    pub(crate) kind: &'static str,
    /// Whose token it was.
    pub(crate) actor: Option<u64>,
    /// When, by the server's clock.
    pub(crate) at: Timestamp,
}

impl Activity {
    /// The kind of a change.
    pub(crate) fn kind_of(before: &Oid, after: &Oid, fast_forward: bool) -> &'static str {
        match (before.is_zero(), after.is_zero()) {
            (true, _) => "branch_creation",
            (_, true) => "branch_deletion",
            _ if fast_forward => "push",
            _ => "force_push",
        }
    }
}
