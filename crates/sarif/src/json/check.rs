//! One pass over a whole text: its grammar, its limits, its repeated names, and the values near its root.
//!
//! The pass holds its own stack, so that no nesting can exhaust the program's.

use super::duplicate::Names;
use super::number;
use super::span::Span;
use super::string;
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;

/// Hears of the values near the root, when they end. `depth` is the number of objects and arrays around a value.
pub(crate) trait Listener {
    /// An object or array begins. A refusal ends the reading at that byte.
    fn open(&mut self, depth: usize, name: Option<&[u8]>, object: bool) -> Result<(), Refusal>;
    /// A value has ended.
    fn value(&mut self, depth: usize, name: Option<Span>, value: Span) -> Result<(), Refusal>;
}

/// Why a listener does not go on.
pub(crate) type Refusal = (ReadErrorCode, String);

/// Values below this depth are not reported.
pub(crate) const REPORTED: usize = 4;

/// What a text has besides its values.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The members that a later one of the same name replaces: name, and the piece to leave out.
    pub(crate) replaced: Vec<(Span, Span)>,
}

/// Checks `text`, which is UTF-8.
pub(crate) fn check(text: &[u8], limits: &Limits, listener: &mut impl Listener) -> Result<Checked, ReadError> {
    let mut pass =
        Pass { text, limits, at: 0, levels: Vec::new(), names: Names::default(), checked: Checked::default() };
    pass.run(listener)?;
    Ok(pass.checked)
}

struct Level {
    object: bool,
    start: usize,
    /// The name under which this value lies.
    name: Option<Span>,
    /// The name of the member being read.
    member: Option<Span>,
}

struct Pass<'a> {
    text: &'a [u8],
    limits: &'a Limits,
    at: usize,
    levels: Vec<Level>,
    names: Names<'a>,
    checked: Checked,
}

impl<'a> Pass<'a> {
    fn run(&mut self, listener: &mut impl Listener) -> Result<(), ReadError> {
        self.space();
        if self.at == self.text.len() {
            return Err(self.error(ReadErrorCode::Empty, "the log is empty; see why the scanner wrote nothing"));
        }
        loop {
            // Here a value begins.
            if self.opens(listener)? {
                continue;
            }
            // Here a value has ended: close what ends with it.
            if self.closes(listener)? {
                break;
            }
        }
        self.space();
        if self.at < self.text.len() {
            return Err(self.malformed("the log goes on behind its end"));
        }
        Ok(())
    }

