//! Folders, and what lies in one.

use super::query::git_object;
use super::repository::Repository;
use crate::git::{Entry, ObjectKind, Oid};
use crate::graphql::object::{Field, Kind, Value, leaf, null, object, objects};
use crate::rest::git_links::git_node_id;

/// A folder.
pub(in crate::graphql) struct Tree {
    /// The repository.
    pub(super) repository: u64,
    /// Its name as an object.
    pub(super) oid: Oid,
}

impl Kind for Tree {
    const NAME: &'static str = "Tree";
    const BELONGS: &'static [&'static str] = &["Node", "GitObject"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |tree, _| leaf(git_node_id("T", tree.repository, tree.oid.as_str()))),
        Field("oid: GitObjectID!", |tree, _| leaf(tree.oid.as_str())),
        Field("abbreviatedOid: String!", |tree, _| leaf(tree.oid.short())),
        Field("entries: [TreeEntry!]", |tree, call| {
            let entries = call.hub.store(tree.repository)?.tree(&tree.oid, false)?;
            objects(entries.into_iter().map(|entry| TreeEntry { repository: tree.repository, entry }))
        }),
        Field("repository: Repository!", |tree, _| object(Repository(tree.repository))),
        Field("commitUrl: URI!", |tree, call| {
            leaf(call.hub.page_below(tree.repository, &format!("/tree/{}", tree.oid)))
        }),
    ];
}

/// A line of a folder.
pub(in crate::graphql) struct TreeEntry {
    /// The repository.
    pub(super) repository: u64,
    /// The line.
    pub(super) entry: Entry,
}

impl Kind for TreeEntry {
    const NAME: &'static str = "TreeEntry";
    const FIELDS: &'static [Field<Self>] = &[
        Field("name: String!", |line, _| leaf(line.entry.path.rsplit('/').next())),
        Field("path: String", |line, _| leaf(line.entry.path.as_str())),
        Field("mode: Int!", |line, _| leaf(i64::from_str_radix(&line.entry.mode, 8).ok())),
        Field("type: String!", |line, _| leaf(line.entry.kind.as_str())),
        Field("oid: GitObjectID!", |line, _| leaf(line.entry.oid.as_str())),
        Field("size: Int!", |line, _| leaf(line.entry.size.unwrap_or(0))),
        Field("object: GitObject", |line, call| {
            if line.entry.kind == ObjectKind::Commit {
                return null();
            }
            git_object(call, line.repository, &line.entry.oid)?
                .map_or_else(null, |found| Ok(Value::Object(found)))
        }),
        Field("repository: Repository!", |line, _| object(Repository(line.repository))),
    ];
}
