//! From GitHub's two lists to one.

use std::collections::{BTreeMap, BTreeSet};

use approval::people::AccountId;
use approval::thread::{Comment, Edit, Issue, IssueState};
use github::{comments, conversation};
use verdict::Time;
use verdict::canonical::sha256_hex;

use super::{Found, Place, state, state_sha256};
use crate::gather::account::of_actor;
use crate::gather::moment::{NoMoment, time};

/// What binds title and text of an issue: the SHA-256 of title, a line feed and text, in hex.
#[must_use]
pub fn text_sha256(title: &str, text: &str) -> String {
    sha256_hex(format!("{title}\n{text}").as_bytes())
}

/// How many comments stand in one list alone. A comment that is listed twice in one is one.
pub(super) fn only_in_one(listed: &[comments::Comment], told: &[conversation::Comment]) -> usize {
    let listed: BTreeSet<u64> = listed.iter().map(|comment| comment.id).collect();
    let told: BTreeSet<u64> = told.iter().map(|comment| comment.id).collect();
    listed.symmetric_difference(&told).count()
}

/// The thread of an issue that is there.
pub(super) fn found(
    thread: conversation::Thread,
    listed: &[comments::Comment],
    place: &Place,
    repository_id: u64,
    now: Time,
) -> Result<Found, NoMoment> {
    let (ours, whole) = (AccountId(thread.viewer.id), state_sha256(&thread));
    let here = thread.issue.repository.name_with_owner.eq_ignore_ascii_case(&place.repository.to_string())
        && thread.issue.number == place.issue;
    let state = if here { state::of(&thread.issue, &thread.events, ours) } else { IssueState::Transferred };
    let apps: BTreeMap<u64, &comments::App> = listed
        .iter()
        .filter_map(|comment| Some((comment.id, comment.performed_via_github_app.as_ref()?)))
        .collect();
    let mut comments = Vec::with_capacity(thread.comments.len());
    for comment in &thread.comments {
        comments.push(self::comment(comment, apps.get(&comment.id).copied())?);
    }
    comments.sort_by_key(|comment| comment.id);
    comments.dedup_by_key(|comment| comment.id);
    let issue = Issue {
        repository_id,
        number: thread.issue.number,
        node_id: thread.issue.node_id.clone(),
        author: thread.issue.author.as_ref().map(of_actor),
        text_sha256: text_sha256(&thread.issue.title, &thread.issue.body),
        edited: state::edited(&thread.issue, &thread.events)?,
        state,
        locked: thread.issue.locked,
    };
    Ok(Found {
        now,
        ours,
        issue,
        opened: time(thread.issue.created_at)?,
        title: thread.issue.title,
        text: thread.issue.body,
        url: thread.issue.url,
        state: whole,
        comments,
        deletions: state::deletions(&thread.events)?,
    })
}

/// The thread of an issue that is not there any more.
pub(super) fn without(
    place: &Place,
    repository_id: u64,
    ours: AccountId,
    state: IssueState,
    now: Time,
) -> Found {
    let issue = Issue {
        repository_id,
        number: place.issue,
        node_id: String::new(),
        author: None,
        text_sha256: text_sha256("", ""),
        edited: None,
        state,
        locked: false,
    };
    let nothing = String::new;
    Found {
        now,
        ours,
        issue,
        title: nothing(),
        text: nothing(),
        url: nothing(),
        opened: now,
        state: nothing(),
        comments: Vec::new(),
        deletions: Vec::new(),
    }
}

fn comment(comment: &conversation::Comment, app: Option<&comments::App>) -> Result<Comment, NoMoment> {
    Ok(Comment {
        id: comment.id,
        node_id: comment.node_id.clone(),
        url: comment.url.clone(),
        author: comment.author.as_ref().map(of_actor),
        // An app without a name is one all the same.
        app: app.map(|app| app.slug.clone().unwrap_or_else(|| format!("app {}", app.id))),
        created: time(comment.created_at)?,
        by_mail: comment.created_via_email,
        edited: edited(comment)?,
        hidden: comment.is_minimized,
        body: comment.body.clone(),
    })
}

/// The last change of a comment. Any trace of one is one: whoever can write can take texts out of the history, and the trace stays.
fn edited(comment: &conversation::Comment) -> Result<Option<Edit>, NoMoment> {
    let newest = comment.edits.first();
    let is_touched = comment.last_edited_at.is_some()
        || comment.editor.is_some()
        || comment.includes_created_edit
        || newest.is_some();
    if !is_touched {
        return Ok(None);
    }
    let at = comment.last_edited_at.or(newest.map(|edit| edit.edited_at)).unwrap_or(comment.updated_at);
    let by = comment.editor.as_ref().or(newest.and_then(|edit| edit.editor.as_ref()));
    Ok(Some(Edit { at: time(at)?, by: by.map(of_actor) }))
}
