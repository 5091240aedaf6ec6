//! Comments on issues and pull requests.

use serde::Deserialize;
use serde_json::json;

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::marker::Marker;
use crate::newest::Newest;
use crate::page::Changed;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static LIST: Call = Call::read(
    "list the comments of an issue",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    "issues: read",
);
pub(crate) static READ: Call =
    Call::read("read a comment", "/repos/{owner}/{repo}/issues/comments/{comment_id}", "issues: read");
pub(crate) static NEWEST: Call = Call::read(
    "list the newest comments of a repository",
    "/repos/{owner}/{repo}/issues/comments",
    "issues: read",
);
pub(crate) static CREATE: Call = Call::write(
    "comment on an issue",
    Verb::Post,
    "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    "issues: write",
    Repeat::LookedUp("newer comments, by issue, author and text"),
);
pub(crate) static UPDATE: Call = Call::write(
    "update a comment",
    Verb::Patch,
    "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    "issues: write",
    Repeat::Idempotent,
);
pub(crate) static DELETE: Call = Call::write(
    "delete a comment",
    Verb::Delete,
    "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    "issues: write",
    Repeat::Idempotent,
);
pub(crate) static PIN: Call = Call::write(
    "pin a comment",
    Verb::Put,
    "/repos/{owner}/{repo}/issues/comments/{comment_id}/pin",
    "issues: write",
    Repeat::Idempotent,
);

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Comment {
    /// The number, ascending in time.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The text.
    #[serde(default)]
    pub body: String,
    /// Who wrote it; nobody if the account is gone.
    pub user: Option<Account>,
    /// When it was written.
    pub created_at: jiff::Timestamp,
    /// When it was last changed.
    pub updated_at: jiff::Timestamp,
    /// The page for people.
    pub html_url: String,
    /// The address of its issue in the API.
    pub issue_url: String,
    /// What the author is to the repository: `MEMBER`, `NONE`, …; a label for people, never an authority.
    #[serde(default)]
    pub author_association: String,
    /// The app that the comment was made through, if any.
    pub performed_via_github_app: Option<App>,
}

/// An app, by what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct App {
    /// The number.
    pub id: u64,
    /// The name in addresses.
    pub slug: Option<String>,
}

/// Comments of one issue that are read at most.
pub const MOST: usize = 20_000;

/// All comments, in the order in which they were written.
///
/// # Errors
/// [`crate::Kind::Truncated`] beyond [`MOST`], and as any list.
pub async fn list(github: &GitHub, repository: &Repository, issue: u64) -> Result<Vec<Comment>, Error> {
    github.list(Request::of(&LIST, repository).at("issue_number", issue), MOST).await
}

/// The comments of one page (from 1, of 100), unless they are as they were when `etag` was given. That costs nothing of the rate
/// limit; it tells nothing about other pages.
///
/// # Errors
/// As any read.
pub async fn page_if_changed(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    page: u64,
    etag: Option<&str>,
) -> Result<Changed<Vec<Comment>>, Error> {
    let request = Request::of(&LIST, repository).at("issue_number", issue);
    github.if_changed(request.query("per_page", 100).query("page", page), etag).await
}

/// Reads a comment.
///
/// # Errors
/// 404 if it was deleted, and as any read.
pub async fn read(github: &GitHub, repository: &Repository, comment: u64) -> Result<Comment, Error> {
    github.send(Request::of(&READ, repository).at("comment_id", comment)).await
}

/// Writes a comment with a mark. A lost answer ends with one comment: it is looked for by mark, text and author.
///
/// # Errors
/// As any write.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    marker: &Marker,
    body: &str,
) -> Result<Comment, Error> {
    let text = marker.on(body);
    let own = github.viewer().await?.id;
    // Numbers ascend: what is lost is newer than all that was there before, even if the same text was written already.
    let newest = newest(github, repository);
    let before = newest.top().await?;
    let page = format!("/issues/{issue}");
    let is_lost =
        |comment: &Comment| is_by(comment, own) && comment.body == text && comment.issue_url.ends_with(&page);
    let find = async || Ok(newest.since(before).await?.into_iter().find(is_lost));
    let request = Request::of(&CREATE, repository).at("issue_number", issue).json(&json!({"body": text}));
    github.send_or_find(request, find).await
}

/// The comments of all issues, the newest first.
fn newest<'a>(github: &'a GitHub, repository: &Repository) -> Newest<'a, Comment> {
    let request = Request::of(&NEWEST, repository).query("sort", "created").query("direction", "desc");
    Newest::of(github, request, |comment| comment.id)
}

pub(crate) fn is_by(comment: &Comment, author: u64) -> bool {
    comment.user.as_ref().is_some_and(|user| user.id == author)
}

/// Replaces a comment's text, mark included.
///
/// # Errors
/// As any write.
pub async fn update(
    github: &GitHub,
    repository: &Repository,
    comment: u64,
    text: &str,
) -> Result<Comment, Error> {
    let request = Request::of(&UPDATE, repository).at("comment_id", comment).json(&json!({"body": text}));
    github.send(request).await
}

/// Deletes a comment.
///
/// # Errors
/// As any write.
pub async fn delete(github: &GitHub, repository: &Repository, comment: u64) -> Result<(), Error> {
    github.send(Request::of(&DELETE, repository).at("comment_id", comment)).await
}

/// Pins a comment above the others of its issue.
///
/// # Errors
/// As any write.
pub async fn pin(github: &GitHub, repository: &Repository, comment: u64) -> Result<(), Error> {
    github.send::<serde_json::Value>(Request::of(&PIN, repository).at("comment_id", comment)).await.map(drop)
}
