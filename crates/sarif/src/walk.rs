//! One pass over a value: everything in it that leads elsewhere, by [`shape`](crate::shape).
//!
//! The pass holds its own stack and changes nothing. What it finds is enough to check the value, to compare it with others, and to
//! write it with other indexes.

use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Context, Field, Holds, Kind, Shelf, Table, holds};

/// What a value leads to. One is used for many values, so that its memory is.
#[derive(Debug, Default)]
pub(crate) struct Refs {
    /// Indexes into the tables of the run.
    pub(crate) indexes: Vec<IndexAt>,
    /// Names of bases of URIs, quoted.
    pub(crate) bases: Vec<Span>,
    pub(crate) descriptors: Vec<DescriptorAt>,
    pub(crate) components: Vec<ComponentAt>,
    /// White space between tokens.
    pub(crate) gaps: Vec<Span>,
    pub(crate) head: Head,
}

/// An index into a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IndexAt {
    /// None for the graphs of the result itself.
    pub(crate) table: Option<Table>,
    pub(crate) value: Span,
    /// Whether it leads to the parent of the value itself.
    pub(crate) parent: bool,
}

/// A reference to a descriptor, §3.52.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DescriptorAt {
    pub(crate) context: Context,
    pub(crate) object: Span,
    pub(crate) id: Option<Span>,
    pub(crate) guid: Option<Span>,
    pub(crate) index: Option<Span>,
    /// Which of the components of [`Refs`] it names.
    pub(crate) component: Option<usize>,
}

/// A reference to a tool component, §3.54.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ComponentAt {
    pub(crate) shelf: Shelf,
    pub(crate) guid: Option<Span>,
    pub(crate) index: Option<Span>,
    pub(crate) name: Option<Span>,
    /// Whether it stands alone, and not within a reference to a descriptor.
    pub(crate) alone: bool,
}

/// What a result says about itself.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) end: usize,
    pub(crate) rule_id: Option<Span>,
    pub(crate) rule_index: Option<Span>,
    /// Which of the descriptors of [`Refs`] is `rule`.
    pub(crate) rule: Option<usize>,
    pub(crate) level: Option<Span>,
    pub(crate) kind: Option<Span>,
    pub(crate) invocation: Option<Span>,
    pub(crate) graphs: Option<Span>,
    pub(crate) suppressions: Option<Span>,
    pub(crate) baseline: Option<Span>,
}

#[derive(Clone, Copy)]
enum Inside {
    Object(Kind),
    Array(Kind),
}

struct Frame {
    inside: Inside,
    start: usize,
    /// Where the reference that is being read lies in [`Refs`].
    slot: usize,
}

struct Walk<'a, 'r> {
    text: &'a [u8],
    at: usize,
    refs: &'r mut Refs,
    frames: Vec<Frame>,
}

impl Refs {
    /// Reads the value of `kind` at `span` of a checked text.
    pub(crate) fn read(&mut self, text: &[u8], span: Span, kind: Kind) {
        self.indexes.clear();
        self.bases.clear();
        self.descriptors.clear();
        self.components.clear();
        self.gaps.clear();
        self.head = Head { end: span.end(), ..Head::default() };
        let mut walk = Walk { text, at: span.start(), refs: self, frames: Vec::with_capacity(16) };
        walk.value(Holds::One(kind), Span::default());
        walk.run();
    }
}

impl Walk<'_, '_> {
    fn run(&mut self) {
        while let Some(frame) = self.frames.last() {
            let (inside, slot) = (frame.inside, frame.slot);
            self.space();
            match (self.peek(), inside) {
                (Some(b','), _) => self.at += 1,
                (Some(b'}' | b']') | None, _) => self.leave(),
                (Some(_), Inside::Array(kind)) => self.value(Holds::One(kind), Span::default()),
                (Some(_), Inside::Object(kind)) => self.member(kind, slot),
            }
        }
    }

    fn member(&mut self, kind: Kind, slot: usize) {
        let name = Span::new(self.at, string::end(self.text, self.at));
        self.at = name.end();
        self.space();
        self.at += 1;
        self.space();
        let text = self.text;
        let key = string::unescape(name.of(text));
        match holds(kind, &key) {
            Holds::Field(field) => {
                let value = self.skip();
                self.field(kind, slot, field, value);
            }
            Holds::Index(table) => {
                let value = self.skip();
                let parent = *key == *b"parentIndex" && self.frames.len() == 1;
                if kind == Kind::Provenance {
                    self.refs.head.invocation = Some(value);
                }
                self.refs.indexes.push(IndexAt { table: Some(table), value, parent });
            }
            Holds::ResultGraph => {
                let value = self.skip();
                self.refs.indexes.push(IndexAt { table: None, value, parent: false });
            }
            Holds::Base => {
                let value = self.skip();
                if value.of(self.text).starts_with(b"\"") {
                    self.refs.bases.push(value);
                }
            }
            followed => {
                let value = Span::new(self.at, self.at);
                match followed {
                    Holds::Many(Kind::Suppression) => self.refs.head.suppressions = Some(value),
                    Holds::Many(Kind::Graph) if kind == Kind::Result => self.refs.head.graphs = Some(value),
                    _ => {}
                }
                self.value(followed, name);
            }
        }
    }

