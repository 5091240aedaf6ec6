//! Whether a thread is as it was: one word for all of it that people can change.

use github::conversation::{Actor, Comment, Issue, Thread};
use serde_json::{Value, json};
use verdict::canonical::sha256_hex;

/// What binds title, text and state of the issue, every comment of others with each trace of a change, and every event, in hex. Comments of
/// ours are left out, since what is written after a look would change it, unless somebody else changed one.
#[must_use]
pub fn state_sha256(thread: &Thread) -> String {
    let ours = thread.viewer.id;
    let is_ours = |actor: &Option<Actor>| actor.as_ref().and_then(|actor| actor.id) == Some(ours);
    let is_untouched = |comment: &&Comment| {
        let by_us = comment.editor.is_none() && comment.last_edited_at.is_none() || is_ours(&comment.editor);
        is_ours(&comment.author) && by_us && !comment.is_minimized
    };
    let others = thread.comments.iter().filter(|comment| !is_untouched(comment));
    let events = thread.events.iter().map(|event| &event.id);
    let state = json!({
        "issue": of_issue(&thread.issue),
        "comments": others.map(of_comment).collect::<Vec<Value>>(),
        "events": events.collect::<Vec<_>>(),
    });
    sha256_hex(state.to_string().as_bytes())
}

fn of_issue(issue: &Issue) -> Value {
    json!([
        issue.node_id,
        issue.repository.name_with_owner,
        issue.title,
        issue.body,
        issue.closed,
        issue.locked,
        issue.author.as_ref().map(|author| author.id),
        issue.last_edited_at.map(|at| at.to_string()),
    ])
}

fn of_comment(comment: &Comment) -> Value {
    json!([
        comment.id,
        comment.author.as_ref().map(|author| author.id),
        comment.body,
        comment.created_via_email,
        comment.last_edited_at.map(|at| at.to_string()),
        comment.editor.as_ref().map(|editor| editor.id),
        comment.includes_created_edit,
        comment.is_minimized,
        comment.edits.len(),
    ])
}
