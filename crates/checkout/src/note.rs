//! Notes on commits (<https://git-scm.com/docs/git-notes>): files of a commit of their own, each named by the commit it is about.

use gix_index::hash::ObjectId;

use crate::objects::missing;
use crate::repository::Repository;
use crate::tree::{self, Leaf};
use crate::{CheckoutError, commit, refs};

/// The largest note that is read.
const LARGEST: u64 = 64 << 20;

impl Repository {
    /// The note on a commit; none if there is none. `notes` is a ref, as `refs/notes/coverage`, or the last part of it.
    ///
    /// # Errors
    /// The notes cannot be read, or this one is too large.
    pub fn note(&self, notes: &str, commit: &str) -> Result<Option<Vec<u8>>, CheckoutError> {
        let Some(about) = self.id(commit) else { return Ok(None) };
        let name =
            if notes.starts_with("refs/notes/") { notes.to_owned() } else { format!("refs/notes/{notes}") };
        let Some(id) = refs::named(&self.place, &name) else { return Ok(None) };
        let Some(node) = commit::node(&self.objects, &id)? else { return Err(missing("commit of notes", &id)) };
        let Some(leaf) = self.note_file(node.tree, &about.to_string())? else { return Ok(None) };
        let mut buffer = Vec::new();
        match self.objects.blob(&leaf.id, LARGEST, &mut buffer)? {
            Some(bytes) => Ok(Some(bytes.to_vec())),
            None => Err(CheckoutError::TooMuch { what: "bytes in one note", most: LARGEST }),
        }
    }

    /// Where there are many notes, two digits of the name after the other become a folder.
    fn note_file(&self, root: ObjectId, name: &str) -> Result<Option<Leaf>, CheckoutError> {
        let (mut folder, mut rest) = (root, name);
        loop {
            if let Some(leaf) = tree::find(&self.objects, folder, rest.as_bytes())? {
                return Ok(Some(leaf).filter(Leaf::is_file));
            }
            let Some((digits, more)) = rest.split_at_checked(2) else { return Ok(None) };
            match tree::find(&self.objects, folder, digits.as_bytes())? {
                Some(leaf) if leaf.is_tree() && !more.is_empty() => (folder, rest) = (leaf.id, more),
                _ => return Ok(None),
            }
        }
    }
}
