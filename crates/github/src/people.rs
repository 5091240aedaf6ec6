//! People: who somebody is, and what they may do here.

use serde::Deserialize;

/// An account as it appears beside what it did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// The name as it is now; names change hands.
    pub login: String,
    /// The number, which stays.
    pub id: u64,
    /// `User`, `Bot`, `Organization`, `Mannequin`.
    #[serde(rename = "type")]
    pub kind: String,
}
