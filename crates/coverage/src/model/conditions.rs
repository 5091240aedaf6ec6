//! Conditions of decisions, for MC/DC: whether each was shown to affect its decision's outcome independently.
//!
//! A condition, or one of its two outcomes where the tool tells them apart, has a name within its line, as a branch has; so
//! the two unite alike. What unites has a limit of its own kind: a condition of which one report has half a proof and another
//! report the other half (a pair of LLVM's test vectors, of which each ran in another process) is proved by neither, and is
//! counted as not covered.

use super::branches::{Arm, Bounds, Branches};
use super::identity::Identity;
use super::merge::{append, settle};

/// The conditions of one file. Few files have any: those that have none take one word.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Conditions {
    held: Option<Box<Held>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Held {
    /// The conditions by line and name; `taken` says that the condition was shown.
    shown: Branches,
    /// Sorted by owner.
    constants: Vec<Constants>,
}

/// Conditions that are listed, are constants of the program, and can never be shown: how many of them an owner has, of which
/// nobody knows the names (LLVM's functions).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Constants {
    pub(crate) owner: Identity,
    pub(crate) count: u32,
}

impl Conditions {
    /// The conditions of one measurement, in any order.
    pub(crate) fn new(arms: Vec<Arm>, mut constants: Vec<Constants>) -> Self {
        if arms.is_empty() && constants.is_empty() {
            return Self::default();
        }
        let mut shown = Branches { arms, ..Branches::default() };
        shown.settle();
        shown.shrink();
        settle(&mut constants, Constants::order, Constants::join);
        constants.shrink_to_fit();
        Self { held: Some(Box::new(Held { shown, constants })) }
    }

    /// Unites two measurements of one file.
    pub(super) fn merge(&mut self, other: Self) {
        match (&mut self.held, other.held) {
            (_, None) => {}
            (None, theirs) => self.held = theirs,
            (Some(ours), Some(theirs)) => {
                ours.shown.merge(theirs.shown);
                append(&mut ours.constants, theirs.constants, Constants::order, Constants::join);
            }
        }
    }

    /// Bounds of what was shown. Constants are out of the total, and never make it less than what was shown.
    pub(super) fn bounds(&self) -> Bounds {
        let Some(held) = &self.held else { return Bounds::default() };
        let Bounds { lower, upper, total } = held.shown.bounds();
        let constants = held.constants.iter().fold(0_u64, |sum, one| sum.saturating_add(one.count.into()));
        let total = total.saturating_sub(constants).max(lower);
        Bounds { lower, upper: upper.min(total), total }
    }

    /// Whether each condition has a name that means the same in each measurement.
    pub(super) fn is_named(&self) -> bool {
        self.held.as_ref().is_none_or(|held| held.shown.is_named())
    }

    /// Whether some line has conditions that differ.
    pub(super) fn has_rivals(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.shown.has_rivals())
    }

    /// How many entries this holds.
    pub(super) fn len(&self) -> usize {
        self.held.as_ref().map_or(0, |held| held.shown.len().saturating_add(held.constants.len()))
    }
}

impl Constants {
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.owner.cmp(&other.owner)
    }

    /// Of two numbers the smaller leaves more to be shown.
    fn join(&mut self, other: &Self) {
        self.count = self.count.min(other.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArmId;

    fn conditions(list: &[(u32, &str, bool)], constants: &[(&str, u32)]) -> Conditions {
        let arm = |&(line, name, taken): &(u32, &str, bool)| Arm {
            line,
            taken,
            id: ArmId::Label(Identity::of(name.as_bytes())),
        };
        let constant =
            |&(owner, count): &(&str, u32)| Constants { owner: Identity::of(owner.as_bytes()), count };
        Conditions::new(list.iter().map(arm).collect(), constants.iter().map(constant).collect())
    }

    fn bounds(conditions: &Conditions) -> (u64, u64, u64) {
        let Bounds { lower, upper, total } = conditions.bounds();
        (lower, upper, total)
    }

    #[test]
    fn conditions_unite_by_name_and_rivals_are_bounded() {
        let mut one = conditions(&[(1, "a", true), (1, "b", false), (2, "a", true)], &[]);
        assert_eq!(bounds(&one), (2, 2, 3));
        one.merge(conditions(&[(1, "a", false), (1, "b", true), (2, "b", true)], &[]));
        assert_eq!(bounds(&one), (3, 4, 4), "line 2 has other conditions in each: one was shown, or both");
        assert!(one.has_rivals() && !one.is_named());
    }

    #[test]
    fn constants_are_out_of_the_total() {
        let mut one = conditions(&[(1, "a", true), (1, "b", false), (1, "c", false)], &[("f", 1), ("f", 2)]);
        assert_eq!(bounds(&one), (1, 1, 2), "of two numbers of one owner the smaller counts");
        one.merge(conditions(&[], &[("f", 0), ("g", 1)]));
        assert_eq!(bounds(&one), (1, 1, 2));
        one.merge(conditions(&[], &[("h", 9)]));
        assert_eq!(bounds(&one), (1, 1, 1), "what was shown is no constant");
    }
}
