//! References: listing them, and moving several of them in one transaction that compares each with its expected old value.

use anyhow::{Context, Result, bail};

use super::oid::Oid;
use super::refname::refname_is_sound;
use super::store::{ObjectKind, Store};

/// A reference and what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The full name, from `refs/` on.
    pub(crate) name: String,
    /// The object.
    pub(crate) oid: Oid,
    /// The object's kind.
    pub(crate) kind: ObjectKind,
}

/// One reference's way from a value to another. The name of nothing stands for "is not there".
#[derive(Clone, Debug)]
pub(crate) struct RefMove {
    /// The full name.
    pub(crate) name: String,
    /// What it must be before.
    pub(crate) before: Oid,
    /// What it is afterwards.
    pub(crate) after: Oid,
}

/// References that did not move: one of them has another value than was expected, or a name cannot stand beside another one
/// (`a` and `a/b`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefFault;

impl Store {
    /// The references whose full names begin with a prefix, in the order of their names.
    pub(crate) fn references(&self, prefix: &str) -> Result<Vec<Reference>> {
        let answer = self.git(&["for-each-ref", "--format=%(objectname) %(objecttype) %(refname)"], &[])?;
        let text = String::from_utf8_lossy(&answer);
        let all = text.lines().map(|line| reference(line).context("git for-each-ref answered oddly"));
        let mut found = Vec::new();
        for one in all {
            let one = one?;
            if one.name.starts_with(prefix) {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// One reference by its full name.
    pub(crate) fn reference(&self, name: &str) -> Result<Option<Reference>> {
        Ok(self.references(name)?.into_iter().find(|reference| reference.name == name))
    }

    /// Whether nothing was ever pushed.
    pub(crate) fn is_empty(&self) -> Result<bool> {
        Ok(self.references("refs/")?.is_empty())
    }

    /// The commit that a word of the API means: an object's name, a branch, a tag, or a reference with `heads/` or in full.
    pub(crate) fn resolve(&self, word: &str) -> Result<Option<Oid>> {
        if let Ok(oid) = word.parse::<Oid>() {
            return self.peel(&oid);
        }
        if !refname_is_sound(word) {
            return Ok(None);
        }
        let references = self.references("refs/")?;
        for name in
            [format!("refs/heads/{word}"), format!("refs/tags/{word}"), word.to_owned(), format!("refs/{word}")]
        {
            if let Some(found) = references.iter().find(|reference| reference.name == name) {
                return self.peel(&found.oid);
            }
        }
        Ok(None)
    }

    /// The commit behind a commit or an annotated tag.
    pub(crate) fn peel(&self, oid: &Oid) -> Result<Option<Oid>> {
        let answer =
            self.git(&["cat-file", "--batch-check=%(objectname)"], format!("{oid}^{{commit}}\n").as_bytes())?;
        Ok(String::from_utf8_lossy(&answer).trim().parse().ok())
    }

    /// Moves references, all or none.
    pub(crate) fn move_refs(&self, moves: &[RefMove]) -> Result<Result<(), RefFault>> {
        let mut orders = String::from("start\0");
        for RefMove { name, before, after } in moves {
            if !super::check_refname(name) {
                bail!("{name:?} is no name of a reference");
            }
            orders.push_str(&if after.is_zero() {
                format!("delete {name}\0{before}\0")
            } else {
                format!("update {name}\0{after}\0{before}\0")
            });
        }
        orders.push_str("prepare\0commit\0");
        let answer = self.git(&["update-ref", "--stdin", "-z"], orders.as_bytes());
        Ok(answer.map(|_| ()).map_err(|_| RefFault))
    }
}

fn reference(line: &str) -> Option<Reference> {
    let mut words = line.splitn(3, ' ');
    let (oid, kind, name) = (words.next()?, words.next()?, words.next()?);
    Some(Reference { name: name.to_owned(), oid: oid.parse().ok()?, kind: ObjectKind::named(kind)? })
}
