//! The files, sorted by what a test would help most, with the way to each place that no test reaches.

use std::collections::HashMap;
use std::ptr;

use coverage::Metric;
use verdict::Counts;

use super::listing::Numbered;
use super::parts;
use crate::details::missed;
use crate::facts::{Facts, FileFact};
use crate::html::page::{by_need, missed_branches};
use crate::present::name;
use runner::html::Html;

/// How many places a row names.
const PLACES: usize = 8;

/// The table.
pub(super) fn section(html: &mut Html, facts: &Facts, listings: &[Numbered<'_>]) {
    html.raw("<section aria-labelledby=\"files\">\n<h2 id=\"files\">Files</h2>\n");
    if facts.files.is_empty() {
        html.raw("<p>The reports name no file.</p>\n</section>\n");
        return;
    }
    // The script shows these controls: without it they would do nothing.
    html.raw("<div class=\"controls\" id=\"controls\" hidden>\n<label for=\"filter\">Show files whose path holds</label> ");
    html.raw("<input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"> ");
    html.raw("<output id=\"filtered\" for=\"filter\"></output>\n<label><input id=\"keys\" type=\"checkbox\" checked> ");
    html.raw(
        "Keys: <kbd>n</kbd> next and <kbd>p</kbd> previous uncovered place, <kbd>/</kbd> this filter</label>\n",
    );
    html.raw("</div>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"files\">\n");
    html.raw("<table id=\"file-table\">\n<thead><tr><th scope=\"col\">File</th>");
    html.raw("<th scope=\"col\" class=\"number\" aria-sort=\"descending\">Uncovered lines</th>");
    html.raw("<th scope=\"col\" class=\"number\">Lines</th><th scope=\"col\" class=\"number\">Uncovered branches</th>");
    html.raw("<th scope=\"col\" class=\"number\">Branches</th>");
    html.raw("<th scope=\"col\" data-fixed>Where</th></tr></thead>\n<tbody>\n");
    let file = |listing: &Numbered<'_>| listing.listing.shown.file.map(ptr::from_ref);
    let shown: HashMap<*const FileFact, &Numbered<'_>> =
        listings.iter().filter_map(|listing| Some((file(listing)?, listing))).collect();
    let left_out = parts::rows(html, by_need(facts).into_iter(), |html, file| {
        row(html, file, shown.get(&ptr::from_ref(file)).copied());
    });
    html.raw("</tbody>\n</table>\n</div>\n");
    parts::left_out(html, left_out, "the files");
    html.raw("</section>\n");
}

fn row(html: &mut Html, file: &FileFact, listing: Option<&Numbered<'_>>) {
    html.raw("<tr><th scope=\"row\"><code><bdi>");
    match listing {
        Some(listing) => {
            html.raw("<a href=\"#f").digits(listing.at).raw("\">").text(&name(file)).raw("</a>");
        }
        None => drop(html.text(&name(file))),
    }
    html.raw("</bdi></code></th>");
    metric(html, file.counts.get(&Metric::Line).copied(), missed(file));
    metric(html, file.counts.get(&Metric::Branch).copied(), missed_branches(file));
    html.raw("<td>");
    match listing {
        Some(listing) => linked(html, listing),
        None => ranges(html, file),
    }
    html.raw("</td></tr>\n");
}

/// What is missed, and the share; what was not measured is no zero, and sorts behind all.
fn metric(html: &mut Html, counts: Option<Counts>, missed: u64) {
    let Some(counts) = counts else {
        html.raw(
            "<td class=\"number\" data-v=\"-1\">not measured</td><td class=\"number\" data-v=\"-1\"></td>",
        );
        return;
    };
    let share = (u128::from(counts.covered) * 10_000).checked_div(u128::from(counts.total)).unwrap_or(10_000);
    html.raw("<td class=\"number\" data-v=\"").digits(missed).raw("\">").number(missed);
    html.raw("</td><td class=\"number\" data-v=\"").digits(u64::try_from(share).unwrap_or(u64::MAX)).raw("\">");
    html.text(&counts.percent()).raw(" of ").number(counts.total).raw("</td>");
}

fn linked(html: &mut Html, listing: &Numbered<'_>) {
    for (number, gap) in listing.places().take(PLACES) {
        html.raw("<a href=\"#u").digits(number).raw("\">").digits(gap.first);
        if gap.last > gap.first {
            html.raw("–").digits(gap.last);
        }
        html.raw(if gap.branches.is_some() { " (branches)</a> " } else { "</a> " });
    }
    if let Some(more) = listing.gaps.len().checked_sub(PLACES).filter(|more| *more > 0) {
        html.raw("and <a href=\"#f").digits(listing.at).raw("\">").number(more as u64).raw(" more</a>");
    }
}

fn ranges(html: &mut Html, file: &FileFact) {
    for (first, last) in file.uncovered.iter().take(PLACES) {
        html.digits(*first);
        if last > first {
            html.raw("–").digits(*last);
        }
        html.raw(" ");
    }
    if let Some(more) = file.uncovered.len().checked_sub(PLACES).filter(|more| *more > 0) {
        html.raw("and ").number(more as u64).raw(" more");
    }
}
