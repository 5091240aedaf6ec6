//! Results as findings.

use jiff::civil::Date;
use runner::Setting;
use sarif::{Document, Finding, Kind, Places, Reading, RunView};

use super::checkout_files::CheckoutFiles;
use super::spread;
use crate::facts::FindingFact;
use crate::policy::Policy;

/// How many other files of a finding are kept.
const OTHERS: usize = 20;

/// How many results one thread takes at a time.
const PIECE: usize = 512;

/// Every result of the merged log, by run and result; several threads read them.
pub(super) fn read_all(
    document: &Document<'_>,
    policy: &Policy,
    setting: &Setting,
    files: &CheckoutFiles,
) -> Vec<Finding> {
    let roots = [setting.workspace.root().to_string_lossy().into_owned()];
    let numbers: Vec<usize> = (0..document.runs()).collect();
    let runs: Vec<RunView<'_>> = spread::each(&numbers, |at| {
        let text = document.run(*at).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        RunView::parse(text).unwrap_or_default()
    });
    let results: Vec<Vec<&[u8]>> = numbers.iter().map(|at| document.results(*at).collect()).collect();
    let mut pieces = Vec::new();
    for (at, (run, results)) in runs.iter().zip(&results).enumerate() {
        pieces.extend(
            (0..).step_by(PIECE).zip(results.chunks(PIECE)).map(|(first, texts)| (at, run, first, texts)),
        );
    }
    let read = spread::each(&pieces, |(at, run, first, texts)| {
        let has = |path: &str| files.has(path);
        let line_hash = |path: &sarif::RepositoryPath, line: u64| files.line_hash(path, line);
        let expired = |time: &str| is_over(time, setting.today);
        let reading = Reading {
            severities: &policy.severities,
            places: Places { roots: &roots, has: Some(&has) },
            line_hash: &line_hash,
            expired: &expired,
        };
        let mut found = Vec::with_capacity(texts.len());
        for (bytes, result) in texts.iter().zip(*first..) {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            found.push(Finding::read(run, text, (*at, result), &reading));
        }
        found
    });
    let mut all = Vec::with_capacity(results.iter().map(Vec::len).sum());
    all.extend(read.into_iter().flatten());
    all
}

/// Whether a time such as `2026-12-31T00:00:00Z` is over; what is no time is.
fn is_over(time: &str, today: Date) -> bool {
    let moment = time.parse::<jiff::Timestamp>().map(|moment| moment.strftime("%Y-%m-%d").to_string());
    let day: Option<Date> = moment.as_deref().unwrap_or(time).parse().ok();
    // `2099-01-01 and some words` is no day: only a whole text is one.
    let whole = moment.is_ok() || day.is_some_and(|day| day.to_string() == time);
    !whole || day.is_none_or(|day| day < today)
}

/// What passed, does not apply, or is told for information is no finding.
pub(super) fn counts(finding: &Finding) -> bool {
    matches!(finding.kind, Kind::Fail | Kind::Open | Kind::Review)
}

/// A finding as the decision sees it.
pub(super) fn fact(mut finding: Finding) -> FindingFact {
    let members = std::mem::take(&mut finding.members).into_iter().map(|member| FindingFact {
        title: String::new(),
        message: String::new(),
        help: None,
        ..fact(member)
    });
    let members = members.collect();
    let spot = finding.spot.as_ref();
    let mut also: Vec<String> = finding.sources.iter().map(|source| source.tool.clone()).collect();
    also.sort();
    also.dedup();
    also.retain(|tool| *tool != finding.tool);
    FindingFact {
        other_paths: finding.others.iter().take(OTHERS).map(|spot| spot.path.as_str().to_owned()).collect(),
        path: spot.map(|spot| spot.path.as_str().to_owned()),
        line: spot.and_then(|spot| spot.line),
        end_line: spot.and_then(|spot| spot.end_line),
        title: if finding.title == finding.rule { String::new() } else { finding.title },
        // What the log holds in parts, in arguments or around letters that cannot be seen, is put together here.
        message: sarif::plain_line(&crate::redact::text(&finding.message), 300),
        kind: Some(finding.kind).filter(|kind| *kind != Kind::Fail),
        severity: finding.severity,
        step: finding.step,
        at_least: finding.at_least,
        identity: finding.identity.key,
        fingerprint: finding.fingerprint,
        aliases: finding.aliases,
        package: finding.package,
        cwes: finding.cwes,
        suppressed: finding.suppressed,
        also,
        first_seen: None,
        help: finding.help_uri,
        members,
        tool: finding.tool,
        rule: finding.rule,
    }
}
