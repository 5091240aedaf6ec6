//! A pack of git objects (gitformat-pack(5)), read whole: what a server sends for one commit without its history. Each object is known by the hash of its bytes,
//! which is computed here, so that what a commit's hash leads to is what that commit holds, whoever sent it.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::Arc;

use flate2::bufread::ZlibDecoder;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

/// Bytes of all objects together, unpacked: a shard of a hundred thousand entries.
const MOST: usize = 512 << 20;
/// Folders in folders.
const DEEPEST: usize = 16;

/// The hash of an object.
pub(super) type Id = [u8; 20];

/// The objects of a pack.
#[derive(Debug, Default)]
pub(super) struct Objects(HashMap<Id, Object>);

/// An object: of which kind, and its bytes.
type Object = (Kind, Arc<[u8]>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

/// Where an object is made from another one.
#[derive(Debug, Clone, Copy)]
enum Base {
    At(usize),
    Named(Id),
}

/// Why bytes are no pack, or not the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pack {0}")]
pub(super) struct PackError(&'static str);

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Tree => "tree",
            Self::Blob => "blob",
            Self::Tag => "tag",
        }
    }
}

/// What git calls an object.
pub(super) fn id(kind: &str, bytes: &[u8]) -> Id {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    context.update(format!("{kind} {}\0", bytes.len()).as_bytes());
    context.update(bytes);
    let mut id = Id::default();
    id.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    id
}

/// A hash in hex.
pub(super) fn hex(id: &Id) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Objects {
    /// Reads a pack.
    pub(super) fn read(pack: &[u8]) -> Result<Self, PackError> {
        let (content, trailer) = pack.split_last_chunk::<20>().ok_or(PackError("is cut off"))?;
        if ring::digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, content).as_ref() != trailer {
            return Err(PackError("is damaged: its own hash is another"));
        }
        let mut reader = Reader { bytes: content, at: 0, unpacked: 0 };
        if reader.take(8)? != b"PACK\0\0\0\x02" {
            return Err(PackError("is of another version than 2"));
        }
        let count = u32::from_be_bytes(reader.chunk()?);
        let (mut objects, mut at) = (Self::default(), HashMap::new());
        for _ in 0..count {
            let begin = reader.at;
            let object = reader.object(&at, &objects)?;
            objects.0.insert(id(object.0.word(), &object.1), object.clone());
            at.insert(begin, object);
        }
        if reader.at == content.len() { Ok(objects) } else { Err(PackError("has bytes after its objects")) }
    }

    /// The plain files of a commit, by their paths.
    pub(super) fn files(&self, commit: &Id) -> Result<HashMap<String, Arc<[u8]>>, PackError> {
        let commit = self.get(commit, Kind::Commit)?;
        let line = commit.split(|byte| *byte == b'\n').next().and_then(|line| line.strip_prefix(b"tree "));
        let tree = line.and_then(unhex).ok_or(PackError("has a commit without a tree"))?;
        let (mut files, mut folders) = (HashMap::new(), vec![(String::new(), tree, 0)]);
        while let Some((above, tree, depth)) = folders.pop() {
            let mut rest = self.get(&tree, Kind::Tree)?;
            while !rest.is_empty() {
                let (mode, name, id, after) = entry(rest).ok_or(PackError("has a tree that is none"))?;
                rest = after;
                let path = format!("{above}{name}");
                match mode {
                    "40000" if depth < DEEPEST => folders.push((format!("{path}/"), id, depth + 1)),
                    "100644" | "100755" => {
                        files.insert(path, Arc::clone(self.blob(&id)?));
                    }
                    // A link or a submodule is no file of a ledger: it is not there.
                    _ => {}
                }
            }
        }
        Ok(files)
    }

    fn get(&self, id: &Id, kind: Kind) -> Result<&[u8], PackError> {
        match self.0.get(id) {
            Some((found, bytes)) if *found == kind => Ok(bytes),
            _ => Err(PackError("lacks an object that it should have")),
        }
    }

    fn blob(&self, id: &Id) -> Result<&Arc<[u8]>, PackError> {
        match self.0.get(id) {
            Some((Kind::Blob, bytes)) => Ok(bytes),
            _ => Err(PackError("lacks an object that it should have")),
        }
    }
}

/// Mode, name and hash of the first entry of a tree, and the rest of it.
fn entry(tree: &[u8]) -> Option<(&str, &str, Id, &[u8])> {
    let end = tree.iter().position(|byte| *byte == 0)?;
    let (line, rest) = tree.split_at_checked(end)?;
    let (mode, name) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    let (id, rest) = rest.get(1..)?.split_first_chunk::<20>()?;
    Some((mode, name, *id, rest))
}

pub(super) fn unhex(text: &[u8]) -> Option<Id> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    let bytes = pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

struct Reader<'p> {
    bytes: &'p [u8],
    at: usize,
    unpacked: usize,
}

