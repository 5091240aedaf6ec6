//! The report as one page: it loads nothing, reads without its script, which only opens folded tables for a printer, and prints whole. Markup
//! comes from here alone; whatever a record or a mapping says goes through one escape (`runner::html`).

mod charts;
mod controls;
mod drawn;
mod figures;
mod head;
mod listing;
mod spans;
pub(super) mod words;

use ::report::Report;
use runner::html::{self, Html, Page};

/// What this page has beside what every page has.
const PAGE: Page = Page { style: include_str!("html/page.css"), script: include_str!("html/page.js") };

/// The page, with so many deployments, incidents and exceptions of a query at most.
pub(super) fn page(of: &Report, rows: usize) -> String {
    let (mut html, mut title) = (Html::default(), Html::default());
    title.raw("Deployments of ").text(&of.standing.ledger);
    html::open(&mut html, PAGE, &title);
    head::header(&mut html, of);
    html.raw("<main id=\"content\">\n");
    head::faults(&mut html, &of.standing, rows);
    head::rests(&mut html, &of.standing, rows);
    figures::section(&mut html, of);
    charts::section(&mut html, of);
    listing::deployments(&mut html, of, rows);
    listing::incidents(&mut html, of, rows);
    controls::section(&mut html, of);
    controls::answers(&mut html, of, rows);
    head::verify(&mut html, &of.standing);
    html.raw("</main>\n<footer>\n<p>Made by <code>deploy-record report</code>. This page shows what a record says, and proves nothing: ");
    html.raw("whoever doubts it verifies the ledger. People appear by pseudonyms; their names are kept apart from the ledger.</p>\n</footer>\n");
    html::close(&mut html, PAGE);
    html.finish()
}

/// The beginning of a section.
fn begin(html: &mut Html, id: &'static str, heading: &'static str) {
    html.raw("<section aria-labelledby=\"")
        .raw(id)
        .raw("\">\n<h2 id=\"")
        .raw(id)
        .raw("\">")
        .raw(heading)
        .raw("</h2>\n");
}

fn end(html: &mut Html) {
    html.raw("</section>\n");
}

/// The beginning of a table. A column whose name begins with `>` holds numbers. `label` names it for whoever cannot see where it stands.
fn grid(html: &mut Html, label: &Html, columns: &[&'static str]) {
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"")
        .add(label)
        .raw("\">\n<table>\n<caption>");
    html.add(label).raw("</caption>\n<thead><tr>");
    for column in columns {
        match column.strip_prefix('>') {
            Some(column) => html.raw("<th scope=\"col\" class=\"number\">").raw(column),
            None => html.raw("<th scope=\"col\">").raw(column),
        };
        html.raw("</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
}

fn grid_end(html: &mut Html) {
    html.raw("</tbody>\n</table>\n</div>\n");
}

fn label(text: &'static str) -> Html {
    let mut label = Html::default();
    label.raw(text);
    label
}

/// Says how many more there are.
fn left_out(html: &mut Html, all: usize, shown: usize, what: &'static str, table: &'static str) {
    let more = all.saturating_sub(shown);
    if more > 0 {
        html.raw("<p class=\"more\">Left out here: ")
            .number(more as u64)
            .raw(" ")
            .raw(what)
            .raw(" of ")
            .number(all as u64);
        html.raw(". All of them: <code>deploy-record report --format csv --table ")
            .raw(table)
            .raw("</code></p>\n");
    }
}

/// A list of lines.
fn lines<'l>(html: &mut Html, lines: impl IntoIterator<Item = &'l str>) {
    html.raw("<ul>\n");
    for line in lines {
        html.raw("<li><bdi>").text(line).raw("</bdi></li>\n");
    }
    html.raw("</ul>\n");
}

/// A word with its shape and colour.
fn badge(html: &mut Html, class: &'static str, shape: &'static str, word: &str) {
    html.raw("<span class=\"badge ").raw(class).raw("\"><span aria-hidden=\"true\">").raw(shape);
    html.raw("</span> ").text(word).raw("</span>");
}

#[cfg(test)]
mod tests;
