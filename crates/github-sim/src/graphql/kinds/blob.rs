//! Files.

use super::repository::Repository;
use crate::git::{Object, ObjectKind, Oid};
use crate::graphql::object::{Call, Field, Kind, leaf, object};
use crate::graphql::refusal::Refusal;
use crate::rest::git_links::git_node_id;

/// How much of a text is shown.
const MOST_TEXT: usize = 512 * 1024;

/// A file's content.
pub(in crate::graphql) struct Blob {
    repository: u64,
    object: Object,
}

impl Blob {
    /// Reads a file; nothing if the name is another object's.
    pub(super) fn read(call: &mut Call<'_>, repository: u64, oid: &Oid) -> Result<Option<Self>, Refusal> {
        let found = call.hub.store(repository)?.object(oid)?.filter(|object| object.kind == ObjectKind::Blob);
        Ok(found.map(|object| Self { repository, object }))
    }

    /// Git calls a file binary that has a zero byte near its beginning; GitHub shows no text of one.
    fn is_binary(&self) -> bool {
        self.object.bytes.iter().take(8_000).any(|byte| *byte == 0)
    }

    fn text(&self) -> Option<String> {
        let shown = self.object.bytes.get(..MOST_TEXT).unwrap_or(&self.object.bytes);
        (!self.is_binary()).then(|| String::from_utf8_lossy(shown).into_owned())
    }
}

impl Kind for Blob {
    const NAME: &'static str = "Blob";
    const BELONGS: &'static [&'static str] = &["Node", "GitObject"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |blob, _| leaf(git_node_id("B", blob.repository, blob.object.oid.as_str()))),
        Field("oid: GitObjectID!", |blob, _| leaf(blob.object.oid.as_str())),
        Field("abbreviatedOid: String!", |blob, _| leaf(blob.object.oid.short())),
        Field("byteSize: Int!", |blob, _| leaf(blob.object.bytes.len())),
        Field("isBinary: Boolean", |blob, _| leaf(blob.is_binary())),
        Field("isTruncated: Boolean!", |blob, _| leaf(blob.object.bytes.len() > MOST_TEXT)),
        Field("text: String", |blob, _| leaf(blob.text())),
        Field("repository: Repository!", |blob, _| object(Repository(blob.repository))),
        Field("commitUrl: URI!", |blob, call| {
            leaf(call.hub.page_below(blob.repository, &format!("/blob/{}", blob.object.oid)))
        }),
    ];
}
