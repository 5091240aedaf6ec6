//! XML as a stream of elements: no document in memory, nothing fetched, nothing expanded.
//!
//! quick-xml neither reads document types nor expands entities of its own; this module adds the limits, refuses
//! what could be an attack, and demands that the root element is closed: libxml2's recovery, which reads a
//! truncated report as a smaller one, is how a gate passes on half of the tests.

mod element;
pub(crate) mod number;
mod plain;
mod root;

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, Event};

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::meter::{self, Meter};
use crate::report::Report;
pub(crate) use element::{Attribute, Element};

/// Reads one format's elements.
pub(crate) trait Handler {
    /// An element below the root begins. `depth` of the root's children is 1.
    fn start(&mut self, element: &Element<'_>, depth: usize, line: u64) -> Result<(), ReadError>;
    /// Reads the elements at the beginning of the text, if they are ones that fill a report, each whole and written as the format's own
    /// tool writes it, and answers how many bytes they take. What it leaves is read element by element. `depth` is as for these.
    fn plain(&mut self, _text: &[u8], _depth: usize) -> usize {
        0
    }
    /// An element below the root ends.
    fn end(&mut self, name: &str, depth: usize) -> Result<(), ReadError>;
    /// Text within the root, with references replaced; one text may come in many pieces.
    fn text(&mut self, _text: &str) -> Result<(), ReadError> {
        Ok(())
    }
    /// A comment within the root.
    fn comment(&mut self, _text: &str) {}
    /// The root has ended.
    fn finish(self: Box<Self>) -> Result<Report, ReadError>;
}

/// Reads an XML report.
pub(crate) fn read<R: BufRead>(input: Meter<R>, limits: &Limits) -> Result<Report, ReadError> {
    let mut walk = Walk { limits, depth: 0, line: 1, handler: None, done: None, document_type: String::new() };
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    // Bytes that the parser did not see.
    let mut passed = 0;
    loop {
        buffer.clear();
        reader.get_mut().mark();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => {
                let ended = reader.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty);
                // The parser has no place for what is no text.
                let text = !matches!(error, Error::Encoding(_));
                let place = if text { reader.error_position() } else { reader.buffer_position() };
                return Err(parse_error(&error, ended).at(walk.line, Some(place + passed)));
            }
        };
        if matches!(event, Event::Eof) {
            return walk.finish().map_err(|error| error.at(walk.line, Some(reader.buffer_position() + passed)));
        }
        let lines = newlines(&event);
        // After a tag the parser expects text, which may as well be empty.
        let tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
        walk.event(event).map_err(|error| error.at(walk.line, Some(reader.buffer_position() + passed)))?;
        walk.line += lines;
        if tag && walk.depth > 0 {
            let from = reader.buffer_position() + passed;
            passed += walk.plain_elements(reader.get_mut(), from)?;
        }
    }
}

struct Walk<'a> {
    limits: &'a Limits,
    depth: usize,
    line: u64,
    handler: Option<Box<dyn Handler + 'a>>,
    done: Option<Report>,
    document_type: String,
}

