//! What `explain` shows: the policy member by member, then what each rule would say now.

use runner::gate::Origin;
use runner::report::{Block, Piece, Report, Section, Table};
use verdict::Draft;

use crate::judged::word;
use crate::policy::{
    Declared, InSource, LONGEST_DAYS, Limits, OfCommit, OfPaths, Policy, Unknown, WithoutFile,
};

/// The report.
pub(crate) fn report(
    policy: &Policy,
    may_upload: Option<&[String]>,
    origin: Option<&Origin>,
    draft: &Draft,
) -> Report {
    let mut table = Table::new(&["Now", "Rule", "What was found"]);
    for rule in &draft.rules {
        table.rows.push(vec![Piece::Status(rule.status), Piece::code(&rule.id), Piece::plain(&rule.message)]);
    }
    let points = said(policy, may_upload).into_iter();
    let points =
        points.map(|(member, text)| vec![Piece::code(member), Piece::plain(format!(": {text}"))]).collect();
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

/// Each member of the policy file's section, and what holds for it after the inputs. A member that says nothing is shown as well: what
/// follows from that is a part of the policy.
fn said(policy: &Policy, may_upload: Option<&[String]>) -> Vec<(&'static str, String)> {
    let mut said = vec![("files", policy.files.join(", "))];
    let formats: Vec<String> = policy.formats.iter().map(Declared::line).collect();
    said.push(("formats", or(formats.join(", "), "told by the content")));
    let built_in = if policy.bootstrap { "; none is given, so the built-in one holds" } else { "" };
    said.push(("block, limits", format!("at most {} of all findings{built_in}", limits(&policy.limits))));
    let of_tools = policy.tools.iter().map(|tool| format!("at most {} of {}", limits(&tool.limits), tool.tool));
    each(&mut said, "tools", of_tools, "no limits of their own");
    each(&mut said, "paths", policy.paths.iter().map(of_paths), "no limits of their own");
    severities(&mut said, policy);
    known(&mut said, policy);
    said.push((
        "required-tools",
        or(policy.required_tools.join(", "), "none: a scanner that did not run is not missed"),
    ));
    let of_commit = match policy.of_commit {
        OfCommit::Proven => "a required tool has to say that it ran on this commit",
        OfCommit::Told => "what a scan says of its commit has to fit; one that says nothing is believed",
        OfCommit::Ignored => "whatever a scan says of its commit",
    };
    said.push(("of-commit", format!("{}: {of_commit}", word(&policy.of_commit))));
    let across = [
        (policy.across.advisories, "advisories of packages"),
        (policy.across.weaknesses, "weaknesses at a line"),
    ];
    let across: Vec<&str> = across.into_iter().filter(|(on, _)| *on).map(|(_, what)| what).collect();
    said.push(("across", or(across.join(", "), "nothing is joined across tools")));
    suppressions(&mut said, policy);
    let upload = may_upload.map(|tools| format!("of {} alone", tools.join(", ")));
    said.push((
        "upload",
        upload.unwrap_or_else(|| "of every tool but CodeQL, if the input asks for it".to_owned()),
    ));
    said.push(("fail-on", format!("{}, and what is worse, stops", word(&policy.fail_on))));
    said.push(("report-only", yes(policy.report_only, "nothing but an error stops", "no")));
    said.push(("gates", "what stands there for this gate is in all of the above".to_owned()));
    said
}

fn severities(said: &mut Vec<(&'static str, String)>, policy: &Policy) {
    let unknown = match policy.unknown {
        Unknown::Fail => "a finding without a severity fails".to_owned(),
        Unknown::Ignore => "a finding without a severity counts for nothing".to_owned(),
        other => format!("a finding without a severity counts as {}", word(&other)),
    };
    said.push(("unknown-severity", format!("{}: {unknown}", word(&policy.unknown))));
    let fixed = policy.severities.overrides.iter().map(|fixed| {
        let rule = fixed.rule.as_deref().map_or("every rule".to_owned(), |rule| format!("the rule {rule}"));
        let tool = fixed.tool.as_deref().unwrap_or("every tool");
        format!("{rule} of {tool} is {}", fixed.severity.as_str())
    });
    each(said, "severities", fixed, "as the tools say");
    let scores = yes(policy.severities.cwe_prior, "a usual score of the weakness comes before the level", "no");
    said.push(("weakness-scores", scores));
}

fn known(said: &mut Vec<(&'static str, String)>, policy: &Policy) {
    said.push(("baseline", or(policy.baseline.clone().unwrap_or_default(), "none")));
    said.push(("new-only", yes(policy.new_only, "findings of the baseline are left alone", "no")));
    let grace = policy.grace.iter().rev();
    let grace: Vec<String> = grace.map(|(it, days)| format!("{days} days for {}", it.as_str())).collect();
    said.push(("grace", or(grace.join(", "), "none")));
}

fn suppressions(said: &mut Vec<(&'static str, String)>, policy: &Policy) {
    let in_source = match policy.in_source {
        InSource::Accept => "accept: what the source or the scanner's own files suppress does not count",
        InSource::Ignore => "ignore: what the source or the scanner's own files suppress counts",
    };
    said.push(("in-source", in_source.to_owned()));
    let days = policy.suppression_days.iter().rev();
    let mut days: Vec<String> = days.map(|(it, days)| format!("{days} for {}", it.as_str())).collect();
    days.push(format!("{LONGEST_DAYS} for all others"));
    said.push(("suppression-days", days.join(", ")));
    let accepted = policy.suppressions.iter().map(|it| {
        format!(
            "{} until {}, accepted by {}, {}: {}",
            it.id, it.expires, it.approver, it.ticket, it.justification
        )
    });
    each(said, "suppressions", accepted, "none");
}

/// A line for each, or one that says that there is none.
fn each(
    said: &mut Vec<(&'static str, String)>,
    member: &'static str,
    lines: impl ExactSizeIterator<Item = String>,
    none: &str,
) {
    if lines.len() == 0 {
        said.push((member, none.to_owned()));
    }
    said.extend(lines.map(|line| (member, line)));
}

fn of_paths(paths: &OfPaths) -> String {
    let without_file = match paths.without_file {
        WithoutFile::Count => "count here",
        WithoutFile::Unknown => "may be here, so that nothing is known",
        WithoutFile::Ignore => "are left out",
    };
    let (limits, files) = (limits(&paths.limits), paths.files.join(", "));
    format!("at most {limits} in {} ({files}); findings without a file {without_file}", paths.name)
}

fn or(text: String, none: &str) -> String {
    if text.is_empty() { none.to_owned() } else { text }
}

fn yes(on: bool, yes: &str, no: &str) -> String {
    if on { format!("yes: {yes}") } else { no.to_owned() }
}

fn limits(limits: &Limits) -> String {
    let one = |(severity, most): (&sarif::Severity, &u64)| format!("{most} {}", severity.as_str());
    limits.iter().rev().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::policy::Asked;
    use crate::section;

    const FILE: &str = "
files: ['r/*.json']
formats: ['r/h.json => hadolint']
block: critical
limits: { medium: 21 }
tools: [{ tool: Bandit, limits: { low: 22 } }]
paths: [{ name: pay, files: ['src/pay/**'], without-file: ignore, limits: { high: 23 } }]
unknown-severity: medium
new-only: true
baseline: known.json
grace: { high: 24 }
required-tools: [Semgrep]
severities: [{ tool: Hadolint, rule: DL3008, severity: info }]
weakness-scores: true
across: { advisories: false, weaknesses: true }
in-source: ignore
of-commit: proven
suppression-days: { high: 25 }
suppressions:
  - id: S1
    rule: B602
    path: src/a.py
    reason: mitigated
    justification: behind the gateway
    ticket: https://example.com/1
    author: ada
    owner: linus
    approver: grace
    created: 2026-01-01
    expires: 2026-06-30
upload: { tools: [Ruff] }
fail-on: warn
report-only: true
";

    fn explained(file: &str) -> Vec<(&'static str, String)> {
        let file = settings::yaml::parse("policy.yml", file.as_bytes()).unwrap().unwrap();
        let section = section::read(&file, "sarif-merge").unwrap();
        let policy = Policy::resolve(Some(&section), Asked::default()).unwrap();
        let upload = section.upload.map(|upload| upload.tools.0);
        said(&policy, upload.as_deref())
    }

    #[test]
    fn every_member_of_the_policys_schema_is_explained() {
        let schema = settings::schema::file(vec![section::schema()]);
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let members: BTreeSet<&str> =
            schema["$defs"]["sarif"]["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert!(members.len() > 20, "{members:?}");
        for file in [FILE, "files: [a]"] {
            let said = explained(file);
            let named: BTreeSet<&str> = said.iter().flat_map(|(name, _)| name.split(", ")).collect();
            assert_eq!(named, members);
            assert!(said.iter().all(|(_, text)| !text.is_empty()));
        }
        // Each of them is in the file above, so that the next test looks at it.
        for member in members.iter().filter(|member| **member != "gates") {
            assert!(FILE.contains(&format!("\n{member}:")), "{member}");
        }
    }

    #[test]
    fn what_a_member_says_is_told() {
        let (full, none) = (explained(FILE), explained("files: [a]"));
        for (member, text) in &full {
            assert!(*member == "gates" || !none.contains(&(member, text.clone())), "{member}: {text}");
        }
        let all: String = full.iter().map(|(_, text)| format!("{text}\n")).collect();
        for word in ["r/h.json", "21", "22", "23", "24", "25", "DL3008", "S1", "Ruff", "left out", "known.json"]
        {
            assert!(all.contains(word), "{word}: {all}");
        }
    }
}
