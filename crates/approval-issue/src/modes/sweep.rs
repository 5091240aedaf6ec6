//! Which open requests a sweep looks at. While nothing happens it costs the list and one look at each thread: most requests wait for days.

use approval::policy::Rollback;
use github::Kind;
use github::conversation::{self, Thread};
use verdict::Time;

use super::{Candidate, Look, Reach, alike, candidates, read_case};
use crate::facts::Facts;
use crate::gather::thread::state_sha256;
use crate::looked::Looked;
use crate::plan::status_mark;
use crate::policy::Policy;

/// What a glance at a thread tells.
enum Glance {
    /// It is no request of ours.
    Foreign,
    /// Nothing can follow from looking at the rest.
    Quiet,
    /// Something may.
    Unclear,
}

/// Reads all open requests of which anything may follow.
pub(super) async fn sweep(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) -> anyhow::Result<()> {
    let mut ours = None;
    let listed = match alike(reach, "open", None).await {
        // More issues are open than one lists: then of ours alone, which costs a question more.
        Err(error) if error.kind == Kind::Truncated => candidates(reach, "open").await?,
        listed => listed?,
    };
    for candidate in listed {
        if ours.is_some_and(|ours| candidate.author != Some(ours)) {
            continue;
        }
        match glance(reach, policy, &candidate).await {
            Glance::Foreign => {}
            Glance::Quiet => facts.quiet = facts.quiet.saturating_add(1),
            Glance::Unclear => match read_case(reach, policy, Look::at(candidate.number)).await {
                Ok(Ok(case)) => facts.cases.push(case),
                // Nobody's request; all else that cannot be looked after is ours, and somebody has to hear of it.
                Ok(Err(absent)) if matches!(absent.reason.as_str(), "no-request" | "not-recorded") => {}
                Ok(Err(absent)) => facts.failed.push((candidate.number, absent.message)),
                // One request that cannot be read keeps no other from its end.
                Err(error) => facts.failed.push((candidate.number, format!("{error:#}"))),
            },
        }
        // A thread tells whose the token is, so that this asks for nothing.
        ours = Some(reach.github.viewer().await?.id);
    }
    Ok(())
}

/// A thread that cannot be read is unclear, so that the look at all of it says why.
async fn glance(reach: &Reach<'_>, policy: &Policy, candidate: &Candidate) -> Glance {
    let Ok(thread) = conversation::thread(&reach.github, &reach.repository, candidate.number).await else {
        return Glance::Unclear;
    };
    if candidate.author != Some(thread.viewer.id) {
        return Glance::Foreign;
    }
    if is_quiet(reach, policy, candidate, &thread).unwrap_or(false) { Glance::Quiet } else { Glance::Unclear }
}

/// Whether the thread is as it was when all was looked at, and no moment has passed since at which something is to be done.
fn is_quiet(reach: &Reach<'_>, policy: &Policy, candidate: &Candidate, thread: &Thread) -> Option<bool> {
    let time = |moment: jiff::Timestamp| Time::from_timestamp(moment).ok();
    let (now, opened) = (time(reach.github.moment()?)?, time(thread.issue.created_at)?);
    let request = &candidate.request;
    // Only a way back to what was approved before is decided without a word, and only a record tells of one.
    let needs_words = reach.record.is_none()
        || policy.of(&request.environment).is_some_and(|rules| rules.rollback == Rollback::Approval);
    let looked = looked(thread).or_else(|| untouched(thread, opened).filter(|_| needs_words))?;
    let reminders = policy.reminders_of(&request.environment);
    let next = reminders.next(opened, request.expires, looked.at);
    let waits = now < request.expires && next.is_none_or(|next| now < next);
    Some(waits && looked.holds(&state_sha256(thread), now))
}

/// The look of whoever asked, while nobody did or said anything since.
fn untouched(thread: &Thread, opened: Time) -> Option<Looked> {
    let is_new =
        thread.comments.is_empty() && thread.events.is_empty() && thread.issue.last_edited_at.is_none();
    is_new.then(|| Looked { at: opened, thread: state_sha256(thread) })
}

/// What the status comment tells; nothing if anybody else changed or hid it.
fn looked(thread: &Thread) -> Option<Looked> {
    let ours = Some(thread.viewer.id);
    let found = thread.comments.iter().find(|comment| {
        let untouched = match &comment.editor {
            Some(editor) => editor.id == ours,
            None => comment.last_edited_at.is_none(),
        };
        let by_us = comment.author.as_ref().and_then(|author| author.id) == ours;
        by_us && untouched && !comment.is_minimized && status_mark().marks(&comment.body)
    });
    Looked::of(&found?.body)
}