impl Walk<'_> {
    /// Reads the plain elements that come next, and answers how many bytes they took; `from` is where they begin.
    fn plain_elements<R: BufRead>(&mut self, input: &mut Meter<R>, from: u64) -> Result<u64, ReadError> {
        let mut passed = 0;
        loop {
            input.mark();
            // What cannot be read, the parser will meet again.
            let Ok(chunk) = input.fill_buf() else { return Ok(passed) };
            let (mut used, mut element) = (0, Element::new(""));
            loop {
                used += self.known_elements(chunk.get(used..).unwrap_or_default());
                let rest = chunk.get(used..).unwrap_or_default();
                let Some((blank, length)) = plain::plain(rest, &mut element, self.limits) else { break };
                used += length;
                self.plain_element(blank, &element).map_err(|error| {
                    error.at(self.line, Some(from + passed + u64::try_from(used).unwrap_or(u64::MAX)))
                })?;
            }
            input.consume(used);
            passed += u64::try_from(used).unwrap_or(u64::MAX);
            if used == 0 {
                return Ok(passed);
            }
        }
    }

    /// Lets the format read what it knows best.
    fn known_elements(&mut self, text: &[u8]) -> usize {
        match &mut self.handler {
            Some(handler) if self.depth > 0 => handler.plain(text, self.depth),
            _ => 0,
        }
    }

    fn plain_element(&mut self, blank: &str, element: &Element<'_>) -> Result<(), ReadError> {
        if !blank.is_empty() {
            self.text(blank, true)?;
            self.line += newlines(blank);
        }
        self.start(element)?;
        self.end(element.name())
    }

    fn event(&mut self, event: Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::Start(tag) => {
                self.start(&Element::read(&tag, self.limits)?)?;
                self.depth += 1;
                if self.depth > self.limits.depth {
                    let what = format!("elements are nested deeper than {}", self.limits.depth);
                    return Err(ReadError::new(ReadErrorCode::TooDeep, what));
                }
                Ok(())
            }
            Event::Empty(tag) => {
                let element = Element::read(&tag, self.limits)?;
                self.start(&element)?;
                self.end(element.name())
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag.local_name().into_inner())
            }
            Event::Text(text) => self.text(&text, text.trim_ascii().is_empty()),
            Event::CData(text) => self.text(&text, false),
            Event::GeneralRef(reference) => {
                let character = resolve(&reference)?;
                self.text(character.encode_utf8(&mut [0; 4]), false)
            }
            Event::Comment(comment) => {
                if let Some(handler) = &mut self.handler {
                    handler.comment(&comment);
                }
                Ok(())
            }
            Event::DocType(document_type) => self.check_document_type(&document_type),
            Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        match &mut self.handler {
            Some(handler) => handler.start(element, self.depth, self.line),
            None if self.done.is_some() => Err(ReadError::malformed("an element follows the root element")),
            None => {
                self.handler = Some(root::handler(element, &self.document_type, self.limits)?);
                Ok(())
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if self.depth > 0 {
            return self.handler.as_mut().map_or(Ok(()), |handler| handler.end(name, self.depth));
        }
        self.done = self.handler.take().map(Handler::finish).transpose()?;
        Ok(())
    }

    /// Text beside the report shows a broken one.
    fn text(&mut self, text: &str, blank: bool) -> Result<(), ReadError> {
        match &mut self.handler {
            Some(handler) if self.depth > 0 => handler.text(text),
            _ if blank => Ok(()),
            _ => Err(ReadError::malformed("text stands outside the root element")),
        }
    }

    /// A document type that names an external file is normal, and that file is never fetched. An internal subset
    /// declares entities: none of the tools writes one.
    fn check_document_type(&mut self, text: &str) -> Result<(), ReadError> {
        let mut quote = None;
        for character in text.chars() {
            match (quote, character) {
                (Some(open), _) if open == character => quote = None,
                (None, '"' | '\'') => quote = Some(character),
                (None, '[') => {
                    return Err(ReadError::new(
                        ReadErrorCode::Entity,
                        "the document type has an internal subset",
                    ));
                }
                _ => {}
            }
        }
        text.clone_into(&mut self.document_type);
        Ok(())
    }

    fn finish(&mut self) -> Result<Report, ReadError> {
        match self.done.take() {
            Some(report) => Ok(report),
            None => Err(ReadError::new(ReadErrorCode::Truncated, "the report ends within its root element")),
        }
    }
}

/// Only the five entities of XML itself, and characters by number.
fn resolve(reference: &BytesRef<'_>) -> Result<char, ReadError> {
    let name: &str = reference;
    let known = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    known.ok_or_else(|| ReadError::new(ReadErrorCode::Entity, format!("the entity `&{name};` is not known")))
}

fn newlines(text: &str) -> u64 {
    u64::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u64::MAX)
}

fn parse_error(error: &Error, ended: bool) -> ReadError {
    match error {
        Error::Io(error) => meter::read_error(error),
        // What is not closed is an error at the end of the input only.
        Error::Syntax(_) | Error::IllFormed(IllFormedError::UnclosedReference) if ended => {
            ReadError::new(ReadErrorCode::Truncated, error)
        }
        Error::Encoding(_) => ReadError::new(ReadErrorCode::Encoding, "the text is not UTF-8"),
        Error::Escape(_) => ReadError::new(ReadErrorCode::Entity, error),
        _ => ReadError::malformed(error),
    }
}

#[cfg(test)]
mod tests;
