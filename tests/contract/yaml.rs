//! YAML in the order of its file, every scalar as text.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

pub(crate) fn parse(text: &str) -> Result<Node, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// The keys of a mapping, in order.
pub(crate) fn keys(entries: &[(String, Node)]) -> Vec<&str> {
    entries.iter().map(|(name, _)| name.as_str()).collect()
}

/// Every `steps.<id>.outputs.<name>` in a text.
pub(crate) fn references(text: &str) -> Vec<(String, String)> {
    let word = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        text.split_at(end.unwrap_or(text.len())).0.to_owned()
    };
    let found = text.split("steps.").skip(1).filter_map(|rest| {
        let id = word(rest);
        let name = rest.strip_prefix(&id)?.strip_prefix(".outputs.").map(word)?;
        Some((id, name))
    });
    found.collect()
}

impl Node {
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    pub(crate) fn map(&self) -> Option<&[(String, Self)]> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.map()?.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// This node and every one below it.
    pub(crate) fn all(&self) -> Vec<&Self> {
        let below: Vec<&Self> = match self {
            Self::Text(_) => Vec::new(),
            Self::List(items) => items.iter().flat_map(Self::all).collect(),
            Self::Map(entries) => entries.iter().flat_map(|(_, node)| node.all()).collect(),
        };
        std::iter::once(self).chain(below).collect()
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
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Text(String::new()))
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

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element()? {
            out.push(item);
        }
        Ok(Node::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut out = Vec::new();
        while let Some(entry) = members.next_entry()? {
            out.push(entry);
        }
        Ok(Node::Map(out))
    }
}
