//! What `explain` shows: the policy in sentences, then what each rule would say now.

use runner::gate::Origin;
use runner::report::{Block, Piece, Report, Section, Table};
use verdict::Draft;

use crate::policy::{Limits, Policy};

/// The report.
pub(crate) fn report(policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
    let mut table = Table::new(&["Now", "Rule", "What was found"]);
    for rule in &draft.rules {
        table.rows.push(vec![Piece::Status(rule.status), Piece::code(&rule.id), Piece::plain(&rule.message)]);
    }
    let points = said(policy).into_iter().map(|line| vec![Piece::plain(line)]).collect();
    let headline = match origin {
        None => "The policy is what the inputs say; there is no policy file.".to_owned(),
        Some(Origin { path, commit: Some(commit) }) => {
            format!("The policy is {path} at commit {commit}, and the inputs.")
        }
        Some(Origin { path, commit: None }) => format!(
            "The policy is {path} as it lies in this folder, and the inputs. In a workflow it is read at the base."
        ),
    };
    Report {
        title: "SARIF merge, explained".to_owned(),
        status: None,
        headline,
        sections: vec![
            Section::headed("The policy", vec![Block::List(points)]),
            Section::headed("What each rule would say now", vec![Block::Table(table)]),
        ],
        ..Report::default()
    }
}

fn said(policy: &Policy) -> Vec<String> {
    let mut said = vec![format!("reports: {}", policy.files.join(", "))];
    let mut say = |name: &str, text: String| {
        if !text.is_empty() {
            said.push(format!("{name}: {text}"));
        }
    };
    say("at most, of all findings", limits(&policy.limits));
    if policy.bootstrap {
        say("note", "no limit is set, so the built-in one holds".to_owned());
    }
    for tool in &policy.tools {
        say(&format!("at most, of {}", tool.tool), limits(&tool.limits));
    }
    for paths in &policy.paths {
        say(&format!("at most, in {} ({})", paths.name, paths.files.join(", ")), limits(&paths.limits));
    }
    say("required tools", policy.required_tools.join(", "));
    if let Some(path) = &policy.baseline {
        say("baseline", path.clone());
    }
    if policy.new_only {
        say("findings of the baseline", "left alone".to_owned());
    }
    for (severity, days) in &policy.grace {
        say(&format!("days of grace for {}", severity.as_str()), days.to_string());
    }
    for it in &policy.suppressions {
        let text =
            format!("{} until {}, accepted by {}: {}", it.ticket, it.expires, it.approver, it.justification);
        say(&format!("suppression {}", it.id), text);
    }
    said
}

fn limits(limits: &Limits) -> String {
    let one = |(severity, most): (&sarif::Severity, &u64)| format!("{most} {}", severity.as_str());
    limits.iter().rev().map(one).collect::<Vec<_>>().join(", ")
}
