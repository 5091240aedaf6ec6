//! JSON with what serde_json leaves open: a key that is given twice is refused, since the second would hide the first, and values
//! are counted.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::{Error, ErrorCode};

/// Reads one document.
///
/// # Errors
/// What is no JSON, has a key twice, is nested deeper than 128, or has more than `nodes` values.
pub(crate) fn read(text: &str, nodes: u64) -> Result<Value, Error> {
    read_one(text, &Cell::new(nodes))
}

/// Reads one document of several, which share `left` values.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_one(text: &str, left: &Cell<u64>) -> Result<Value, Error> {
    let mut parser = serde_json::Deserializer::from_str(text);
    let read = Seed { left }.deserialize(&mut parser).and_then(|value| parser.end().map(|()| value));
    read.map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        let code = match () {
            () if what.starts_with(TOO_MANY) => ErrorCode::TooLarge,
            () if what.starts_with("recursion limit") => ErrorCode::TooDeep,
            () => ErrorCode::Malformed,
        };
        Error::new(code, what).at(place)
    })
}

const TOO_MANY: &str = "more values than the limit";

#[derive(Clone, Copy)]
struct Seed<'a> {
    left: &'a Cell<u64>,
}

impl Seed<'_> {
    fn count<E: de::Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| E::custom(TOO_MANY))?;
        self.left.set(left);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Value, D::Error> {
        self.count()?;
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(de::Error::custom(format!("the key `{key}` is given twice")));
            }
            let value = members.next_value_seed(self)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_serde_json_does() {
        let text = r#"{"a":[1,-2,3.5,true,null,"x\n"],"b":{"c":{}}}"#;
        assert_eq!(read(text, 100).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_key_given_twice_is_refused_with_its_place() {
        let error = read("{\"a\":1,\n\"a\":2}", 100).unwrap_err();
        assert_eq!(error.code, ErrorCode::Malformed);
        assert!(error.to_string().starts_with("line 2, column 3: the key `a` is given twice; "), "{error}");
    }

    #[test]
    fn depth_count_and_rubbish_are_refused() {
        assert_eq!(read(&"[".repeat(100_000), u64::MAX).unwrap_err().code, ErrorCode::TooDeep);
        assert_eq!(read("[1,2,3]", 3).unwrap_err().code, ErrorCode::TooLarge);
        assert!(read("[1,2,3]", 4).is_ok());
        for text in ["[1", "[1]x", "1e999999", "{\"a\" 1}", "\"\\ud800\""] {
            assert_eq!(read(text, 100).unwrap_err().code, ErrorCode::Malformed, "{text}");
        }
    }
}
