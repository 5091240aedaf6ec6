//! Parts that several sections share: a number of a whole, a bar, rows within bounds.

use verdict::{Counts, Ratio};

use super::TABLES;
use runner::html::Html;

/// A bar is this many units long.
const BAR: u64 = 1000;

/// `1 350 of 1 700 (79.41 %)`.
pub(super) fn counts(html: &mut Html, counts: Counts) {
    html.number(counts.covered).raw(" of ").number(counts.total).raw(" (").text(&counts.percent()).raw(")");
}

/// The share as a bar, with a mark where the limit is. The numbers stand beside it, so that nobody has to see it.
pub(super) fn bar(html: &mut Html, counts: Counts, limit: Option<Ratio>) {
    html.raw("<svg class=\"bar\" viewBox=\"0 0 1000 60\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    html.raw("<rect class=\"bar-all\" width=\"1000\" height=\"60\"/><rect class=\"bar-covered\" width=\"");
    html.digits(share(counts.covered, counts.total)).raw("\" height=\"60\"/>");
    if let Some((numerator, denominator)) = limit.and_then(fraction) {
        let at = share(numerator, denominator).min(BAR - 8);
        html.raw("<rect class=\"bar-limit\" x=\"").digits(at).raw("\" width=\"8\" height=\"60\"/>");
    }
    html.raw("</svg>");
}

/// A share of the bar, floored, so that a bar is full only where all is covered.
fn share(part: u64, whole: u64) -> u64 {
    let share = (u128::from(part.min(whole)) * u128::from(BAR)).checked_div(u128::from(whole)).unwrap_or(0);
    u64::try_from(share).unwrap_or(BAR)
}

/// Numerator and denominator, as the ratio is written.
fn fraction(ratio: Ratio) -> Option<(u64, u64)> {
    let written = ratio.to_string();
    let (numerator, denominator) = written.split_once('/')?;
    Some((numerator.parse().ok()?, denominator.parse().ok()?))
}

/// Adds rows while there is room; answers how many were left out.
pub(super) fn rows<T>(html: &mut Html, items: impl Iterator<Item = T>, row: impl Fn(&mut Html, T)) -> u64 {
    let mut left_out = 0;
    for item in items {
        if left_out > 0 || html.len() > TABLES {
            left_out += 1;
            continue;
        }
        row(html, item);
    }
    left_out
}

/// Says how many rows were left out, if any.
pub(super) fn left_out(html: &mut Html, number: u64, of: &'static str) {
    if number > 0 {
        html.raw("<p class=\"more\">Left out, because the page would grow too large: ").number(number);
        html.raw(" more of ").raw(of).raw(". The facts beside the verdict hold all of them.</p>\n");
    }
}
