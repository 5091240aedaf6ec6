//! The history of an edited text.

use std::rc::Rc;

use serde_json::Value as Json;

use super::actor;
use crate::graphql::connection::{Listing, page};
use crate::graphql::object::{Call, Field, Kind, Object, Out, leaf, null};
use crate::node::node_id;
use crate::revision::{History, Revision};

/// One state of a text.
pub(in crate::graphql) struct UserContentEdit(Revision);

/// The states as a list, the newest first.
pub(in crate::graphql) struct Edits;

impl Listing for Edits {
    const CONNECTION: &'static str = "UserContentEditConnection";
    const EDGE: &'static str = "UserContentEditEdge";
    const NODE: &'static str = "UserContentEdit";
}

impl Kind for UserContentEdit {
    const NAME: &'static str = "UserContentEdit";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |edit, _| leaf(node_id("UCE", edit.0.id))),
        Field("createdAt: DateTime!", |edit, _| leaf(edit.0.at.to_string())),
        Field("editedAt: DateTime!", |edit, _| leaf(edit.0.at.to_string())),
        Field("updatedAt: DateTime!", |edit, _| {
            leaf(edit.0.deleted.map_or(edit.0.at, |(at, _)| at).to_string())
        }),
        Field("editor: Actor", |edit, call| actor::actor(call, edit.0.editor)),
        Field("deletedAt: DateTime", |edit, _| leaf(edit.0.deleted.map(|(at, _)| at.to_string()))),
        Field("deletedBy: Actor", |edit, call| {
            edit.0.deleted.map_or_else(null, |(_, by)| actor::actor(call, by))
        }),
        Field("diff: String", |edit, _| leaf(edit.0.text.clone())),
    ];
}

/// Who edited last; null while nobody has.
pub(super) fn editor(call: &Call<'_>, history: &History) -> Out {
    history.last_edit().map_or_else(null, |edit| actor::actor(call, edit.editor))
}

/// When somebody edited last; null while nobody has.
pub(super) fn last_edited_at(history: &History) -> Out {
    leaf(history.last_edit().map(|edit| edit.at.to_string()))
}

/// The page of the history that is asked for.
pub(super) fn list(call: &mut Call<'_>, history: &History) -> Out {
    let newest_first = history.0.iter().rev().map(|edit| (u64::MAX.saturating_sub(edit.id), edit.clone()));
    page::<Edits, Revision>(call, newest_first.collect(), Json::Null, |_, edits| {
        Ok(edits.into_iter().map(|edit| Rc::new(UserContentEdit(edit)) as Rc<dyn Object>).collect())
    })
}
