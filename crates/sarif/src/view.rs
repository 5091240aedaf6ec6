//! Reading single members of SARIF objects, leniently: each member stays text until it is asked for.
//!
//! A strict model loses a whole file to one bad token (`"level": "info"`, `"ruleIndex": 1.0`). Here a member that cannot be
//! read is known as such ([`Read::Bad`]), and nothing else suffers.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::plain;

/// How many characters of a bad token a diagnostic shows.
const FOUND: usize = 60;

/// A member's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Read<T> {
    /// There is no such member, or it is `null`.
    Absent,
    /// It was read.
    Value(T),
    /// It is there and is not what SARIF asks for; the token, cut and harmless.
    Bad(String),
}

impl<T> Read<T> {
    /// The value, if there is one that could be read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Bad(_) => None,
        }
    }

    /// Reads a token with a function that knows its form.
    pub(crate) fn of<'a>(token: Option<&'a str>, read: impl FnOnce(&'a str) -> Option<T>) -> Self {
        match token {
            None | Some("null") => Self::Absent,
            Some(token) => match read(token) {
                Some(value) => Self::Value(value),
                None => Self::Bad(plain::line(token, FOUND)),
            },
        }
    }
}

/// The members of a JSON object, each value as its text. Where a name is repeated the last one counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> Object<'a> {
    /// Splits an object; `None` if the text is none.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let object = reader.deserialize_map(Members).ok()?;
        reader.end().ok()?;
        Some(object)
    }

    /// The members of an object, or none at all where there is no object.
    pub(crate) fn lenient(text: Option<&'a str>) -> Self {
        text.and_then(Self::parse).unwrap_or_default()
    }

    /// The text of a member; `null` counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.last(name).filter(|text| *text != "null")
    }

    /// The text of a member, `null` included.
    pub(crate) fn last(&self, name: &str) -> Option<&'a str> {
        self.members.iter().rev().find(|(key, _)| key == name).map(|(_, text)| *text)
    }

    /// The texts of all members of a name, `null` included.
    pub(crate) fn each(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.members.iter().filter(move |(key, _)| key == name).map(|(_, text)| *text)
    }

    /// A member that is a string.
    pub(crate) fn string(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(string)
    }

    /// A member that is an integer.
    pub(crate) fn integer(&self, name: &str) -> Read<i64> {
        Read::of(self.last(name), integer)
    }

    /// A member that is an object; no members where it is none.
    pub(crate) fn object(&self, name: &str) -> Object<'a> {
        Object::lenient(self.get(name))
    }

    /// The elements of a member that is an array; none where it is none.
    pub(crate) fn array(&self, name: &str) -> Vec<&'a str> {
        self.get(name).and_then(array).unwrap_or_default()
    }

    /// The names and texts, in their order, without those that a later member of the name replaces.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &'a str)> {
        let replaced = |at: usize, name: &str| self.members.iter().skip(at + 1).any(|(key, _)| key == name);
        let small = self.members.len() <= 64;
        let mut seen = std::collections::BTreeMap::new();
        if !small {
            for (at, (key, _)) in self.members.iter().enumerate() {
                seen.insert(key.as_ref(), at);
            }
        }
        self.members.iter().enumerate().filter_map(move |(at, (key, text))| {
            let kept = if small { !replaced(at, key) } else { seen.get(key.as_ref()) == Some(&at) };
            kept.then_some((key.as_ref(), *text))
        })
    }
}

/// The elements of an array, each as its text.
pub(crate) fn array(text: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// A string's text. A lone surrogate (`\ud800`), which JSON allows and Unicode does not, becomes U+FFFD.
pub(crate) fn string(token: &str) -> Option<Cow<'_, str>> {
    let mut reader = serde_json::Deserializer::from_str(token);
    let text = reader.deserialize_bytes(Lossy).ok()?;
    reader.end().ok()?;
    Some(text)
}

/// An integer, also in the form `1.0`, which some writers use and JSON Schema calls an integer.
pub(crate) fn integer(token: &str) -> Option<i64> {
    match token.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0') => {
            whole.parse().ok()
        }
        Some(_) => None,
        None => token.parse().ok(),
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(Lossy)? {
            let text: &RawValue = map.next_value()?;
            members.push((name, text.get()));
        }
        Ok(Object { members })
    }
}

struct Lossy;

impl<'de> Visitor<'de> for Lossy {
    type Value = Cow<'de, str>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(String::from_utf8_lossy(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
    }
}

impl<'de> DeserializeSeed<'de> for Lossy {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_bytes(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Object, Read, array, integer, string};

    #[test]
    fn the_last_of_two_members_counts() {
        let object = Object::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(object.get("a"), Some("3"));
        assert_eq!((object.each("a").collect::<Vec<_>>(), object.each("c").count()), (vec!["1", "3"], 0));
        assert_eq!(object.members().collect::<Vec<_>>(), [("b", "2"), ("a", "3")]);
    }

    #[test]
    fn many_members_are_read_in_their_order() {
        let text: Vec<String> = (0..200).map(|at| format!("\"k{}\":{at}", at % 150)).collect();
        let text = format!("{{{}}}", text.join(","));
        let object = Object::parse(&text).unwrap();
        let members: Vec<_> = object.members().collect();
        assert_eq!((members.len(), members[0], members[149]), (150, ("k50", "50"), ("k49", "199")));
    }

    #[test]
    fn a_deep_member_is_skipped_without_recursion() {
        let text = format!("{{\"x\":{}{},\"level\":\"error\"}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(Object::parse(&text).unwrap().string("level").as_deref(), Some("error"));
    }

    #[test]
    fn lone_surrogates_and_nul_are_text() {
        assert_eq!(string(r#""a\ud800b\u0000""#).unwrap(), "a\u{fffd}\u{fffd}\u{fffd}b\0");
        let object = Object::parse(r#"{"\udfff":1,"level":"note"}"#).unwrap();
        assert_eq!(object.string("level").as_deref(), Some("note"));
    }

    #[test]
    fn null_is_none_and_a_wrong_kind_is_known() {
        let object = Object::parse(r#"{"a":null,"b":"x","c":2.0,"d":2.5}"#).unwrap();
        assert_eq!(object.integer("a"), Read::Absent);
        assert_eq!(object.integer("b"), Read::Bad("\"x\"".into()));
        assert_eq!(object.integer("c"), Read::Value(2));
        assert_eq!(object.integer("d"), Read::Bad("2.5".into()));
        assert_eq!((object.get("a"), object.last("a")), (None, Some("null")));
    }

    #[test]
    fn what_is_no_object_has_no_members() {
        assert!(Object::parse("[1]").is_none() && Object::parse("{} x").is_none());
        assert!(array("{}").is_none() && string("1").is_none() && integer("1.").is_none());
        assert_eq!(Object::lenient(Some("7")).get("a"), None);
    }
}
