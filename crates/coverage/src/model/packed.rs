//! Branches that have numbers, in eight bytes each: a tracefile names millions of them, and each as an [`Arm`] takes 28.

use super::branches::{Arm, ArmId};

/// Sorted arms of which each has a number, each once. An arm is its line, block and branch from the highest bit down, and in the
/// lowest bit whether it was taken, so that the numbers are in the order of the arms.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Packed(Vec<u64>);

const LINE_BITS: u32 = 24;
const BLOCK_BITS: u32 = 20;
const BRANCH_BITS: u32 = 19;

impl Packed {
    /// Packs sorted arms, in exactly the memory that they need; `None` if one of them has a label, or a number that is too large.
    pub(super) fn of(arms: &[Arm]) -> Option<Self> {
        let mut list = Vec::with_capacity(arms.len());
        for arm in arms {
            list.push(pack(arm)?);
        }
        Some(Self(list))
    }

    /// The arms, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Arm> {
        self.0.iter().map(|&packed| unpack(packed))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// How many were taken.
    pub(super) fn taken(&self) -> u64 {
        self.0.iter().map(|packed| packed & 1).sum()
    }

    /// Unites two measurements, if they name the same arms; whether they do.
    pub(super) fn join(&mut self, other: &Self) -> bool {
        let same = |(one, other): (&u64, &u64)| one >> 1 == other >> 1;
        let all = self.len() == other.len() && self.0.iter().zip(&other.0).all(same);
        if all {
            self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one |= other);
        }
        all
    }
}

fn pack(arm: &Arm) -> Option<u64> {
    let ArmId::Number { block, branch } = arm.id else { return None };
    let fits = |number: u32, bits: u32| (number >> bits == 0).then_some(u64::from(number));
    let place = fits(arm.line, LINE_BITS)? << BLOCK_BITS | fits(block, BLOCK_BITS)?;
    Some((place << BRANCH_BITS | fits(branch, BRANCH_BITS)?) << 1 | u64::from(arm.taken))
}

fn unpack(packed: u64) -> Arm {
    // Each number was a `u32` when it was packed.
    let field = |end: u32, bits: u32| u32::try_from(packed >> end & ((1 << bits) - 1)).unwrap_or(u32::MAX);
    let id = ArmId::Number { block: field(1 + BRANCH_BITS, BLOCK_BITS), branch: field(1, BRANCH_BITS) };
    Arm { line: field(1 + BRANCH_BITS + BLOCK_BITS, LINE_BITS), taken: packed & 1 == 1, id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;

    fn arm(line: u32, block: u32, branch: u32, taken: bool) -> Arm {
        Arm { line, taken, id: ArmId::Number { block, branch } }
    }

    #[test]
    fn an_arm_takes_eight_bytes_and_comes_out_as_it_was() {
        let most = [(1 << LINE_BITS) - 1, (1 << BLOCK_BITS) - 1, (1 << BRANCH_BITS) - 1];
        let mut arms = Vec::new();
        for line in [0, 1, most[0]] {
            for block in [0, 5, most[1]] {
                arms.extend([0, 3, most[2]].map(|branch| arm(line, block, branch, branch == 3)));
            }
        }
        let packed = Packed::of(&arms).unwrap();
        assert_eq!(packed.iter().collect::<Vec<_>>(), arms);
        assert!(packed.0.is_sorted());
        assert_eq!((packed.0.capacity(), size_of_val(packed.0.as_slice())), (27, 27 * 8));
        assert_eq!((packed.taken(), size_of::<Arm>()), (9, 28));
    }

    #[test]
    fn what_does_not_fit_is_not_packed() {
        let label = Arm { id: ArmId::Label(Identity::of(b"exit")), ..arm(1, 0, 0, true) };
        for other in [
            arm(1 << LINE_BITS, 0, 0, true),
            arm(1, 1 << BLOCK_BITS, 0, true),
            arm(1, 0, 1 << BRANCH_BITS, true),
            label,
        ] {
            assert_eq!(Packed::of(&[arm(1, 0, 0, true), other]), None, "{other:?}");
        }
    }

    #[test]
    fn the_same_arms_unite_in_place() {
        let packed = |arms: &[(u32, bool)]| {
            Packed::of(&arms.iter().map(|(line, taken)| arm(*line, 0, 0, *taken)).collect::<Vec<_>>()).unwrap()
        };
        let mut one = packed(&[(1, false), (2, true), (3, false)]);
        assert!(one.join(&packed(&[(1, true), (2, false), (3, false)])));
        assert_eq!(one, packed(&[(1, true), (2, true), (3, false)]));
        let before = one.clone();
        assert!(
            !one.join(&packed(&[(1, true), (2, true)]))
                && !one.join(&packed(&[(1, true), (2, true), (4, true)]))
        );
        assert_eq!(one, before);
    }
}