    /// Reads the beginning of a value: true if it is an object or array with something in it.
    fn opens(&mut self, listener: &mut impl Listener) -> Result<bool, ReadError> {
        let start = self.at;
        let name = self.levels.last().and_then(|level| level.member);
        match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                let object = open == b'{';
                self.enter(object, name, listener)?;
                self.at += 1;
                self.space();
                if self.peek() == Some(if object { b'}' } else { b']' }) {
                    self.leave(listener)?;
                    return Ok(false);
                }
                if object {
                    self.name()?;
                }
                return Ok(true);
            }
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => match number::length(self.rest()) {
                Some(length) => self.at += length,
                None => return Err(self.malformed("this number breaks the grammar of JSON")),
            },
            _ => {
                let word =
                    [&b"true"[..], b"false", b"null"].into_iter().find(|word| self.rest().starts_with(word));
                match word {
                    Some(word) => self.at += word.len(),
                    None => return Err(self.malformed("a value is expected here")),
                }
            }
        }
        self.report(listener, name, start)?;
        Ok(false)
    }

    /// Reads what follows a value: true at the end of the whole, false where the next value begins.
    fn closes(&mut self, listener: &mut impl Listener) -> Result<bool, ReadError> {
        loop {
            let Some(object) = self.levels.last().map(|level| level.object) else { return Ok(true) };
            self.space();
            match (self.peek(), object) {
                (Some(b','), _) => {
                    self.at += 1;
                    self.space();
                    if object {
                        self.name()?;
                    }
                    return Ok(false);
                }
                (Some(b'}'), true) | (Some(b']'), false) => self.leave(listener)?,
                (_, true) => return Err(self.malformed("`,` or `}` is expected here")),
                (_, false) => return Err(self.malformed("`,` or `]` is expected here")),
            }
        }
    }

    fn enter(
        &mut self,
        object: bool,
        name: Option<Span>,
        listener: &mut impl Listener,
    ) -> Result<(), ReadError> {
        let depth = self.levels.len();
        if depth >= self.limits.depth {
            let message = format!(
                "objects and arrays lie more than {} deep here, and no more is read; see what wrote the log",
                self.limits.depth
            );
            return Err(self.error(ReadErrorCode::TooDeep, message));
        }
        if depth <= REPORTED {
            let key = name.map(|name| string::unescape(name.of(self.text)));
            listener
                .open(depth, key.as_deref(), object)
                .map_err(|(code, message)| self.error(code, message))?;
        }
        if object {
            self.names.open();
        }
        self.levels.push(Level { object, start: self.at, name, member: None });
        Ok(())
    }

    fn leave(&mut self, listener: &mut impl Listener) -> Result<(), ReadError> {
        self.at += 1;
        if let Some(level) = self.levels.pop() {
            if level.object {
                self.names.close();
            }
            self.report(listener, level.name, level.start)?;
        }
        Ok(())
    }

    fn report(
        &mut self,
        listener: &mut impl Listener,
        name: Option<Span>,
        start: usize,
    ) -> Result<(), ReadError> {
        if self.levels.len() > REPORTED {
            return Ok(());
        }
        let value = Span::new(start, self.at);
        let heard = listener.value(self.levels.len(), name, value);
        heard.map_err(|(code, message)| ReadError::at(self.text, start, code, message))
    }

    /// Reads a name and its colon.
    fn name(&mut self) -> Result<(), ReadError> {
        if self.peek() != Some(b'"') {
            return Err(self.malformed("the name of a member is expected here"));
        }
        let start = self.at;
        self.string()?;
        let name = Span::new(start, self.at);
        if self.names.count() >= self.limits.members {
            let message = format!(
                "this object has more than {} members, and no more are read; see what wrote the log",
                self.limits.members
            );
            return Err(ReadError::at(self.text, start, ReadErrorCode::TooLarge, message));
        }
        if let Some(earlier) = self.names.add(self.text, name) {
            self.checked.replaced.push((name, earlier));
        }
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.malformed("`:` is expected here"));
        }
        self.at += 1;
        self.space();
        if let Some(level) = self.levels.last_mut() {
            level.member = Some(name);
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        self.at += 1;
        loop {
            self.at += string::plain(self.rest());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.malformed("a control character stands in a string")),
                None => return Err(self.malformed("the log ends within a string")),
            }
        }
        self.at += 1;
        if self.at - start - 2 > self.limits.string {
            let message = format!(
                "this string has more than {} bytes, and no more are read; see what wrote the log",
                self.limits.string
            );
            return Err(ReadError::at(self.text, start, ReadErrorCode::TooLarge, message));
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<(), ReadError> {
        let digits = |text: &[u8]| text.len() == 4 && text.iter().all(u8::is_ascii_hexdigit);
        match self.text.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') if self.text.get(self.at + 2..self.at + 6).is_some_and(digits) => self.at += 6,
            _ => return Err(self.malformed("this escape is none of JSON's")),
        }
        Ok(())
    }

    fn space(&mut self) {
        self.at = super::cursor::skip_space(self.text, self.at);
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn malformed(&self, what: &str) -> ReadError {
        if self.at >= self.text.len() {
            return self.error(
                ReadErrorCode::Malformed,
                "the log ends before its end; let the scanner write it again",
            );
        }
        self.error(ReadErrorCode::Malformed, format!("{what}; let the scanner write the log again"))
    }

    fn error(&self, code: ReadErrorCode, message: impl Into<String>) -> ReadError {
        ReadError::at(self.text, self.at, code, message)
    }
}
