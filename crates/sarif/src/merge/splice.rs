//! A value with pieces of it exchanged. What is not exchanged is copied byte for byte.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::Part;
use crate::walk::Refs;

/// The pieces of a text that are exchanged.
#[derive(Debug, Default)]
pub(super) struct Splices {
    pieces: Vec<Piece>,
    /// What they are exchanged for.
    new: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    old: Span,
    new: Span,
}

impl Splices {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.new.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Exchanges `old`, which may be empty, for `new`.
    pub(super) fn put(&mut self, old: Span, new: &[u8]) {
        let start = self.new.len();
        self.new.extend_from_slice(new);
        self.pieces.push(Piece { old, new: Span::new(start, self.new.len()) });
    }

    /// Exchanges the old number for a new one.
    pub(super) fn number(&mut self, old: Span, new: usize) {
        self.put(old, new.to_string().as_bytes());
    }

    /// Adds a member before the brace that closes an object which has members.
    pub(super) fn member(&mut self, end: usize, name: &str, value: &[u8]) {
        let start = self.new.len();
        self.new.extend_from_slice(b",\"");
        self.new.extend_from_slice(name.as_bytes());
        self.new.extend_from_slice(b"\":");
        self.new.extend_from_slice(value);
        let at = Span::new(end.saturating_sub(1), end.saturating_sub(1));
        self.pieces.push(Piece { old: at, new: Span::new(start, self.new.len()) });
    }

    /// Leaves out the white space between tokens.
    pub(super) fn gaps(&mut self, refs: &Refs) {
        self.pieces.extend(refs.gaps.iter().map(|gap| Piece { old: *gap, new: Span::default() }));
    }

    /// Leaves the descriptors out of a component.
    pub(super) fn shell(&mut self, text: &[u8], object: Span) {
        let kept = |(name, value): &(Span, Span)| {
            let part =
                Part::ALL.into_iter().any(|part| part.name().as_bytes() == &*string::unescape(name.of(text)));
            !(part && value.of(text).starts_with(b"["))
        };
        let mut at = object.start() + 1;
        let mut first = true;
        for (name, value) in cursor::members(text, object).filter(kept) {
            self.put(Span::new(at, name.start()), if first { b"" } else { b"," });
            at = value.end();
            first = false;
        }
        self.put(Span::new(at, object.end().saturating_sub(1)), b"");
    }

    /// Writes the piece `whole` of `text` behind `out`.
    pub(super) fn apply(&mut self, text: &[u8], whole: Span, out: &mut Vec<u8>) {
        self.pieces.sort_by_key(|piece| (piece.old.start(), Reverse(piece.old.end())));
        let mut at = whole.start();
        for piece in &self.pieces {
            // A piece within another one is gone with it.
            if piece.old.start() >= at {
                out.extend_from_slice(Span::new(at, piece.old.start()).of(text));
                out.extend_from_slice(piece.new.of(&self.new));
                at = piece.old.end();
            }
        }
        out.extend_from_slice(Span::new(at, whole.end()).of(text));
    }
}

/// A value without the white space between its tokens.
pub(super) fn compact(text: &[u8], value: Span) -> Cow<'_, [u8]> {
    let mut refs = Refs::default();
    refs.read(text, value, crate::shape::Kind::Plain);
    if refs.gaps.is_empty() {
        return Cow::Borrowed(value.of(text));
    }
    let mut splices = Splices::default();
    splices.gaps(&refs);
    let mut out = Vec::with_capacity(value.end() - value.start());
    splices.apply(text, value, &mut out);
    Cow::Owned(out)
}
