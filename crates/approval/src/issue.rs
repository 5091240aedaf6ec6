//! What may be wrong with the issue itself, so that nothing in it counts: it is another one, it is gone, or it no longer says what people
//! answered.

use crate::evaluation::Reason;
use crate::facts::Facts;
use crate::posted;
use crate::request::Request;
use crate::thread::{Comment, IssueState, Posted};

/// The reasons against an issue, the weightiest first. Of an issue that is gone nothing else is known.
#[must_use]
pub fn reasons(request: &Request, facts: &Facts) -> Vec<Reason> {
    if matches!(facts.issue.state, IssueState::Transferred | IssueState::Gone | IssueState::Discussion) {
        return vec![Reason::IssueGone];
    }
    let digest = request.digest().ok();
    let mut reasons = Vec::new();
    if is_other(request, facts) {
        reasons.push(Reason::IssueOther);
    }
    if is_edited(facts, digest.as_deref()) {
        reasons.push(Reason::IssueEdited);
    }
    if !facts.requests.iter().any(|posted| posted.digest == digest && is_shown(posted, facts)) {
        reasons.push(Reason::RequestNotShown);
    }
    match facts.issue.state {
        IssueState::Closed => reasons.push(Reason::IssueClosed),
        IssueState::Open if facts.issue.locked => reasons.push(Reason::IssueLocked),
        _ => {}
    }
    reasons
}

/// Whether the issue is not the one that was recorded, or that we opened. A number is not looked at: a transferred issue leaves its number
/// behind, and the name in GraphQL is of one issue alone.
fn is_other(request: &Request, facts: &Facts) -> bool {
    let issue = &facts.issue;
    let ours = issue.author.as_ref().and_then(|author| author.id) == Some(facts.ours);
    let recorded = match &facts.recorded {
        Some(known) => known.repository_id == issue.repository_id && known.node_id == issue.node_id,
        None => issue.repository_id == request.repository_id,
    };
    !(ours && recorded)
}

/// Whether somebody changed title or text after the request was posted. A request that a comment of ours posts anew stands, if the change is
/// older: whoever answers it saw what is there now.
fn is_edited(facts: &Facts, digest: Option<&str>) -> bool {
    let strange = facts.recorded.as_ref().is_some_and(|known| known.text_sha256 != facts.issue.text_sha256);
    let anew = facts.requests.iter().filter(|posted| {
        posted.digest.as_deref() == digest && posted.comment.is_some() && is_shown(posted, facts)
    });
    let last = anew.map(|posted| posted.at).max();
    let edited = facts.issue.edited.as_ref().is_some_and(|edit| last.is_none_or(|posted| posted <= edit.at));
    strange || edited
}

/// Whether a request stands where it was posted, and nobody changed it.
fn is_shown(posted: &Posted, facts: &Facts) -> bool {
    let Some(number) = posted.comment else { return !posted.changed && posted.digest.is_some() };
    let comment = facts.comments.iter().find(|comment| comment.id == number);
    let shows = |comment: &Comment| {
        let ours = comment.author.as_ref().and_then(|author| author.id) == Some(facts.ours);
        let shown = posted::read(&comment.body).ok().flatten();
        ours && !comment.hidden
            && !posted::is_changed(comment, &facts.seen)
            && shown.is_some_and(|shown| Some(shown.digest) == posted.digest)
    };
    !posted.changed && comment.is_some_and(shows)
}

#[cfg(test)]
mod tests;
