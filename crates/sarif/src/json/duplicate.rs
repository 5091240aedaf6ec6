//! Names that an object gives twice. RFC 8259 leaves open which one counts; here it is the last, as in most readers.

use std::borrow::Cow;
use std::collections::HashMap;

use super::span::Span;
use super::string;

/// Up to this many members, names are compared one by one.
const FEW: usize = 32;

/// The names of the objects that are open, innermost last.
#[derive(Default)]
pub(crate) struct Names<'a> {
    /// All names, of one object after another.
    spans: Vec<Span>,
    objects: Vec<Object<'a>>,
}

struct Object<'a> {
    from: usize,
    /// One bit for each name seen, by a small hash: most names need no comparison.
    seen: u64,
    many: HashMap<Cow<'a, [u8]>, usize>,
}

impl<'a> Names<'a> {
    pub(crate) fn open(&mut self) {
        self.objects.push(Object { from: self.spans.len(), seen: 0, many: HashMap::new() });
    }

    pub(crate) fn close(&mut self) {
        if let Some(object) = self.objects.pop() {
            self.spans.truncate(object.from);
        }
    }

    /// How many members the innermost object has.
    pub(crate) fn count(&self) -> usize {
        self.objects.last().map_or(0, |object| self.spans.len() - object.from)
    }

    /// Takes a name, and returns the piece that holds the earlier member of that name, with its comma.
    pub(crate) fn add(&mut self, text: &'a [u8], name: Span) -> Option<Span> {
        let object = self.objects.last_mut()?;
        let at = self.spans.len();
        self.spans.push(name);
        let key = string::unescape(name.of(text));
        let bit = 1 << (hash(&key) % 64);
        let known = object.seen & bit != 0;
        object.seen |= bit;
        let members = self.spans.get(object.from..at)?;
        let earlier = if members.len() < FEW {
            if !known {
                return None;
            }
            let same = |other: &Span| string::unescape(other.of(text)) == key;
            object.from + members.iter().rposition(same)?
        } else {
            if object.many.is_empty() {
                for (position, other) in members.iter().enumerate() {
                    object.many.insert(string::unescape(other.of(text)), object.from + position);
                }
            }
            object.many.insert(key, at)?
        };
        let next = self.spans.get(earlier + 1)?;
        Some(Span::new(self.spans.get(earlier)?.start(), next.start()))
    }
}

fn hash(key: &[u8]) -> u64 {
    let ends = key.iter().take(4).chain(key.iter().rev().take(4));
    ends.fold(key.len() as u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(*byte)))
}
