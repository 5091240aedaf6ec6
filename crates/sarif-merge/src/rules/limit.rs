//! `max-<severity>`, `tool-<name>-max-<severity>`, `paths-<name>-max-<severity>`: there are no more findings than allowed. What is already
//! too much stays too much, whatever is missing; what is not is inconclusive until every report was read.

use runner::globs::Globs;
use runner::text::count;
use sarif::Severity;
use verdict::{Limit, Location, Rule, RuleStatus};

use super::{Counted, rule, tools};
use crate::facts::{Facts, FindingFact};
use crate::policy::{Limits, Policy, WithoutFile};
use crate::reason::Reason;

/// How many places a rule names.
const NAMED: usize = 100;

/// What limits are about.
struct Scope<'a> {
    /// Before the rule's id: `tool-bandit-`.
    id: String,
    /// Behind the title: ` of Bandit`.
    of: String,
    limits: &'a Limits,
    holds: Box<dyn Fn(&FindingFact) -> bool + 'a>,
    /// Why nothing can be said, even if every report was read.
    unscanned: Option<String>,
    /// Where it is about files: what findings are whose file is unknown.
    without_file: Option<WithoutFile>,
}

pub(super) fn rules(policy: &Policy, facts: &Facts, counted: &Counted<'_>) -> Vec<Rule> {
    let whole = Scope {
        id: String::new(),
        of: String::new(),
        limits: &policy.limits,
        holds: Box::new(|_| true),
        unscanned: None,
        without_file: None,
    };
    let of_tools = policy.tools.iter().map(|tool| Scope {
        id: format!("tool-{}-", tools::word(&tool.tool)),
        of: format!(" of {}", tool.tool),
        limits: &tool.limits,
        holds: Box::new(move |finding| {
            let is = |name: &String| name.eq_ignore_ascii_case(&tool.tool);
            is(&finding.tool) || finding.also.iter().any(is)
        }),
        unscanned: (!facts.runs().any(|run| run.tool.eq_ignore_ascii_case(&tool.tool)))
            .then(|| format!("no report is of {}", tool.tool)),
        without_file: None,
    });
    let of_paths = policy.paths.iter().map(|paths| {
        let globs = Globs::of(&paths.files);
        Scope {
            id: format!("paths-{}-", paths.name),
            of: format!(" in {}", paths.name),
            limits: &paths.limits,
            holds: Box::new(move |finding| {
                let counts = finding.path.is_none() && paths.without_file == WithoutFile::Count;
                counts || finding.path.iter().chain(&finding.other_paths).any(|path| globs.hold(path))
            }),
            unscanned: None,
            without_file: Some(paths.without_file),
        }
    });
    let scopes = std::iter::once(whole).chain(of_tools).chain(of_paths);
    scopes.flat_map(|scope| of_scope(&scope, facts, counted)).collect()
}

fn of_scope(scope: &Scope<'_>, facts: &Facts, counted: &Counted<'_>) -> Vec<Rule> {
    let found: Vec<(&FindingFact, Severity)> =
        counted.counting().filter(|(finding, _)| (scope.holds)(finding)).collect();
    // A finding of a package is in no file either, unless its scanner says which file asks for the package.
    let unplaced = |finding: &FindingFact| {
        scope.without_file.is_some() && finding.path.is_none() && !(scope.holds)(finding)
    };
    // The worst severity stands first.
    let one = |(severity, most): (&Severity, &u64)| {
        let lost = counted.counting().filter(|(finding, counts)| counts == severity && unplaced(finding));
        let lost: Vec<&FindingFact> = lost.map(|(finding, _)| finding).collect();
        judge(scope, (*severity, *most), &found, &lost, facts)
    };
    scope.limits.iter().rev().map(one).collect()
}

fn judge(
    scope: &Scope<'_>,
    (severity, most): (Severity, u64),
    found: &[(&FindingFact, Severity)],
    unplaced: &[&FindingFact],
    facts: &Facts,
) -> Rule {
    let word = severity.as_str();
    let id = format!("{}max-{word}", scope.id);
    let title = format!("{word} findings{} ≤ {most}", scope.of);
    let of_severity: Vec<&FindingFact> =
        found.iter().filter(|(_, counts)| *counts == severity).map(|(finding, _)| *finding).collect();
    let number = of_severity.len() as u64;
    let shown = format!("{} of severity {word}{}", count(number, "finding", "findings"), scope.of);
    let (status, reason, message) = if number > most {
        let first =
            of_severity.first().map_or_else(String::new, |finding| format!(", first {}", said(finding)));
        (RuleStatus::Fail, Reason::OverLimit, format!("{shown}, {most} allowed{first}"))
    } else if !facts.complete() {
        let message = format!("{shown} in what could be read; there may be more");
        (RuleStatus::Inconclusive, Reason::ReportsIncomplete, message)
    } else if let Some(why) = &scope.unscanned {
        (RuleStatus::Inconclusive, Reason::NotScanned, format!("{why}, so that nothing is known"))
    } else if let Some(first) = unplaced.first().filter(|_| scope.without_file == Some(WithoutFile::Ignore)) {
        let message = format!(
            "{shown}, {most} allowed; {} left out, first {}",
            count(unplaced.len() as u64, "finding without a file is", "findings without a file are"),
            said(first)
        );
        (RuleStatus::Pass, Reason::WithinLimit, message)
    } else if let Some(first) = unplaced.first().filter(|_| number + unplaced.len() as u64 > most) {
        let message = format!(
            "{shown}, and {} no file of the repository, first {}: they may be there. Have the scanner name files, or say in \
             `without-file` of `paths` whether such findings `count`, or `ignore` them",
            count(unplaced.len() as u64, "finding has", "findings have"),
            said(first)
        );
        (RuleStatus::Inconclusive, Reason::PathsUnknown, message)
    } else {
        (RuleStatus::Pass, Reason::WithinLimit, format!("{shown}, {most} allowed"))
    };
    let mut rule = rule(&id, &title, status, reason, message);
    rule.observed = [("findings".to_owned(), number)].into();
    rule.limit = Some(Limit { op: "<=".to_owned(), ratio: None, count: Some(most) });
    if status == RuleStatus::Fail {
        rule.locations = of_severity.iter().take(NAMED).filter_map(|finding| location(finding)).collect();
    }
    rule
}

/// A finding in a few words.
pub(super) fn said(finding: &FindingFact) -> String {
    let what = finding.aliases.first().unwrap_or(&finding.rule);
    let place = match (&finding.package, &finding.path, finding.line) {
        (Some(package), ..) => format!(" in {}", package.name),
        (None, Some(path), Some(line)) => format!(" at {path}:{line}"),
        (None, Some(path), None) => format!(" in {path}"),
        (None, None, _) => String::new(),
    };
    format!("{what} ({}){place}", finding.tool)
}

/// Where a finding is.
pub(super) fn location(finding: &FindingFact) -> Option<Location> {
    Some(Location {
        path: finding.path.clone()?,
        line: finding.line,
        end_line: finding.end_line,
        message: Some(format!("{} {}: {}", finding.tool, finding.rule, finding.message)),
    })
}
