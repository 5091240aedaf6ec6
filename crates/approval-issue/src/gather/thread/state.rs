//! What became of the issue, by its history.

use approval::people::AccountId;
use approval::thread::{Deletion, Edit, IssueState};
use github::conversation::{self, Event, Happening};
use github::{Error, Kind};

use crate::gather::account::of_actor;
use crate::gather::moment::{NoMoment, is, time};

/// What REST's refusal of an issue means ("Get an issue": 301 transferred, 404 not to be seen, 410 deleted).
///
/// # Errors
/// Any other refusal: it says nothing about the issue.
pub(super) fn of_error(error: Error) -> Result<IssueState, Error> {
    match error.kind {
        Kind::Moved => Ok(IssueState::Transferred),
        Kind::NotFound | Kind::Gone => Ok(IssueState::Gone),
        _ => Err(error),
    }
}

/// What an issue that is there is. The newest closing tells by whom it was closed.
pub(super) fn of(issue: &conversation::Issue, events: &[Event], ours: AccountId) -> IssueState {
    if events.iter().any(|event| event.what == Happening::ConvertedToDiscussion) {
        return IssueState::Discussion;
    }
    if !issue.closed {
        return IssueState::Open;
    }
    let closing = events.iter().rev().find(|event| matches!(event.what, Happening::Closed { .. }));
    let by = closing.and_then(|event| event.actor.as_ref()).and_then(|actor| actor.id);
    if is(by, ours) { IssueState::ClosedByUs } else { IssueState::Closed }
}

/// The last change of title or text.
pub(super) fn edited(issue: &conversation::Issue, events: &[Event]) -> Result<Option<Edit>, NoMoment> {
    let renamed = events.iter().rev().find(|event| matches!(event.what, Happening::Renamed { .. }));
    let renamed = renamed.map(|event| (event.created_at, event.actor.as_ref()));
    // A text with an editor was edited, whatever else is told of it.
    let since = issue.last_edited_at.or_else(|| issue.editor.as_ref().map(|_| issue.created_at));
    let text = since.map(|at| (at, issue.editor.as_ref()));
    let last = [renamed, text].into_iter().flatten().max_by_key(|(at, _)| *at);
    last.map(|(at, by)| Ok(Edit { at: time(at)?, by: by.map(of_actor) })).transpose()
}

pub(super) fn is_deletion(event: &Event) -> bool {
    matches!(event.what, Happening::CommentDeleted { .. })
}

/// All deletions, in the order in which they happened.
pub(super) fn deletions(events: &[Event]) -> Result<Vec<Deletion>, NoMoment> {
    let deletion = |event: &Event| match &event.what {
        Happening::CommentDeleted { deleted_comment_author: author } => {
            Some(time(event.created_at).map(|at| Deletion {
                at,
                by: event.actor.as_ref().map(of_actor),
                author: author.as_ref().map(of_actor),
            }))
        }
        _ => None,
    };
    events.iter().filter_map(deletion).collect()
}
