//! A comment with its history.

use serde::{Deserialize, Deserializer};

use super::connection::Connection;
use crate::errors::{Error, Kind};
use crate::request::Request;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Actor {
    /// `User`, `Bot`, `Mannequin`, `Organization`, `EnterpriseUserAccount`.
    #[serde(rename = "__typename")]
    pub kind: String,
    /// The name as it is now; that of a bot lacks the `[bot]` that REST shows.
    pub login: String,
    /// The number, which stays; nothing for kinds that have none, and beyond 32 bits.
    #[serde(rename = "databaseId")]
    pub id: Option<u64>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The number, ascending in time.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The page for people.
    pub url: String,
    /// The text as it is now.
    pub body: String,
    /// Who wrote it first; nobody if the account is gone.
    pub author: Option<Actor>,
    /// When it was written.
    pub created_at: jiff::Timestamp,
    /// When anything of it changed.
    pub updated_at: jiff::Timestamp,
    /// Whether it is an answer to a notification by mail, for which nobody signed in.
    pub created_via_email: bool,
    /// When the text was last edited; nothing if never.
    pub last_edited_at: Option<jiff::Timestamp>,
    /// Who edited it last; nobody also if the account is gone, so that [`Self::last_edited_at`] tells whether anybody did.
    pub editor: Option<Actor>,
    /// Whether the history begins with the first text.
    pub includes_created_edit: bool,
    /// Whether it is hidden.
    pub is_minimized: bool,
    /// Why it is hidden.
    pub minimized_reason: Option<String>,
    /// All states of the text after an edit, newest first; none if it was never edited.
    pub edits: Vec<Edit>,
}

/// A state of a text in its history.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// When the text became so.
    pub edited_at: jiff::Timestamp,
    /// Who made it so; nobody if the account is gone.
    pub editor: Option<Actor>,
    /// When somebody took the text out of the history.
    pub deleted_at: Option<jiff::Timestamp>,
    /// Who took it out; nobody if the account is gone.
    pub deleted_by: Option<Actor>,
}

/// A comment as it comes, with the first page of its history.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    id: String,
    #[serde(deserialize_with = "big")]
    full_database_id: u64,
    url: String,
    body: String,
    author: Option<Actor>,
    created_at: jiff::Timestamp,
    updated_at: jiff::Timestamp,
    created_via_email: bool,
    last_edited_at: Option<jiff::Timestamp>,
    editor: Option<Actor>,
    includes_created_edit: bool,
    is_minimized: bool,
    minimized_reason: Option<String>,
    user_content_edits: Option<Connection<Edit>>,
}

impl Listed {
    /// The comment, and the first page of its history.
    ///
    /// # Errors
    /// [`Kind::Truncated`] if it was edited and has no history.
    pub(super) fn open(self, request: &Request) -> Result<(Comment, Option<Connection<Edit>>), Error> {
        if self.user_content_edits.is_none() && self.last_edited_at.is_some() {
            return Err(request.error(Kind::Truncated, "GitHub does not show how a comment was edited"));
        }
        let comment = Comment {
            id: self.full_database_id,
            node_id: self.id,
            url: self.url,
            body: self.body,
            author: self.author,
            created_at: self.created_at,
            updated_at: self.updated_at,
            created_via_email: self.created_via_email,
            last_edited_at: self.last_edited_at,
            editor: self.editor,
            includes_created_edit: self.includes_created_edit,
            is_minimized: self.is_minimized,
            minimized_reason: self.minimized_reason,
            edits: Vec::new(),
        };
        Ok((comment, self.user_content_edits))
    }
}

/// GraphQL's `BigInt` is a text, since JSON's numbers lose digits in many readers.
fn big<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}
