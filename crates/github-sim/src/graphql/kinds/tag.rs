//! Annotated tags.

use super::commit::GitActor;
use super::query::git_object;
use super::repository::Repository;
use crate::git;
use crate::graphql::object::{Field, Kind, Value, leaf, maybe, null, object};
use crate::rest::git_links::git_node_id;

/// An annotated tag.
pub(in crate::graphql) struct Tag {
    /// The repository.
    pub(super) repository: u64,
    /// What was stored.
    pub(super) tag: git::Tag,
}

impl Kind for Tag {
    const NAME: &'static str = "Tag";
    const BELONGS: &'static [&'static str] = &["Node", "GitObject"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(git_node_id("TA", one.repository, one.tag.oid.as_str()))),
        Field("oid: GitObjectID!", |one, _| leaf(one.tag.oid.as_str())),
        Field("abbreviatedOid: String!", |one, _| leaf(one.tag.oid.short())),
        Field("name: String!", |one, _| leaf(one.tag.name.as_str())),
        Field("message: String", |one, _| leaf(one.tag.message.as_str())),
        Field("tagger: GitActor", |one, _| maybe(one.tag.tagger.clone().map(GitActor))),
        Field("target: GitObject!", |one, call| {
            git_object(call, one.repository, &one.tag.object)?
                .map_or_else(null, |found| Ok(Value::Object(found)))
        }),
        Field("repository: Repository!", |one, _| object(Repository(one.repository))),
        Field("commitUrl: URI!", |one, call| {
            leaf(call.hub.page_below(one.repository, &format!("/commit/{}", one.tag.object)))
        }),
    ];
}
