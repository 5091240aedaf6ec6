//! One pass over the tokens of a log, which knows where it is: what stands in a snippet, a header, a variable or a command line.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::names::{is_secret, may_be_secret};
use super::signs::{Reader, Signs};
use super::words;

const MARK: &[u8] = b"\"[REDACTED]\"";

/// What an object or a list is by the name of the member that it is the value of; of a list's elements that of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    /// Its members are named as their owner likes, and mostly for machines.
    Bag,
    /// Its members are named as their owner likes.
    Free,
    Snippet,
    Message,
    Arguments,
    /// Its members name things of SARIF: a value that stands for another place of the log is left alone.
    #[default]
    Other,
}

impl Kind {
    fn of(name: &[u8]) -> Self {
        match decoded(name).as_ref() {
            "headers" | "cookies" | "environmentVariables" | "parameters" => Self::Bag,
            "properties" => Self::Free,
            "snippet" => Self::Snippet,
            "message" => Self::Message,
            "arguments" => Self::Arguments,
            _ => Self::Other,
        }
    }
}

/// The text without its secrets, and how many were taken out; none if it holds none. `seekers` says which parts of it are of tools that
/// look for secrets, and is asked only if there may be any.
pub(super) fn clean(text: &[u8], seekers: impl FnOnce() -> Vec<Range<usize>>) -> Option<(Vec<u8>, u64)> {
    let mut signs = Reader::new(text);
    let mut walk = Walk::of(text);
    if walk.run(None, &mut signs) == Ended::AtSeeker {
        let seeking = seekers();
        if !seeking.is_empty() {
            // What was passed may lie in one of them.
            walk = Walk::of(text);
        }
        walk.run(Some(&seeking), &mut signs);
    }
    if walk.count == 0 {
        return None;
    }
    let mut found = walk.found;
    found.sort_by_key(|(place, _)| place.start);
    // Of two findings in one string the later one knows more of where it stands.
    found.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
    let (mut out, mut copied) = (Vec::with_capacity(text.len()), 0);
    for (place, with) in found {
        out.extend_from_slice(text.get(copied..place.start).unwrap_or_default());
        out.extend_from_slice(&with);
        copied = place.end;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some((out, walk.count))
}

/// An open object or list.
#[derive(Default)]
struct Frame<'t> {
    kind: Kind,
    list: bool,
    /// Whether it is a bag, a snippet or a message, or lies in one.
    bag: bool,
    snippet: bool,
    message: bool,
    /// Whether a member on the way here says that it holds a secret.
    secret: bool,
    /// The name of the member that is being read, with its quotes, and whether it says so.
    own: &'t [u8],
    own_secret: bool,
    /// Whether its `name`, or the element before, says that the value is a secret.
    named: bool,
    /// Its `value`, until its `name` is known.
    value: Option<Range<usize>>,
    /// The strings of a list of arguments.
    arguments: Vec<(Range<usize>, String)>,
    /// How many of its members' names were secrets.
    names: u64,
}

impl Frame<'_> {
    /// What opens within it.
    fn inner(&self, list: bool) -> Self {
        let kind = if self.list { self.kind } else { Kind::of(self.own) };
        Self {
            kind,
            list,
            bag: self.bag || kind == Kind::Bag,
            snippet: self.snippet || kind == Kind::Snippet,
            message: self.message || kind == Kind::Message,
            secret: self.secret || self.own_secret,
            ..Self::default()
        }
    }
}

/// Where a walk ended.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    AtEnd,
    /// At what may be the name of a tool that looks for secrets, which decides about all of its run.
    AtSeeker,
}

/// What a string is part of.
struct Where {
    bag: bool,
    /// The message of a scanner for secrets.
    message: bool,
    argument: bool,
}

struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    frames: Vec<Frame<'t>>,
    found: Vec<(Range<usize>, Cow<'static, [u8]>)>,
    count: u64,
}

impl<'t> Walk<'t> {
    const fn of(text: &'t [u8]) -> Self {
        Self { text, at: 0, frames: Vec::new(), found: Vec::new(), count: 0 }
    }

    /// Goes through the text. Where nobody knows yet who looks for secrets, it ends where that has to be known.
    fn run(&mut self, known: Option<&[Range<usize>]>, signs: &mut Reader<'_>) -> Ended {
        let mut seekers = known.unwrap_or_default();
        while let Some(offset) = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')))
        {
            let at = self.at + offset;
            self.at = at + 1;
            match self.text.get(at) {
                Some(b'"') => {
                    let place = at..end_of(self.text, at);
                    let found = signs.of(&place);
                    if found.seeker && known.is_none() {
                        self.at = at;
                        return Ended::AtSeeker;
                    }
                    self.at = place.end;
                    while let [first, rest @ ..] = seekers
                        && first.end <= at
                    {
                        seekers = rest;
                    }
                    let seeks = seekers.first().is_some_and(|first| first.start <= at);
                    self.string(place, seeks, found);
                }
                Some(open @ (b'{' | b'[')) => {
                    let list = *open == b'[';
                    let outer = self.frames.last();
                    let inner =
                        outer.map_or_else(|| Frame { list, ..Frame::default() }, |outer| outer.inner(list));
                    self.frames.push(inner);
                }
                _ => self.close(),
            }
        }
        Ended::AtEnd
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        // What is put together in the message may be a secret that no part is.
        let joined: String = frame.arguments.iter().map(|(_, text)| text.as_str()).collect();
        if frame.arguments.len() > 1 && words::clean(&joined).1 > 0 {
            for (place, _) in frame.arguments {
                self.replace(place, Cow::Borrowed(MARK));
            }
        }
    }

