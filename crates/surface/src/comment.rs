//! The comment on a pull request: one for each gate, kept up to date, and never put back by an older run.

use github::{GitHub, LONGEST_BODY, Marker, pulls, sticky};

use crate::announce::Showing;
use crate::mark::Mark;
use crate::page;

/// Writes the comment, or leaves what a newer run wrote; says which.
///
/// The pull request is asked for its head just before: between that and the write another run can still come in, whose own comment is
/// replaced by ours then, until it runs again. GitHub has no write that compares.
pub(crate) async fn put(github: &GitHub, showing: &Showing<'_>, number: u64) -> Result<String, github::Error> {
    let target = &showing.target;
    let own = &target.mark;
    let head = pulls::read(github, &target.repository, number).await?.head.sha;
    if head != own.head {
        return Ok(format!(
            "The comment on pull request {number} was left as it is: the run judged {}, and the head is {head} by now",
            own.head
        ));
    }
    let marker = Marker::new(&showing.verdict.gate.tool, &target.gate);
    let there = sticky::find(github, &target.repository, number, &marker).await?;
    let newer =
        there.iter().filter_map(|comment| Mark::read(&comment.body)).find(|mark| mark.is_newer_than(own));
    if let Some(newer) = newer {
        return Ok(format!(
            "The comment on pull request {number} was left as it is: attempt {} of run {} wrote it, which is newer",
            newer.attempt, newer.run
        ));
    }
    let room = LONGEST_BODY.saturating_sub(page::length(&marker.on("")));
    let body = page::comment(showing, room);
    let comment = sticky::put(github, &target.repository, number, &marker, &[body]).await?;
    Ok(format!("Wrote the comment on pull request {number}: {}", comment.html_url))
}
