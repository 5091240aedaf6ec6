//! `html`: one page that shows a verdict with every finding. It judges nothing, loads nothing, and reads without its script, which only
//! filters.

mod findings;
mod numbers;

use runner::html::{self, Html, Outcome};
use sarif::Severity;
use verdict::{Rule, Verdict};

use crate::details::Details;
use crate::facts::Facts;
use crate::judged::Judged;
use crate::policy::Policy;

/// What this page has beside what every page has.
const PAGE: html::Page =
    html::Page { style: include_str!("html/page.css"), script: include_str!("html/page.js") };
/// The page stays about this small; browsers open it, and e-mail takes it.
const LARGEST: usize = 16 << 20;
/// More places of one rule than these are in the verdict.
const PLACES: usize = 20;
/// More rules and notes than these no policy of a team has.
const ROWS: usize = 500;

/// A page.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    /// How many findings it shows.
    pub(crate) shown: u64,
    /// How many there are.
    pub(crate) all: u64,
}

/// What the page shows.
#[derive(Clone, Copy)]
struct Shown<'a> {
    verdict: &'a Verdict,
    digest: &'a str,
    policy: &'a Policy,
    facts: &'a Facts,
    lacking: Option<&'static str>,
}

/// Renders the page.
pub(crate) fn render(judged: &Judged) -> Rendered {
    page(Shown {
        verdict: judged.verdict(),
        digest: judged.digest(),
        policy: &judged.policy,
        facts: &judged.facts,
        lacking: judged.lacking(),
    })
}

fn page(shown: Shown<'_>) -> Rendered {
    let (mut html, mut title) = (Html::default(), Html::default());
    let verdict = shown.verdict;
    title.raw("SARIF merge ").text(&verdict.gate.id).raw(": ").raw(verdict.status.word());
    html::open(&mut html, PAGE, &title);
    let outcome = Outcome {
        tool: "SARIF merge",
        verdict,
        digest: shown.digest,
        commit: shown.facts.commit.as_deref(),
        built_in: "nothing critical or high",
    };
    html::header(&mut html, outcome);
    ways(&mut html);
    html.raw("<main id=\"content\">\n");
    notes(&mut html, shown);
    rules(&mut html, verdict);
    let details = Details::of(shown.policy, shown.facts);
    numbers::sections(&mut html, &details, shown.facts);
    let (rows, all) = findings::section(&mut html, shown.policy, shown.facts);
    html.raw("</main>\n<footer>\n<p>Made by <code>sarif-merge html</code>. This page shows a verdict and proves nothing: ");
    html.raw("<code>sarif-merge replay</code> derives the verdict again, and its digest is what is recorded or attested.");
    html.raw("</p>\n</footer>\n");
    html::close(&mut html, PAGE);
    Rendered { html: html.finish(), shown: rows, all }
}

fn ways(html: &mut Html) {
    html.raw("<nav aria-label=\"Sections\">\n<ul>\n<li><a href=\"#rules\">Rules</a></li>\n");
    html.raw("<li><a href=\"#numbers\">Numbers</a></li>\n<li><a href=\"#reports\">Reports</a></li>\n");
    html.raw("<li><a href=\"#findings\">Findings</a></li>\n</ul>\n</nav>\n");
}

/// What a reader must know before believing that there is no more.
fn notes(html: &mut Html, shown: Shown<'_>) {
    let notes = &shown.verdict.not_covered;
    if let Some(lacking) = shown.lacking {
        html.raw("<p class=\"note\">Not all of it: ").text(lacking).raw(".</p>\n");
    }
    if notes.is_empty() {
        return;
    }
    html.raw("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">What the gate did not look at</h2>\n<ul>\n");
    for note in notes.iter().take(ROWS) {
        html.raw("<li><bdi>").text(note).raw("</bdi></li>\n");
    }
    html.raw("</ul>\n");
    left_out(html, notes.len().saturating_sub(ROWS) as u64, "notes");
    html.raw("</section>\n");
}

fn rules(html: &mut Html, verdict: &Verdict) {
    table(html, "rules", "Rules", &["Result", "Rule", "Numbers", "What was found"]);
    for rule in verdict.rules.iter().take(ROWS) {
        html.raw("<tr><td>");
        html::badge(html, rule.status);
        html.raw("</td><th scope=\"row\"><bdi>").text(&rule.title).raw("</bdi><br><code>").text(&rule.id);
        html.raw("</code></th><td>");
        for (at, (name, number)) in rule.observed.iter().take(PLACES).enumerate() {
            html.raw(if at > 0 { "<br>" } else { "" }).text(&name.replace('_', " ")).raw(": ").number(*number);
        }
        html.raw("</td><td><bdi>").text(&rule.message).raw("</bdi>");
        places(html, rule);
        html.raw("</td></tr>\n");
    }
    end(html);
    left_out(html, verdict.rules.len().saturating_sub(ROWS) as u64, "rules");
    html.raw("</section>\n");
}

fn places(html: &mut Html, rule: &Rule) {
    if rule.locations.is_empty() {
        return;
    }
    html.raw("<ul>");
    for place in rule.locations.iter().take(PLACES) {
        html.raw("<li><code>").text(&place.path);
        if let Some(line) = place.line {
            html.raw(":").digits(line);
        }
        html.raw("</code> <bdi>").text(place.message.as_deref().unwrap_or_default()).raw("</bdi></li>");
    }
    let more = rule.locations.len().saturating_sub(PLACES);
    if more > 0 {
        html.raw("<li>and ").number(more as u64).raw(" more</li>");
    }
    html.raw("</ul>");
}

/// A section with one table, up to its rows. A column whose name begins with `>` holds numbers.
fn table(html: &mut Html, id: &'static str, heading: &'static str, columns: &[&'static str]) {
    html.raw("<section aria-labelledby=\"").raw(id).raw("\">\n<h2 id=\"").raw(id).raw("\">").raw(heading);
    html.raw("</h2>\n");
    grid(html, id, columns);
}

fn grid(html: &mut Html, id: &'static str, columns: &[&'static str]) {
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"").raw(id);
    html.raw("\">\n<table id=\"").raw(id).raw("-table\">\n<thead><tr>");
    for column in columns {
        match column.strip_prefix('>') {
            Some(column) => html.raw("<th scope=\"col\" class=\"number\">").raw(column),
            None => html.raw("<th scope=\"col\">").raw(column),
        };
        html.raw("</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
}

fn end(html: &mut Html) {
    html.raw("</tbody>\n</table>\n</div>\n");
}

fn left_out(html: &mut Html, number: u64, what: &'static str) {
    if number > 0 {
        html.raw("<p class=\"more\">Left out here: ").number(number).raw(" more ").raw(what);
        html.raw(". The verdict and the facts beside it hold all of them.</p>\n");
    }
}

/// A severity by word, shape and colour.
fn severity(html: &mut Html, severity: Severity) {
    let (class, shape) = match severity {
        Severity::Critical => ("fail", "⬤"),
        Severity::High => ("fail", "▲"),
        Severity::Medium => ("warn", "◆"),
        Severity::Low => ("none", "▽"),
        Severity::Info => ("none", "○"),
        Severity::Unknown => ("doubt", "?"),
    };
    html.raw("<span class=\"badge ").raw(class).raw("\"><span aria-hidden=\"true\">").raw(shape);
    html.raw("</span> ").raw(severity.as_str()).raw("</span>");
}

#[cfg(test)]
mod tests;
