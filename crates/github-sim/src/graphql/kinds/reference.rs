//! References of git.

use super::query::git_object;
use super::repository::Repository;
use crate::git::{Oid, Reference};
use crate::graphql::object::{Call, Field, Kind, Value, leaf, null, object};
use crate::graphql::refusal::Refusal;
use crate::rest::git_links::git_node_id;

/// A reference with what it named when it was read.
pub(in crate::graphql) struct Ref {
    repository: u64,
    name: String,
    oid: Oid,
}

impl Ref {
    /// A reference after a push.
    pub(super) fn new(repository: u64, name: String, oid: Oid) -> Self {
        Self { repository, name, oid }
    }

    /// `refs/heads/` and the rest.
    fn halves(&self) -> (&str, &str) {
        let length = self.name.match_indices('/').nth(1).map_or(0, |(at, _)| at.saturating_add(1));
        self.name.split_at_checked(length).unwrap_or(("", &self.name))
    }
}

impl Kind for Ref {
    const NAME: &'static str = "Ref";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(git_node_id("REF", one.repository, &one.name))),
        Field("name: String!", |one, _| leaf(one.halves().1)),
        Field("prefix: String!", |one, _| leaf(one.halves().0)),
        Field("repository: Repository!", |one, _| object(Repository(one.repository))),
        Field("target: GitObject", |one, call| {
            git_object(call, one.repository, &one.oid)?.map_or_else(null, |found| Ok(Value::Object(found)))
        }),
    ];
}

/// A reference by its full name.
pub(super) fn find(call: &mut Call<'_>, repository: u64, name: &str) -> Result<Option<Ref>, Refusal> {
    let found = call.hub.store(repository)?.reference(name)?;
    Ok(found.map(|Reference { name, oid, .. }| Ref { repository, name, oid }))
}

/// A reference by its full name, or a branch or tag by its short one.
pub(super) fn qualified(call: &mut Call<'_>, repository: u64, name: &str) -> Result<Option<Ref>, Refusal> {
    for full in [name.to_owned(), format!("refs/heads/{name}"), format!("refs/tags/{name}")] {
        if let Some(found) = find(call, repository, &full)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
