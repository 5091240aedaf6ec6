//! The reports and what became of them, and what no report could say.

use coverage::Metric;
use verdict::Verdict;

use super::parts;
use crate::facts::{Facts, FileFact, ReportFact, SourceFact};
use crate::html::page::Since;
use crate::present::name;
use crate::rules::why_unmapped;
use runner::html::Html;

/// The reports.
pub(super) fn section(html: &mut Html, facts: &Facts, since: &[Since]) {
    html.raw("<section aria-labelledby=\"reports\">\n<h2 id=\"reports\">Reports</h2>\n");
    if facts.reports.is_empty() {
        html.raw("<p>None was found.</p>\n</section>\n");
        return;
    }
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"reports\">\n<table>\n<thead><tr>");
    html.raw("<th scope=\"col\">Report</th><th scope=\"col\">Format</th><th scope=\"col\">Written by</th>");
    html.raw("<th scope=\"col\" class=\"number\">Files</th><th scope=\"col\" class=\"number\">Lines</th>");
    html.raw("<th scope=\"col\">SHA-256 begins</th><th scope=\"col\">Now</th></tr></thead>\n<tbody>\n");
    let left_out = parts::rows(html, facts.reports.iter().zip(since), row);
    html.raw("</tbody>\n</table>\n</div>\n");
    parts::left_out(html, left_out, "the reports");
    html.raw("</section>\n");
}

fn row(html: &mut Html, (report, since): (&ReportFact, &Since)) {
    html.raw("<tr><th scope=\"row\"><code><bdi>").text(&report.path).raw("</bdi></code></th>");
    match (&report.content, &report.broken) {
        (Some(content), _) => {
            html.raw("<td>").raw(content.format.word()).raw("</td><td><bdi>");
            html.text(content.producer.as_deref().unwrap_or("not named"))
                .raw("</bdi></td><td class=\"number\">");
            html.number(content.files).raw("</td><td class=\"number\">");
            match content.totals.get(&Metric::Line) {
                Some(counts) => parts::counts(html, *counts),
                None => drop(html.raw("not measured")),
            }
            html.raw("</td>");
        }
        (None, Some(broken)) => {
            html.raw("<td colspan=\"4\"><code>").text(&broken.code).raw("</code>: <bdi>").text(&broken.message);
            html.raw("</bdi></td>");
        }
        (None, None) => drop(html.raw("<td colspan=\"4\">not read</td>")),
    }
    html.raw("<td><code>")
        .text(report.sha256.as_deref().and_then(|hex| hex.get(..12)).unwrap_or("not read"))
        .raw("</code></td><td>");
    html.raw(match since {
        Since::Same => "as judged",
        Since::Changed => "changed since: its lines are not marked",
        Since::Gone => "not here: its lines are not marked",
        Since::NeverRead => "could not be read",
    });
    html.raw("</td></tr>\n");
}

/// Source files in no report.
pub(super) fn without_report(html: &mut Html, facts: &Facts) {
    if facts.unreported.is_empty() {
        return;
    }
    html.raw("<section aria-labelledby=\"unreported\">\n<h2 id=\"unreported\">Source files in no report</h2>\n<ul>\n");
    let left_out = parts::rows(html, facts.unreported.iter(), |html, file: &SourceFact| {
        html.raw("<li><code><bdi>").text(&file.path).raw("</bdi></code>");
        match file.lines {
            Some(lines) => html.raw(", lines that are not blank: ").number(lines),
            None => html.raw(", which could not be read"),
        };
        html.raw("</li>\n");
    });
    html.raw("</ul>\n");
    parts::left_out(html, left_out, "these files");
    html.raw("</section>\n");
}

/// Files of the reports that have no name in the repository.
pub(super) fn without_name(html: &mut Html, facts: &Facts) {
    if facts.unmapped().next().is_none() {
        return;
    }
    html.raw("<section aria-labelledby=\"unmapped\">\n<h2 id=\"unmapped\">Files that git does not track</h2>\n<ul>\n");
    let left_out = parts::rows(html, facts.unmapped(), |html, file: &FileFact| {
        html.raw("<li><code><bdi>").text(&name(file)).raw("</bdi></code>: <bdi>").text(&why_unmapped(file));
        html.raw("</bdi></li>\n");
    });
    html.raw("</ul>\n");
    parts::left_out(html, left_out, "these files");
    html.raw("</section>\n");
}

/// What the gate did not look at.
pub(super) fn not_covered(html: &mut Html, verdict: &Verdict) {
    if verdict.not_covered.is_empty() {
        return;
    }
    html.raw("<section aria-labelledby=\"not-covered\">\n<h2 id=\"not-covered\">Not looked at</h2>\n<ul>\n");
    let left_out = parts::rows(html, verdict.not_covered.iter(), |html, note: &String| {
        html.raw("<li><bdi>").text(note).raw("</bdi></li>\n");
    });
    html.raw("</ul>\n");
    parts::left_out(html, left_out, "these notes");
    html.raw("</section>\n");
}