    /// Begins a value: what is not followed is behind it at once.
    fn value(&mut self, expected: Holds, name: Span) {
        let inside = match (expected, self.peek()) {
            (Holds::One(kind), Some(b'{')) => Inside::Object(kind),
            (Holds::Many(kind), Some(b'[')) => Inside::Array(kind),
            _ => {
                self.skip();
                return;
            }
        };
        let slot = match inside {
            Inside::Object(Kind::DescriptorReference(context)) => self.descriptor(context, name),
            Inside::Object(Kind::ComponentReference(shelf)) => self.component(shelf),
            _ => 0,
        };
        self.frames.push(Frame { inside, start: self.at, slot });
        self.at += 1;
    }

    fn descriptor(&mut self, context: Context, name: Span) -> usize {
        let slot = self.refs.descriptors.len();
        let object = Span::new(self.at, self.at);
        self.refs.descriptors.push(DescriptorAt {
            context,
            object,
            id: None,
            guid: None,
            index: None,
            component: None,
        });
        let parent = self.frames.last().map(|frame| frame.inside);
        if matches!(parent, Some(Inside::Object(Kind::Result))) && name != Span::default() {
            self.refs.head.rule = Some(slot);
        }
        slot
    }

    fn component(&mut self, shelf: Shelf) -> usize {
        let slot = self.refs.components.len();
        let mut alone = true;
        if let Some(Frame { inside: Inside::Object(Kind::DescriptorReference(_)), slot: descriptor, .. }) =
            self.frames.last()
            && let Some(descriptor) = self.refs.descriptors.get_mut(*descriptor)
        {
            descriptor.component = Some(slot);
            alone = false;
        }
        self.refs.components.push(ComponentAt { shelf, guid: None, index: None, name: None, alone });
        slot
    }

    fn field(&mut self, kind: Kind, slot: usize, field: Field, value: Span) {
        let refs = &mut *self.refs;
        let place = match (kind, field) {
            (Kind::DescriptorReference(_), field) => {
                let Some(descriptor) = refs.descriptors.get_mut(slot) else { return };
                match field {
                    Field::Id => &mut descriptor.id,
                    Field::Guid => &mut descriptor.guid,
                    _ => &mut descriptor.index,
                }
            }
            (Kind::ComponentReference(_), field) => {
                let Some(component) = refs.components.get_mut(slot) else { return };
                match field {
                    Field::Name => &mut component.name,
                    Field::Guid => &mut component.guid,
                    _ => &mut component.index,
                }
            }
            (_, Field::RuleId) => &mut refs.head.rule_id,
            (_, Field::RuleIndex) => &mut refs.head.rule_index,
            (_, Field::Level) => &mut refs.head.level,
            (_, Field::BaselineState) => &mut refs.head.baseline,
            _ => &mut refs.head.kind,
        };
        *place = Some(value);
    }

    fn leave(&mut self) {
        self.at += 1;
        if let Some(Frame { inside: Inside::Object(Kind::DescriptorReference(_)), start, slot }) =
            self.frames.pop()
            && let Some(descriptor) = self.refs.descriptors.get_mut(slot)
        {
            descriptor.object = Span::new(start, self.at);
        }
    }

    /// Goes behind a value, noting the white space in it.
    fn skip(&mut self) -> Span {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => self.at = string::end(self.text, self.at),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                Some(b',' | b':') => self.at += 1,
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.space(),
                Some(_) => self.at = cursor::end_of(self.text, self.at),
                None => break,
            }
            if depth == 0 {
                break;
            }
        }
        Span::new(start, self.at)
    }

    fn space(&mut self) {
        let end = cursor::skip_space(self.text, self.at);
        if end > self.at {
            self.refs.gaps.push(Span::new(self.at, end));
            self.at = end;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }
}

/// What an index of SARIF says: a position; none for the −1 that stands for "absent"; an error for anything else.
pub(crate) fn position(value: &[u8]) -> Result<Option<usize>, String> {
    let shown = || String::from_utf8_lossy(value.get(..40).unwrap_or(value)).into_owned();
    let text = std::str::from_utf8(value).map_err(|_| shown())?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole_number = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    match whole {
        "-1" if whole_number => Ok(None),
        digits if whole_number => digits.parse().map(Some).map_err(|_| shown()),
        _ => Err(shown()),
    }
}
