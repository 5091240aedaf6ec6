//! What comes first: the ledger as it was found, the faults, what follows from it and what does not; and, last, how to find out oneself.

use ::report::Report;
use ::report::standing::{Finding, Standing, State};
use runner::html::Html;

use super::words::minute;
use super::{badge, begin, end, lines};

/// The head of the page.
pub(super) fn header(html: &mut Html, of: &Report) {
    let standing = &of.standing;
    html.raw("<header>\n<h1>Deployment report</h1>\n<p class=\"outcome\">");
    let (class, shape) = match standing.state {
        State::Sound => ("pass", "✓"),
        State::Unproven | State::NotVerifiable => ("doubt", "?"),
        State::Faulty => ("fail", "✗"),
    };
    badge(html, class, shape, standing.state.word());
    html.raw(" <span>The ledger is <bdi>")
        .text(&standing.words)
        .raw("</bdi>.</span></p>\n<p class=\"summary\">");
    html.number(of.deployments.len() as u64)
        .raw(" deployments of <bdi>")
        .text(&of.window.words())
        .raw("</bdi>, ");
    html.number(of.incidents.len() as u64).raw(" incidents</p>\n<dl>\n");
    item(html, "Ledger", &standing.ledger);
    item(html, "Read from", &standing.store);
    item(html, "From", &of.window.from.to_string());
    item(html, "Up to", &of.window.to.to_string());
    item(html, "Days of", &of.window.zone);
    item(html, "Made", &of.made_at.to_string());
    for head in &standing.heads {
        html.raw("<div><dt>As of</dt><dd>").number(head.size).raw(" entries of <code>").text(&head.origin);
        html.raw("</code>, root <code>").text(&head.root).raw("</code>");
        if let Some(last) = head.last_entry {
            html.raw(", the last of <time datetime=\"")
                .text(&last.to_string())
                .raw("\">")
                .text(&minute(last))
                .raw("</time>");
        }
        html.raw("</dd></div>\n");
    }
    html.raw("</dl>\n</header>\n<nav aria-label=\"Sections\">\n<ul>\n");
    for (id, name) in WAYS {
        html.raw("<li><a href=\"#").raw(id).raw("\">").raw(name).raw("</a></li>\n");
    }
    html.raw("</ul>\n</nav>\n");
}

const WAYS: [(&str, &str); 8] = [
    ("rests", "Proof"),
    ("figures", "Figures"),
    ("charts", "Charts"),
    ("deployments", "Deployments"),
    ("incidents", "Incidents"),
    ("controls", "Controls"),
    ("answers", "Population and exceptions"),
    ("verify", "Verify"),
];

fn item(html: &mut Html, name: &'static str, value: &str) {
    html.raw("<div><dt>").raw(name).raw("</dt><dd><code>").text(value).raw("</code></dd></div>\n");
}

/// The faults, before anything that a faulty ledger says.
pub(super) fn faults(html: &mut Html, standing: &Standing, rows: usize) {
    if standing.faults.is_empty() {
        return;
    }
    html.raw("<section class=\"notes\" aria-labelledby=\"faults\">\n<h2 id=\"faults\">What is wrong with the ledger</h2>\n");
    html.raw("<p>Nothing is measured from records of which one is wrong, and what follows is only what could be read.</p>\n");
    found(html, &standing.faults, rows);
    end(html);
}

/// What the report rests on.
pub(super) fn rests(html: &mut Html, standing: &Standing, rows: usize) {
    begin(html, "rests", "What this rests on");
    for (heading, all) in [("It proves", &standing.proves), ("It cannot prove", &standing.cannot_prove)] {
        if !all.is_empty() {
            html.raw("<h3>").raw(heading).raw("</h3>\n");
            lines(html, all.iter().map(String::as_str));
        }
    }
    for (heading, all) in [("What cannot be known", &standing.unknown), ("To look at", &standing.notices)] {
        if !all.is_empty() {
            html.raw("<h3>").raw(heading).raw("</h3>\n");
            found(html, all, rows);
        }
    }
    end(html);
}

fn found(html: &mut Html, all: &[Finding], rows: usize) {
    let shown: Vec<String> = all.iter().take(rows).map(Finding::line).collect();
    lines(html, shown.iter().map(String::as_str));
    if all.len() > shown.len() {
        html.raw("<p class=\"more\">and ").number((all.len() - shown.len()) as u64);
        html.raw(" more: <code>deploy-record verify --json</code> has all of them</p>\n");
    }
}

/// How to find out oneself.
pub(super) fn verify(html: &mut Html, standing: &Standing) {
    begin(html, "verify", "How to verify this");
    html.raw("<p>Get the trust document by another way than this page, and run, without a network where the ledger is a pack or a folder:</p>\n");
    html.raw("<pre tabindex=\"0\" role=\"group\" aria-label=\"Commands\"><code>deploy-record verify --trust TRUST.json --store STORE\n");
    html.raw("deploy-record report --trust TRUST.json --store STORE --format html --output report.html\n");
    html.raw("deploy-record show DEPLOYMENT --trust TRUST.json --store STORE\n");
    html.raw("deploy-record ledger prove --index ENTRY --trust TRUST.json --store STORE</code></pre>\n");
    html.raw("<p>The head of what they verify has to be, or to have grown out of, the one above: its root is over every entry. It was read from <code>");
    html.text(&standing.store).raw("</code>.</p>\n");
    end(html);
}
