//! `claims-agree`: what reports claim about themselves is what their lines say. The gate judges the lines; a claim that
//! differs is shown, so that nobody wonders whose number is right.

use coverage::MetricCounts;
use verdict::ratio::grouped;
use verdict::{Counts, Location, Rule, RuleStatus};

use crate::facts::Facts;
use crate::reason::Reason;

pub(super) fn rule(facts: &Facts) -> Rule {
    let title = "what the reports claim about themselves is what their lines say";
    let claimed = facts.contents().any(|content| !content.claims.is_empty() && !content.claims_repeat);
    let differing = facts.reports.iter().filter_map(|report| {
        // Records that claim a file again add up to nobody's number.
        report.content.as_ref().filter(|content| !content.claims_repeat).map(|content| (report, content))
    });
    let locations: Vec<Location> = differing
        .flat_map(|(report, content)| {
            differences(&content.claims, &content.totals).map(move |text| (report, text))
        })
        .map(|(report, text)| Location {
            path: report.path.clone(),
            line: None,
            end_line: None,
            message: Some(text),
        })
        .collect();
    let (status, reason, message) = match locations.first() {
        Some(first) => {
            let text = first.message.as_deref().unwrap_or_default();
            let message = format!("{}: {text}; the lines were judged", first.path);
            (RuleStatus::Warn, Reason::ClaimsDiffer, message)
        }
        None if claimed => (RuleStatus::Pass, Reason::ClaimsAgree, "they agree".to_owned()),
        None => (
            RuleStatus::NotApplicable,
            Reason::NoClaims,
            "the reports claim nothing about themselves".to_owned(),
        ),
    };
    let mut rule = Rule::new("claims-agree", title, status, reason.code(), message);
    rule.locations = locations;
    rule
}

fn differences<'a>(claims: &'a MetricCounts, totals: &'a MetricCounts) -> impl Iterator<Item = String> + 'a {
    claims.iter().filter_map(move |(metric, claim)| {
        let lines = totals.get(metric).copied().unwrap_or_default();
        let text = |counts: Counts| {
            format!("{} of {} ({})", grouped(counts.covered), grouped(counts.total), counts.percent())
        };
        let word = metric.word();
        (*claim != lines)
            .then(|| format!("it claims {word} coverage of {}, its lines say {}", text(*claim), text(lines)))
    })
}
