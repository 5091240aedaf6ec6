//! What `explain` shows: the policy in sentences, then what each rule lacks.

use runner::gate::Origin;
use runner::report::{Block, Piece, Report, Section, Table};
use verdict::{Counts, Draft, Rule, RuleStatus};

use crate::policy::{FileLimits, Limits, Policy};

/// The report.
pub(crate) fn report(policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
    let mut table = Table::new(&["Now", "Rule", ">Missing", "What was found"]);
    for rule in &draft.rules {
        table.rows.push(vec![
            Piece::Status(rule.status),
            Piece::code(&rule.id),
            Piece::plain(missing(rule)),
            Piece::plain(&rule.message),
        ]);
    }
    let points = said(policy).into_iter().map(|line| vec![Piece::plain(line)]).collect();
    Report {
        title: "Coverage gate, explained".to_owned(),
        status: None,
        headline: read_from(origin),
        sections: vec![
            Section::headed("The policy", vec![Block::List(points)]),
            Section::headed("What each rule would say now", vec![Block::Table(table)]),
        ],
        ..Report::default()
    }
}

fn read_from(origin: Option<&Origin>) -> String {
    match origin {
        None => "The policy is what the inputs say; there is no policy file.".to_owned(),
        Some(Origin { path, commit: Some(commit) }) => {
            format!("The policy is {path} at commit {commit}, and the inputs.")
        }
        Some(Origin { path, commit: None }) => {
            format!(
                "The policy is {path} as it lies in this folder, and the inputs. In a workflow it is read at the base."
            )
        }
    }
}

/// How many units are missing to reach the limit, where that can be counted.
fn missing(rule: &Rule) -> String {
    let number = |name: &str| rule.observed.get(name).copied();
    let limit = rule.limit.as_ref().and_then(|limit| limit.ratio);
    match (limit, number("covered"), number("total")) {
        (Some(limit), Some(covered), Some(total)) if rule.status != RuleStatus::Inconclusive => {
            let unreported = number("unreported").unwrap_or(0);
            limit.missing(Counts { covered, total: total.saturating_add(unreported) }).to_string()
        }
        _ => String::new(),
    }
}

/// The policy in sentences.
fn said(policy: &Policy) -> Vec<String> {
    let mut said = vec![format!("reports: {}", policy.files.join(", "))];
    let mut say = |name: &str, text: String| {
        if !text.is_empty() {
            said.push(format!("{name}: {text}"));
        }
    };
    say("of the whole program", limits(&policy.limits));
    if policy.bootstrap {
        say("note", "no limit is set, so the built-in one holds".to_owned());
    }
    for component in &policy.components {
        let class = component.class.as_ref().map_or_else(String::new, |class| format!(", class {class}"));
        let name = format!("of {} ({}{class})", component.name, component.files.join(", "));
        say(&name, limits(&component.limits));
    }
    say("of each file", policy.per_file.as_ref().map(of_files).unwrap_or_default());
    say("of each new file", policy.new_files.as_ref().map(of_files).unwrap_or_default());
    if let Some(patch) = &policy.patch {
        let least = match patch.min_lines {
            0 => String::new(),
            least => format!(", from {least} changed lines on"),
        };
        say("of the changed lines", format!("{}{least}", limits(&patch.limits)));
    }
    for (metric, slack) in &policy.ratchet {
        let points = slack.points.map(|points| format!("{} of the share", points.percent()));
        let units = slack.units.map(|units| format!("{units} more uncovered {}", metric.plural()));
        let allowed: Vec<String> = points.into_iter().chain(units).collect();
        let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", and ") };
        let place =
            policy.baseline.as_ref().map(|baseline| format!(" ({})", baseline.shown())).unwrap_or_default();
        say(&format!("{} below the baseline{place} by at most", metric.word()), allowed);
    }
    if let Some(exclusions) = policy.exclusions {
        say("new marks that take code out", format!("{exclusions:?}").to_lowercase());
    }
    say(
        "declared reports",
        policy.expected.as_ref().map(|expected| format!("{expected:?}")).unwrap_or_default(),
    );
    say("sources", policy.sources.join(", "));
    if !policy.sources.is_empty() {
        say("sources in no report", policy.unreported.strictness().0.to_owned());
    }
    say("files that git does not track", policy.unmapped.strictness().0.to_owned());
    for waiver in &policy.waivers {
        let file = waiver.file.as_ref().map_or_else(String::new, |file| format!(" of {file}"));
        let name = format!("waiver of {}{file}", waiver.rule);
        say(&name, format!("by {} until {}: {}", waiver.approver, waiver.expires, waiver.reason));
    }
    said
}

fn of_files(files: &FileLimits) -> String {
    let except =
        if files.except.is_empty() { String::new() } else { format!(", except {}", files.except.join(", ")) };
    format!("{}{except}", limits(&files.limits))
}

fn limits(limits: &Limits) -> String {
    let one = |(metric, limit): (&coverage::Metric, &verdict::Ratio)| {
        format!("{} ≥ {}", metric.plural(), limit.percent())
    };
    limits.iter().map(one).collect::<Vec<_>>().join(", ")
}
