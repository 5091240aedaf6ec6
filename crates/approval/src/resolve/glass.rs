//! Breaking the glass.

use crate::policy::BreakGlass;
use crate::source;

use super::{Draft, Problems, letters, times};

/// Letters of the reason where the policy does not say.
const REASON: u32 = 20;
/// The fewest: an emergency that fits in less is no reason.
const SHORTEST: u32 = 10;
/// Hours for the review where the policy does not say.
const REVIEW: u32 = 24;
/// The most: after a month nobody remembers what happened.
const LONGEST: u32 = 30 * 24;

pub(super) fn break_glass(draft: &Draft, problems: &mut Problems) -> Option<BreakGlass> {
    let written = draft.break_glass.as_ref()?;
    let reason = letters("break-glass.reason", written.reason, REASON, problems);
    if reason < SHORTEST {
        problems.add(
            "break-glass.reason",
            format!("must be at least {SHORTEST} letters: who breaks the glass says why"),
        );
    }
    let review_within = written.review_within.as_deref().map_or(Some(REVIEW), times::hours_of);
    let review_within = review_within.filter(|hours| (1..=LONGEST).contains(hours)).unwrap_or_else(|| {
        problems.add(
            "break-glass.review-within",
            "is no time for a review: write whole hours or days, such as `24h`, at most `30d`",
        );
        REVIEW
    });
    let (count, by) = problems.take("break-glass.people", source::seat(&written.people))?;
    if let Some(few) = super::seats::too_few(count, &by) {
        problems.add("break-glass.people", few);
    }
    Some(BreakGlass { by, count, reason, review_within })
}
