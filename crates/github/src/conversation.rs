//! The truth about the comments of an issue: what REST does not tell. Who edited a comment, whether it came by mail, whether it is hidden,
//! what was deleted.
//!
//! Whoever can write can edit and delete anyone's comment ("Repository roles for an organization"), and can remove texts from the history
//! of edits, where who and when remain ("Tracking changes in a comment").

use serde::Deserialize;
use serde_json::Value;

use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::repository::Repository;

mod comment;
mod connection;
mod documents;
mod last_edit;
mod thread;
mod timeline;

pub use comment::{Actor, Comment, Edit};
pub(crate) use documents::{COMMENT, COMMENTS, EDITS, EVENTS, LAST_EDIT, THREAD};
pub(crate) use last_edit::is_as_written;
pub use thread::{Thread, thread};
pub use timeline::{Event, Happening, events};

use comment::Listed;
use connection::{Connection, Query, collect};

/// An issue as it was when its comments were read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// The name in GraphQL, which no other issue ever has.
    #[serde(rename = "id")]
    pub node_id: String,
    /// The number in its repository.
    pub number: u64,
    /// The page for people.
    pub url: String,
    /// Where it is, whatever was asked for.
    pub repository: Located,
    /// The title.
    pub title: String,
    /// The text.
    pub body: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether only collaborators may comment.
    pub locked: bool,
    /// Who opened it; nobody if the account is gone.
    pub author: Option<Actor>,
    /// When it was opened.
    pub created_at: jiff::Timestamp,
    /// When the text was last edited.
    pub last_edited_at: Option<jiff::Timestamp>,
    /// Who edited the text last; nobody also if the account is gone.
    pub editor: Option<Actor>,
}

/// The repository that an issue is in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Located {
    /// The number, which stays; nothing beyond 32 bits.
    #[serde(rename = "databaseId")]
    pub id: Option<u64>,
    /// `owner/name`.
    pub name_with_owner: String,
}

#[derive(Deserialize)]
struct Answer {
    repository: Option<InRepository>,
}

#[derive(Deserialize)]
struct InRepository {
    issue: Option<WithComments>,
}

#[derive(Deserialize)]
struct WithComments {
    #[serde(flatten)]
    issue: Issue,
    comments: Connection<Listed>,
}

/// Reads an issue and all of its comments in the order in which they were written, each with all of its edits.
///
/// # Errors
/// [`Kind::NotFound`] if there is no such issue, if it was transferred, or if the repository has another name now; [`Kind::Truncated`] if
/// GitHub does not give all of it; and as any read.
pub async fn read(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
) -> Result<(Issue, Vec<Comment>), Error> {
    let query = Query::of_issue(&COMMENTS, repository, issue);
    let mut shown = None;
    let open = |answer: Answer| {
        let found = answer.repository?.issue?;
        shown = Some(found.issue);
        Some(found.comments)
    };
    let listed = collect(github, &query, None, open).await?;
    let comments = all_with_edits(github, &query, listed).await?;
    let missing = || query.request(None).error(Kind::NotFound, "there is no such issue");
    Ok((shown.ok_or_else(missing)?, comments))
}

#[derive(Deserialize)]
struct Node<T> {
    node: Option<T>,
}

#[derive(Deserialize)]
struct Place {
    // Not there for a node of another type.
    issue: Option<Number>,
    repository: Option<Name>,
}

#[derive(Deserialize)]
struct Number {
    number: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    name_with_owner: String,
}

/// Reads one comment by its name in GraphQL, which must be a comment of this issue: an event can name any.
///
/// # Errors
/// [`Kind::NotFound`] if it is gone, is no comment, or is one of another issue; and as [`read`].
pub async fn comment(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    node_id: &str,
) -> Result<Comment, Error> {
    let query = Query::of_node(&COMMENT, node_id);
    let request = query.request(None);
    let answer: Node<Value> = github.query(request.clone()).await?;
    let unexpected = |error| request.error(Kind::Unexpected, &format!("GitHub's answer reads: {error}"));
    let missing = || request.error(Kind::NotFound, "it is no comment of this issue");
    let node = answer.node.ok_or_else(missing)?;
    let place: Place = serde_json::from_value(node.clone()).map_err(unexpected)?;
    let number = place.issue.map(|issue| issue.number);
    let name = place.repository.map(|found| found.name_with_owner).unwrap_or_default();
    if number != Some(issue) || !name.eq_ignore_ascii_case(&repository.to_string()) {
        return Err(missing());
    }
    with_edits(github, &query, serde_json::from_value(node).map_err(unexpected)?).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WithEdits {
    user_content_edits: Option<Connection<Edit>>,
}

async fn all_with_edits(github: &GitHub, query: &Query, listed: Vec<Listed>) -> Result<Vec<Comment>, Error> {
    let mut comments = Vec::with_capacity(listed.len());
    for one in listed {
        comments.push(with_edits(github, query, one).await?);
    }
    Ok(comments)
}

/// The comment with all of its edits, also those that did not fit beside it.
async fn with_edits(github: &GitHub, query: &Query, listed: Listed) -> Result<Comment, Error> {
    let (mut comment, first) = listed.open(&query.request(None))?;
    if first.is_some() {
        let open = |answer: Node<WithEdits>| answer.node?.user_content_edits;
        let older = Query::of_node(&EDITS, &comment.node_id);
        comment.edits = collect(github, &older, first, open).await?;
    }
    Ok(comment)
}
