//! git's objects: commits, trees and files by their names.

use gix_index::hash::{Kind as HashKind, ObjectId, oid};
use gix_object::{Find as _, FindHeader as _, Kind};

use crate::CheckoutError;
use crate::place::Place;

/// The largest commit, tag or tree that is read.
const LARGEST: u64 = 64 << 20;
/// How many tags may point to a tag.
const TAGS: usize = 10;

/// What a look for a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Its bytes.
    Found(Vec<u8>),
    /// The commit has nothing there.
    Absent,
    /// There is something, and it is no file: a folder, a link or a submodule, or what lies behind one of the latter.
    NoFile,
    /// The commit is not in this checkout.
    NoCommit,
    /// The file is larger than was asked for.
    TooLarge,
}

/// The store of objects, with those of `objects/info/alternates`. What `refs/replace` and grafts say is not obeyed: they would
/// let whoever can push a ref change what a commit holds.
pub(crate) struct Objects {
    handle: gix_odb::Handle,
    kind: HashKind,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Objects").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Objects {
    pub(crate) fn open(place: &Place) -> Result<Self, CheckoutError> {
        let folder = place.common.join("objects");
        match gix_odb::at(&folder, place.kind) {
            Ok(handle) => Ok(Self { handle, kind: place.kind }),
            Err(source) => Err(CheckoutError::Objects { folder, source }),
        }
    }

    /// How objects are named.
    pub(crate) fn kind(&self) -> HashKind {
        self.kind
    }

    /// Kind and size of an object; none if it is not here.
    pub(crate) fn header(&self, id: &oid) -> Result<Option<(Kind, u64)>, CheckoutError> {
        let header = self.handle.try_header(id).map_err(|error| broken("object", id, error))?;
        Ok(header.map(|header| (header.kind, header.size)))
    }

    /// The bytes of a commit, tag or tree; none if it is not here, or is something else.
    pub(crate) fn small<'a>(
        &self,
        id: &oid,
        kind: Kind,
        buffer: &'a mut Vec<u8>,
    ) -> Result<Option<&'a [u8]>, CheckoutError> {
        match self.header(id)? {
            Some((found, size)) if found == kind && size > LARGEST => {
                Err(CheckoutError::TooMuch { what: "bytes in one commit, tag or tree", most: LARGEST })
            }
            Some((found, _)) if found == kind => self.bytes(id, name(kind), buffer).map(Some),
            _ => Ok(None),
        }
    }

    /// The bytes of a file; none if there are more than `most`.
    pub(crate) fn blob<'a>(
        &self,
        id: &oid,
        most: u64,
        buffer: &'a mut Vec<u8>,
    ) -> Result<Option<&'a [u8]>, CheckoutError> {
        if self.blob_size(id)? > most {
            return Ok(None);
        }
        self.bytes(id, "file", buffer).map(Some)
    }

    /// How many bytes a file has.
    pub(crate) fn blob_size(&self, id: &oid) -> Result<u64, CheckoutError> {
        match self.header(id)? {
            Some((Kind::Blob, size)) => Ok(size),
            Some(_) => Err(broken("file", id, "it is no file")),
            None => Err(missing("file", id)),
        }
    }

    fn bytes<'a>(
        &self,
        id: &oid,
        what: &'static str,
        buffer: &'a mut Vec<u8>,
    ) -> Result<&'a [u8], CheckoutError> {
        match self.handle.try_find(id, buffer) {
            Ok(Some(data)) => Ok(data.data),
            Ok(None) => Err(missing(what, id)),
            Err(error) => Err(broken(what, id, error)),
        }
    }

    /// The commit that this is, or that this tag leads to; none if it is not here.
    pub(crate) fn peeled(&self, id: ObjectId) -> Result<Option<ObjectId>, CheckoutError> {
        let mut id = id;
        for _ in 0..TAGS {
            match self.header(&id)? {
                Some((Kind::Commit, _)) => return Ok(Some(id)),
                Some((Kind::Tag, _)) => {}
                _ => return Ok(None),
            }
            let mut buffer = Vec::new();
            let Some(tag) = self.small(&id, Kind::Tag, &mut buffer)? else { return Ok(None) };
            let target = gix_object::TagRefIter::from_bytes(tag, self.kind).target_id();
            id = target.map_err(|error| broken("tag", &id, error))?;
        }
        Ok(None)
    }
}

pub(crate) fn broken(what: &'static str, id: &oid, reason: impl std::fmt::Display) -> CheckoutError {
    CheckoutError::Broken { what, id: id.to_string(), reason: format!("{reason:#}") }
}

pub(crate) fn missing(what: &'static str, id: &oid) -> CheckoutError {
    CheckoutError::Missing { what, id: id.to_string() }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Tree => "tree",
        Kind::Blob => "file",
        Kind::Commit => "commit",
        Kind::Tag => "tag",
    }
}
