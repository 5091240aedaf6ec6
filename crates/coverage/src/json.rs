//! JSON as a stream of items: no document in memory.
//!
//! serde_json reads the grammar; this module adds what it lacks: limits on depth, on the length of strings and on the
//! members of an object, and a refusal of keys that stand twice in one object (RFC 8259, section 4, leaves open which of
//! them counts, so that the other one would be lost without a word).

mod choice;
mod findings;
mod guard;
mod keys;
mod place;
mod source;

use std::io::BufRead;

use serde_json::Deserializer;

use crate::error::ReadError;
use crate::limits::Limits;
use crate::meter::Meter;
use crate::report::Report;
use choice::Root;
pub(crate) use findings::{Findings, stated};
use guard::Guard;
use place::Place;
use source::{Erased, Source};

/// Reads one format's items.
pub(crate) trait Handler {
    /// One item of the root's member `key`.
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError>;
    /// The root's member `key` has ended.
    fn close(&mut self, _key: &str) -> Result<(), ReadError> {
        Ok(())
    }
    /// The root has ended.
    fn finish(self: Box<Self>) -> Result<Report, ReadError>;
}

/// What a value holds, piece by piece.
pub(crate) enum Item<'k, 'v> {
    /// A member of an object.
    Member(&'k str, Value<'v>),
    /// An element of an array.
    Element(Value<'v>),
    /// The value has no pieces.
    Scalar(Scalar),
}

/// A value without pieces.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Scalar {
    /// `null`
    Null,
    /// `true` or `false`
    Truth(bool),
    /// A whole number of 0 or more.
    Whole(u64),
    /// A whole number below 0.
    Negative(i64),
    /// Any other number, as a program would write it without an exponent.
    Decimal(String),
    /// A string.
    Text(String),
}

impl Scalar {
    /// A whole number of 0 or more: a total.
    pub(crate) fn whole(&self) -> Result<u64, ReadError> {
        match self {
            Self::Whole(number) => Ok(*number),
            other => Err(not("a whole number", other)),
        }
    }
}

/// One value, which waits to be read. Whatever is not read is passed over.
pub(crate) struct Value<'a> {
    source: &'a mut dyn Source,
    place: &'a Place,
}

/// What is done with each piece of a value.
pub(crate) type Each<'a> = dyn FnMut(Item<'_, '_>) -> Result<(), ReadError> + 'a;

impl Value<'_> {
    /// Reads the value, whatever it is.
    pub(crate) fn each(self, each: &mut Each<'_>) -> Result<(), ReadError> {
        self.source.walk(each)
    }

    /// Reads an object.
    pub(crate) fn object(
        self,
        mut member: impl FnMut(&str, Value<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.source.walk(&mut |item| match item {
            Item::Member(key, value) => member(key, value),
            Item::Element(_) => Err(ReadError::malformed("an array stands where an object belongs")),
            Item::Scalar(scalar) => Err(not("an object", &scalar)),
        })
    }

    /// Reads an array.
    pub(crate) fn array(
        self,
        mut element: impl FnMut(Value<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.source.walk(&mut |item| match item {
            Item::Element(value) => element(value),
            Item::Member(..) => Err(ReadError::malformed("an object stands where an array belongs")),
            Item::Scalar(scalar) => Err(not("an array", &scalar)),
        })
    }

    /// Reads a value without pieces.
    pub(crate) fn scalar(self) -> Result<Scalar, ReadError> {
        let mut found = None;
        self.source.walk(&mut |item| match item {
            Item::Scalar(scalar) => {
                found = Some(scalar);
                Ok(())
            }
            Item::Member(..) | Item::Element(_) => Err(composed()),
        })?;
        found.ok_or_else(composed)
    }

    /// Reads a string.
    pub(crate) fn text(self) -> Result<String, ReadError> {
        match self.scalar()? {
            Scalar::Text(text) => Ok(text),
            other => Err(not("a text", &other)),
        }
    }

    /// Reads `true` or `false`.
    pub(crate) fn truth(self) -> Result<bool, ReadError> {
        match self.scalar()? {
            Scalar::Truth(truth) => Ok(truth),
            other => Err(not("`true` or `false`", &other)),
        }
    }

    /// Reads a whole number of 0 or more: a total.
    pub(crate) fn whole(self) -> Result<u64, ReadError> {
        self.scalar()?.whole()
    }

    /// The line of the report where this stands.
    pub(crate) fn at(&self) -> u64 {
        self.place.line()
    }
}

fn composed() -> ReadError {
    ReadError::malformed("an object or an array stands where a single value belongs")
}

/// The error of a value that is something else.
pub(crate) fn not(what: &str, found: &Scalar) -> ReadError {
    let found = match found {
        Scalar::Null => "`null`".to_owned(),
        Scalar::Truth(truth) => format!("`{truth}`"),
        Scalar::Whole(number) => number.to_string(),
        Scalar::Negative(number) => number.to_string(),
        Scalar::Decimal(number) => number.chars().take(40).collect(),
        Scalar::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
    };
    ReadError::malformed(format!("{found} stands where {what} belongs"))
}

/// Reads a JSON report, in whatever format its content shows.
pub(crate) fn read(input: Meter<&mut dyn BufRead>, limits: &Limits) -> Result<Report, ReadError> {
    let mut root = Root::new(limits);
    parse(input, limits, |value| root.read(value))?;
    root.finish()
}

/// Reads one document, from its first byte to its last.
fn parse<R: BufRead>(
    input: R,
    limits: &Limits,
    each: impl FnOnce(Value<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let place = Place::new(limits);
    let outcome = {
        let mut reader = Deserializer::from_reader(Guard::new(input, &place, limits));
        let mut source = Erased::new(&mut reader, &place);
        each(Value { source: &mut source, place: &place })
            .and_then(|()| reader.end().map_err(|error| place.error(&error)))
    };
    // The reader may have stopped for a reason of its own, which is nearer to the cause.
    outcome.map_err(|error| error.at(place.line(), Some(place.offset())))
}

#[cfg(test)]
mod tests;
