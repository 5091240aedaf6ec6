//! YAML 1.2 as far as a policy needs it, within limits: one document of maps, lists and scalars.
//!
//! What makes one text mean two things to two readers is refused: names that stand twice, tags, anchors and aliases, directives, and more
//! than one document. Scalars stay text (YAML 1.2.2, section 10.3, is applied by [`crate::read()`], when a type asks for it).

use std::collections::HashSet;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use crate::node::{Node, Step, Trail, Value, Wrong, shown};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// How deep maps and lists may nest.
pub const DEEPEST: usize = 32;
/// Names, values, maps and lists that there may be.
pub const MOST_NODES: usize = 20_000;
/// Bytes of a member's name.
pub const LONGEST_NAME: usize = 200;

/// Reads a document; nothing if there is none, or nothing in it. `name` is the file's, for messages.
///
/// # Errors
/// Whatever is not one document of YAML within the limits.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Option<Node>, Wrong> {
    let root = Arc::new(Trail { parent: None, step: Step::File(name.to_owned()) });
    let top = Node { trail: root, line: 1, value: Value::List(Vec::new()) };
    if bytes.len() > LARGEST {
        let message =
            format!("has {} bytes, and {LARGEST} are read at most: take out what is no policy", bytes.len());
        return Err(top.wrong(message));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            return Err(Node { line, ..top }.wrong("is not UTF-8 text: save the file as UTF-8"));
        }
    };
    let mut reader = Reader { open: Vec::new(), root: None, documents: 0, nodes: 0, top };
    for event in Parser::new_from_str_with_options(text, options()) {
        let (event, span) = event.map_err(|error| reader.broken(&error))?;
        reader.take(event, span)?;
    }
    Ok(reader.root.filter(|root| !root.is_nothing()))
}

fn options() -> Options {
    let mut options = Options::default();
    options.strict_indentation = true;
    options.disallow_directives = true;
    options.block_nesting_limit = DEEPEST;
    options.flow_nesting_limit = DEEPEST;
    options.set_emit_comments(false);
    options
}

struct Reader {
    /// The maps and lists that are not closed yet.
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    /// The file itself, for messages about a line.
    top: Node,
}

struct Open {
    node: Node,
    /// Of a map: the names so far, and the one whose value comes next.
    names: HashSet<String>,
    next: Option<(String, usize)>,
}

impl Reader {
    fn broken(&self, error: &ScanError) -> Wrong {
        self.wrong(error.marker().line(), format!("is not YAML: {}", error.info()))
    }

    fn wrong(&self, line: usize, message: impl Into<String>) -> Wrong {
        let at = self.open.last().map_or(&self.top, |open| &open.node);
        Wrong { line: line.max(1), ..at.wrong(message) }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Wrong> {
        let line = span.start.line();
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(self
                        .wrong(line, "begins a second document: one file is one policy, take the `---` out"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_node(line, anchor, tag.is_some())?;
                return self.scalar(text.into_owned(), style == ScalarStyle::Plain, line);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.plain_node(line, anchor, tag.is_some())?;
                self.begin(Value::List(Vec::new()), line)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.plain_node(line, anchor, tag.is_some())?;
                self.begin(Value::Map(Vec::new()), line)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    self.put(open.node);
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) | Event::Anchor(..) => {
                return Err(
                    self.wrong(line, "has an anchor or an alias, which are not read: write the value out")
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn plain_node(&mut self, line: usize, anchor: usize, tagged: bool) -> Result<(), Wrong> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(self.wrong(
                line,
                format!("has more than {MOST_NODES} names and values: take out what is no policy"),
            ));
        }
        if anchor != 0 {
            return Err(self.wrong(line, "has an anchor or an alias, which are not read: write the value out"));
        }
        if tagged {
            return Err(self.wrong(line, "has a tag (`!…`), which is not read: take it out, or quote the text"));
        }
        Ok(())
    }

    fn scalar(&mut self, text: String, plain: bool, line: usize) -> Result<(), Wrong> {
        if self.awaits_name() {
            return self.name(text, line);
        }
        let node = Node { trail: self.trail(), line, value: Value::Scalar { text, plain } };
        self.put(node);
        Ok(())
    }

    fn awaits_name(&self) -> bool {
        self.open.last().is_some_and(|open| matches!(open.node.value, Value::Map(_)) && open.next.is_none())
    }

    fn name(&mut self, name: String, line: usize) -> Result<(), Wrong> {
        if name.len() > LONGEST_NAME {
            return Err(
                self.wrong(line, format!("has a name of more than {LONGEST_NAME} bytes: {}", shown(&name)))
            );
        }
        let twice = self.open.last_mut().is_some_and(|open| !open.names.insert(name.clone()));
        if twice {
            return Err(self.wrong(line, format!("has {} twice: which one is meant?", shown(&name))));
        }
        if let Some(open) = self.open.last_mut() {
            open.next = Some((name, line));
        }
        Ok(())
    }

    fn begin(&mut self, value: Value, line: usize) -> Result<(), Wrong> {
        if self.awaits_name() {
            return Err(self.wrong(line, "has a list or a map where a name belongs"));
        }
        if self.open.len() >= DEEPEST {
            return Err(self.wrong(line, format!("nests more than {DEEPEST} levels")));
        }
        let node = Node { trail: self.trail(), line, value };
        self.open.push(Open { node, names: HashSet::new(), next: None });
        Ok(())
    }

    /// Where the next value stands.
    fn trail(&self) -> Arc<Trail> {
        let Some(open) = self.open.last() else { return Arc::clone(&self.top.trail) };
        let step = match &open.next {
            Some((name, _)) => Step::Member(name.clone()),
            None => Step::Item(open.node.items().len()),
        };
        Arc::new(Trail { parent: Some(Arc::clone(&open.node.trail)), step })
    }

    fn put(&mut self, mut node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match (&mut open.node.value, open.next.take()) {
            (Value::Map(members), Some((name, line))) => {
                // A message about a member points to its name.
                node.line = line;
                members.push((name, node));
            }
            (Value::List(items), _) => items.push(node),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
