//! A log as pieces of its own bytes.
//!
//! Nothing of a log is turned into values and written anew: a run is its members in their order, a table is where its elements
//! stand, and what is not known is carried like what is.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::error::{Place, ReadError, ReadErrorCode};
use crate::json::check::{self, check};
use crate::json::span::Span;
use crate::json::string;
use crate::limits::Limits;
use crate::notice::{Notice, NoticeCode};
use crate::text;

mod outline;
pub(crate) mod run;

pub(crate) use run::{Component, Run, Slot};

/// A log that has been read whole: its text is JSON within the limits, and a SARIF log of version 2.1.0 by its outline.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    text: Cow<'a, [u8]>,
    digest: [u8; 32],
    pub(crate) runs: Vec<Run>,
    /// The members of the log beside `runs`.
    pub(crate) members: Vec<(Span, Span)>,
    notices: Vec<Notice>,
}

impl<'a> Document<'a> {
    /// Reads the bytes of a log: UTF-8 or UTF-16, with or without a mark of byte order.
    ///
    /// # Errors
    ///
    /// When the bytes are no text, no JSON, no log, or more than the limits allow. A log is read as a whole or not at all.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, ReadError> {
        let digest = Sha256::digest(bytes).into();
        let mut text = text::decode(bytes, limits)?;
        let mut outline = outline::Outline::new(limits);
        let checked = check(&text, limits, &mut outline)?;
        let mut notices = repeated(&text, &checked);
        if !checked.replaced.is_empty() {
            text = Cow::Owned(without(&text, &checked));
            outline = outline::Outline::new(limits);
            check(&text, limits, &mut outline)?;
        }
        let (runs, members) = outline.finish(&text)?;
        match members.iter().find(|(name, _)| *string::unescape(name.of(&text)) == *b"version") {
            None => notices.push(Notice {
                code: NoticeCode::NoVersion,
                place: Place { byte: 0, line: 1, column: 1 },
                member: "version".to_owned(),
            }),
            Some((_, value)) if *string::unescape(value.of(&text)) == *b"2.1.0" => {}
            Some((_, value)) => {
                let message = "this is not version 2.1.0 of SARIF; let the scanner write that version";
                return Err(ReadError::at(&text, value.start(), ReadErrorCode::NotSarif, message));
            }
        }
        let runs = run::split(&text, runs)?;
        Ok(Self { text, digest, runs, members, notices })
    }

    /// Reads the bytes of a log and keeps them: what is UTF-8 already is not copied.
    ///
    /// # Errors
    ///
    /// As [`Document::read`]; the bytes are handed back.
    pub fn own(mut bytes: Vec<u8>, limits: &Limits) -> Result<Document<'static>, (ReadError, Vec<u8>)> {
        let read = match Document::read(&bytes, limits) {
            Ok(read) => read,
            Err(error) => return Err((error, bytes)),
        };
        let Document { text, digest, runs, members, notices } = read;
        let text = match text {
            Cow::Owned(text) => text,
            Cow::Borrowed(text) => {
                let mark = bytes.len() - text.len();
                bytes.drain(..mark);
                bytes
            }
        };
        Ok(Document { text: Cow::Owned(text), digest, runs, members, notices })
    }

    /// The log as UTF-8, without a mark of byte order and without the members that later ones of the same name replace.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The SHA-256 of the bytes that were given.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// What is odd about the log.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Whether the log itself has a member of this name, beside its runs.
    #[must_use]
    pub fn has_member(&self, name: &str) -> bool {
        self.members.iter().any(|(member, _)| *string::unescape(member.of(&self.text)) == *name.as_bytes())
    }

    /// Whether the log itself has a member that SARIF does not give it (section 3.13): it may be something else as well.
    #[must_use]
    pub fn has_foreign_members(&self) -> bool {
        let known = ["$schema", "version", "inlineExternalProperties", "properties"];
        let foreign = |(name, _): &(Span, Span)| {
            let name = string::unescape(name.of(&self.text));
            !known.iter().any(|known| *name == *known.as_bytes())
        };
        self.members.iter().any(foreign)
    }

    /// How many runs the log has.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// The results of a run, each as its own bytes; none if the log has no such run.
    pub fn results(&self, run: usize) -> impl Iterator<Item = &[u8]> {
        let results = self.runs.get(run).and_then(|run| run.results.as_deref()).unwrap_or_default();
        results.iter().map(|span| span.of(&self.text))
    }

    /// The bytes of a run; none if the log has no such run.
    #[must_use]
    pub fn run(&self, run: usize) -> Option<&[u8]> {
        self.runs.get(run).map(|run| run.span.of(&self.text))
    }
}

/// How many repeated names are reported one by one: enough to see what is wrong, too few to fill a report.
const SHOWN: usize = 100;

fn repeated(text: &[u8], checked: &check::Checked) -> Vec<Notice> {
    let notice = |(name, _): &(Span, Span)| Notice {
        code: NoticeCode::RepeatedMember,
        place: Place::of(text, name.start()),
        member: String::from_utf8_lossy(&string::unescape(name.of(text))).into_owned(),
    };
    checked.replaced.iter().take(SHOWN).map(notice).collect()
}

/// The text without the members that are replaced.
fn without(text: &[u8], checked: &check::Checked) -> Vec<u8> {
    let mut pieces: Vec<Span> = checked.replaced.iter().map(|(_, piece)| *piece).collect();
    pieces.sort_unstable();
    let mut kept = Vec::with_capacity(text.len());
    let mut at = 0;
    for piece in pieces {
        // A piece may lie within another one, which is left out as a whole.
        if piece.start() >= at {
            kept.extend_from_slice(Span::new(at, piece.start()).of(text));
        }
        at = at.max(piece.end());
    }
    kept.extend_from_slice(text.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests;
