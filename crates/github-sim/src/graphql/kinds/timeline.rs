//! What happened to an issue: each kind of event is a type of its own with the same first fields.

use std::marker::PhantomData;
use std::rc::Rc;

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::issue::Issue;
use super::repository::Repository;
use super::{actor, comment};
use crate::graphql::connection::{Connection, Listing, page};
use crate::graphql::object::{Call, Field, Kind, Object, Out, Value, leaf, maybe, null, object};
use crate::issue;
use crate::node::node_id;
use crate::timeline::{Happened, Happening};

/// An event of one kind.
pub(in crate::graphql) struct Event<S>(Happened, PhantomData<S>);

/// What tells the kinds of events apart.
pub(in crate::graphql) trait Sort: Sized + 'static {
    /// The type's name.
    const NAME: &'static str;
    /// Fields that only this kind has.
    const MORE: &'static [Field<Event<Self>>] = &[];
}

impl<S: Sort> Kind for Event<S> {
    const NAME: &'static str = S::NAME;
    const BELONGS: &'static [&'static str] = &["Node", "IssueTimelineItems"];
    const MORE: &'static [Field<Self>] = S::MORE;
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |event, _| leaf(node_id(event.0.what.prefix(), event.0.id))),
        Field("actor: Actor", |event, call| actor::actor(call, event.0.actor)),
        Field("createdAt: DateTime!", |event, _| leaf(event.0.at.to_string())),
    ];
}

/// Declares the kinds of events: the type, and the fields that only it has.
macro_rules! events {
    ($($sort:ident $name:literal [$($field:expr),* $(,)?])*) => {
        $(
            struct $sort;
            impl Sort for $sort {
                const NAME: &'static str = $name;
                const MORE: &'static [Field<Event<Self>>] = &[$($field),*];
            }
        )*

        /// The declarations of all kinds of events.
        pub(super) fn declarations() -> String {
            [$(Event::<$sort>::declaration()),*].concat()
        }
    };
}

events! {
    Closed "ClosedEvent" [
        Field("stateReason: IssueStateReason", |event, _| match &event.0.what {
            Happening::Closed { reason } => leaf(reason.to_ascii_uppercase()),
            _ => null(),
        }),
        Field("url: URI!", |event, call| {
            let issue = call.hub.issues.get(&event.0.issue);
            leaf(issue.map(|issue| call.hub.page_below(issue.repository, &format!("/issues/{}", issue.number))))
        }),
    ]
    Reopened "ReopenedEvent" [
        Field("stateReason: IssueStateReason", |_, _| leaf("REOPENED")),
    ]
    Renamed "RenamedTitleEvent" [
        Field("previousTitle: String!", |event, _| match &event.0.what {
            Happening::Renamed { from, .. } => leaf(from.as_str()),
            _ => null(),
        }),
        Field("currentTitle: String!", |event, _| match &event.0.what {
            Happening::Renamed { to, .. } => leaf(to.as_str()),
            _ => null(),
        }),
    ]
    Locked "LockedEvent" [
        Field("lockReason: LockReason", |event, _| match &event.0.what {
            Happening::Locked { reason } => leaf(reason.as_deref().map(lock_reason)),
            _ => null(),
        }),
    ]
    Unlocked "UnlockedEvent" []
    Transferred "TransferredEvent" [
        Field("fromRepository: Repository", |event, call| match event.0.what {
            Happening::Transferred { from } if call.hub.sees(call.caller, from) => object(Repository(from)),
            _ => null(),
        }),
        Field("issue: Issue!", |event, call| maybe(call.hub.issues.get(&event.0.issue).cloned().map(Issue))),
    ]
    CommentDeleted "CommentDeletedEvent" [
        Field("databaseId: Int", |event, _| comment::database_id(event.0.id)),
        Field("deletedCommentAuthor: Actor", |event, call| match event.0.what {
            Happening::CommentDeleted { author, .. } => actor::actor(call, author),
            _ => null(),
        }),
    ]
    ConvertedToDiscussion "ConvertedToDiscussionEvent" []
    Labeled "LabeledEvent" []
    Unlabeled "UnlabeledEvent" []
    Assigned "AssignedEvent" [
        Field("assignee: Assignee", |event, call| match event.0.what {
            Happening::Assigned { assignee } => actor::actor(call, assignee),
            _ => null(),
        }),
    ]
    Unassigned "UnassignedEvent" [
        Field("assignee: Assignee", |event, call| match event.0.what {
            Happening::Unassigned { assignee } => actor::actor(call, assignee),
            _ => null(),
        }),
    ]
}

