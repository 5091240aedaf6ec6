//! One entry of `lines`: a line within one function. A line of a template has an entry for each instance of it.

use std::collections::BTreeMap;

use super::decision::Decision;
use crate::error::ReadError;
use crate::json::{Findings, Scalar, Value};
use crate::model::{Arm, ArmId, Identity, Naming};

/// A line, its branches and its decisions.
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) hits: u32,
    /// The function of the entry.
    function: Identity,
    branches: Vec<(Number, bool)>,
    decisions: Vec<Decision>,
}

/// What tells the branches of a line apart: their number, and the blocks that they join (gcc 14, gcovr 8).
type Number = [u64; 3];

/// A line of one function, of which there may be several entries.
pub(super) type Occurrence = (u32, Identity);

impl Line {
    /// Reads an entry; `None` if it holds no code or was left out.
    pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<Self>, ReadError> {
        let (mut number, mut hits, mut left_out) = (None, None, false);
        let (mut function, mut branches, mut listed) = (Identity::of(b""), Vec::new(), 0);
        let (mut decisions, mut decided) = (Vec::new(), 0);
        value.object(|key, value| {
            match key {
                "line_number" => number = Some(found.line(value)?),
                "count" => hits = Some(found.hits(value)?),
                "function_name" => {
                    if let Scalar::Text(name) = value.scalar()? {
                        function = Identity::of(name.as_bytes());
                    }
                }
                "branches" => value.array(|value| {
                    branches.extend(branch(value, listed, found)?);
                    listed += 1;
                    Ok(())
                })?,
                "conditions" => value.array(|value| {
                    decisions.extend(Decision::read(value, decided, found)?);
                    decided += 1;
                    Ok(())
                })?,
                "gcovr/noncode" | "gcovr/excluded" => left_out |= value.truth()?,
                _ => {}
            }
            Ok(())
        })?;
        let (Some(number), Some(hits)) = (number, hits) else {
            if left_out {
                return Ok(None);
            }
            return Err(ReadError::malformed("a line has no `line_number` or no `count`"));
        };
        Ok(number.filter(|_| !left_out).map(|number| Self { number, hits, function, branches, decisions }))
    }

    /// Adds branches, and the outcomes of conditions. Each is known by the function, the number of the entry among those of its line
    /// and function that have any, and its own number.
    pub(super) fn place(
        self,
        occurrences: &mut BTreeMap<Occurrence, u32>,
        branches: &mut Vec<Arm>,
        conditions: &mut Vec<Arm>,
    ) {
        if self.branches.is_empty() && self.decisions.is_empty() {
            return;
        }
        let occurrence = occurrences.entry((self.number, self.function)).or_default();
        let name = Naming::default().then(self.function.bytes()).then(&occurrence.to_be_bytes());
        *occurrence += 1;
        for (number, taken) in self.branches {
            let name = number.into_iter().fold(name.clone(), |name, part| name.then(&part.to_be_bytes()));
            branches.push(Arm { line: self.number, taken, id: ArmId::Label(name.identity()) });
        }
        self.decisions.into_iter().for_each(|decision| decision.place(self.number, &name, conditions));
    }
}

/// A branch; `None` if gcovr left it out. gcov counts those that only an exception takes, and so does this.
fn branch(value: Value<'_>, at: u64, found: &mut Findings<'_>) -> Result<Option<(Number, bool)>, ReadError> {
    let (mut number, mut hits, mut excluded) = ([at, 0, 0], None, false);
    value.object(|key, value| {
        let [branch, from, to] = &mut number;
        match key {
            "count" => hits = Some(found.hits(value)?),
            "branchno" => *branch = value.whole()?,
            "source_block_id" => *from = value.whole()?,
            "destination_block_id" => *to = value.whole()?,
            "gcovr/excluded" => excluded = value.truth()?,
            _ => {}
        }
        Ok(())
    })?;
    match hits {
        _ if excluded => Ok(None),
        Some(hits) => Ok(Some((number, hits > 0))),
        None => Err(ReadError::malformed("a branch has no `count`")),
    }
}