impl<'p> Reader<'p> {
    fn take(&mut self, count: usize) -> Result<&'p [u8], PackError> {
        let end = self.at.checked_add(count).ok_or(PackError("is cut off"))?;
        let taken = self.bytes.get(self.at..end).ok_or(PackError("is cut off"))?;
        self.at = end;
        Ok(taken)
    }

    fn chunk<const N: usize>(&mut self) -> Result<[u8; N], PackError> {
        self.take(N)?.try_into().map_err(|_| PackError("is cut off"))
    }

    fn byte(&mut self) -> Result<u8, PackError> {
        let [byte] = self.chunk()?;
        Ok(byte)
    }

    fn object(&mut self, at: &HashMap<usize, Object>, objects: &Objects) -> Result<Object, PackError> {
        let begin = self.at;
        let first = self.byte()?;
        let (mut size, mut shift, mut more) = (usize::from(first & 0x0f), 4_u32, first & 0x80 != 0);
        while more {
            let next = self.byte()?;
            size |= usize::from(next & 0x7f).checked_shl(shift).ok_or(PackError("has a size that is none"))?;
            (shift, more) = (shift + 7, next & 0x80 != 0);
        }
        let (kind, base) = match (first >> 4) & 7 {
            1 => (Kind::Commit, None),
            2 => (Kind::Tree, None),
            3 => (Kind::Blob, None),
            4 => (Kind::Tag, None),
            6 => (Kind::Blob, Some(Base::At(self.offset(begin)?))),
            7 => (Kind::Blob, Some(Base::Named(self.chunk()?))),
            _ => return Err(PackError("has an object of no kind")),
        };
        let bytes = self.inflate(size)?;
        let Some(base) = base else { return Ok((kind, bytes.into())) };
        let base = match base {
            Base::At(place) => at.get(&place),
            Base::Named(id) => objects.0.get(&id),
        };
        let (kind, base) = base.ok_or(PackError("makes an object from one that is not there"))?;
        let made =
            apply(&bytes, base, MOST - self.unpacked).ok_or(PackError("has a difference that is none"))?;
        self.count(made.len())?;
        Ok((*kind, made.into()))
    }

    /// Where the base is that lies so many bytes before.
    fn offset(&mut self, begin: usize) -> Result<usize, PackError> {
        let wrong = PackError("makes an object from one that is not there");
        let mut byte = self.byte()?;
        let mut back = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.byte()?;
            back = back.checked_add(1).and_then(|back| back.checked_mul(128)).ok_or(wrong)?;
            back |= usize::from(byte & 0x7f);
        }
        begin.checked_sub(back).ok_or(wrong)
    }

    fn inflate(&mut self, size: usize) -> Result<Vec<u8>, PackError> {
        self.count(size)?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut decoder = ZlibDecoder::new(rest);
        let mut bytes = Vec::new();
        let most = u64::try_from(size).unwrap_or(u64::MAX).saturating_add(1);
        let read = decoder.by_ref().take(most).read_to_end(&mut bytes);
        if read.is_err() || bytes.len() != size {
            return Err(PackError("has an object that is not as long as it says"));
        }
        let used = usize::try_from(decoder.total_in()).map_err(|_| PackError("is too long"))?;
        self.take(used)?;
        Ok(bytes)
    }

    fn count(&mut self, bytes: usize) -> Result<(), PackError> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        if self.unpacked > MOST { Err(PackError("is too long to be read at once")) } else { Ok(()) }
    }
}

/// An object out of another one and what differs.
fn apply(delta: &[u8], base: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut rest = delta.iter().copied();
    if size(&mut rest)? != base.len() {
        return None;
    }
    let length = size(&mut rest)?;
    if length > most {
        return None;
    }
    let mut made = Vec::new();
    while let Some(op) = rest.next() {
        if op & 0x80 == 0 {
            let count = usize::from(op);
            let before = made.len();
            made.extend(rest.by_ref().take(count));
            if count == 0 || made.len() - before != count {
                return None;
            }
        } else {
            let mut number = |bits: std::ops::Range<u32>| {
                let mut number = 0_usize;
                for (shift, bit) in bits.enumerate() {
                    if op >> bit & 1 == 1 {
                        number |= usize::from(rest.next()?) << (8 * shift);
                    }
                }
                Some(number)
            };
            let (offset, count) = (number(0..4)?, number(4..7)?);
            let count = if count == 0 { 0x10000 } else { count };
            made.extend_from_slice(base.get(offset..offset.checked_add(count)?)?);
        }
        if made.len() > length {
            return None;
        }
    }
    (made.len() == length).then_some(made)
}

fn size(rest: &mut impl Iterator<Item = u8>) -> Option<usize> {
    let (mut size, mut shift) = (0_usize, 0_u32);
    loop {
        let byte = rest.next()?;
        size |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(size);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests;
