//! The frame: what a browser may do with the page, the verdict at its head, and the ways through it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::outcome;
use crate::html::markup::Html;
use crate::html::page::Page;

/// The page's only style and only script.
pub(super) const STYLE: &str = include_str!("../page.css");
/// See [`STYLE`].
pub(super) const SCRIPT: &str = include_str!("../page.js");

/// Everything up to the content.
pub(super) fn open(html: &mut Html, page: &Page<'_>) {
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    // Nothing is loaded, and nothing runs but this very script: should foreign text ever become markup, it stays without effect.
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '");
    html.text(&hash(STYLE)).raw("'; script-src '").text(&hash(SCRIPT));
    html.raw("'; base-uri 'none'; form-action 'none'\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.raw("<title>Coverage gate ").text(&page.verdict.gate.id).raw(": ").raw(page.verdict.status.word());
    html.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    html.raw("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
    outcome::header(html, page);
    ways(html, page);
}

/// What follows the content.
pub(super) fn close(html: &mut Html) {
    html.raw(
        "<footer>\n<p>Made by <code>coverage-gate html</code>. This page shows a verdict and proves nothing: ",
    );
    html.raw("<code>coverage-gate replay</code> derives the verdict again, and its digest is what is recorded or attested.");
    html.raw("</p>\n</footer>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
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

/// How a policy names an inline style or script (Content Security Policy, level 3): `sha256-` and the digest in base64.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
