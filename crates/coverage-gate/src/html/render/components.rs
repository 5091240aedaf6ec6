//! Components: the rules `component-<name>-<metric>`, each with its own limit.

use coverage::Metric;
use verdict::{Ratio, Rule, Verdict};

use super::parts;
use super::rules::share;
use runner::html::Html;

/// The table, if the policy has components.
pub(super) fn section(html: &mut Html, verdict: &Verdict) {
    let found: Vec<(&str, Metric, &Rule)> = verdict.rules.iter().filter_map(component).collect();
    if found.is_empty() {
        return;
    }
    html.raw("<section aria-labelledby=\"components\">\n<h2 id=\"components\">Components</h2>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"components\">\n<table>\n");
    html.raw(
        "<thead><tr><th scope=\"col\">Component</th><th scope=\"col\">Metric</th><th scope=\"col\">Result</th>",
    );
    html.raw("<th scope=\"col\" class=\"number\">Covered</th><th scope=\"col\">Share</th><th scope=\"col\" class=\"number\">Limit</th></tr></thead>\n");
    html.raw("<tbody>\n");
    let left_out = parts::rows(html, found.into_iter(), row);
    html.raw("</tbody>\n</table>\n</div>\n");
    parts::left_out(html, left_out, "the components");
    html.raw("</section>\n");
}

fn row(html: &mut Html, (name, metric, rule): (&str, Metric, &Rule)) {
    let limit = rule.limit.as_ref().and_then(|limit| limit.ratio);
    html.raw("<tr><th scope=\"row\"><bdi>")
        .text(name)
        .raw("</bdi></th><td>")
        .raw(metric.plural())
        .raw("</td><td>");
    runner::html::badge(html, rule.status);
    html.raw("</td><td class=\"number\">");
    let counts = share(rule);
    match counts {
        Some(counts) => parts::counts(html, counts),
        None => drop(html.raw("no data")),
    }
    html.raw("</td><td>");
    if let Some(counts) = counts {
        parts::bar(html, counts, limit);
    }
    html.raw("</td><td class=\"number\">").text(&limit.map_or_else(|| "none".to_owned(), Ratio::percent));
    html.raw("</td></tr>\n");
}

/// The component that a rule is for. Names may hold `-`; metrics do not.
fn component(rule: &Rule) -> Option<(&str, Metric, &Rule)> {
    let (name, word) = rule.id.strip_prefix("component-")?.rsplit_once('-')?;
    let metric = Metric::ALL.into_iter().find(|metric| metric.word() == word)?;
    Some((name, metric, rule))
}