    fn string(&mut self, place: Range<usize>, seeks: bool, signs: Signs) {
        let piece = self.text.get(place.clone()).unwrap_or_default();
        let rest = self.text.get(place.end..).unwrap_or_default();
        if rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':') {
            return self.name(place, piece, signs.marked);
        }
        let Some(frame) = self.frames.last() else { return };
        if seeks && frame.snippet || frame.secret || frame.own_secret {
            if piece.len() > 2 {
                self.replace(place, Cow::Borrowed(MARK));
            }
            return;
        }
        let (bag, message) = (frame.bag, seeks && frame.message);
        let argument = frame.list && frame.kind == Kind::Arguments;
        if bag || message || argument || signs.marked {
            self.value(place, piece, Where { bag, message, argument });
        }
    }

    fn name(&mut self, place: Range<usize>, piece: &'t [u8], marked: bool) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.own = piece;
        frame.own_secret = match frame.kind {
            _ if frame.list => false,
            Kind::Bag => may_be_secret(&decoded(piece)),
            Kind::Free => is_secret(&decoded(piece)),
            _ => false,
        };
        if marked && words::clean(&decoded(piece)).1 > 0 {
            // Two of them stay two members.
            frame.names += 1;
            let name = match frame.names {
                1 => "\"[REDACTED]\"".to_owned(),
                number => format!("\"[REDACTED] {number}\""),
            };
            self.replace(place, Cow::Owned(name.into_bytes()));
        }
    }

    fn value(&mut self, place: Range<usize>, piece: &[u8], Where { bag, message, argument }: Where) {
        let text = decoded(piece);
        if bag && self.pair(&place, &text) {
            return;
        }
        if argument && self.argument(&place, &text) {
            return;
        }
        let (mut clean, mut count) = words::clean(&text);
        if message {
            let (without, more) = words::without_random(&clean);
            (clean, count) = (Cow::Owned(without), count + more);
        }
        if let Some((name, value)) = text.split_once(": ").filter(|_| bag && count == 0)
            && !value.is_empty()
            && may_be_secret(name)
        {
            (clean, count) = (Cow::Owned(format!("{name}: [REDACTED]")), 1);
        }
        if count > 0 {
            self.found.push((place, Cow::Owned(Value::String(clean.into_owned()).to_string().into_bytes())));
            self.count += count;
        }
    }

    /// Whether this is the value of `{"name": "Authorization", "value": …}`, which is replaced.
    fn pair(&mut self, place: &Range<usize>, text: &str) -> bool {
        let Some(frame) = self.frames.last_mut().filter(|frame| !frame.list) else { return false };
        let held = match decoded(frame.own).as_ref() {
            "name" | "key" => {
                frame.named = may_be_secret(text);
                frame.value.take().filter(|_| frame.named)
            }
            "value" if frame.named => Some(place.clone()),
            "value" => {
                frame.value = Some(place.clone());
                None
            }
            _ => None,
        };
        let own = held.as_ref() == Some(place);
        if let Some(held) = held {
            self.replace(held, Cow::Borrowed(MARK));
        }
        own
    }

    /// Whether this argument is the value of the option before it, which is replaced.
    fn argument(&mut self, place: &Range<usize>, text: &str) -> bool {
        let Some(frame) = self.frames.last_mut() else { return false };
        let value = frame.named && !text.starts_with('-');
        frame.named = text.starts_with('-') && !text.contains('=') && is_secret(text);
        if value {
            self.replace(place.clone(), Cow::Borrowed(MARK));
        } else {
            frame.arguments.push((place.clone(), text.to_owned()));
        }
        value
    }

    fn replace(&mut self, place: Range<usize>, with: Cow<'static, [u8]>) {
        self.found.push((place, with));
        self.count += 1;
    }
}

/// A string's text; what cannot be decoded, as half of a surrogate pair, is taken as it is written.
fn decoded(piece: &[u8]) -> Cow<'_, str> {
    let inner = piece.get(1..piece.len().saturating_sub(1)).unwrap_or_default();
    if memchr::memchr(b'\\', inner).is_none() {
        return std::str::from_utf8(inner).map_or_else(|_| String::from_utf8_lossy(inner), Cow::Borrowed);
    }
    match serde_json::from_slice(piece) {
        Ok(Value::String(text)) => Cow::Owned(text),
        _ => String::from_utf8_lossy(inner),
    }
}

/// The first byte behind the string that begins at `start`.
fn end_of(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(stop) = text.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if text.get(at + stop) == Some(&b'"') {
            return at + stop + 1;
        }
        at += stop + 2;
    }
    text.len()
}
