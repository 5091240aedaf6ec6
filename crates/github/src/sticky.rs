//! One comment for each (tool, key) on an issue or pull request, updated in place.

use crate::client::GitHub;
use crate::comments::{self, Comment, is_by};
use crate::conversation::is_as_written;
use crate::errors::{Error, Kind};
use crate::marker::{LONGEST_BODY, Marker, first_that_fits};
use crate::repository::Repository;

/// Writes the comment, or replaces its text if it differs. It is found by the mark **and** the author, and nobody else may have edited it
/// last: a copy of the mark in somebody else's comment, or put into one of ours by somebody else, is not touched and does not keep ours
/// from being written. Two of our own, of two runs at the same time, become one: the older stays.
///
/// `tiers` are the same message in falling length; the first that GitHub takes is written, whole.
///
/// # Errors
/// [`Kind::Validation`] if even the last tier is too long, and as reads and writes of comments.
pub async fn put(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    marker: &Marker,
    tiers: &[String],
) -> Result<Comment, Error> {
    let text = first_that_fits(marker, tiers).ok_or_else(|| {
        let detail = format!("no form of the message is shorter than {LONGEST_BODY} characters");
        Error::new(&comments::CREATE, Kind::Validation, &repository.to_string(), &detail)
    })?;
    let mut own = find(github, repository, issue, marker).await?.into_iter();
    let Some(first) = own.next() else {
        let body = text.strip_prefix(&marker.on("")).unwrap_or(&text);
        return comments::create(github, repository, issue, marker, body).await;
    };
    for younger in own {
        match comments::delete(github, repository, younger.id).await {
            // Another run was faster.
            Err(error) if error.is_not_found() => {}
            ended => ended?,
        }
    }
    if first.body == text { Ok(first) } else { comments::update(github, repository, first.id, &text).await }
}

/// The comments of this client that bear the mark, the oldest first. Whoever can write can edit them; one that somebody else edited last is
/// left out.
///
/// # Errors
/// As any list.
pub async fn find(
    github: &GitHub,
    repository: &Repository,
    issue: u64,
    marker: &Marker,
) -> Result<Vec<Comment>, Error> {
    let own = github.viewer().await?.id;
    let mut found = Vec::new();
    for comment in comments::list(github, repository, issue).await? {
        let bears_it = is_by(&comment, own) && marker.marks(&comment.body);
        if bears_it && is_as_written(github, own, &comment.node_id, &comment.body).await? {
            found.push(comment);
        }
    }
    Ok(found)
}
