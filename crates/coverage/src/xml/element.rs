//! One XML element: its name and attributes, checked.

use std::borrow::Cow;

use quick_xml::escape::unescape;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::AttrError;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::number;

/// An element whose attributes are well-formed, each once, and within the limits.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    name: &'a str,
    /// The attributes, unless there are more.
    few: [Attribute<'a>; FEW],
    /// All of them, if there are more.
    more: Vec<Attribute<'a>>,
    count: usize,
    /// A bit for each name, which names may share.
    names: u64,
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    raw: &'a str,
}

/// Attributes that need no allocation: a report has millions of elements, and nearly all have fewer.
pub(super) const FEW: usize = 8;

impl<'a> Element<'a> {
    pub(super) fn read(tag: &'a BytesStart<'a>, limits: &Limits) -> Result<Self, ReadError> {
        let name = tag.local_name().into_inner();
        if name.len() > limits.name_bytes {
            return Err(ReadError::malformed(format!("an element's name has {} bytes", name.len())));
        }
        let mut element = Self::new(name);
        let mut attributes = tag.attributes();
        // The parser's own check allocates.
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|error| not_well_formed(&error))?;
            let Cow::Borrowed(raw) = attribute.value else {
                return Err(ReadError::malformed("an attribute is not part of its element"));
            };
            element.add(attribute.key.into_inner(), raw, limits)?;
        }
        Ok(element)
    }

    /// An element without attributes.
    pub(super) const fn new(name: &'a str) -> Self {
        Self { name, few: [Attribute { name: "", raw: "" }; FEW], more: Vec::new(), count: 0, names: 0 }
    }

    /// Makes this another element without attributes: to move one costs more than to read it.
    #[inline]
    pub(super) fn reuse(&mut self, name: &'a str) {
        self.name = name;
        self.count = 0;
        self.names = 0;
        self.more.clear();
    }

    /// Adds an attribute.
    ///
    /// # Errors
    /// It was given already, or is more than the limits allow.
    #[inline]
    pub(super) fn add(&mut self, name: &'a str, raw: &'a str, limits: &Limits) -> Result<(), ReadError> {
        if name.len() > limits.name_bytes || raw.len() > limits.attribute_bytes {
            return Err(ReadError::new(ReadErrorCode::TooLarge, "an attribute has more bytes than the limit"));
        }
        if self.count >= limits.attributes {
            let what = format!("an element has more than {} attributes", limits.attributes);
            return Err(ReadError::new(ReadErrorCode::TooLarge, what));
        }
        let bit = bit(name);
        if self.names & bit != 0 && self.attributes().any(|known| known.name == name) {
            return Err(ReadError::malformed(format!("the attribute `{name}` is given twice")));
        }
        self.names |= bit;
        let attribute = Attribute { name, raw };
        match self.few.get_mut(self.count) {
            Some(place) => *place = attribute,
            None => {
                if self.more.is_empty() {
                    self.more.extend_from_slice(&self.few);
                }
                self.more.push(attribute);
            }
        }
        self.count += 1;
        Ok(())
    }

    /// The name without its namespace's prefix.
    pub(crate) const fn name(&self) -> &'a str {
        self.name
    }

    /// Refuses a name that differs from a known one in case alone: what it holds would be lost without a word.
    pub(crate) fn check_spelling(&self, known: &[&str]) -> Result<(), ReadError> {
        let alike = known.iter().find(|known| known.eq_ignore_ascii_case(self.name));
        match alike {
            Some(known) if *known != self.name => {
                Err(ReadError::malformed(format!("the element `{}` is spelled `{known}`", self.name)))
            }
            _ => Ok(()),
        }
    }

    /// The attributes in their order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        self.few.get(..self.count).unwrap_or(&self.more).iter().copied()
    }

    fn find(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|one| one.name == name)
    }

    /// Whether it has an attribute.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The value of one attribute, for words of a closed list.
    ///
    /// # Errors
    /// An entity that is not known.
    pub(crate) fn word(&self, name: &str) -> Result<Option<Cow<'a, str>>, ReadError> {
        self.find(name).map(|one| one.word()).transpose()
    }

    /// The value of one attribute.
    ///
    /// # Errors
    /// An entity that is not known.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>, ReadError> {
        self.find(name).map(|one| one.text()).transpose()
    }

    /// A whole number; `None` when the attribute is absent or holds anything else.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.find(name).and_then(|one| number::digits(one.raw()))
    }
}

impl<'a> Attribute<'a> {
    /// The value as written, for numbers and words.
    pub(crate) const fn raw(&self) -> &'a [u8] {
        self.raw.as_bytes().trim_ascii()
    }

    /// The value with references replaced, for words of a closed list.
    ///
    /// # Errors
    /// An entity that is not known.
    pub(crate) fn word(&self) -> Result<Cow<'a, str>, ReadError> {
        let raw = self.raw.trim_ascii();
        if !raw.contains('&') {
            return Ok(Cow::Borrowed(raw));
        }
        Ok(Cow::Owned(self.text()?.trim_ascii().to_owned()))
    }

    /// The value with references replaced: `&lt;init&gt;` is `<init>`.
    fn text(&self) -> Result<String, ReadError> {
        let text = unescape(self.raw).map_err(|error| ReadError::new(ReadErrorCode::Entity, error))?;
        Ok(text.into_owned())
    }
}

/// A bit that stands for a name: of two names with different bits it is known that they differ, without comparing them.
#[inline]
fn bit(name: &str) -> u64 {
    let byte = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
    let [length, ..] = name.len().to_le_bytes();
    let (first, last) = (byte(name.as_bytes().first()), byte(name.as_bytes().last()));
    1_u64.rotate_left(first + 7 * last + 13 * u32::from(length))
}

fn not_well_formed(error: &AttrError) -> ReadError {
    ReadError::malformed(format!("an attribute is not well-formed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_attributes_are_kept_in_order_and_none_twice() {
        let names: Vec<String> = (0..40).map(|number| format!("n{number}")).collect();
        for count in [0, 1, FEW, FEW + 1, 40] {
            let mut element = Element::new("a");
            let limits = Limits::default();
            for name in &names[..count] {
                element.add(name, name, &limits).unwrap();
            }
            assert!(element.attributes().map(|one| one.name).eq(names[..count].iter().map(String::as_str)));
            for name in &names[..count] {
                assert!(element.add(name, "", &limits).is_err(), "{name} of {count}");
                assert_eq!(element.get(name).unwrap().as_deref(), Some(name.as_str()));
            }
            element.reuse("b");
            assert_eq!((element.name(), element.attributes().count()), ("b", 0));
            element.add("n1", "", &limits).unwrap();
        }
    }
}
