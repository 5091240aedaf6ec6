//! The merged log, as a stream.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Merged;
use super::dedupe::Writer;
use super::ledger::Conservation;
use super::plan::Planned;
use super::splice::compact;
use super::stream::pieces;
use super::uris::{self, Moved};
use crate::document::Slot;
use crate::json::cursor;
use crate::json::string;

mod log;
mod united;

impl Merged<'_> {
    /// Writes the merged log without white space between tokens, and says what became of everything.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut impl Write) -> io::Result<Conservation> {
        let mut ledger = self.counted();
        let moved = self.moved();
        out.write_all(b"{")?;
        for (name, value) in self.head() {
            out.write_all(&name)?;
            out.write_all(b":")?;
            out.write_all(&value)?;
            out.write_all(b",")?;
        }
        out.write_all(b"\"runs\":[")?;
        for (at, run) in self.runs.iter().enumerate() {
            if at > 0 {
                out.write_all(b",")?;
            }
            match &run.group {
                Some(group) => self.united(run, group, out, &mut ledger)?,
                None => self.solo(run, &moved, out, &mut ledger)?,
            }
        }
        out.write_all(b"]")?;
        self.tail(&moved, out, &mut ledger)?;
        out.write_all(b"}")?;
        Ok(ledger)
    }

    /// What became of runs and results.
    fn counted(&self) -> Conservation {
        let mut ledger = Conservation {
            runs_in: self.sources.len() as u64,
            runs_out: self.runs.len() as u64,
            ..Conservation::default()
        };
        for run in &self.runs {
            for at in &run.sources {
                let Some(source) = self.sources.get(*at) else { continue };
                let driver =
                    source.lookup.run.components.first().map(|driver| driver.object).unwrap_or_default();
                let name = cursor::text_member(source.lookup.text, driver, "name").unwrap_or_default();
                let tool = ledger.tools.entry(String::from_utf8_lossy(&name).into_owned()).or_default();
                tool.results_in += source.lookup.run.results().len() as u64;
                if run.sources.first() == Some(at) {
                    tool.results_out += run.kept.len() as u64;
                    tool.deduplicated += run.doubles.len() as u64;
                }
            }
        }
        ledger
    }

    /// For each log whose parts have to be found again: where they are now.
    fn moved(&self) -> BTreeMap<usize, Moved> {
        let mut moved = BTreeMap::new();
        let mut external = 0;
        for (at, input) in self.inputs.iter().enumerate() {
            if uris::pinned(&input.document) {
                moved.insert(at, Moved { runs: vec![0; input.document.runs()], external });
            }
            external += self.external(at).count();
        }
        for (new, run) in self.runs.iter().enumerate() {
            let Some(source) = run.sources.first().and_then(|at| self.sources.get(*at)) else { continue };
            let place =
                moved.get_mut(&source.input).and_then(|moved: &mut Moved| moved.runs.get_mut(source.run));
            if let Some(place) = place {
                *place = new;
            }
        }
        moved
    }

    /// A run that is carried as it stands.
    fn solo(
        &self,
        run: &Planned<'_>,
        moved: &BTreeMap<usize, Moved>,
        out: &mut impl Write,
        ledger: &mut Conservation,
    ) -> io::Result<()> {
        let Some(source) = run.sources.first().and_then(|at| self.sources.get(*at)) else { return Ok(()) };
        let text = source.lookup.text;
        let moved = moved.get(&source.input);
        let mut buffer = Vec::new();
        let mut put = |bytes: &[u8], out: &mut dyn Write| match moved {
            Some(moved) => {
                let mut changed = Vec::with_capacity(bytes.len());
                ledger.rewritten.uris += moved.rewrite(bytes, &mut changed);
                out.write_all(&changed)
            }
            None => out.write_all(bytes),
        };
        for (at, member) in source.lookup.run.members.iter().enumerate() {
            out.write_all(if at == 0 { b"{" } else { b"," })?;
            out.write_all(member.name.of(text))?;
            out.write_all(b":")?;
            if member.slot == Slot::Results {
                out.write_all(b"[")?;
                let mut writer = Writer::new(run, &self.sources);
                let mut begun = false;
                let mut next = |bytes: &[u8], out: &mut dyn Write| {
                    if std::mem::replace(&mut begun, true) {
                        out.write_all(b",")?;
                    }
                    put(bytes, out)
                };
                if writer.copies() {
                    for kept in &run.kept {
                        next(writer.result(*kept, &mut buffer), out)?;
                    }
                } else {
                    let all = (run, self.sources.as_slice());
                    pieces(
                        all,
                        &run.kept,
                        self.threads,
                        |writer, piece| writer.list(piece),
                        |_, (list, _)| next(&list, out),
                    )?;
                }
                out.write_all(b"]")?;
            } else {
                put(&compact(text, member.value), out)?;
            }
        }
        out.write_all(b"}")
    }

    /// The elements of `inlineExternalProperties` of a log.
    fn external(&self, input: usize) -> impl Iterator<Item = &[u8]> {
        let document = self.inputs.get(input).map(|input| &input.document);
        document.into_iter().flat_map(|document| {
            let text = document.text();
            let inline = document
                .members
                .iter()
                .filter(|(name, _)| *string::unescape(name.of(text)) == *b"inlineExternalProperties");
            inline.flat_map(move |(_, value)| cursor::elements(text, *value).map(|element| element.of(text)))
        })
    }
}
