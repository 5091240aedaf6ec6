//! Who this client is to GitHub: what it wrote is known by this, never by a text alone.

use serde::Deserialize;
use serde_json::json;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::Error;
use crate::graphql::document;

/// `GET /user` is closed to a workflow's token, GraphQL's `viewer` is not: it answers `github-actions[bot]`.
pub(crate) static VIEWER: Call = Call::query(
    "find out whom the token belongs to",
    "Viewer",
    "query Viewer { viewer { login databaseId } }",
    "none",
);

/// An account, by the number that stays when it is renamed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The name as it is now.
    pub login: String,
    /// The number.
    #[serde(rename = "databaseId")]
    pub id: u64,
}

#[derive(Deserialize)]
struct Viewer {
    viewer: Identity,
}

impl GitHub {
    /// Whom the token belongs to; asked once.
    ///
    /// # Errors
    /// As any read.
    pub async fn viewer(&self) -> Result<&Identity, Error> {
        let ask = async || {
            let answer: Viewer = self.query(document(&VIEWER, &json!({}))).await?;
            Ok(answer.viewer)
        };
        self.inner.viewer.get_or_try_init(ask).await
    }
}
