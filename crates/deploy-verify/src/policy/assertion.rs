//! Assertions on JSON: `/status == "ok"`, `/queue/length < 100`, `/version exists`.

use runner::InputError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decimal::Decimal;
use crate::facts::Held;

/// An assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// A JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The comparison.
    pub is: Comparison,
    /// The JSON that it is compared with, as text; a bare word is a string.
    pub value: String,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `exists`
    Exists,
    /// `absent`
    Absent,
}

impl Comparison {
    const ALL: [(&'static str, Self); 8] = [
        ("==", Self::Equal),
        ("!=", Self::Other),
        ("<", Self::Less),
        ("<=", Self::AtMost),
        (">", Self::More),
        (">=", Self::AtLeast),
        ("exists", Self::Exists),
        ("absent", Self::Absent),
    ];

    fn is_alone(self) -> bool {
        matches!(self, Self::Exists | Self::Absent)
    }

    fn orders(self) -> bool {
        matches!(self, Self::Less | Self::AtMost | Self::More | Self::AtLeast)
    }
}

impl Assertion {
    /// Reads one.
    ///
    /// # Errors
    /// What is none.
    pub fn parse(name: &str, text: &str) -> Result<Self, InputError> {
        let wrong = || {
            InputError::new(
                name,
                format!(
                    "`{text}` is no assertion: write `/status == \"ok\"`, `/queue < 100` or `/version exists`"
                ),
            )
        };
        let mut words = text.trim().splitn(3, char::is_whitespace);
        let pointer = words.next().filter(|pointer| pointer.starts_with('/')).ok_or_else(wrong)?;
        let word = words.next().ok_or_else(wrong)?;
        let (_, is) = Comparison::ALL.into_iter().find(|(known, _)| *known == word).ok_or_else(wrong)?;
        let value = words.next().unwrap_or_default().trim();
        if value.is_empty() != is.is_alone() {
            return Err(wrong());
        }
        if is.orders() && Decimal::parse(value).is_none() {
            return Err(InputError::new(name, format!("`{text}` orders by what is no number")));
        }
        Ok(Self { pointer: pointer.to_owned(), is, value: value.to_owned() })
    }

    /// Whether it holds in a body. A value that is not there is never another one: it was not measured.
    pub(crate) fn holds(&self, body: Option<&Value>) -> Held {
        let Some(body) = body else { return Held::NotJson };
        let found = body.pointer(&self.pointer);
        let held = match (self.is, found) {
            (Comparison::Absent, None) | (Comparison::Exists, Some(_)) => true,
            (_, None) => return Held::Missing,
            (Comparison::Absent, Some(_)) => false,
            (Comparison::Equal, Some(found)) => self.equals(found),
            (Comparison::Other, Some(found)) => !self.equals(found),
            (_, Some(found)) => self.orders(found),
        };
        if held { Held::Yes } else { Held::Differs }
    }

    fn equals(&self, found: &Value) -> bool {
        let wanted = serde_json::from_str(&self.value).unwrap_or_else(|_| Value::String(self.value.clone()));
        match (&wanted, found) {
            (Value::Number(wanted), Value::Number(found)) => {
                let (wanted, found) = (Decimal::parse(&wanted.to_string()), Decimal::parse(&found.to_string()));
                wanted.is_some() && wanted == found
            }
            _ => wanted == *found,
        }
    }

    fn orders(&self, found: &Value) -> bool {
        let Value::Number(found) = found else { return false };
        let (Some(found), Some(limit)) = (Decimal::parse(&found.to_string()), Decimal::parse(&self.value))
        else {
            return false;
        };
        match self.is {
            Comparison::Less => found < limit,
            Comparison::AtMost => found <= limit,
            Comparison::More => found > limit,
            Comparison::AtLeast => found >= limit,
            _ => false,
        }
    }
}

impl std::fmt::Display for Assertion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Comparison::ALL.into_iter().find(|(_, is)| *is == self.is).map_or("", |(word, _)| word);
        write!(f, "{} {word} {}", self.pointer, self.value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn held(text: &str, body: &Value) -> Held {
        Assertion::parse("expect-json", text).unwrap().holds(Some(body))
    }

    #[test]
    fn values_are_compared_as_json() {
        let body = json!({"status": "ok", "queue": 99.5, "up": true, "a/b": [1, 2], "none": null, "big": 12345678901234567890_u64});
        for text in [
            "/status == ok",
            "/status == \"ok\"",
            "/status != degraded",
            "/queue < 100",
            "/queue >= 99.50",
            "/up == true",
            "/a~1b/1 == 2",
            "/a~1b == [1, 2]",
            "/none exists",
            "/gone absent",
        ] {
            assert_eq!(held(text, &body), Held::Yes, "{text}");
        }
        for text in [
            "/status == OK",
            "/queue > 99.5",
            "/up == 1",
            "/up == \"true\"",
            "/status < 5",
            "/status absent",
            "/big < 99",
        ] {
            assert_eq!(held(text, &body), Held::Differs, "{text}");
        }
        for text in ["/gone == ok", "/gone != bad", "/gone < 5", "/gone exists", "/status/x == 1"] {
            assert_eq!(held(text, &body), Held::Missing, "{text}");
        }
        assert_eq!(Assertion::parse("x", "/a absent").unwrap().holds(None), Held::NotJson);
    }

    #[test]
    fn what_is_no_assertion_is_a_mistake() {
        for wrong in
            ["", "status == ok", "/status", "/status = ok", "/status ==", "/status exists now", "/queue < many"]
        {
            assert!(Assertion::parse("expect-json", wrong).is_err(), "{wrong}");
        }
    }
}
