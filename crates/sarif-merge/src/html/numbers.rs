//! How many findings there are: by tool and severity, by OWASP category and weakness, and in which reports.

use std::collections::BTreeMap;

use runner::html::Html;
use sarif::Severity;

use super::{ROWS, end, left_out, table};
use crate::details::Details;
use crate::facts::Facts;

const COLUMNS: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// The tables.
pub(super) fn sections(html: &mut Html, details: &Details, facts: &Facts) {
    by_tool(html, details);
    if !details.owasp.is_empty() {
        table(html, "owasp", "OWASP Top 10 of 2021", &["Category", ">Findings"]);
        for (category, number) in &details.owasp {
            html.raw("<tr><th scope=\"row\">").text(category).raw("</th>");
            count(html, *number).raw("</tr>\n");
        }
        end(html);
        html.raw("</section>\n");
    }
    weaknesses(html, details);
    reports(html, facts);
}

fn by_tool(html: &mut Html, details: &Details) {
    table(
        html,
        "numbers",
        "Findings that count, by tool and severity",
        &["Tool", ">Critical", ">High", ">Medium", ">Low", ">Info"],
    );
    let none = BTreeMap::new();
    for tool in details.ledger.keys().take(ROWS) {
        let of = details.counts.get(tool).unwrap_or(&none);
        html.raw("<tr><th scope=\"row\"><bdi>").text(if tool.is_empty() { "(no name)" } else { tool });
        html.raw("</bdi></th>");
        for severity in &COLUMNS {
            count(html, of.get(severity).copied().unwrap_or(0));
        }
        html.raw("</tr>\n");
    }
    end(html);
    left_out(html, details.ledger.len().saturating_sub(ROWS) as u64, "tools");
    if !details.aside.is_empty() {
        html.raw("<p class=\"more\">Not counted here:");
        for (at, (why, number)) in details.aside.iter().enumerate() {
            html.raw(if at > 0 { ", " } else { " " }).number(*number).raw(" ").text(why);
        }
        html.raw(".</p>\n");
    }
    html.raw("</section>\n");
}

fn weaknesses(html: &mut Html, details: &Details) {
    if details.weaknesses.is_empty() {
        return;
    }
    table(html, "weaknesses", "Weaknesses", &["CWE", ">Findings"]);
    let mut all: Vec<(u32, u64)> = details.weaknesses.iter().map(|(cwe, number)| (*cwe, *number)).collect();
    all.sort_by_key(|(cwe, number)| (std::cmp::Reverse(*number), *cwe));
    for (cwe, number) in all.iter().take(ROWS) {
        html.raw("<tr><th scope=\"row\"><a rel=\"noreferrer\" href=\"https://cwe.mitre.org/data/definitions/");
        html.digits(*cwe).raw(".html\">CWE-").digits(*cwe).raw("</a></th>");
        count(html, *number).raw("</tr>\n");
    }
    end(html);
    left_out(html, all.len().saturating_sub(ROWS) as u64, "weaknesses");
    html.raw("</section>\n");
}

fn reports(html: &mut Html, facts: &Facts) {
    table(html, "reports", "Reports", &["Report", "Format", "Runs", "SHA-256 begins"]);
    for report in facts.reports.iter().take(ROWS) {
        let broken = report.broken.as_ref().map_or("unknown", |broken| broken.code.as_str());
        html.raw("<tr><th scope=\"row\"><code><bdi>").text(&report.path).raw("</bdi></code></th><td>");
        html.text(report.format.as_deref().unwrap_or(broken)).raw("</td><td>");
        for (at, run) in report.runs.iter().take(ROWS).enumerate() {
            html.raw(if at > 0 { "<br>" } else { "" }).raw("<bdi>").text(&run.tool).raw("</bdi> ");
            html.text(run.version.as_deref().unwrap_or_default()).raw(", results: ").number(run.results);
        }
        if let Some(broken) = &report.broken {
            html.raw("<bdi>").text(&broken.message).raw("</bdi>");
        }
        let digest = report.sha256.as_deref().and_then(|hex| hex.get(..12)).unwrap_or("not read");
        html.raw("</td><td><code>").text(digest).raw("</code></td></tr>\n");
    }
    end(html);
    left_out(html, facts.reports.len().saturating_sub(ROWS) as u64, "reports");
    html.raw("</section>\n");
}

/// A number in its cell, bold if there is any.
fn count(html: &mut Html, number: u64) -> &mut Html {
    html.raw("<td class=\"number\">").raw(if number > 0 { "<b>" } else { "" }).number(number);
    html.raw(if number > 0 { "</b></td>" } else { "</td>" })
}
