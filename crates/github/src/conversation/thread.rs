//! Everything of an issue with as few requests as it takes: whoever waits for people for days asks for it often.

use serde::Deserialize;

use super::comment::Listed;
use super::connection::{Connection, Query, collect};
use super::documents::{COMMENTS, THREAD};
use super::timeline::{self, Event};
use super::{Answer, Comment, Issue, all_with_edits};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::identity::Identity;
use crate::repository::Repository;

/// An issue, its comments and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Whom the token belongs to.
    pub viewer: Identity,
    /// The issue.
    pub issue: Issue,
    /// All comments with all of their edits, in the order in which they were written.
    pub comments: Vec<Comment>,
    /// All events, in the order in which they happened.
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
struct Whole {
    viewer: Identity,
    repository: Option<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    issue: Option<Held>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Held {
    #[serde(flatten)]
    issue: Issue,
    comments: Connection<Listed>,
    timeline_items: Connection<Event>,
}

/// Reads an issue, all of its comments and all of its events: one request if there are at most a hundred of each.
///
/// # Errors
/// As [`super::read`].
pub async fn thread(github: &GitHub, repository: &Repository, issue: u64) -> Result<Thread, Error> {
    let query = Query::of_issue(&THREAD, repository, issue);
    let request = query.request(None);
    let answer: Whole = github.query(request.clone()).await?;
    let missing = || request.error(Kind::NotFound, "there is no such issue");
    let held = answer.repository.and_then(|found| found.issue).ok_or_else(missing)?;
    // Whoever asked with this token need not ask again whose it is.
    let _ = github.inner.viewer.set(answer.viewer.clone());
    let more = Query::of_issue(&COMMENTS, repository, issue);
    let open = |answer: Answer| Some(answer.repository?.issue?.comments);
    let listed = collect(github, &more, Some(held.comments), open).await?;
    let comments = all_with_edits(github, &query, listed).await?;
    let events = timeline::from(github, repository, issue, Some(held.timeline_items)).await?;
    Ok(Thread { viewer: answer.viewer, issue: held.issue, comments, events })
}
