//! The head of the page and its end: the verdict, and the ways through it.

use runner::html::{self, Html};

use super::outcome;
use crate::html::page::Page;

/// What this page has beside what every page has.
pub(super) const PAGE: html::Page =
    html::Page { style: include_str!("../page.css"), script: include_str!("../page.js") };

/// Everything up to the content.
pub(super) fn open(html: &mut Html, page: &Page<'_>) {
    let mut title = Html::default();
    title.raw("Coverage gate ").text(&page.verdict.gate.id).raw(": ").raw(page.verdict.status.word());
    html::open(html, PAGE, &title);
    outcome::header(html, page);
    ways(html, page);
}

/// What follows the content.
pub(super) fn close(html: &mut Html) {
    html.raw(
        "<footer>\n<p>Made by <code>coverage-gate html</code>. This page shows a verdict and proves nothing: ",
    );
    html.raw("<code>coverage-gate replay</code> derives the verdict again, and its digest is what is recorded or attested.");
    html.raw("</p>\n</footer>\n");
    html::close(html, PAGE);
}

fn ways(html: &mut Html, page: &Page<'_>) {
    html.raw("<nav aria-label=\"Sections\">\n<ul>\n<li><a href=\"#rules\">Rules</a></li>\n");
    if page.facts.is_some_and(|facts| facts.change.is_some()) {
        html.raw("<li><a href=\"#changes\">Changes</a></li>\n");
    }
    if page.facts.is_some() {
        html.raw("<li><a href=\"#totals\">Totals</a></li>\n<li><a href=\"#files\">Files</a></li>\n");
        html.raw("<li><a href=\"#reports\">Reports</a></li>\n");
    }
    if !page.listings.is_empty() {
        html.raw("<li><a href=\"#sources\">Source</a></li>\n");
    }
    html.raw("</ul>\n</nav>\n");
}
