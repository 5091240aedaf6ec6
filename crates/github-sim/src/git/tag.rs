//! Annotated tags.

use anyhow::Result;

use super::oid::Oid;
use super::person::Person;
use super::store::{ObjectKind, Store};

/// A tag that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewTag {
    /// Its name, without `refs/tags/`.
    pub(crate) name: String,
    /// What it names.
    pub(crate) object: Oid,
    /// The kind of what it names.
    pub(crate) kind: ObjectKind,
    /// Who made it.
    pub(crate) tagger: Person,
    /// The message.
    pub(crate) message: String,
}

/// A tag as it was stored.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// Its own name as an object.
    pub(crate) oid: Oid,
    /// Its name.
    pub(crate) name: String,
    /// What it names.
    pub(crate) object: Oid,
    /// The kind of what it names.
    pub(crate) kind: ObjectKind,
    /// Who made it; very old tags do not tell.
    pub(crate) tagger: Option<Person>,
    /// The message.
    pub(crate) message: String,
}

impl Store {
    /// Stores an annotated tag, without a reference to it.
    pub(crate) fn put_tag(&self, new: &NewTag) -> Result<Oid> {
        let (object, kind, name) = (&new.object, new.kind.as_str(), &new.name);
        let text = format!(
            "object {object}\ntype {kind}\ntag {name}\ntagger {}\n\n{}",
            new.tagger.line(),
            new.message
        );
        self.put(ObjectKind::Tag, text.as_bytes())
    }

    /// Reads an annotated tag; nothing if the name is another object's or nobody's.
    pub(crate) fn tag(&self, oid: &Oid) -> Result<Option<Tag>> {
        let object = self.object(oid)?.filter(|object| object.kind == ObjectKind::Tag);
        Ok(object.and_then(|object| parse(&object.oid, &String::from_utf8_lossy(&object.bytes))))
    }
}

fn parse(oid: &Oid, text: &str) -> Option<Tag> {
    let (head, message) = text.split_once("\n\n").unwrap_or((text, ""));
    let value = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
    Some(Tag {
        oid: oid.clone(),
        name: value("tag")?.to_owned(),
        object: value("object")?.parse().ok()?,
        kind: ObjectKind::named(value("type")?)?,
        tagger: value("tagger").map(Person::parse),
        message: message.to_owned(),
    })
}
