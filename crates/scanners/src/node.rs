//! A place in a JSON report: a value that knows its path. What must be there and is not is an error with that path; what may be
//! absent is `None`.

use serde_json::Value;

use crate::error::Error;
use crate::score::Score;

static NULL: Value = Value::Null;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) value: &'a Value,
    path: String,
}

impl<'a> Node<'a> {
    pub(crate) const fn root(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    /// A root with a path of its own, such as the line of a JSON Lines file.
    pub(crate) const fn named(value: &'a Value, path: String) -> Self {
        Self { value, path }
    }

    /// An error at a member of this value.
    pub(crate) fn error(&self, key: &str, what: impl std::fmt::Display) -> Error {
        Error::malformed(what).at(self.path_of(key))
    }

    fn path_of(&self, key: &str) -> String {
        match (self.path.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (_, true) => self.path.clone(),
            _ => format!("{}.{key}", self.path),
        }
    }

    fn raw(&self, key: &str) -> &'a Value {
        self.value.get(key).unwrap_or(&NULL)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        !self.raw(key).is_null()
    }

    /// A member; null if it is absent.
    pub(crate) fn node(&self, key: &str) -> Self {
        Self { value: self.raw(key), path: self.path_of(key) }
    }

    /// A text that is not empty.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.raw(key).as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    /// A member as JSON, for comparing.
    pub(crate) fn raw_text(&self, key: &str) -> String {
        self.raw(key).to_string()
    }

    /// A text, or nothing as an empty one.
    pub(crate) fn or_empty(&self, key: &str) -> &'a str {
        self.text(key).unwrap_or_default()
    }

    /// A text that the format always has.
    pub(crate) fn need(&self, key: &str) -> Result<&'a str, Error> {
        self.text(key).ok_or_else(|| self.error(key, "a text is missing"))
    }

    /// A text, number or truth value, as text.
    pub(crate) fn scalar(&self, key: &str) -> Option<String> {
        scalar(self.raw(key))
    }

    /// A whole number that is not negative, also as a text of digits.
    pub(crate) fn whole(&self, key: &str) -> Option<u64> {
        let value = self.raw(key);
        value.as_u64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
    }

    /// A column that the format counts from 0, counted from 1 as SARIF does.
    pub(crate) fn zero_based(&self, key: &str) -> Option<u64> {
        self.whole(key).and_then(|column| column.checked_add(1))
    }

    /// A truth value; anything else is `false`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.raw(key).as_bool().unwrap_or(false)
    }

    /// A score of 0.1 to 10.
    pub(crate) fn score(&self, key: &str) -> Option<Score> {
        scalar(self.raw(key)).and_then(|text| Score::read(&text))
    }

    /// The entries of this value, which must be a list.
    pub(crate) fn items(&self) -> Result<Vec<Self>, Error> {
        let list = self.value.as_array().ok_or_else(|| self.error("", "a list is expected"))?;
        let item = |(at, value)| Self { value, path: format!("{}[{at}]", self.path) };
        Ok(list.iter().enumerate().map(item).collect())
    }

    /// A list that the format always has.
    pub(crate) fn list(&self, key: &str) -> Result<Vec<Self>, Error> {
        self.node(key).items()
    }

    /// A list that may be absent or null, which is as empty. A member whose name is one letter away from it is the list in a report
    /// that was damaged: its entries must not vanish.
    pub(crate) fn maybe(&self, key: &str) -> Result<Vec<Self>, Error> {
        if self.value.get(key).is_some() {
            return if self.has(key) { self.list(key) } else { Ok(Vec::new()) };
        }
        match self.misspelt(key) {
            Some(name) => {
                Err(self.error(name, format!("`{key}` is missing, and this is one letter away from it")))
            }
            None => Ok(Vec::new()),
        }
    }

    /// The members of this value, which must be an object.
    pub(crate) fn members(&self) -> Result<Vec<(&'a str, Self)>, Error> {
        let object = self.value.as_object().ok_or_else(|| self.error("", "an object is expected"))?;
        let mut members: Vec<_> =
            object.iter().map(|(key, value)| (key.as_str(), Self { value, path: self.path_of(key) })).collect();
        members.sort_by_key(|(key, _)| *key);
        Ok(members)
    }

    /// The member whose name is one letter away from this one, which is not there.
    pub(crate) fn misspelt(&self, key: &str) -> Option<&'a str> {
        let object = self.value.as_object().filter(|object| !object.contains_key(key))?;
        object.keys().map(String::as_str).find(|name| is_misspelt(name, key))
    }

    /// An object that the format always has.
    pub(crate) fn object(&self, key: &str) -> Result<Vec<(&'a str, Self)>, Error> {
        self.node(key).members()
    }

    /// One scalar, or the scalars of a list, as texts.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        match self.raw(key) {
            Value::Array(list) => list.iter().filter_map(scalar).collect(),
            value => scalar(value).into_iter().collect(),
        }
    }
}

/// Whether two names of one length differ in one byte.
pub(crate) fn is_misspelt(name: &str, key: &str) -> bool {
    name.len() == key.len() && name.bytes().zip(key.bytes()).filter(|(a, b)| a != b).count() == 1
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_is_named_by_its_path() {
        let value = json!({"results": [{"id": "a", "line": "7"}, {"id": 3}]});
        let results = Node::root(&value).list("results").unwrap();
        assert_eq!((results[0].need("id").unwrap(), results[0].whole("line")), ("a", Some(7)));
        assert_eq!(results[1].need("id").unwrap_err().place.as_deref(), Some("results[1].id"));
        assert_eq!(results[1].list("x").unwrap_err().place.as_deref(), Some("results[1].x"));
        assert!(results[1].maybe("x").unwrap().is_empty());
        assert!(results[1].maybe("id").is_err(), "a list of another type is never an empty one");
    }

    #[test]
    fn a_list_whose_name_is_damaged_is_never_an_empty_one() {
        let of = |name: &str| json!({"a": {name: [1]}});
        let count = |name: &str| Node::root(&of(name)).node("a").maybe("results").map(|list| list.len());
        assert_eq!(
            (count("results").unwrap(), count("resources").unwrap(), count("rEsulTs").unwrap()),
            (1, 0, 0)
        );
        for (name, shown) in [("Results", "Results"), ("resultr", "resultr"), ("r\u{1}sults", "r\\u{1}sults")] {
            assert_eq!(count(name).unwrap_err().place, Some(format!("a.{shown}")));
        }
    }
}
