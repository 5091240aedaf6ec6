//! Every piece of YAML that a runner executes or a reader copies, with line numbers: workflows, actions, scenarios, and the
//! `yaml` fences of Markdown files.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::tree::{File, Tree};

/// A node with the line it starts on, counted within its document.
pub(super) type Item = Spanned<Node>;

/// A mapping, in the order of the file.
pub(super) type Mapping = [(String, Item)];

/// YAML as the rules need it: all scalars are text.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    List(Vec<Item>),
    Map(Vec<(String, Item)>),
}

/// Where a document stands decides what it may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A workflow of this repository.
    Workflow,
    /// An `action.yml` that users run from this repository.
    ShippedAction,
    /// Any other `action.yml`: a stub of a test.
    Action,
    /// Other configuration below `.github`, and test scenarios.
    Other,
    /// A fence in a Markdown file.
    Example,
}

/// The text of one document and where it starts.
#[derive(Debug)]
pub(super) struct Source<'t> {
    pub(super) path: &'t str,
    pub(super) kind: Kind,
    /// Lines of the file that precede the document.
    before: usize,
    text: String,
}

/// A document that parsed.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) source: Source<'t>,
    pub(super) root: Item,
}

/// The documents that parse; `unreadable-yaml` reports the others.
pub(super) fn documents(tree: &Tree) -> impl Iterator<Item = Document<'_>> {
    sources(tree).into_iter().filter_map(|source| {
        let root = source.parse().ok()?;
        Some(Document { source, root })
    })
}

/// Every document of the repository.
pub(super) fn sources(tree: &Tree) -> Vec<Source<'_>> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_data()) {
        if file.extension() == "md" {
            found.extend(fences(file));
        } else if let Some(kind) = kind(file) {
            found.push(Source { path: &file.path, kind, before: 0, text: file.text.clone() });
        }
    }
    found
}

fn kind(file: &File) -> Option<Kind> {
    let path = file.path.as_str();
    if matches!(file.name(), "action.yml" | "action.yaml") {
        let shipped = file.name() == path || path.starts_with("actions/");
        Some(if shipped { Kind::ShippedAction } else { Kind::Action })
    } else if !matches!(file.extension(), "yml" | "yaml") {
        None
    } else if path.starts_with(".github/workflows/") {
        Some(Kind::Workflow)
    } else {
        (path.starts_with(".github/") || path.starts_with("tests/scenarios/")).then_some(Kind::Other)
    }
}

/// The `yaml` and `yml` fences of a Markdown file, the indentation of the fence removed as CommonMark does.
fn fences(file: &File) -> Vec<Source<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize, Option<Source<'_>>)> = None;
    for (number, line) in file.lines() {
        let line = unquoted(line);
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let bar: &str = text.get(..text.len() - text.trim_start_matches(['`', '~']).len()).unwrap_or_default();
        match &mut open {
            Some((opening, _, source)) if bar.starts_with(*opening) && text.trim_end() == bar => {
                found.extend(source.take());
                open = None;
            }
            Some((_, indent, source)) => {
                let spaces = line.len() - line.trim_start_matches(' ').len();
                let line = line.get(spaces.min(*indent)..).unwrap_or_default();
                if let Some(source) = source {
                    source.text.extend([line, "\n"]);
                }
            }
            None if bar.len() >= 3 => {
                let language = text.get(bar.len()..).unwrap_or_default().split_whitespace().next();
                let yaml = language.is_some_and(|word| matches!(word.to_lowercase().as_str(), "yaml" | "yml"));
                let source =
                    Source { path: &file.path, kind: Kind::Example, before: number, text: String::new() };
                open = Some((bar, indent, yaml.then_some(source)));
            }
            None => {}
        }
    }
    // A fence that nobody closes ends with its file.
    found.extend(open.and_then(|(_, _, source)| source));
    found
}

/// The line without the `>` of a block quote, in which GitHub's alerts stand. No line of YAML begins with one.
fn unquoted(line: &str) -> &str {
    line.trim_start().strip_prefix('>').map_or(line, |rest| unquoted(rest.strip_prefix(' ').unwrap_or(rest)))
}

impl Source<'_> {
    /// Parses the document.
    ///
    /// # Errors
    ///
    /// The line in the file, and the parser's message.
    pub(super) fn parse(&self) -> Result<Item, (usize, String)> {
        serde_saphyr::from_str(&self.text).map_err(|error| {
            let line = error.location().map_or(1, |location| line_number(location.line()));
            let message = error.without_snippet().to_string();
            (self.before + line, message.lines().next().unwrap_or_default().to_owned())
        })
    }

    /// The line in the file on which `item` starts.
    pub(super) fn line(&self, item: &Item) -> usize {
        self.before + line_number(item.referenced.line())
    }

    /// The first line at or after the start of `item` that holds `needle`; the start itself where an escape hides it.
    pub(super) fn line_with(&self, item: &Item, needle: &str) -> usize {
        let start = line_number(item.referenced.line());
        let mut lines = self.text.lines().skip(start - 1);
        self.before + start + lines.position(|line| line.contains(needle)).unwrap_or(0)
    }

    /// The comment behind the value on the line where `item` starts.
    pub(super) fn comment(&self, item: &Item) -> Option<&str> {
        let line = self.text.lines().nth(line_number(item.referenced.line()) - 1)?;
        line.split_once(" #").map(|(_, comment)| comment.trim())
    }
}

/// The parser counts lines from 1 in 64 or 32 bits and calls an unknown line 0.
fn line_number(line: impl TryInto<usize>) -> usize {
    line.try_into().unwrap_or(1).max(1)
}

impl Node {
    /// The scalar's text.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The mapping's entries.
    pub(super) fn map(&self) -> Option<&Mapping> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }
}

/// The value of a key.
pub(super) fn value<'m>(mapping: &'m Mapping, key: &str) -> Option<&'m Item> {
    mapping.iter().find(|(name, _)| name == key).map(|(_, item)| item)
}

/// Every mapping at or below `item`.
pub(super) fn mappings(item: &Item) -> Vec<&Mapping> {
    match &item.value {
        Node::Text(_) => Vec::new(),
        Node::List(items) => items.iter().flat_map(mappings).collect(),
        Node::Map(entries) => {
            let below = entries.iter().flat_map(|(_, item)| mappings(item));
            std::iter::once(entries.as_slice()).chain(below).collect()
        }
    }
}

/// Every mapping that can be a step: an element of a list, or the whole of a document (the fragment of a README).
pub(super) fn steps(item: &Item) -> Vec<&Mapping> {
    item.value.map().into_iter().chain(listed(item)).collect()
}

fn listed(item: &Item) -> Vec<&Mapping> {
    match &item.value {
        Node::Text(_) => Vec::new(),
        Node::List(items) => items.iter().flat_map(steps).collect(),
        Node::Map(entries) => entries.iter().flat_map(|(_, item)| listed(item)).collect(),
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any YAML")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Text(String::new()))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Text(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}
