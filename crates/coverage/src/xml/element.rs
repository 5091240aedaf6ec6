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
    tag: &'a BytesStart<'a>,
}

/// One attribute.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    raw: Cow<'a, str>,
}

/// Attributes of which the names are kept on the stack to find one that is repeated.
const FEW: usize = 16;

impl<'a> Element<'a> {
    pub(super) fn read(tag: &'a BytesStart<'a>, limits: &Limits) -> Result<Self, ReadError> {
        let name = tag.name().into_inner();
        if name.len() > limits.name_bytes {
            return Err(ReadError::malformed(format!("an element's name has {} bytes", name.len())));
        }
        check(tag, limits)?;
        Ok(Self { tag })
    }

    /// The name without its namespace's prefix.
    pub(crate) fn name(&self) -> &'a str {
        self.tag.local_name().into_inner()
    }

    /// The attributes in their order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        // What is not well-formed was refused by `check`.
        let mut attributes = self.tag.attributes();
        attributes.with_checks(false);
        attributes.flatten().map(|one| Attribute { name: one.key.local_name().into_inner(), raw: one.value })
    }

    /// The value of one attribute.
    ///
    /// # Errors
    /// An entity that is not known.
    pub(crate) fn get(&self, name: &str) -> Result<Option<String>, ReadError> {
        let found = self.attributes().find(|one| one.name == name);
        found.map(|one| one.text().map(Cow::into_owned)).transpose()
    }

    /// A whole number; `None` when the attribute is absent or holds anything else.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.attributes()
            .find(|one| one.name == name)
            .and_then(|one| number::digits(one.raw.trim_ascii().as_bytes()))
    }
}

impl<'a> Attribute<'a> {
    /// The value as written, for numbers and words.
    pub(crate) fn raw(&self) -> &[u8] {
        self.raw.trim_ascii().as_bytes()
    }

    /// The value with references replaced: `&lt;init&gt;` is `<init>`.
    ///
    /// # Errors
    /// An entity that is not known.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>, ReadError> {
        unescape(&self.raw).map_err(|error| ReadError::new(ReadErrorCode::Entity, error))
    }
}

fn check(tag: &BytesStart<'_>, limits: &Limits) -> Result<(), ReadError> {
    let mut names = [""; FEW];
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let mut count = 0;
    for attribute in attributes {
        let attribute = attribute.map_err(|error| ReadError::malformed(attribute_error(&error)))?;
        let name = attribute.key.into_inner();
        if name.len() > limits.name_bytes || attribute.value.len() > limits.attribute_bytes {
            return Err(ReadError::new(ReadErrorCode::TooLarge, "an attribute has more bytes than the limit"));
        }
        if names.iter().take(count).any(|known| *known == name) {
            return Err(ReadError::malformed(format!("the attribute `{name}` is given twice")));
        }
        if let Some(place) = names.get_mut(count) {
            *place = name;
        }
        count += 1;
    }
    if count > limits.attributes {
        return Err(ReadError::new(ReadErrorCode::TooLarge, format!("an element has {count} attributes")));
    }
    // Beyond what the stack keeps, the parser's own check, which allocates, does the same.
    if count > FEW {
        for attribute in tag.attributes() {
            attribute.map_err(|error| ReadError::malformed(attribute_error(&error)))?;
        }
    }
    Ok(())
}

fn attribute_error(error: &AttrError) -> String {
    format!("an attribute is not well-formed: {error}")
}
