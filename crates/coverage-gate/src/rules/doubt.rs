//! What keeps a total from being judged although every report could be read: data that are not there, or are lost.

use coverage::{Format, Metric, Problem, ProblemCode};
use verdict::ratio::grouped;
use verdict::{Counts, Ratio};

use crate::facts::{Facts, ReportContent};
use crate::reason::Reason;

/// Why the metric was not measured over all of the code, if so.
pub(super) fn about(metric: Metric, facts: &Facts) -> Option<(Reason, String)> {
    let (word, what) = (metric.word(), metric.plural());
    let total = facts.totals().get(&metric).map(|counts| counts.total);
    if metric == Metric::Line && total == Some(0) || lines(facts) == 0 && total == Some(0) {
        let message = "the reports name files and not one line: check what the test run measured";
        return Some((Reason::NothingMeasured, message.to_owned()));
    }
    let silent: Vec<&str> = silent(metric, facts).collect();
    match (silent.first(), silent.len() == facts.reports.len()) {
        (None, _) => {}
        (Some(_), true) => {
            let message = format!(
                "the reports hold no {word} data: have the test tool measure {what}{}, or take the limit out",
                hint(metric)
            );
            return Some((Reason::NotMeasured, message));
        }
        (Some(first), false) => {
            let message = format!(
                "{first} holds no {word} data and others do: measure {what} there too{}, or judge that report in a gate of its own (gate-id)",
                hint(metric)
            );
            return Some((Reason::PartlyMeasured, message));
        }
    }
    lost(metric, facts).map(|(place, problem)| {
        (Reason::DataLost, format!("{word} data were lost in {place}: {}", problem.message))
    })
}

/// The reports that have lines and do not show that the metric was measured. "None" counts as measured only where the format's
/// tools always look: LCOV's `BRF:0` does not say so, llvm-cov writes it without having looked.
fn silent(metric: Metric, facts: &Facts) -> impl Iterator<Item = &str> {
    let silent = move |content: &ReportContent| {
        let total = content.totals.get(&metric).map(|counts| counts.total);
        let holds_code = content.totals.values().any(|counts| counts.total > 0);
        if metric == Metric::Line && !holds_code {
            // Files of types or constants alone: there is nothing that could have been measured.
            return false;
        }
        total.is_none() || total == Some(0) && !always_measures(content.format, metric)
    };
    facts
        .reports
        .iter()
        .filter(move |report| report.content.as_ref().is_some_and(silent))
        .map(|r| r.path.as_str())
}

const fn always_measures(format: Format, metric: Metric) -> bool {
    matches!(
        (format, metric),
        (Format::Jacoco, Metric::Branch | Metric::Function)
            | (
                // Istanbul instruments all three at once, so that an empty map is a program without any.
                Format::IstanbulJson | Format::IstanbulSummary,
                Metric::Branch | Metric::Function | Metric::Statement
            )
    )
}

/// The first problem that lost data of the metric, with its report: a share of the rest proves nothing.
fn lost(metric: Metric, facts: &Facts) -> Option<(&str, &Problem)> {
    let loses = |problem: &&Problem| match problem.code {
        ProblemCode::BranchCounts => metric == Metric::Branch,
        ProblemCode::UnmatchedFunction => metric == Metric::Function,
        ProblemCode::McdcSkipped => metric == Metric::Mcdc,
        // A source file whose own counter does not fit its lines: some of them are missing.
        ProblemCode::CounterDiffers => metric == Metric::Line,
        _ => false,
    };
    facts.reports.iter().find_map(|report| {
        let problems = report.content.iter().flat_map(|content| &content.problems);
        problems.into_iter().find(loses).map(|problem| (report.path.as_str(), problem))
    })
}

/// Why a total that reaches its limit does not count: with what the reports say is uncovered, and do not list, it would miss it.
pub(super) fn claimed_below(metric: Metric, limit: Ratio, facts: &Facts, counts: Counts) -> Option<String> {
    let unlisted: u64 = facts
        .contents()
        .filter(|content| claims_in_the_same_units(content, metric))
        .filter_map(|content| content.claims.get(&metric).zip(content.totals.get(&metric)))
        .map(|(claim, listed)| claim.missed().saturating_sub(listed.missed()))
        .sum();
    let worst = Counts { covered: counts.covered, total: counts.total.saturating_add(unlisted) };
    (limit.is_reached_by(worst) == Some(false)).then(|| {
        format!(
            "{} coverage {} by what the reports list, but they claim {} more uncovered {}, with which it would miss {}: a report was cut, or two files of it bear one name",
            metric.word(),
            counts.percent(),
            grouped(unlisted),
            metric.plural(),
            limit.percent()
        )
    })
}

/// Whether what a report claims counts what its lines count, so that a difference is missing from the lines. gcovr counts a
/// line once for each instance of its function, in Cobertura and in LCOV, which does not name it.
fn claims_in_the_same_units(content: &ReportContent, metric: Metric) -> bool {
    let coverage_py = content.producer.as_deref().is_some_and(|name| name.starts_with("coverage.py"));
    let units = matches!(metric, Metric::Branch | Metric::Mcdc);
    let same = content.format == Format::Jacoco || units || coverage_py;
    same && !content.claims_repeat
}

fn lines(facts: &Facts) -> u64 {
    facts.totals().get(&Metric::Line).map_or(0, |counts| counts.total)
}

const fn hint(metric: Metric) -> &'static str {
    match metric {
        Metric::Branch => " (coverage.py: --branch; lcov: --rc branch_coverage=1)",
        Metric::Mcdc => " (clang: -fcoverage-mcdc; gcc: -fcondition-coverage; lcov: --mcdc-coverage)",
        _ => "",
    }
}
