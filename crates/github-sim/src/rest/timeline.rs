//! The timeline of an issue: comments and what else happened, in its order.

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::issue::{READ, named};
use crate::rest::merge;
use crate::route::Route;
use crate::timeline::{Happened, Happening};
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/issues/{issue_number}/timeline", READ, timeline),
    Route::new("GET", "/repos/{owner}/{repo}/issues/{issue_number}/events", READ, events),
];

impl Hub {
    /// One of the schemas of `timeline-issue-events`.
    fn happened_json(&self, happened: &Happened) -> Value {
        let repository =
            self.issues.get(&happened.issue).and_then(|issue| self.repositories.get(&issue.repository));
        let home = repository.map(|found| self.full_name(found)).unwrap_or_default();
        let mut shown = json!({
            "id": happened.id, "node_id": node_id(happened.what.prefix(), happened.id),
            "url": self.links.api(&format!("/repos/{home}/issues/events/{}", happened.id)),
            "actor": self.user_or_ghost(happened.actor), "event": happened.what.event(), "commit_id": null,
            "commit_url": null, "created_at": happened.at, "performed_via_github_app": self.app_or_null(happened.app),
        });
        let label = |id: &u64| {
            let label = self.labels.get(id);
            json!({"label": {"name": label.map(|found| &found.name), "color": label.map(|found| &found.color)}})
        };
        let assignee = |id: &u64| json!({"assignee": self.user_or_ghost(*id), "assigner": self.user_or_ghost(happened.actor)});
        let more = match &happened.what {
            Happening::Closed { reason } => json!({"state_reason": reason}),
            Happening::Renamed { from, to } => json!({"rename": {"from": from, "to": to}}),
            Happening::Labeled { label: id } | Happening::Unlabeled { label: id } => label(id),
            Happening::Assigned { assignee: id } | Happening::Unassigned { assignee: id } => assignee(id),
            Happening::Locked { reason } => json!({"lock_reason": reason}),
            Happening::Unlocked => json!({"lock_reason": null}),
            Happening::Reopened
            | Happening::Transferred { .. }
            | Happening::ConvertedToDiscussion
            | Happening::CommentDeleted { .. } => json!({}),
        };
        merge(&mut shown, more);
        shown
    }
}

fn timeline(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let comments = hub.comments.values().filter(|comment| comment.issue == issue).map(|comment| {
        let mut shown = hub.comment_json(comment);
        let user = hub.user_or_ghost(comment.author);
        merge(&mut shown, json!({"event": "commented", "actor": user, "user": user}));
        (comment.id, shown)
    });
    let happened = hub.happenings.values().filter(|happened| happened.issue == issue);
    let happened = happened.map(|happened| {
        let mut shown = hub.happened_json(happened);
        // Who assigned is the actor here; only the list of events names that person twice.
        shown.as_object_mut().and_then(|fields| fields.remove("assigner"));
        (happened.id, shown)
    });
    // All numbers come from one sequence, so they also tell the order.
    let mut all: Vec<(u64, Value)> = comments.chain(happened).collect();
    all.sort_by_key(|(id, _)| *id);
    Ok(Answer::list(all.into_iter().map(|(_, shown)| shown).collect()))
}

fn events(hub: &mut Hub, visit: &Visit) -> Reply {
    let issue = named(hub, visit)?;
    let happened = hub.happenings.values().filter(|happened| happened.issue == issue);
    Ok(Answer::list(happened.map(|happened| hub.happened_json(happened)).collect()))
}

#[cfg(test)]
mod tests;
