//! One entry of a line's `conditions`: a decision and the outcomes of its conditions (MC/DC), by gcov(1) of GCC 14 and the JSON
//! reference of gcovr.
//!
//! `count` is the number of outcomes, two for each condition; `covered` of them were shown to affect the decision, and the two
//! lists name the conditions of which the others are. GCC shows by masking: no second run is needed for the proof of an outcome.

use crate::error::ReadError;
use crate::json::{Findings, Value};
use crate::model::{Arm, ArmId, Naming};

/// A decision that was not left out.
pub(super) struct Decision {
    number: u64,
    /// For each condition whether its outcome true, and its outcome false, was shown.
    shown: Vec<[bool; 2]>,
}

/// How many conditions a decision may have. GCC counts no decision of more than 64: each is a bit of a counter.
const CONDITIONS: usize = 1 << 11;

impl Decision {
    /// Reads the entry at `number`; `None` if gcovr left it out.
    pub(super) fn read(
        value: Value<'_>,
        mut number: u64,
        found: &mut Findings<'_>,
    ) -> Result<Option<Self>, ReadError> {
        let (mut count, mut covered, mut excluded) = (None, None, false);
        let mut missed: [Vec<u64>; 2] = Default::default();
        value.object(|key, value| {
            let [never_true, never_false] = &mut missed;
            match key {
                "conditionno" => number = value.whole()?,
                "count" => count = Some(value.whole()?),
                "covered" => covered = Some(value.whole()?),
                "not_covered_true" => terms(value, never_true)?,
                "not_covered_false" => terms(value, never_false)?,
                "gcovr/excluded" => excluded = value.truth()?,
                _ => {}
            }
            Ok(())
        })?;
        if excluded {
            return Ok(None);
        }
        let (Some(count), Some(covered)) = (count, covered) else {
            return Err(ReadError::malformed("a decision has no `count` or no `covered`"));
        };
        let shown = shown(count, &missed).ok_or_else(|| {
            ReadError::malformed(format!(
                "{count} outcomes are no decision, or lists name conditions that it has not"
            ))
        })?;
        let listed = shown.iter().flatten().filter(|shown| **shown).count();
        if u64::try_from(listed) != Ok(covered) {
            let what =
                format!("{covered} of {count} outcomes are said to be covered, and {listed} by the lists");
            return Err(ReadError::malformed(what));
        }
        for _ in shown.iter().flatten() {
            found.hold()?;
        }
        Ok(Some(Self { number, shown }))
    }

    /// Adds its outcomes to those of a line whose entry has this name.
    pub(super) fn place(self, line: u32, entry: &Naming, into: &mut Vec<Arm>) {
        let name = entry.clone().then(b"decision").then(&self.number.to_be_bytes());
        for (index, shown) in self.shown.into_iter().enumerate() {
            let name = name.clone().then(&index.to_be_bytes());
            for (outcome, taken) in [b"t", b"f"].into_iter().zip(shown) {
                into.push(Arm { line, taken, id: ArmId::Label(name.clone().then(outcome).identity()) });
            }
        }
    }
}

/// The outcomes of each condition, of which some lists name those that were missed. A condition is named once, or not at all.
fn shown(count: u64, missed: &[Vec<u64>; 2]) -> Option<Vec<[bool; 2]>> {
    let conditions = usize::try_from(count / 2).ok().filter(|conditions| *conditions <= CONDITIONS)?;
    if !count.is_multiple_of(2) {
        return None;
    }
    let mut shown = vec![[true; 2]; conditions];
    for (side, list) in missed.iter().enumerate() {
        for condition in list {
            let outcome = shown.get_mut(usize::try_from(*condition).ok()?)?.get_mut(side)?;
            if !std::mem::replace(outcome, false) {
                return None;
            }
        }
    }
    Some(shown)
}

/// Reads a list of conditions.
fn terms(value: Value<'_>, into: &mut Vec<u64>) -> Result<(), ReadError> {
    value.array(|value| {
        if into.len() >= CONDITIONS {
            return Err(ReadError::malformed("a decision lists more conditions than gcc counts"));
        }
        into.push(value.whole()?);
        Ok(())
    })
}

#[cfg(test)]
mod tests;
