//! Every finding in one table: what counts first, the worst of it first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use runner::html::Html;
use sarif::Severity;

use super::{LARGEST, end, grid};
use crate::facts::FindingFact;
use crate::judged::{self, Row, STANDINGS};
use crate::rules::Standing;
use crate::{Facts, Policy};

/// Rows of the table: browsers filter so many without a pause.
pub(super) const MOST: usize = 5_000;
/// Tools that the filter names; the others are still found by their text.
const TOOLS: usize = 100;
/// Aliases and weaknesses of one finding.
const NAMES: usize = 10;

/// The table, and how many findings it shows of how many.
pub(super) fn section(html: &mut Html, policy: &Policy, facts: &Facts) -> (u64, u64) {
    let mut rows = judged::rows(policy, facts);
    // The sort is stable: of findings as severe, the order of the log stays.
    rows.sort_by_key(|row| (!matches!(row.standing, Standing::Counts(_)), Reverse(weight(row))));
    html.raw("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n");
    if rows.is_empty() {
        html.raw("<p>There is no finding in what could be read.</p>\n</section>\n");
        return (0, 0);
    }
    controls(html, &rows);
    grid(html, "findings", &["Severity", "Standing", "Tool", "Rule", "Where", "What"]);
    let mut shown = 0_u64;
    for row in rows.iter().take(MOST) {
        if html.len() > LARGEST {
            break;
        }
        one(html, row);
        shown += 1;
    }
    end(html);
    let all = rows.len() as u64;
    if shown < all {
        html.raw("<p class=\"more\" id=\"cut\">Only ").number(shown).raw(" of ").number(all);
        html.raw(" findings are shown, the most severe first: the facts beside the verdict and <code>sarif-merge csv</code> have all of them.</p>\n");
    }
    html.raw("</section>\n");
    (shown, all)
}

/// What is unknown could be anything, so it stands between high and medium.
fn weight(row: &Row<'_>) -> u8 {
    let severity = match row.standing {
        Standing::Counts(severity) => severity,
        _ => row.finding.severity,
    };
    match severity {
        Severity::Critical => 5,
        Severity::High => 4,
        Severity::Unknown => 3,
        Severity::Medium => 2,
        Severity::Low => 1,
        Severity::Info => 0,
    }
}

/// The filters. The script shows them: without it they would do nothing.
fn controls(html: &mut Html, rows: &[Row<'_>]) {
    html.raw("<div class=\"controls\" id=\"controls\" hidden>\n");
    html.raw("<label>Severity <select id=\"by-severity\"><option value=\"\">all</option>");
    for severity in Severity::ALL {
        html.raw("<option>").raw(severity.as_str()).raw("</option>");
    }
    html.raw("</select></label>\n<label>Tool <select id=\"by-tool\"><option value=\"\">all</option>");
    let tools: BTreeSet<&str> = rows.iter().map(|row| row.finding.tool.as_str()).collect();
    for tool in tools.into_iter().filter(|tool| !tool.is_empty()).take(TOOLS) {
        // A browser takes double blanks out of a text, and leaves a value alone.
        html.raw("<option value=\"").text(tool).raw("\">").text(tool).raw("</option>");
    }
    html.raw("</select></label>\n<label>Standing <select id=\"by-standing\"><option value=\"\">all</option>");
    for standing in STANDINGS {
        html.raw("<option>").raw(standing).raw("</option>");
    }
    html.raw("</select></label>\n<label>Path or package holds <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\n");
    html.raw("<output id=\"filtered\" for=\"by-severity by-tool by-standing filter\"></output>\n");
    html.raw(
        "<label><input id=\"keys\" type=\"checkbox\" checked> Key: <kbd>/</kbd> this filter</label>\n</div>\n",
    );
}

fn one(html: &mut Html, row: &Row<'_>) {
    let finding = row.finding;
    html.raw("<tr data-severity=\"").raw(finding.severity.as_str()).raw("\" data-standing=\"");
    html.raw(judged::standing(row.standing)).raw("\"><td>");
    super::severity(html, finding.severity);
    if let Standing::Counts(severity) = row.standing
        && severity != finding.severity
    {
        html.raw("<br>counts as ").raw(severity.as_str());
    }
    html.raw("</td><td>").raw(judged::standing(row.standing));
    if let Some(suppression) = row.suppression {
        html.raw(" <code>").text(suppression).raw("</code>");
    }
    html.raw("</td><td><bdi>").text(&finding.tool).raw("</bdi></td><th scope=\"row\"><code>");
    rule(html, finding);
    html.raw("</code></th><td class=\"where\"><code><bdi>");
    html.text(&judged::place(finding).unwrap_or_default()).raw("</bdi></code></td><td><bdi>");
    html.text(if finding.message.is_empty() { &finding.title } else { &finding.message }).raw("</bdi>");
    names(html, finding);
    html.raw("</td></tr>\n");
}

/// A link is made of an address of the web alone; a browser tells that page nothing of this one.
fn rule(html: &mut Html, finding: &FindingFact) {
    match finding.help.as_deref().filter(|help| is_web(help)) {
        Some(help) => {
            html.raw("<a rel=\"noreferrer\" href=\"").text(help).raw("\"><bdi>").text(&finding.rule);
            html.raw("</bdi></a>");
        }
        None => {
            html.raw("<bdi>").text(&finding.rule).raw("</bdi>");
        }
    }
}

/// Whether a text is an `http` or `https` address, whole, of letters that need no escape (RFC 3986). What `text` would cut is none.
fn is_web(help: &str) -> bool {
    let rest = help.strip_prefix("https://").or(help.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && help.len() <= runner::text::LONGEST
        && help.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>`\\{}|^".contains(&byte))
}

fn names(html: &mut Html, finding: &FindingFact) {
    if finding.aliases.is_empty() && finding.cwes.is_empty() && finding.also.is_empty() {
        return;
    }
    html.raw("<br><span class=\"more\">");
    for alias in finding.aliases.iter().take(NAMES) {
        html.raw("<bdi>").text(alias).raw("</bdi> ");
    }
    for cwe in finding.cwes.iter().take(NAMES) {
        html.raw("CWE-").digits(*cwe).raw(" ");
    }
    for (at, tool) in finding.also.iter().take(NAMES).enumerate() {
        html.raw(if at == 0 { "also by " } else { ", " }).raw("<bdi>").text(tool).raw("</bdi>");
    }
    html.raw("</span>");
}

#[cfg(test)]
mod tests {
    use super::is_web;

    #[test]
    fn only_an_address_of_the_web_is_a_link() {
        for help in ["https://example.com/a?b=c&d#e", "http://example.com"] {
            assert!(is_web(help), "{help}");
        }
        let long = format!("https://example.com/{}", "a".repeat(600));
        for help in [
            "javascript:alert(1)",
            "JaVaScRiPt://example.com/%0aalert(1)",
            "data:text/html,x",
            "https://",
            "https:///a",
            "//example.com",
            " https://example.com",
            "https://example.com/\u{202e}",
            "https://example.com/\" onclick=\"a",
            "https://example.com/a b",
            "file:///etc/passwd",
            &long,
        ] {
            assert!(!is_web(help), "{help}");
        }
    }
}
