//! What happened to an issue beside its comments.

use serde::Deserialize;

use super::comment::Actor;
use super::connection::{Connection, Query, collect};
use super::documents::EVENTS;
use crate::client::GitHub;
use crate::errors::Error;
use crate::repository::Repository;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The name in GraphQL.
    pub id: String,
    /// When.
    pub created_at: jiff::Timestamp,
    /// Who did it; nobody if the account is gone.
    pub actor: Option<Actor>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What can happen to an issue, of what matters to an approval. Another type than those asked for is an error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "__typename", rename_all_fields = "camelCase")]
pub enum Happening {
    /// A comment was deleted; of what it said nothing is left.
    #[serde(rename = "CommentDeletedEvent")]
    CommentDeleted {
        /// Whose it was; nobody if the account is gone.
        deleted_comment_author: Option<Actor>,
    },
    /// The title changed.
    #[serde(rename = "RenamedTitleEvent")]
    Renamed {
        /// From.
        previous_title: String,
        /// To.
        current_title: String,
    },
    /// It came from another repository.
    #[serde(rename = "TransferredEvent")]
    Transferred {
        /// From where; nothing if the token does not see it.
        from_repository: Option<Named>,
    },
    /// It was closed.
    #[serde(rename = "ClosedEvent")]
    Closed {
        /// `COMPLETED`, `NOT_PLANNED` or `DUPLICATE`.
        state_reason: Option<String>,
    },
    /// It was opened again.
    #[serde(rename = "ReopenedEvent")]
    Reopened,
    /// From then on only collaborators may comment.
    #[serde(rename = "LockedEvent")]
    Locked {
        /// `OFF_TOPIC`, `RESOLVED`, `SPAM` or `TOO_HEATED`.
        lock_reason: Option<String>,
    },
    /// All may comment again.
    #[serde(rename = "UnlockedEvent")]
    Unlocked,
    /// It became a discussion.
    #[serde(rename = "ConvertedToDiscussionEvent")]
    ConvertedToDiscussion,
}

/// A repository by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    /// `owner/name`.
    pub name_with_owner: String,
}

#[derive(Deserialize)]
struct Answer {
    repository: Option<InRepository>,
}

#[derive(Deserialize)]
struct InRepository {
    issue: Option<Items>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Items {
    timeline_items: Connection<Event>,
}

/// All events of these types, in the order in which they happened.
///
/// # Errors
/// As [`super::read`].
pub async fn events(github: &GitHub, repository: &Repository, issue: u64) -> Result<Vec<Event>, Error> {
    from(github, repository, issue, None).await
}

/// The same, where the first page came with something else.
pub(super) async fn from(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    first: Option<Connection<Event>>,
) -> Result<Vec<Event>, Error> {
    let query = Query::of_issue(&EVENTS, repository, issue);
    let open = |answer: Answer| Some(answer.repository?.issue?.timeline_items);
    collect(github, &query, first, open).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, more: &str) -> Result<Event, serde_json::Error> {
        let actor = r#"{"__typename": "Bot", "login": "github-actions", "databaseId": 41898282}"#;
        serde_json::from_str(&format!(
            r#"{{"__typename": "{kind}", "id": "x", "createdAt": "2026-11-22T10:00:00Z", "actor": {actor}{more}}}"#
        ))
    }

    #[test]
    fn each_type_is_an_event() {
        let renamed = event("RenamedTitleEvent", r#", "previousTitle": "a", "currentTitle": "b""#).unwrap();
        assert_eq!(renamed.actor.unwrap().id, Some(41_898_282));
        assert_eq!(
            renamed.what,
            Happening::Renamed { previous_title: "a".to_owned(), current_title: "b".to_owned() }
        );
        let deleted = event("CommentDeletedEvent", r#", "deletedCommentAuthor": null"#).unwrap();
        assert_eq!(deleted.what, Happening::CommentDeleted { deleted_comment_author: None });
        for kind in ["ReopenedEvent", "UnlockedEvent", "ConvertedToDiscussionEvent"] {
            assert!(event(kind, "").is_ok(), "{kind}");
        }
    }

    #[test]
    fn another_type_is_not_passed_over() {
        assert!(event("PinnedEvent", "").is_err() && event("RenamedTitleEvent", "").is_err());
    }
}
