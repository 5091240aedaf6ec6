//! serde's visitors behind one small interface, so that a format reads a value with a closure and not with a type and
//! two traits for every object that it has.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::keys::Keys;
use super::place::Place;
use super::{Each, Item, Scalar, Value};
use crate::error::{ReadError, ReadErrorCode};

/// A value that waits to be read.
pub(super) trait Source {
    /// Reads it, piece by piece.
    fn walk(&mut self, each: &mut Each<'_>) -> Result<(), ReadError>;
}

/// A value of any of serde's deserializers.
pub(super) struct Erased<'p, D> {
    value: Option<D>,
    place: &'p Place,
}

impl<'p, D> Erased<'p, D> {
    pub(super) const fn new(value: D, place: &'p Place) -> Self {
        Self { value: Some(value), place }
    }
}

impl<'de, D: Deserializer<'de>> Source for Erased<'_, D> {
    fn walk(&mut self, each: &mut Each<'_>) -> Result<(), ReadError> {
        let Some(value) = self.value.take() else { return Ok(()) };
        value.deserialize_any(Walk { each, place: self.place }).map_err(|error| self.place.error(&error))
    }
}

/// Reads a value of any kind.
struct Walk<'a, 'b> {
    each: &'a mut Each<'b>,
    place: &'a Place,
}

impl Walk<'_, '_> {
    fn scalar<E: Error>(self, scalar: Scalar) -> Result<(), E> {
        (self.each)(Item::Scalar(scalar)).map_err(|error| E::custom(self.place.fail(error)))
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.scalar(Scalar::Truth(truth))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.scalar(Scalar::Whole(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.scalar(u64::try_from(number).map_or(Scalar::Negative(number), Scalar::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.scalar(Scalar::Decimal(format!("{number}")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { each, place } = self;
        let (mut key, mut keys) = (String::new(), Keys::default());
        while map.next_key_seed(Key(&mut key))?.is_some() {
            let refused = if !keys.add(&key) {
                Some(ReadError::malformed(format!("the key {key:?} stands twice in one object")))
            } else if keys.len() > place.members {
                let what = format!("an object has more than {} members", place.members);
                Some(ReadError::new(ReadErrorCode::TooLarge, what))
            } else {
                None
            };
            if let Some(error) = refused {
                return Err(A::Error::custom(place.fail(error)));
            }
            map.next_value_seed(Next { each: |value: Value<'_>| each(Item::Member(&key, value)), place })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { each, place } = self;
        while list
            .next_element_seed(Next { each: |value: Value<'_>| each(Item::Element(value)), place })?
            .is_some()
        {}
        Ok(())
    }
}

/// Reads a key into a buffer that all keys of one object share.
struct Key<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<(), D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(key);
        Ok(())
    }
}

/// Hands the next value to whoever reads the pieces, and passes over it if it was left.
struct Next<'a, F> {
    each: F,
    place: &'a Place,
}

impl<'de, F: FnMut(Value<'_>) -> Result<(), ReadError>> DeserializeSeed<'de> for Next<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let Self { mut each, place } = self;
        let mut source = Erased::new(value, place);
        each(Value { source: &mut source, place }).map_err(|error| D::Error::custom(place.fail(error)))?;
        match source.value {
            Some(left) => place.skip(|| left.deserialize_ignored_any(IgnoredAny)).map(|_| ()),
            None => Ok(()),
        }
    }
}
