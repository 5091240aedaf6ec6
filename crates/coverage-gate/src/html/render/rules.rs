//! The rules: what each asks for, the integers it was decided on, and what is missing.

use verdict::{Counts, Rule, RuleStatus, Verdict};

use super::parts;
use runner::html::Html;

/// More places of one rule than these are in the verdict.
const PLACES: usize = 20;

/// The table.
pub(super) fn section(html: &mut Html, verdict: &Verdict) {
    html.raw("<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules</h2>\n");
    html.raw(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"rules\">\n<table>\n<thead><tr>",
    );
    html.raw("<th scope=\"col\">Result</th><th scope=\"col\">Rule</th><th scope=\"col\">Numbers</th>");
    html.raw("<th scope=\"col\">Missing</th><th scope=\"col\">What was found</th></tr></thead>\n<tbody>\n");
    let left_out = parts::rows(html, verdict.rules.iter(), row);
    html.raw("</tbody>\n</table>\n</div>\n");
    parts::left_out(html, left_out, "the rules");
    html.raw("</section>\n");
}

fn row(html: &mut Html, rule: &Rule) {
    html.raw("<tr><td>");
    runner::html::badge(html, rule.status);
    html.raw("</td><th scope=\"row\"><bdi>").text(&rule.title).raw("</bdi><br><code>").text(&rule.id);
    html.raw("</code></th><td>");
    numbers(html, rule);
    html.raw("</td><td>").text(&missing(rule).unwrap_or_default()).raw("</td><td><bdi>");
    html.text(&rule.message).raw("</bdi>");
    places(html, rule);
    if let Some(waiver) = &rule.waiver {
        html.raw("<p>Waiver: <bdi>").text(&waiver.reason).raw("</bdi>, by <bdi>").text(&waiver.approver);
        html.raw("</bdi>, until ").text(&waiver.expires).raw(", written down at <bdi>").text(&waiver.link);
        html.raw("</bdi></p>");
    }
    html.raw("</td></tr>\n");
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
        if let Some(last) = place.end_line.filter(|last| Some(*last) != place.line) {
            html.raw("–").digits(last);
        }
        html.raw("</code> <bdi>").text(place.message.as_deref().unwrap_or_default()).raw("</bdi></li>");
    }
    if let Some(more) = rule.locations.len().checked_sub(PLACES).filter(|more| *more > 0) {
        html.raw("<li>and ").number(more as u64).raw(" more</li>");
    }
    html.raw("</ul>");
}

fn numbers(html: &mut Html, rule: &Rule) {
    let shared = share(rule);
    if let Some(counts) = shared {
        parts::counts(html, counts);
    }
    let others = rule
        .observed
        .iter()
        .filter(|(name, _)| shared.is_none() || !matches!(name.as_str(), "covered" | "total"));
    for (at, (name, number)) in others.enumerate() {
        html.raw(if at > 0 || shared.is_some() { "<br>" } else { "" });
        html.text(&name.replace('_', " ")).raw(": ").number(*number);
    }
}

/// What the rule holds against a ratio.
pub(super) fn share(rule: &Rule) -> Option<Counts> {
    let number = |name: &str| rule.observed.get(name).copied();
    Some(Counts { covered: number("covered")?, total: number("total")? })
}

/// How much more must be covered, where that was judged.
fn missing(rule: &Rule) -> Option<String> {
    let ratio = rule.limit.as_ref()?.ratio?;
    let counts = share(rule)?;
    let unreported = rule.observed.get("unreported").copied().unwrap_or(0);
    let counts = Counts { total: counts.total.saturating_add(unreported), ..counts };
    match rule.status {
        RuleStatus::Pass => Some("nothing".to_owned()),
        RuleStatus::Fail | RuleStatus::Warn if ratio.missing(counts) > 0 => {
            Some(format!("{} more", verdict::ratio::grouped(ratio.missing(counts))))
        }
        RuleStatus::Inconclusive | RuleStatus::Error => Some("not judged".to_owned()),
        _ => None,
    }
}
