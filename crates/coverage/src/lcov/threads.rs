//! A tracefile that several threads read: each gets pieces of whole records in turn, and what they find is united in the order of
//! the pieces. A record that is too long for a piece, and what is left at the end, is read here.

use std::io::BufRead;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope, scope};

use super::cut::{self, Sizes};
use super::piece::{Piece, Whole};
use super::reader::Reader;
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::report::Report;

/// How many pieces wait for each thread, or for us.
const DEPTH: usize = 3;

/// A thread that reads pieces and gives them back with what they say.
struct Worker {
    texts: SyncSender<Vec<u8>>,
    pieces: Receiver<(Piece, Vec<u8>)>,
}

/// The threads. They have their turns in a fixed order, so that the pieces come back in theirs.
struct Crew<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    limits: &'env Limits,
    size: usize,
    workers: Vec<Worker>,
    given: usize,
    taken: usize,
    /// Buffers of pieces that were read.
    spare: Vec<Vec<u8>>,
}

/// Reads a tracefile with so many threads.
pub(super) fn read(
    input: &mut dyn BufRead,
    limits: &Limits,
    workers: usize,
    sizes: Sizes,
) -> Result<Report, ReadError> {
    scope(|scope| {
        let crew =
            Crew { scope, limits, size: workers, workers: Vec::new(), given: 0, taken: 0, spare: Vec::new() };
        let (own, whole) = (Reader::new(limits), Whole::new(limits));
        Reading { limits, sizes, crew, own, whole, text: Vec::new(), enough: sizes.least }.read(input)
    })
}

/// A tracefile while it is read.
struct Reading<'scope, 'env> {
    limits: &'env Limits,
    sizes: Sizes,
    crew: Crew<'scope, 'env>,
    /// Reads what the threads do not.
    own: Reader<'env>,
    whole: Whole,
    /// What was not handed on yet.
    text: Vec<u8>,
    /// How much of it is worth looking for the end of a record.
    enough: usize,
}

impl Reading<'_, '_> {
    fn read(mut self, input: &mut dyn BufRead) -> Result<Report, ReadError> {
        loop {
            let chunk = match cut::fill(input) {
                Ok(chunk) => chunk,
                Err(error) => return Err(self.fail(error)),
            };
            if chunk.is_empty() {
                break;
            }
            self.text.extend_from_slice(chunk);
            let used = chunk.len();
            input.consume(used);
            if self.text.len() >= self.enough {
                self.hand_on()?;
            }
        }
        self.crew.take_all(&mut self.whole)?;
        self.whole.add(self.own.read(&self.text))?;
        self.whole.finish(self.own.into_open())
    }

    /// Hands on the records that are whole; what is longer than the longest piece is read here as far as its lines are whole.
    fn hand_on(&mut self) -> Result<(), ReadError> {
        let records = cut::whole_records(&self.text);
        self.enough = self.sizes.least;
        if records == 0 && !self.own.is_open() && self.text.len() < self.sizes.most {
            self.enough = self.text.len().saturating_mul(2).min(self.sizes.most);
        } else if records == 0 || self.own.is_open() {
            self.read_lines()?;
            self.enough = self.enough.saturating_add(self.text.len());
        } else {
            let mut rest = self.crew.spare.pop().unwrap_or_default();
            rest.extend_from_slice(self.text.get(records..).unwrap_or_default());
            self.text.truncate(records);
            let text = std::mem::replace(&mut self.text, rest);
            if let Some(text) = self.crew.give(text, &mut self.whole)? {
                // There is no thread.
                self.whole.add(self.own.read(&text))?;
            }
        }
        Ok(())
    }

    /// Reads the lines that are whole, after all that was handed on.
    fn read_lines(&mut self) -> Result<(), ReadError> {
        self.crew.take_all(&mut self.whole)?;
        let length = match cut::whole_records(&self.text) {
            // Beyond the open record, others may help again.
            0 => cut::whole_lines(&self.text),
            records => records,
        };
        let lines = self.text.get(..length).unwrap_or_default();
        self.whole.add(self.own.read(lines))?;
        self.text.drain(..length);
        if memchr::memchr(b'\n', &self.text).is_none() {
            cut::check_begun(&self.text, &self.whole, self.limits)?;
        }
        Ok(())
    }

    /// The input cannot be read further: an error in what was read before comes first.
    fn fail(&mut self, error: ReadError) -> ReadError {
        let lines = cut::whole_lines(&self.text);
        let before = self.crew.take_all(&mut self.whole).and_then(|()| {
            let (lines, begun) = self.text.split_at(lines);
            self.whole.add(self.own.read(lines))?;
            cut::check_begun(begun, &self.whole, self.limits)
        });
        before.err().unwrap_or_else(|| error.at(self.whole.lines() + 1, None))
    }
}

impl<'scope> Crew<'scope, '_> {
    /// Gives a piece to the thread whose turn it is. Where no thread can be had, the piece is given back.
    fn give(&mut self, text: Vec<u8>, whole: &mut Whole) -> Result<Option<Vec<u8>>, ReadError> {
        if self.workers.is_empty() {
            self.begin();
        }
        if self.given - self.taken >= self.workers.len() * DEPTH {
            self.take(whole)?;
        }
        let Some(worker) = self.given.checked_rem(self.workers.len()).and_then(|turn| self.workers.get(turn))
        else {
            return Ok(Some(text));
        };
        worker.texts.send(text).map_err(|_| gone())?;
        self.given += 1;
        Ok(None)
    }

    /// Adds the piece that was given first to the whole.
    fn take(&mut self, whole: &mut Whole) -> Result<(), ReadError> {
        let Some(worker) = self.taken.checked_rem(self.workers.len()).and_then(|turn| self.workers.get(turn))
        else {
            return Ok(());
        };
        let (piece, mut text) = worker.pieces.recv().map_err(|_| gone())?;
        self.taken += 1;
        text.clear();
        self.spare.push(text);
        whole.add(piece)
    }

    /// Adds all pieces that were given to the whole.
    fn take_all(&mut self, whole: &mut Whole) -> Result<(), ReadError> {
        while self.taken < self.given {
            self.take(whole)?;
        }
        Ok(())
    }

    /// Begins the threads: most tracefiles are too short to need them.
    fn begin(&mut self) {
        let limits = self.limits;
        for _ in 0..self.size {
            let (texts, texts_out) = sync_channel::<Vec<u8>>(DEPTH);
            let (pieces_in, pieces) = sync_channel(DEPTH);
            let work = move || {
                let mut reader = Reader::new(limits);
                reserve(2 * RESERVE);
                for text in texts_out {
                    reserve(RESERVE);
                    let piece = reader.read(&text);
                    if pieces_in.send((piece, text)).is_err() {
                        break;
                    }
                }
            };
            if Builder::new().spawn_scoped(self.scope, work).is_ok() {
                self.workers.push(Worker { texts, pieces });
            }
        }
    }
}

/// About what the lines of a piece take.
const RESERVE: usize = 1 << 20;

/// Has the allocator get so much memory from the system at once. glibc asks anew for every list in a thread other than the first, a few
/// kilobytes at a time, and all threads wait for each other while it does; what it has it keeps for later. (It gives back what is as
/// large as the largest that was asked for, so that this begins with more.) Nothing is written, so that no page is taken.
fn reserve(bytes: usize) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(bytes)));
}

fn gone() -> ReadError {
    ReadError::new(ReadErrorCode::Unreadable, "a thread that reads the report has ended")
}

#[cfg(test)]
mod tests;
