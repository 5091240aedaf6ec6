//! The files of a commit, and what differs between those of two.

use gix_index::hash::ObjectId;
use gix_object::tree::EntryKind;
use gix_object::{Kind, TreeRefIter};

use crate::CheckoutError;
use crate::objects::{Objects, broken, missing};
use crate::path::{is_plain_name, text};

/// How many bytes a path may have, which is where systems stop. That bounds how deep folders lie, too, at what is git's own limit
/// (`core.maxTreeDepth`).
const LONGEST: usize = 4096;

/// What a name in a tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) kind: EntryKind,
    pub(crate) id: ObjectId,
}

impl Leaf {
    pub(crate) fn is_tree(&self) -> bool {
        self.kind == EntryKind::Tree
    }

    /// A file, and no link, submodule or folder.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.kind, EntryKind::Blob | EntryKind::BlobExecutable)
    }
}

/// A path that is not the same in two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differing {
    pub(crate) path: Vec<u8>,
    pub(crate) old: Option<Leaf>,
    pub(crate) new: Option<Leaf>,
}

/// How much of two trees is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TreeLimits {
    pub(crate) paths: usize,
    pub(crate) trees: usize,
}

/// For a whole tree; the largest public repositories have less than a million files.
pub(crate) const WHOLE: TreeLimits = TreeLimits { paths: 10_000_000, trees: 10_000_000 };

/// What a path stands for in a tree: the link or submodule itself, if one is on the way.
pub(crate) fn find(objects: &Objects, root: ObjectId, path: &[u8]) -> Result<Option<Leaf>, CheckoutError> {
    let mut leaf = Leaf { kind: EntryKind::Tree, id: root };
    for part in path.split(|byte| *byte == b'/') {
        if !leaf.is_tree() {
            // Nothing lies below a file; what lies behind a link or in a submodule is not looked at.
            return Ok(Some(leaf).filter(|leaf| !leaf.is_file()));
        }
        let mut buffer = Vec::new();
        let data = data(objects, leaf.id, &mut buffer)?;
        let mut found = None;
        for entry in TreeRefIter::from_bytes(data, objects.kind()) {
            let entry = entry.map_err(|error| broken("tree", &leaf.id, error))?;
            if entry.filename == part {
                found = Some(Leaf { kind: entry.mode.kind(), id: entry.oid.to_owned() });
                break;
            }
        }
        let Some(found) = found else { return Ok(None) };
        leaf = found;
    }
    Ok(Some(leaf))
}

fn data<'a>(objects: &Objects, id: ObjectId, buffer: &'a mut Vec<u8>) -> Result<&'a [u8], CheckoutError> {
    objects.small(&id, Kind::Tree, buffer)?.ok_or_else(|| missing("tree", &id))
}

/// A name and what it stands for.
type Entry = (Vec<u8>, Leaf);

/// All names of a tree, sorted by themselves; git sorts a folder as if its name ended with a slash.
fn entries(objects: &Objects, id: Option<ObjectId>) -> Result<Vec<Entry>, CheckoutError> {
    let Some(id) = id else { return Ok(Vec::new()) };
    if id.is_empty_tree() {
        return Ok(Vec::new());
    }
    let mut buffer = Vec::new();
    let data = data(objects, id, &mut buffer)?;
    let mut found = Vec::new();
    for entry in TreeRefIter::from_bytes(data, objects.kind()) {
        let entry = entry.map_err(|error| broken("tree", &id, error))?;
        if !is_plain_name(entry.filename) {
            return Err(CheckoutError::Path { place: format!("tree {id}"), path: text(entry.filename) });
        }
        found.push((entry.filename.to_vec(), Leaf { kind: entry.mode.kind(), id: entry.oid.to_owned() }));
    }
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    if found.windows(2).any(|pair| matches!(pair, [one, other] if one.0 == other.0)) {
        return Err(broken("tree", &id, "it holds one name twice"));
    }
    Ok(found)
}

/// A folder of which one side or both are still to be looked at.
struct Folder {
    path: Vec<u8>,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
}

/// What differs between two trees, sorted by path.
pub(crate) fn differing(
    objects: &Objects,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
    limits: TreeLimits,
) -> Result<Vec<Differing>, CheckoutError> {
    let mut found = Vec::new();
    let mut waiting = vec![Folder { path: Vec::new(), old, new }];
    let mut read = 0;
    while let Some(folder) = waiting.pop() {
        if folder.old == folder.new {
            continue;
        }
        read += 1;
        if read > limits.trees {
            return Err(too_much("folders that differ", limits.trees));
        }
        let names = side_by_side(entries(objects, folder.old)?, entries(objects, folder.new)?);
        for (name, old, new) in names {
            compare(&folder, &name, (old, new), &mut waiting, &mut found)?;
            if found.len() > limits.paths {
                return Err(too_much("files that differ", limits.paths));
            }
            if waiting.len() > limits.trees {
                return Err(too_much("folders that differ", limits.trees));
            }
        }
    }
    found.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The paths of all files of a tree, sorted.
pub(crate) fn files(objects: &Objects, root: ObjectId) -> Result<Vec<Vec<u8>>, CheckoutError> {
    let all = differing(objects, None, Some(root), WHOLE)?.into_iter();
    Ok(all.filter(|file| file.new.is_some_and(|leaf| leaf.is_file())).map(|file| file.path).collect())
}

/// Each name once, with what it stands for on both sides.
fn side_by_side(old: Vec<Entry>, new: Vec<Entry>) -> Vec<(Vec<u8>, Option<Leaf>, Option<Leaf>)> {
    let mut both = Vec::with_capacity(old.len().max(new.len()));
    let mut new = new.into_iter().peekable();
    for (name, leaf) in old {
        while let Some((before, added)) = new.next_if(|(known, _)| *known < name) {
            both.push((before, None, Some(added)));
        }
        let same = new.next_if(|(known, _)| *known == name).map(|(_, leaf)| leaf);
        both.push((name, Some(leaf), same));
    }
    both.extend(new.map(|(name, leaf)| (name, None, Some(leaf))));
    both
}

/// A folder goes to the waiting ones, anything else is found; a name can be one here and the other there.
fn compare(
    folder: &Folder,
    name: &[u8],
    (old, new): (Option<Leaf>, Option<Leaf>),
    waiting: &mut Vec<Folder>,
    found: &mut Vec<Differing>,
) -> Result<(), CheckoutError> {
    if old == new {
        return Ok(());
    }
    let mut path = folder.path.clone();
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    if path.len() > LONGEST {
        return Err(too_much("bytes in one path", LONGEST));
    }
    let tree = |leaf: Option<Leaf>| leaf.filter(Leaf::is_tree).map(|leaf| leaf.id);
    let (old_tree, new_tree) = (tree(old), tree(new));
    if old_tree.is_some() || new_tree.is_some() {
        waiting.push(Folder { path: path.clone(), old: old_tree, new: new_tree });
    }
    let leaf = |leaf: Option<Leaf>| leaf.filter(|leaf| !leaf.is_tree());
    let (old, new) = (leaf(old), leaf(new));
    if old.is_some() || new.is_some() {
        found.push(Differing { path, old, new });
    }
    Ok(())
}

pub(crate) fn too_much(what: &'static str, most: usize) -> CheckoutError {
    CheckoutError::TooMuch { what, most: u64::try_from(most).unwrap_or(u64::MAX) }
}
