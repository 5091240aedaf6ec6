//! Totals by metric, as bars.

use coverage::Metric;
use verdict::{Ratio, Verdict};

use super::parts;
use crate::facts::Facts;
use crate::reason::Reason;
use runner::html::Html;

/// The table.
pub(super) fn section(html: &mut Html, verdict: &Verdict, facts: &Facts) {
    let totals = facts.totals();
    let judged = verdict.rules.iter().all(|rule| rule.reason != Reason::ReportsIncomplete.code());
    html.raw("<section aria-labelledby=\"totals\">\n<h2 id=\"totals\">Totals");
    html.raw(if judged { "</h2>\n" } else { " of what could be read: not judged</h2>\n" });
    if totals.is_empty() {
        html.raw("<p>Nothing was measured.</p>\n</section>\n");
        return;
    }
    html.raw(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"totals\">\n<table>\n<thead><tr>",
    );
    html.raw("<th scope=\"col\">Metric</th><th scope=\"col\" class=\"number\">Covered</th><th scope=\"col\">Share</th>");
    html.raw("<th scope=\"col\" class=\"number\">Limit</th></tr></thead>\n<tbody>\n");
    for metric in Metric::ALL {
        let Some(counts) = totals.get(&metric).copied() else { continue };
        let limit = limit(verdict, metric);
        html.raw("<tr><th scope=\"row\">").raw(metric.plural()).raw("</th><td class=\"number\">");
        parts::counts(html, counts);
        html.raw("</td><td>");
        parts::bar(html, counts, limit);
        html.raw("</td><td class=\"number\">").text(&limit.map_or_else(|| "none".to_owned(), Ratio::percent));
        html.raw("</td></tr>\n");
    }
    html.raw("</tbody>\n</table>\n</div>\n</section>\n");
}

fn limit(verdict: &Verdict, metric: Metric) -> Option<Ratio> {
    let id = format!("total-{}", metric.word());
    verdict.rules.iter().find(|rule| rule.id == id)?.limit.as_ref()?.ratio
}
