//! Decisions and their conditions (MC/DC) in one function of llvm-cov's JSON.
//!
//! `[line, column, end line, end column, …, file, expanded file, kind, [shown, …]]`, with one truth for each condition: whether a pair
//! of test vectors shows that it affects the decision alone. Version 2.0.1 (LLVM 18) has no `file`; 3.0.0 (LLVM 21) adds how
//! often the decision was true and false before the files, 3.0.1 the `file`, and 3.1.0 (LLVM 22) the test vectors after the
//! conditions. None of what was added is needed here.
//!
//! A file lists the same records, those of all functions together: of a macro that several functions use, and of the instances of a
//! template, nobody can tell there which is which. So only functions are read.

use super::column;
use super::file::line_of;
use crate::error::ReadError;
use crate::json::{Findings, Item, Scalar, Value, not};
use crate::model::{Arm, ArmId, Conditions, Constants, Naming};

/// The kind of a branch that is a condition of a decision.
const CONDITION: u64 = 6;

/// How many conditions a decision may have: clang allows no more than 32 767.
const CONDITIONS: usize = 1 << 15;

/// The decisions of a function, while it is read.
#[derive(Default)]
pub(super) struct Decisions {
    list: Vec<Decision>,
    /// How many branches are conditions. Those that are constants are not listed as branches.
    branches: usize,
}

struct Decision {
    /// Line and column of the beginning and of the end.
    place: [u64; 4],
    at: u64,
    shown: Vec<bool>,
}

impl Decisions {
    /// Reads one of `mcdc_records`.
    pub(super) fn read(&mut self, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let at = value.at();
        let (mut place, mut scalars, mut lists, mut shown) = ([0; 4], 0, 0, Vec::new());
        value.array(|value| {
            let mut list = true;
            value.each(&mut |item| match item {
                Item::Scalar(scalar) => {
                    list = false;
                    if let Some(place) = place.get_mut(scalars) {
                        *place = scalar.whole()?;
                    }
                    scalars += 1;
                    Ok(())
                }
                Item::Element(value) if lists == 0 => {
                    found.hold()?;
                    if shown.len() >= CONDITIONS {
                        return Err(ReadError::malformed("a decision has more conditions than clang allows"));
                    }
                    shown.push(value.truth()?);
                    Ok(())
                }
                // The test vectors.
                Item::Element(_) => Ok(()),
                Item::Member(..) => Err(not("an array", &Scalar::Text("an object".to_owned()))),
            })?;
            lists += usize::from(list);
            Ok(())
        })?;
        if scalars < 6 || lists == 0 {
            return Err(ReadError::malformed("a decision has no place or no conditions"));
        }
        self.list.push(Decision { place, at, shown });
        Ok(())
    }

    /// Counts a branch of the function by its kind.
    pub(super) fn count(&mut self, kind: u64) {
        self.branches += usize::from(kind == CONDITION);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The conditions of the function that has this name. A decision is known by its place and, as a macro may be used several times,
    /// by its number among those of one place; all instances of a template share their conditions.
    pub(super) fn conditions(
        self,
        function: &Naming,
        found: &mut Findings<'_>,
    ) -> Result<Conditions, ReadError> {
        let constants = self.constants();
        let mut list = self.list;
        list.sort_by_key(|decision| decision.place);
        let mut arms = Vec::new();
        for decisions in list.chunk_by(|one, next| one.place == next.place) {
            for (number, Decision { place, at, shown }) in decisions.iter().enumerate() {
                let Some(line) = line_of(place[0], *at, found)? else { continue };
                let name = place
                    .iter()
                    .fold(function.clone(), |name, number| name.then(&column(*number).to_be_bytes()))
                    .then(&number.to_be_bytes());
                arms.extend(shown.iter().enumerate().map(|(index, shown)| {
                    let id = ArmId::Label(name.clone().then(&index.to_be_bytes()).identity());
                    Arm { line, taken: *shown, id }
                }));
            }
        }
        // A function without constants says so: another instance of it may have some.
        let constants = (!arms.is_empty()).then(|| Constants { owner: function.identity(), count: constants });
        Ok(Conditions::new(arms, constants.into_iter().collect()))
    }

    /// How many conditions are constants (`DEBUG && open`). A record says no more of such a condition than that it was not shown, and
    /// LLVM takes it out of its totals; it is also left out of the function's branches, where every other condition is.
    fn constants(&self) -> u32 {
        let count =
            |shown: bool| self.list.iter().flat_map(|one| &one.shown).filter(|one| **one == shown).count();
        let (shown, missed) = (count(true), count(false));
        let constants = shown.saturating_add(missed).saturating_sub(self.branches).min(missed);
        if self.branches == 0 { 0 } else { u32::try_from(constants).unwrap_or(0) }
    }
}

#[cfg(test)]
mod tests;
