//! The page as HTML: pure, and within a size that browsers open. It reads without its script, which only sorts, filters and moves.

mod changes;
mod components;
mod files;
mod head;
mod listing;
mod outcome;
mod parts;
mod reports;
mod rules;
mod totals;

use super::page::{Chosen, Page};
use listing::Numbered;
use runner::html::Html;

/// The page stays below this.
pub(super) const LARGEST: usize = 20 << 20;
/// Up to here tables take rows. What comes after has room even then.
const TABLES: usize = LARGEST / 2;
/// Up to here sources are added. The rest is for what is said in place of those that do not fit.
const SOURCES: usize = LARGEST - (4 << 20);

/// A page.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) html: String,
    /// How many files are shown with their source.
    pub(super) sources: u64,
}

/// Renders the page.
pub(super) fn render(page: &Page<'_>) -> Rendered {
    let listings = listing::numbered(&page.listings);
    let mut html = Html::default();
    head::open(&mut html, page);
    html.raw("<main id=\"content\">\n");
    notes(&mut html, page);
    rules::section(&mut html, page.verdict);
    if let Some(facts) = page.facts {
        totals::section(&mut html, page.verdict, facts);
        components::section(&mut html, page.verdict);
        changes::section(&mut html, facts, &listings);
        files::section(&mut html, facts, &listings);
        reports::without_report(&mut html, facts);
        reports::without_name(&mut html, facts);
        reports::section(&mut html, facts, &page.reports);
    }
    reports::not_covered(&mut html, page.verdict);
    let sources = sources(&mut html, page, &listings);
    html.raw("</main>\n");
    head::close(&mut html);
    Rendered { html: html.finish(), sources }
}

fn notes(html: &mut Html, page: &Page<'_>) {
    if page.notes.is_empty() {
        return;
    }
    html.raw(
        "<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">About this page</h2>\n<ul>\n",
    );
    for note in &page.notes {
        html.raw("<li>").text(note).raw("</li>\n");
    }
    html.raw("</ul>\n</section>\n");
}

/// The sources, as long as there is room; answers how many are shown.
fn sources(html: &mut Html, page: &Page<'_>, listings: &[Numbered<'_>]) -> u64 {
    if listings.is_empty() {
        return 0;
    }
    html.raw("<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">");
    html.raw(match page.chosen {
        Chosen::Changed => "Source of the changed files",
        Chosen::MissMost => "Source of the files that miss most",
    });
    html.raw("</h2>\n");
    listing::legend(html, page.chosen);
    let mut shown = 0;
    for numbered in listings {
        let whole = listing::whole(numbered);
        match whole.filter(|whole| html.len() + whole.len() <= SOURCES) {
            Some(whole) => {
                html.add(&whole);
                shown += 1;
            }
            None => {
                html.add(&listing::places(numbered));
            }
        }
    }
    listing::end(html, listings);
    html.raw("</section>\n");
    shown
}

#[cfg(test)]
mod tests;
