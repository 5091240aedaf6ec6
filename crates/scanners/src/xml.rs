//! XML as a small tree: nothing fetched, nothing expanded, a document type refused unless it is a bare name, and every bound checked while it is read.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, ErrorCode};
use crate::limits::Limits;

/// An element; names are without their namespace's prefix.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Self>,
    /// All text that stands directly in it.
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The children of one name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// That no element within this one has two children of one of these names: the second of what a format has once would hide the
    /// first, or be hidden. The tree's depth is bounded by the limits.
    pub(crate) fn has_once(&self, names: &[&str]) -> Result<(), Error> {
        let mut seen = BTreeSet::new();
        for child in &self.children {
            if names.contains(&child.name.as_str()) && !seen.insert(child.name.as_str()) {
                return Err(child.error(format!("<{}> is given twice", child.name)));
            }
            child.has_once(names)?;
        }
        Ok(())
    }

    /// The text of a child; empty if there is none.
    pub(crate) fn text_of(&self, name: &str) -> &str {
        self.child(name).map(|child| child.text.trim()).unwrap_or_default()
    }

    /// An error at this element.
    pub(crate) fn error(&self, what: impl std::fmt::Display) -> Error {
        Error::malformed(what).at(format!("line {}, <{}>", self.line, self.name))
    }
}

/// Reads a document.
///
/// # Errors
/// What is no XML, ends before its end, has a document type or entities of its own, or is beyond the limits.
pub(crate) fn read(text: &str, limits: &Limits) -> Result<Element, Error> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { open: Vec::new(), root: None, nodes: limits.nodes, limits, line: 1 };
    let mut seen = 0;
    loop {
        let event =
            reader.read_event().map_err(|error| Error::malformed(error).at(format!("line {}", tree.line)))?;
        if matches!(event, Event::Eof) {
            return tree.finish();
        }
        tree.event(&event).map_err(|error| error.at(format!("line {}", tree.line)))?;
        let here = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let passed = text.as_bytes().get(seen..here).unwrap_or_default();
        tree.line += passed.iter().filter(|&&byte| byte == b'\n').count();
        seen = here;
    }
}

struct Tree<'a> {
    open: Vec<Element>,
    root: Option<Element>,
    nodes: u64,
    limits: &'a Limits,
    line: usize,
}

impl Tree<'_> {
    fn event(&mut self, event: &Event<'_>) -> Result<(), Error> {
        match event {
            Event::Start(tag) => {
                if self.open.len() >= self.limits.depth {
                    let what = format!("elements are nested deeper than {}", self.limits.depth);
                    return Err(Error::new(ErrorCode::TooDeep, what));
                }
                let element = self.element(tag)?;
                self.open.push(element);
            }
            Event::Empty(tag) => {
                let element = self.element(tag)?;
                self.close(element)?;
            }
            Event::End(_) => {
                let element =
                    self.open.pop().ok_or_else(|| Error::malformed("an element ends that did not begin"))?;
                self.close(element)?;
            }
            Event::Text(text) => self.text(text)?,
            Event::CData(text) => self.text(text)?,
            Event::GeneralRef(name) => {
                let name: &str = name;
                let whole = format!("&{name};");
                let text = unescape(&whole).map_err(|error| Error::new(ErrorCode::Entity, error))?;
                self.text(&text)?;
            }
            // The bare name of the root element declares nothing.
            Event::DocType(name) if name.trim().chars().all(|c| c.is_ascii_alphanumeric()) => {}
            Event::DocType(_) => return Err(Error::new(ErrorCode::Entity, "the report has a document type")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Error> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(Error::malformed("text stands outside the root element")),
        }
        Ok(())
    }

    fn element(&mut self, tag: &BytesStart<'_>) -> Result<Element, Error> {
        self.count()?;
        let mut element =
            Element { name: tag.local_name().into_inner().to_owned(), line: self.line, ..Element::default() };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(Error::malformed)?;
            self.count()?;
            if element.attributes.len() >= self.limits.attributes {
                let what = format!("an element has more than {} attributes", self.limits.attributes);
                return Err(Error::new(ErrorCode::TooLarge, what));
            }
            let value = unescape(&attribute.value).map_err(|error| Error::new(ErrorCode::Entity, error))?;
            element.attributes.push((attribute.key.into_inner().to_owned(), value.into_owned()));
        }
        Ok(element)
    }

    fn count(&mut self) -> Result<(), Error> {
        let left = self.nodes.checked_sub(1);
        self.nodes = left.ok_or_else(|| Error::new(ErrorCode::TooLarge, "more elements than the limit"))?;
        Ok(())
    }

    fn close(&mut self, element: Element) -> Result<(), Error> {
        match (self.open.last_mut(), &self.root) {
            (Some(parent), _) => parent.children.push(element),
            (None, None) => self.root = Some(element),
            (None, Some(_)) => return Err(Error::malformed("a second document follows the first")),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, Error> {
        let place = format!("line {}", self.line);
        match (self.open.last(), self.root) {
            (Some(open), _) => {
                Err(Error::malformed(format!("the report ends within <{}>", open.name)).at(place))
            }
            (None, Some(root)) => Ok(root),
            (None, None) => Err(Error::malformed("there is no element").at(place)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Element, Error> {
        read(text, &Limits::default())
    }

    #[test]
    fn a_tree_with_text_references_and_lines() {
        let root =
            tree("<?xml version=\"1.0\"?>\n<a x:b=\"1 &lt; 2\">\n<n:c>t&amp;&#65;<![CDATA[<d>]]></n:c></a>")
                .unwrap();
        assert_eq!(root.attributes, [("x:b".to_owned(), "1 < 2".to_owned())]);
        assert_eq!((root.text_of("c"), root.child("c").unwrap().line), ("t&A<d>", 3));
    }

    #[test]
    fn a_bare_document_type_declares_nothing() {
        assert_eq!(tree("<!DOCTYPE checkstyle>\n<checkstyle/>").unwrap().name, "checkstyle");
        for kind in ["a []", "a PUBLIC \"x\" \"y\"", "a SYSTEM 'x'", "a[<!ENTITY b 'c'>]"] {
            assert_eq!(tree(&format!("<!DOCTYPE {kind}><a/>")).unwrap_err().code, ErrorCode::Entity, "{kind}");
        }
    }

    #[test]
    fn attacks_and_halves_are_refused() {
        let code = |text: &str| tree(text).unwrap_err().code;
        assert_eq!(code("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), ErrorCode::Entity);
        assert_eq!(code("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"), ErrorCode::Entity);
        assert_eq!(code("<a>&b;</a>"), ErrorCode::Entity);
        assert_eq!(code("<a b=\"&c;\"/>"), ErrorCode::Entity);
        assert_eq!(code(&"<a>".repeat(100)), ErrorCode::TooDeep);
        let many: String = (0..100).map(|at| format!(" a{at}=\"\"")).collect();
        assert_eq!(code(&format!("<a{many}/>")), ErrorCode::TooLarge);
        for text in
            ["<a/><a/>", "<a></a><b/>", "<a><b></a>", "<a><b>", "", "<a", "<a/>x", "<a b=\"1\" b=\"2\"/>"]
        {
            assert_eq!(code(text), ErrorCode::Malformed, "{text}");
        }
    }
}
