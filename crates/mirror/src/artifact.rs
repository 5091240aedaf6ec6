//! Where an artifact is, on the pages of an organisation that GitHub calls linked artifacts.

use github::artifact_records::{self, NewRecord};
use github::{Error, GitHub, Kind};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noted {
    /// GitHub has it: so many records were made or changed.
    Stored(u64),
    /// GitHub does not offer this here, or not to this token: 403 or 404. Organisations, plans and servers differ, so that this is no failure.
    NotHere(Error),
}

/// Tells an organisation where an artifact is. What is told later of the same place replaces it, so that this proves nothing.
///
/// # Errors
/// As any write, but for 403 and 404.
pub async fn record_artifact(github: &GitHub, organization: &str, record: &NewRecord) -> Result<Noted, Error> {
    match artifact_records::record(github, organization, record).await {
        Ok(count) => Ok(Noted::Stored(count)),
        Err(error) if matches!(error.kind, Kind::NotFound | Kind::Forbidden) => Ok(Noted::NotHere(error)),
        Err(error) => Err(error),
    }
}
