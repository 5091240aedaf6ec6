//! Makes a tool's types of a tree: every mistake is told at its place, a member that no type knows is one, and so is one without value.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::near;
use crate::node::{Node, Value, Wrong, shown};

/// Reads a value. Members that the type does not name are refused, whether or not it says `deny_unknown_fields`.
///
/// # Errors
/// The first thing that does not fit.
pub fn read<T: DeserializeOwned>(node: &Node) -> Result<T, Wrong> {
    T::deserialize(At(node)).map_err(|failure| failure.at(node).0.unwrap_or_else(|message| node.wrong(message)))
}

/// A mistake, whose place is known as soon as a node hears of it.
#[derive(Debug)]
struct Failure(Result<Wrong, String>);

impl Failure {
    /// The innermost place stays.
    fn at(self, node: &Node) -> Self {
        Self(self.0.or_else(|message| Ok(node.wrong(message))))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(wrong) => wrong.fmt(f),
            Err(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Err(message.to_string()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(Err(format!("has no `{field}`: write it")))
    }

    fn invalid_type(given: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self(Err(format!("is {given}: write {expected}")))
    }
}

impl Node {
    fn fails<T>(&self, message: impl Into<String>) -> Result<T, Failure> {
        Err(Failure(Ok(self.wrong(message))))
    }

    /// The text of a scalar that holds something.
    fn scalar(&self, expected: &str) -> Result<(&str, bool), Failure> {
        match &self.value {
            _ if self.is_nothing() => self.fails(format!("has no value: write {expected}, or take it out")),
            Value::Scalar { text, plain } => Ok((text, *plain)),
            _ => self.fails(format!("is {}: write {expected}", self.kind())),
        }
    }

    /// A boolean of YAML 1.2's core schema (section 10.3.2), in which `yes` and `on` are texts.
    fn as_bool(text: &str) -> Option<bool> {
        match text {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// A whole number that is not negative, in the one way of writing it that every reader takes for the same.
    fn as_whole(text: &str) -> Option<u64> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
    }

    fn whole(&self) -> Result<u64, Failure> {
        let (text, plain) = self.scalar("a whole number")?;
        match Self::as_whole(text).filter(|_| plain) {
            Some(number) => Ok(number),
            None => self.fails(format!("{} is not a whole number, such as 5, without quotes", shown(text))),
        }
    }

    fn known_members(&self, fields: &'static [&'static str]) -> Result<(), Failure> {
        match self.members().iter().find(|(name, _)| !fields.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, node)) => node.fails(format!("is unknown; {}", near::hint(name, fields))),
        }
    }
}

/// A node as serde reads it.
#[derive(Clone, Copy)]
struct At<'de>(&'de Node);

impl<'de> Deserializer<'de> for At<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match &self.0.value {
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
            Value::Scalar { .. } => {
                let (text, plain) = self.0.scalar("one")?;
                let read = match (Node::as_bool(text), Node::as_whole(text)) {
                    (Some(truth), _) if plain => visitor.visit_bool(truth),
                    (_, Some(number)) if plain => visitor.visit_u64(number),
                    _ => visitor.visit_borrowed_str(text),
                };
                read.map_err(|failure: Failure| failure.at(self.0))
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let (text, plain) = self.0.scalar("true or false")?;
        match Node::as_bool(text).filter(|_| plain) {
            Some(truth) => visitor.visit_bool(truth),
            None => {
                self.0.fails(format!("{} is not a boolean: write true or false, without quotes", shown(text)))
            }
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_u64(self.0.whole()?).map_err(|failure: Failure| failure.at(self.0))
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let (text, _) = self.0.scalar("a text")?;
        visitor.visit_borrowed_str(text).map_err(|failure: Failure| failure.at(self.0))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        // A member without value is a mistake, so that whatever stands there is something.
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self).map_err(|failure: Failure| failure.at(self.0))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let Value::List(items) = &self.0.value else {
            return self.0.fails(format!("is {}: write a list, such as `[a, b]`", self.0.kind()));
        };
        visitor.visit_seq(Items(items.iter())).map_err(|failure: Failure| failure.at(self.0))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let Value::Map(members) = &self.0.value else {
            return self.0.fails(format!("is {}: write members, such as `{{ name: value }}`", self.0.kind()));
        };
        let members = Members { rest: members.iter(), value: None };
        visitor.visit_map(members).map_err(|failure: Failure| failure.at(self.0))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.0.known_members(fields)?;
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let (text, _) = self.0.scalar(&format!("one of {}", variants.join(", ")))?;
        if !variants.contains(&text) {
            return self.0.fails(format!(
                "{} is no word that it knows; {}",
                shown(text),
                near::hint(text, variants)
            ));
        }
        let word: StrDeserializer<'de, Failure> = text.into_deserializer();
        visitor.visit_enum(word).map_err(|failure: Failure| failure.at(self.0))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        let Some(node) = self.0.next() else { return Ok(None) };
        seed.deserialize(At(node)).map(Some).map_err(|failure| failure.at(node))
    }
}

struct Members<'de> {
    rest: std::slice::Iter<'de, (String, Node)>,
    value: Option<&'de Node>,
}

impl<'de> de::MapAccess<'de> for Members<'de> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        let Some((name, node)) = self.rest.next() else { return Ok(None) };
        self.value = Some(node);
        let name: StrDeserializer<'de, Failure> = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some).map_err(|failure| failure.at(node))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let Some(node) = self.value.take() else {
            return Err(de::Error::custom("a value was asked for before its name"));
        };
        seed.deserialize(At(node)).map_err(|failure| failure.at(node))
    }
}

#[cfg(test)]
mod tests;
