//! Conditions (MC/DC) of one record of lcov 2: `MCDC:line,[U]groupSize,t|f,count,index,expression`, by the manual page geninfo(1).
//!
//! A condition has two senses, and lcov counts each of them (`MCF`, `MCH`): whether the decision was sensitive to the
//! condition becoming true, and to it becoming false. `U` says that a sense cannot be reached; it is not counted.

use std::cmp::Ordering;

use super::label;
use super::record::{hits_of, line_of, not_a};
use super::split;
use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::{Arm, ArmId, Conditions, Identity, Naming, settle, too_large};
use crate::number;
use crate::problem::Problems;

/// The conditions of one record, while it is read.
pub(super) struct Mcdc {
    list: Vec<Condition>,
    settle_at: usize,
}

/// One condition and its senses, of which each has a line of its own.
struct Condition {
    line: u32,
    /// Group size, index and expression: lcov refuses to unite conditions of which the expressions differ.
    name: Identity,
    senses: [Sense; 2],
}

/// What is known of a sense. Of two answers the greater counts: lcov adds the counts up, and what cannot be reached once cannot
/// be reached at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sense {
    /// No line says anything of it: it was not shown.
    Unlisted,
    Missed,
    Shown,
    Unreachable,
}

const SETTLE_FROM: usize = 4096;

impl Mcdc {
    pub(super) const fn new() -> Self {
        Self { list: Vec::new(), settle_at: SETTLE_FROM }
    }

    pub(super) fn add(
        &mut self,
        fields: &[u8],
        at: u64,
        limits: &Limits,
        problems: &mut Problems,
    ) -> Result<(), ReadError> {
        let malformed = || not_a("MCDC", fields);
        let (line, rest) = split(fields, b',').ok_or_else(malformed)?;
        let (group, rest) = split(rest, b',').ok_or_else(malformed)?;
        let (sense, rest) = split(rest, b',').ok_or_else(malformed)?;
        let (count, rest) = split(rest, b',').ok_or_else(malformed)?;
        // The expression is the program's own text, and holds what it likes.
        let (index, expression) = split(rest, b',').ok_or_else(malformed)?;
        let (size, unreachable) = match group {
            [b'U', size @ ..] => (size, true),
            size => (size, false),
        };
        let size = number::digits(size).ok_or_else(malformed)?;
        let index = number::digits(index).filter(|index| *index < size).ok_or_else(malformed)?;
        let shown = hits_of(count, at, problems).ok_or_else(malformed)? > 0;
        let known = match (unreachable, shown) {
            (true, _) => Sense::Unreachable,
            (false, true) => Sense::Shown,
            (false, false) => Sense::Missed,
        };
        let senses = match sense {
            b"t" => [known, Sense::Unlisted],
            b"f" => [Sense::Unlisted, known],
            _ => return Err(malformed()),
        };
        let Some(line) = line_of(line, "MCDC", at, limits, problems)? else { return Ok(()) };
        label::check("condition", line, [expression, b""], at, limits, problems)?;
        let name = Naming::default().then(&size.to_be_bytes()).then(&index.to_be_bytes()).then(expression);
        self.push(Condition { line, name: name.identity(), senses }, limits)
    }

    fn push(&mut self, condition: Condition, limits: &Limits) -> Result<(), ReadError> {
        if self.list.len() >= self.settle_at {
            settle(&mut self.list, Condition::order, Condition::join);
            if self.list.len() > limits.entries {
                return Err(too_large(format!("one file has more than {} conditions", limits.entries)));
            }
            self.settle_at = self.list.len().saturating_mul(2).max(SETTLE_FROM);
        }
        self.list.push(condition);
        Ok(())
    }

    /// The conditions; this is empty again.
    pub(super) fn take(&mut self) -> Conditions {
        settle(&mut self.list, Condition::order, Condition::join);
        self.settle_at = SETTLE_FROM;
        let arms = std::mem::take(&mut self.list).into_iter().flat_map(Condition::arms);
        Conditions::new(arms.collect(), Vec::new())
    }
}

impl Condition {
    fn order(&self, other: &Self) -> Ordering {
        (self.line, self.name).cmp(&(other.line, other.name))
    }

    fn join(&mut self, other: &Self) {
        for (known, other) in self.senses.iter_mut().zip(other.senses) {
            *known = (*known).max(other);
        }
    }

    fn arms(self) -> impl Iterator<Item = Arm> {
        let reachable =
            [b"t", b"f"].into_iter().zip(self.senses).filter(|(_, known)| *known != Sense::Unreachable);
        reachable.map(move |(sense, known)| {
            let name = Naming::default().then(self.name.bytes()).then(sense);
            Arm { line: self.line, taken: known == Sense::Shown, id: ArmId::Label(name.identity()) }
        })
    }
}

#[cfg(test)]
mod tests;
