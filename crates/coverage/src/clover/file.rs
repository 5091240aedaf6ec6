//! One `<file>` of Clover: its lines.

use std::collections::BTreeMap;

use super::dialect::Dialect;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::metric::Metric;
use crate::model::{Arm, ArmId, FileCoverage, FileKey, Function, FunctionId, Identity, Naming, Statement};
use crate::part::Part;
use crate::problem::{ProblemCode, Problems};
use crate::xml::{Element, number};
use verdict::Counts;

/// A file, while it is read.
pub(super) struct File {
    key: FileKey,
    at: u64,
    part: Part,
    /// How many elements of a kind a line has so far: Clover tells them apart by nothing else.
    seen: BTreeMap<(u32, Kind), u32>,
    /// Covered and all methods by the file's own totals.
    pub(super) methods: Option<Counts>,
    /// The number of its lines, by the same.
    pub(super) length: Option<u64>,
}

/// The type of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Method,
    Statement,
    Condition,
}

impl Kind {
    fn read(element: &Element<'_>) -> Result<Self, ReadError> {
        match element.word("type")?.as_deref() {
            Some("method") => Ok(Self::Method),
            Some("stmt") => Ok(Self::Statement),
            Some("cond") => Ok(Self::Condition),
            Some(other) => {
                Err(ReadError::malformed(format!("a line has the type `{other}`, which the format has not")))
            }
            None => Err(ReadError::malformed("a line has no type")),
        }
    }
}

/// The numbers of one line.
#[derive(Default)]
struct Numbers {
    line: Option<u32>,
    count: Option<u32>,
    ways: (Option<u32>, Option<u32>),
}

impl Numbers {
    fn read(
        element: &Element<'_>,
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<Self, ReadError> {
        let mut read = Self::default();
        for attribute in element.attributes() {
            match attribute.name {
                "num" => read.line = number::line_number(&attribute, at, limits, problems)?,
                "count" => read.count = Some(number::hits(&attribute, at, problems)?),
                "truecount" => read.ways.0 = Some(number::hits(&attribute, at, problems)?),
                "falsecount" => read.ways.1 = Some(number::hits(&attribute, at, problems)?),
                _ => {}
            }
        }
        if read.line.is_none() && !element.has("num") {
            return Err(ReadError::malformed("a line has no number"));
        }
        Ok(read)
    }

    fn hits(&self, line: u32, at: u64, problems: &mut Problems) -> u32 {
        self.count.unwrap_or_else(|| {
            let message = || format!("line {line} has no count and is read as not executed");
            problems.note(ProblemCode::MissingCount, Some(at), message);
            0
        })
    }
}

impl File {
    pub(super) fn new(key: FileKey, at: u64) -> Self {
        Self { key, at, part: Part::new(), seen: BTreeMap::new(), methods: None, length: None }
    }

    pub(super) fn add(
        &mut self,
        element: &Element<'_>,
        at: u64,
        dialect: &Dialect,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let kind = Kind::read(element)?;
        let numbers = Numbers::read(element, at, limits, problems)?;
        let Some(line) = numbers.line else { return Ok(()) };
        match kind {
            Kind::Method => {
                let hits = numbers.hits(line, at, problems);
                let name = element.word("name")?.unwrap_or_default();
                let signature = element.word("signature")?.unwrap_or_default();
                let ordinal = self.ordinal(line, kind).to_be_bytes();
                let name = Naming::default().then(name.as_bytes()).then(signature.as_bytes()).then(&ordinal);
                let id = FunctionId::Method(name.identity());
                self.part.add_function(Function { line, hits, id }, limits)
            }
            Kind::Statement => {
                let hits = numbers.hits(line, at, problems);
                self.part.add_line(line, hits);
                if dialect.statements() != Metric::Statement {
                    return Ok(());
                }
                let ordinal = self.ordinal(line, kind);
                self.part.add_statement(Statement { line, start: 0, end: 0, ordinal, hits }, limits)
            }
            Kind::Condition => self.add_condition(line, &numbers, at, dialect, limits, problems),
        }
    }

    fn add_condition(
        &mut self,
        line: u32,
        numbers: &Numbers,
        at: u64,
        dialect: &Dialect,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let (Some(taken), Some(other)) = numbers.ways else {
            let hits = numbers.hits(line, at, problems);
            self.part.add_line(line, hits);
            let message = || format!("the condition in line {line} has no `truecount` and `falsecount`");
            problems.note(ProblemCode::BranchCounts, Some(at), message);
            return Ok(());
        };
        // OpenClover's conditions have no count of their own.
        self.part.add_line(line, numbers.count.unwrap_or_else(|| dialect.times(taken, other)));
        if !dialect.has_ways() {
            return self.part.add_pair(dialect.branches(line, taken, other), limits);
        }
        let block = self.ordinal(line, Kind::Condition);
        for (branch, count) in [(0, taken), (1, other)] {
            let id = ArmId::Number { block, branch };
            self.part.add_arm(Arm { line, taken: count > 0, id }, limits)?;
        }
        Ok(())
    }

    fn ordinal(&mut self, line: u32, kind: Kind) -> u32 {
        let next = self.seen.entry((line, kind)).or_default();
        let ordinal = *next;
        *next = next.saturating_add(1);
        ordinal
    }

    /// Ends the file.
    pub(super) fn finish(mut self, dialect: &Dialect, problems: &mut Problems) -> (FileKey, FileCoverage) {
        let mut file = self.part.take();
        if let Some(length) = self.length.filter(|length| *length > 0 && dialect.knows_length()) {
            let within = |line: u32| u64::from(line) <= length;
            if let Some((line, _)) = file.lines.iter().find(|(line, _)| !within(*line)) {
                let message = || format!("`{}` has {length} lines, and no line {line}", self.key);
                problems.note(ProblemCode::LineNumber, Some(self.at), message);
            }
            file.lines.retain(|(line, _)| within(*line));
            file.functions.retain(|function| within(function.line));
        }
        if let Some(methods) = self.methods.filter(|_| *dialect == Dialect::Istanbul) {
            file.measured.insert(Metric::Function);
            file.counters.insert((Metric::Function, Identity::of(b"")), methods);
        }
        (self.key, file)
    }
}
