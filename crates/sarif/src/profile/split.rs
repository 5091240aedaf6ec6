//! Splitting a run that is too large for one upload, so that a result stays in its part from one scan to the next.
//!
//! A run becomes 1, 2, 4, 8 … parts, and a result goes where the first bits of its identity say. So neither order nor number of
//! other results moves it: only when the number of parts doubles does one half move, and with it the alerts of that half. Parts
//! bear categories of their own, since on GitHub a later upload of a category replaces the former; the first part keeps the run's.

use std::collections::BTreeSet;

use super::assemble::{Ready, Run};
use super::pack::{Packed, Piece};
use super::{CutReason, Fix, Ledger, ProfileError, ProfileOptions, UploadedRun};
use crate::severity::Severity;

/// The parts of a run. `taken` holds tools and categories that runs before this one have.
pub(super) fn parts(
    run: &Run,
    options: &ProfileOptions<'_>,
    taken: &mut BTreeSet<(String, String)>,
    ledger: &mut Ledger,
) -> Result<Vec<Piece>, ProfileError> {
    let limits = &options.limits;
    let category = free_category(run, taken, ledger);
    let mut count = 1_u32;
    loop {
        let last = count >= limits.parts;
        let split = spread(run, count);
        let all_rules = count == 1 && run.rules() <= limits.rules;
        let few =
            split.iter().all(|part| part.len() <= limits.results && (all_rules || part.len() <= limits.rules));
        if few || last {
            let mut pieces = Vec::new();
            for (number, part) in split.into_iter().enumerate() {
                let name = part_name(run, &category, number, taken);
                match piece(run, &name, part, all_rules, options, last, ledger)? {
                    Some(piece) => pieces.push(piece),
                    None => break,
                }
            }
            if pieces.len() == usize::try_from(count).unwrap_or(usize::MAX) {
                for piece in pieces.iter().skip(1) {
                    ledger.fixed(Fix::Category);
                    taken.insert((run.tool.clone(), piece.about.category.clone()));
                }
                if !all_rules {
                    run.note_dropped_rules(ledger);
                }
                return Ok(pieces);
            }
        }
        count = count.saturating_mul(2);
    }
}

/// A part, if it fits. The last try makes it fit: the least severe results go.
fn piece(
    run: &Run,
    category: &str,
    mut part: Vec<&Ready>,
    all_rules: bool,
    options: &ProfileOptions<'_>,
    last: bool,
    ledger: &mut Ledger,
) -> Result<Option<Piece>, ProfileError> {
    let limits = &options.limits;
    let most = limits.results.min(if all_rules { usize::MAX } else { limits.rules });
    if last && part.len() > most {
        cut_to(run, &mut part, most, CutReason::TooMany, ledger);
    }
    loop {
        let text = run.part(category, &part, all_rules);
        let packed = Packed::new(&text);
        let size = packed.alone();
        if size <= limits.bytes {
            let not_shown = part.len().saturating_sub(limits.shown);
            let about = UploadedRun {
                tool: run.tool.clone(),
                category: category.to_owned(),
                results: part.len(),
                not_shown,
            };
            return Ok(Some(Piece { packed, about }));
        }
        if !last {
            return Ok(None);
        }
        if part.is_empty() {
            return Err(ProfileError::TooLarge { run: run.at, tool: run.tool.clone(), limit: limits.bytes });
        }
        // As many as would fit if all were of one size, and at least one fewer.
        let fits = part.len().saturating_mul(limits.bytes) / size.max(1);
        let keep = fits.min(part.len() - 1);
        cut_to(run, &mut part, keep, CutReason::TooLarge, ledger);
    }
}

/// Keeps the most severe. What is unknown may be the worst and stays first; equals are ordered by identity.
fn cut_to(run: &Run, part: &mut Vec<&Ready>, keep: usize, reason: CutReason, ledger: &mut Ledger) {
    let mut order: Vec<usize> = (0..part.len()).collect();
    let rank = |at: &usize| part.get(*at).map(|ready| (urgency(ready.severity), ready.key.as_str()));
    order.sort_by(|one, other| rank(one).cmp(&rank(other)));
    let kept: BTreeSet<usize> = order.into_iter().take(keep).collect();
    let mut left = Vec::new();
    for (at, ready) in part.iter().enumerate() {
        if kept.contains(&at) {
            left.push(*ready);
        } else {
            ledger.cut(&crate::plain::line(&run.tool, 200), reason, ready.severity);
        }
    }
    *part = left;
}

/// The most urgent first.
const fn urgency(severity: Severity) -> u8 {
    match severity {
        Severity::Unknown => 0,
        Severity::Critical => 1,
        Severity::High => 2,
        Severity::Medium => 3,
        Severity::Low => 4,
        Severity::Info => 5,
    }
}

/// The results by the first bits of their identity; a count is a power of two.
fn spread(run: &Run, count: u32) -> Vec<Vec<&Ready>> {
    let mut parts: Vec<Vec<&Ready>> = (0..count).map(|_| Vec::new()).collect();
    for ready in &run.ready {
        let bits = ready.key.get(..8).and_then(|start| u32::from_str_radix(start, 16).ok()).unwrap_or_default();
        let part = usize::try_from(bits % count.max(1)).unwrap_or_default();
        if let Some(part) = parts.get_mut(part) {
            part.push(ready);
        }
    }
    parts
}

/// The category of a part, which no earlier run of the tool has.
fn part_name(run: &Run, category: &str, number: usize, taken: &BTreeSet<(String, String)>) -> String {
    if number == 0 {
        return category.to_owned();
    }
    let mut name = format!("{category}/part-{}", number + 1);
    while taken.contains(&(run.tool.clone(), name.clone())) {
        name.push('+');
    }
    name
}

/// A category that no earlier run of the tool has: GitHub rejects a second one.
fn free_category(run: &Run, taken: &mut BTreeSet<(String, String)>, ledger: &mut Ledger) -> String {
    let mut category = run.category.clone();
    let mut number = 2_u32;
    while !taken.insert((run.tool.clone(), category.clone())) {
        category = format!("{}/run-{number}", run.category);
        number = number.saturating_add(1);
    }
    if category != run.category {
        ledger.fixed(Fix::Category);
    }
    category
}
