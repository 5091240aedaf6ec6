//! Bytes as a document: JSON, lines of JSON among other lines, XML or text.

use std::cell::Cell;

use serde_json::Value;

use crate::error::{Error, ErrorCode};
use crate::limits::Limits;
use crate::node::Node;
use crate::xml::Element;
use crate::{json, xml};

/// A document, before anybody knows which scanner wrote it.
#[derive(Debug)]
pub(crate) enum Source {
    Json(Value),
    /// Objects, one a line, with the number of the line; and the lines between, which are a log.
    Lines(Vec<(usize, Value)>, Vec<String>),
    Xml(Element),
    Text(String),
}

static NULL: Value = Value::Null;

impl Source {
    /// Reads bytes within the limits.
    ///
    /// # Errors
    /// Nothing, no text, more than the limits, and what breaks the grammar of what it seems to be.
    pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes {
            let what = format!("the report has {} bytes, {} are allowed", bytes.len(), limits.bytes);
            return Err(Error::new(ErrorCode::TooLarge, what));
        }
        let text = decode(bytes)?;
        let body = text.trim();
        if body.is_empty() {
            return Err(Error::new(ErrorCode::Empty, "the report is empty"));
        }
        if body.starts_with('<') && !body.starts_with("<stdin>") {
            return xml::read(&text, limits).map(Self::Xml);
        }
        if body.starts_with(['{', '[']) || body == "null" {
            return match json::read(&text, limits.nodes) {
                Ok(value) => Ok(Self::Json(value)),
                Err(error) if is_lines(body) && error.code == ErrorCode::Malformed => {
                    lines(&text, limits.nodes)
                }
                Err(error) => Err(error),
            };
        }
        mixed(text, limits)
    }

    /// The root of a JSON document.
    pub(crate) fn root(&self) -> Node<'_> {
        match self {
            Self::Json(value) => Node::root(value),
            _ => Node::root(&NULL),
        }
    }

    /// The entries of a list at the root, of which `null` has none.
    ///
    /// # Errors
    /// The root is no list.
    pub(crate) fn entries(&self) -> Result<Vec<Node<'_>>, Error> {
        match self {
            Self::Json(Value::Null) => Ok(Vec::new()),
            _ => self.root().items(),
        }
    }

    /// The first entry of a list at the root; null if there is none.
    pub(crate) fn first(&self) -> Node<'_> {
        match self {
            Self::Json(Value::Array(list)) => Node::root(list.first().unwrap_or(&NULL)),
            _ => Node::root(&NULL),
        }
    }

    /// The objects of a JSON Lines document, of which one line alone is a JSON document.
    pub(crate) fn objects(&self) -> Vec<Node<'_>> {
        match self {
            Self::Json(value) if value.is_object() => vec![Node::named(value, "line 1".to_owned())],
            Self::Lines(lines, _) => {
                lines.iter().map(|(number, value)| Node::named(value, format!("line {number}"))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Text from UTF-8, or from UTF-16 with its mark, which PowerShell writes.
fn decode(bytes: &[u8]) -> Result<String, Error> {
    let wrong = |at: usize| Error::new(ErrorCode::Encoding, "the text is not UTF-8").at(format!("byte {at}"));
    let units = |unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.get(2..).unwrap_or_default().chunks(2);
        let units = pairs.map(move |pair| match pair {
            [a, b] => unit([*a, *b]),
            _ => 0xD800,
        });
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| wrong(2))
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            std::str::from_utf8(rest).map(str::to_owned).map_err(|error| wrong(error.valid_up_to() + 3))
        }
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| wrong(error.valid_up_to())),
    }
}

/// Whether the first line is an object by itself, and others follow.
fn is_lines(body: &str) -> bool {
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    first.starts_with('{') && first.ends_with('}') && lines.next().is_some()
}

/// A scanner's banner or log before or between what it reports.
fn mixed(text: String, limits: &Limits) -> Result<Source, Error> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with('{') || start.starts_with("[{") || start.trim_end() == "[" {
            let rest = text.get(at..).unwrap_or_default();
            return match json::read(rest, limits.nodes) {
                Ok(value) => Ok(Source::Json(value)),
                Err(_) if is_lines(rest.trim()) || start.trim_end().ends_with('}') => {
                    lines(&text, limits.nodes)
                }
                Err(error) => Err(error),
            };
        }
        at += line.len();
    }
    Ok(Source::Text(text))
}

fn lines(text: &str, nodes: u64) -> Result<Source, Error> {
    let (mut objects, mut others) = (Vec::new(), Vec::new());
    let left = Cell::new(nodes);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('{') {
            let place = Some(format!("line {}", at + 1));
            let value = json::read_one(line, &left).map_err(|error| Error { place, ..error })?;
            objects.push((at + 1, value));
        } else if is_damaged(line) {
            return Err(Error::malformed("an object without its opening brace").at(format!("line {}", at + 1)));
        } else if !line.is_empty() {
            others.push(line.to_owned());
        }
    }
    Ok(Source::Lines(objects, others))
}

/// Whether a line is an object whose first character is another than `{`: as a line of the log it would be passed over.
fn is_damaged(line: &str) -> bool {
    let mut characters = line.chars();
    characters.next();
    characters.as_str().starts_with('"') && line.ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Source, Error> {
        Source::read(text, &Limits::default())
    }

    #[test]
    fn kinds_are_told_by_content() {
        assert!(matches!(read(b"\xEF\xBB\xBF {\"a\":1}").unwrap(), Source::Json(_)));
        assert!(
            matches!(read(b"{\"a\":1}\n{\"a\":2}\nlog\n").unwrap(), Source::Lines(lines, log) if lines.len() == 2 && log == ["log"])
        );
        assert!(matches!(read(b"+====+\n Banner\n{\n\"a\":1}\n").unwrap(), Source::Json(_)));
        assert!(
            matches!(read(b"log\n{\"a\":1}\nlog\n").unwrap(), Source::Lines(lines, log) if lines[0].0 == 2 && log.len() == 2)
        );
        assert!(matches!(read(b"<a/>").unwrap(), Source::Xml(_)));
        assert!(matches!(read(b"a.py:1:1: E501 x\n").unwrap(), Source::Text(_)));
        assert!(matches!(read(b"\xFF\xFE{\0}\0").unwrap(), Source::Json(_)));
    }

    #[test]
    fn what_is_broken_is_refused_with_its_place() {
        let error = |text: &[u8]| read(text).unwrap_err();
        assert_eq!(error(b" \n").code, ErrorCode::Empty);
        assert_eq!(error(b"a\xFF").place.as_deref(), Some("byte 1"));
        assert_eq!(error(b"\xFF\xFE{").code, ErrorCode::Encoding);
        assert_eq!(
            error(b"{\"a\":1}\n{\"a\":\n").place.as_deref(),
            Some("line 2"),
            "a broken line is never passed over"
        );
        assert_eq!(error(b"{\"a\":1}\nz\"a\":1}\n").place.as_deref(), Some("line 2"));
        assert_eq!(error(b"{\n\"a\":1,\n").code, ErrorCode::Malformed);
        let few = Limits { nodes: 3, ..Limits::default() };
        let lines = Source::read(b"{\"a\":1}\n{\"a\":1}\n", &few);
        assert_eq!(lines.unwrap_err().code, ErrorCode::TooLarge, "lines share the limit");
        let small = Limits { bytes: 3, ..Limits::default() };
        assert_eq!(Source::read(b"[[]]", &small).unwrap_err().code, ErrorCode::TooLarge);
    }
}