/// An event as an object, and its name among the types that a list can be narrowed to.
fn event(happened: &Happened) -> (&'static str, Rc<dyn Object>) {
    fn of<S: Sort>(happened: &Happened) -> Rc<dyn Object> {
        Rc::new(Event::<S>(happened.clone(), PhantomData))
    }
    match happened.what {
        Happening::Closed { .. } => ("CLOSED_EVENT", of::<Closed>(happened)),
        Happening::Reopened => ("REOPENED_EVENT", of::<Reopened>(happened)),
        Happening::Renamed { .. } => ("RENAMED_TITLE_EVENT", of::<Renamed>(happened)),
        Happening::Labeled { .. } => ("LABELED_EVENT", of::<Labeled>(happened)),
        Happening::Unlabeled { .. } => ("UNLABELED_EVENT", of::<Unlabeled>(happened)),
        Happening::Assigned { .. } => ("ASSIGNED_EVENT", of::<Assigned>(happened)),
        Happening::Unassigned { .. } => ("UNASSIGNED_EVENT", of::<Unassigned>(happened)),
        Happening::Locked { .. } => ("LOCKED_EVENT", of::<Locked>(happened)),
        Happening::Unlocked => ("UNLOCKED_EVENT", of::<Unlocked>(happened)),
        Happening::Transferred { .. } => ("TRANSFERRED_EVENT", of::<Transferred>(happened)),
        Happening::ConvertedToDiscussion => {
            ("CONVERTED_TO_DISCUSSION_EVENT", of::<ConvertedToDiscussion>(happened))
        }
        Happening::CommentDeleted { .. } => ("COMMENT_DELETED_EVENT", of::<CommentDeleted>(happened)),
    }
}

/// GraphQL's spelling of a reason to lock: `too heated` is `TOO_HEATED`.
pub(super) fn lock_reason(reason: &str) -> String {
    reason.replace([' ', '-'], "_").to_ascii_uppercase()
}

/// Comments and events as a list.
pub(in crate::graphql) struct Items;

impl Listing for Items {
    const CONNECTION: &'static str = "IssueTimelineItemsConnection";
    const EDGE: &'static str = "IssueTimelineItemsEdge";
    const NODE: &'static str = "IssueTimelineItems";
    const MORE: &'static [Field<Connection<Self>>] = &[
        Field("filteredCount: Int!", |page, _| leaf(page.within())),
        Field("pageCount: Int!", |page, _| leaf(page.len())),
        Field("updatedAt: DateTime!", |page, _| Ok(Value::Leaf(page.about.clone()))),
    ];
}

/// The page of an issue's timeline that is asked for.
pub(super) fn list(call: &mut Call<'_>, issue: &issue::Issue) -> Out {
    let types = call.argument("itemTypes").clone();
    let wanted = |name: &str| types.as_array().is_none_or(|types| types.iter().any(|one| one == name));
    let since: Option<Timestamp> = call.argument("since").as_str().and_then(|text| text.parse().ok());
    let recent = |at: Timestamp| since.is_none_or(|since| at >= since);
    let mut items: Vec<(u64, Rc<dyn Object>)> = Vec::new();
    for happened in
        call.hub.happenings.values().filter(|happened| happened.issue == issue.id && recent(happened.at))
    {
        let (name, object) = event(happened);
        if wanted(name) {
            items.push((happened.id, object));
        }
    }
    if wanted("ISSUE_COMMENT") {
        let comments = call
            .hub
            .comments
            .values()
            .filter(|comment| comment.issue == issue.id && recent(comment.created_at));
        let found = comments
            .filter_map(|one| Some((one.id, Rc::new(comment::find(call.hub, one.id)?) as Rc<dyn Object>)));
        items.extend(found);
    }
    items.sort_by_key(|(id, _)| *id);
    let about: Json = json!(issue.updated_at);
    page::<Items, Rc<dyn Object>>(call, items, about, |_, items| Ok(items))
}
