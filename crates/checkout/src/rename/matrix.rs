//! Every old file against every new one.

use std::cmp::Reverse;

use super::{Candidate, Contents, Pairing, Scores, base};
use crate::CheckoutError;
use crate::similar::RENAMED;

/// How many old files are remembered for a new one, as git does.
const REMEMBERED: usize = 4;

/// A pair and how well it fits.
#[derive(Debug, Clone, Copy)]
struct Fit {
    old: usize,
    new: usize,
    score: u64,
    same_name: bool,
}

impl Fit {
    /// The best comes first.
    fn rank(&self) -> (Reverse<u64>, Reverse<bool>) {
        (Reverse(self.score), Reverse(self.same_name))
    }
}

/// Pairs what is left, the most similar files first.
pub(super) fn pair<C: Contents>(
    pairing: &mut Pairing<'_>,
    scores: &mut Scores<'_, C>,
) -> Result<(), CheckoutError> {
    let olds = pairing.free_old();
    let mut fits: Vec<Fit> = Vec::new();
    for new in pairing.free_new() {
        fits.extend(best_for(new, &olds, scores)?);
    }
    fits.sort_by_key(Fit::rank);
    for fit in fits {
        if fit.score >= RENAMED && !pairing.is_used(fit.old) && !pairing.pairs.contains_key(&fit.new) {
            pairing.pair(fit.old, fit.new);
        }
    }
    Ok(())
}

/// The old files that fit a new one best. A later one takes the first of the worst places only if it fits better, which decides
/// between equals as git does.
fn best_for<C: Contents>(
    (new_at, new): (usize, &Candidate),
    olds: &[(usize, &Candidate)],
    scores: &mut Scores<'_, C>,
) -> Result<Vec<Fit>, CheckoutError> {
    let mut best: Vec<Fit> = Vec::with_capacity(REMEMBERED);
    for (old_at, old) in olds {
        let score = scores.of((*old_at, old), (new_at, new), RENAMED)?;
        let fit = Fit { old: *old_at, new: new_at, score, same_name: base(&old.path) == base(&new.path) };
        if best.len() < REMEMBERED {
            best.push(fit);
            continue;
        }
        // `max_by_key` takes the last of equals.
        if let Some(worst) = best.iter_mut().rev().max_by_key(|fit| fit.rank())
            && worst.rank() > fit.rank()
        {
            *worst = fit;
        }
    }
    Ok(best)
}
