//! What stands in the file, with its place: a message that names file, line and member is one that can be acted on.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use runner::InputError;

/// Longest piece of the file that a message repeats, in characters.
const LONGEST_SHOWN: usize = 80;

/// A value of the file, and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    pub(crate) trail: Arc<Trail>,
    pub(crate) line: usize,
    /// What stands there.
    pub value: Value,
}

/// What stands in a place.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, letter by letter as it was written: nothing is a number before somebody asks for one, so that 79.95 never becomes a float.
    Scalar {
        /// The text, without its quotes.
        text: String,
        /// Whether it stood without quotes, and could be a number, a boolean or nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// Members in their order; no name stands twice.
    Map(Vec<(String, Node)>),
}

/// The way from the file to a value.
#[derive(Debug)]
pub(crate) struct Trail {
    pub(crate) parent: Option<Arc<Trail>>,
    pub(crate) step: Step,
}

#[derive(Debug)]
pub(crate) enum Step {
    File(String),
    Member(String),
    Item(usize),
}

/// A mistake in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The member: `coverage.components[2].limits.line`; empty for the file itself.
    pub member: String,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl Node {
    /// The member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// The members, if it is a map.
    #[must_use]
    pub fn members(&self) -> &[(String, Self)] {
        if let Value::Map(members) = &self.value { members } else { &[] }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Value::Scalar { text, .. } = &self.value { Some(text) } else { None }
    }

    /// The same without one member.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut rest = self.clone();
        if let Value::Map(members) = &mut rest.value {
            members.retain(|(known, _)| known != name);
        }
        rest
    }

    /// This, where `over` says nothing: maps are united member by member, all else is replaced as a whole.
    #[must_use]
    pub fn overlaid(&self, over: &Self) -> Self {
        let (Value::Map(below), Value::Map(above)) = (&self.value, &over.value) else { return over.clone() };
        let mut members: Vec<(String, Self)> = Vec::with_capacity(below.len() + above.len());
        for (name, node) in below {
            let node = over.member(name).map_or_else(|| node.clone(), |above| node.overlaid(above));
            members.push((name.clone(), node));
        }
        members.extend(above.iter().filter(|(name, _)| self.member(name).is_none()).cloned());
        Self { value: Value::Map(members), ..over.clone() }
    }

    /// An error that names this place.
    #[must_use]
    pub fn wrong(&self, message: impl Into<String>) -> Wrong {
        let mut steps = Vec::new();
        let mut at = Some(&self.trail);
        while let Some(trail) = at {
            steps.push(&trail.step);
            at = trail.parent.as_ref();
        }
        let mut wrong =
            Wrong { file: String::new(), line: self.line, member: String::new(), message: message.into() };
        for step in steps.into_iter().rev() {
            step.tell(&mut wrong);
        }
        wrong
    }

    /// What stands here, for messages: `80`, `a list`, `nothing`.
    pub(crate) fn kind(&self) -> String {
        match &self.value {
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map of members".to_owned(),
            Value::Scalar { .. } if self.is_nothing() => "nothing".to_owned(),
            Value::Scalar { text, .. } => shown(text),
        }
    }

    /// Whether nothing stands here (YAML 1.2.2, section 10.3.2: the null of the core schema).
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

impl Step {
    fn tell(&self, wrong: &mut Wrong) {
        match self {
            Self::File(name) => wrong.file.clone_from(name),
            Self::Item(number) => {
                // Writing into a String does not fail.
                let _ = write!(wrong.member, "[{number}]");
            }
            Self::Member(name) => {
                let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                let name = if name.chars().all(simple) { name.clone() } else { format!("{name:?}") };
                let dot = if wrong.member.is_empty() { "" } else { "." };
                let _ = write!(wrong.member, "{dot}{name}");
            }
        }
    }
}

/// A piece of the file in a message.
pub(crate) fn shown(text: &str) -> String {
    let cut = if text.chars().nth(LONGEST_SHOWN).is_some() { "…" } else { "" };
    let start: String = text.chars().take(LONGEST_SHOWN).collect();
    format!("`{start}{cut}`")
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.member.is_empty() {
            write!(f, "{}: ", self.member)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Wrong {}

impl From<Wrong> for InputError {
    fn from(wrong: Wrong) -> Self {
        Self::new("config", wrong.to_string())
    }
}

#[cfg(test)]
mod tests;
