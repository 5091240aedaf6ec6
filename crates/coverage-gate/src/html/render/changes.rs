//! What was changed: the files, how much of the changed lines is covered, and the way to what is not.

use std::collections::HashMap;

use verdict::Counts;

use super::listing::Numbered;
use super::parts;
use crate::facts::{ChangeFact, ChangedFile, Facts, Measured};
use runner::html::Html;

/// How many ranges a row names.
const RANGES: usize = 8;

/// The table, if the policy asks for changes.
pub(super) fn section(html: &mut Html, facts: &Facts, listings: &[Numbered<'_>]) {
    let Some(change) = &facts.change else { return };
    html.raw("<section aria-labelledby=\"changes\">\n<h2 id=\"changes\">Changed files</h2>\n");
    if let Some(unknown) = &change.unknown {
        html.raw("<p>What was changed is not known: <bdi>").text(&unknown.message).raw("</bdi></p>\n");
    } else if change.files.is_empty() {
        html.raw("<p>No file has new or changed lines.</p>\n");
    } else {
        table(html, change, listings);
    }
    html.raw("</section>\n");
}

fn table(html: &mut Html, change: &ChangeFact, listings: &[Numbered<'_>]) {
    if let Some(base) = &change.base {
        html.raw("<p>Since <code>").text(base).raw("</code>.</p>\n");
    }
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"changes\">\n<table>\n<thead><tr>");
    html.raw("<th scope=\"col\">File</th><th scope=\"col\">In the reports</th>");
    html.raw("<th scope=\"col\" class=\"number\">Changed lines</th><th scope=\"col\" class=\"number\">Their branches</th>");
    html.raw("<th scope=\"col\">Changed and not run</th></tr></thead>\n<tbody>\n");
    let shown = listings.iter().map(|listing| (listing.listing.shown.path(), listing));
    let shown: HashMap<&str, &Numbered<'_>> = shown.collect();
    let left_out = parts::rows(html, change.files.iter(), |html, file| {
        row(html, file, shown.get(file.path.as_str()).copied());
    });
    html.raw("</tbody>\n</table>\n</div>\n");
    parts::left_out(html, left_out, "the changed files");
}

fn row(html: &mut Html, file: &ChangedFile, listing: Option<&Numbered<'_>>) {
    html.raw("<tr><th scope=\"row\"><code><bdi>");
    match listing {
        Some(listing) => {
            html.raw("<a href=\"#f").digits(listing.at).raw("\">").text(&file.path).raw("</a>");
        }
        None => drop(html.text(&file.path)),
    }
    html.raw("</bdi></code>");
    match &file.was {
        Some(was) => drop(html.raw("<br>was <code><bdi>").text(was).raw("</bdi></code>")),
        None => drop(html.raw(if file.new { "<br>new" } else { "" })),
    }
    html.raw("</th><td>").raw(measured(file.measured)).raw("</td>");
    counts(html, file.lines);
    counts(html, file.branches);
    html.raw("<td>");
    for (first, last) in file.uncovered.iter().take(RANGES) {
        range(html, *first, *last, listing.and_then(|listing| listing.place_of(*first)));
    }
    if let Some(more) = file.uncovered.len().checked_sub(RANGES).filter(|more| *more > 0) {
        html.raw("and ").number(more as u64).raw(" more");
    }
    html.raw("</td></tr>\n");
}

fn counts(html: &mut Html, counts: Option<Counts>) {
    html.raw("<td class=\"number\">");
    if let Some(counts) = counts {
        parts::counts(html, counts);
    }
    html.raw("</td>");
}

/// A range, as a link to the place that it begins in.
fn range(html: &mut Html, first: u32, last: u32, place: Option<u64>) {
    if let Some(place) = place {
        html.raw("<a href=\"#u").digits(place).raw("\">");
    }
    html.digits(first);
    if last > first {
        html.raw("–").digits(last);
    }
    html.raw(if place.is_some() { "</a> " } else { " " });
}

const fn measured(measured: Measured) -> &'static str {
    match measured {
        Measured::NotExpected => "none is expected",
        Measured::Lines => "measured",
        Measured::TotalsAlone => "only totals",
        Measured::NotCompared => "its lines were not compared",
        Measured::Ambiguous => "a file of a report may be this one or another",
        Measured::Missing => "missing",
        Measured::Undeclared => "missing, and no `sources` says whether that is right",
    }
}
