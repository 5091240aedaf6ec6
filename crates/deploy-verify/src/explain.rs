//! What the policy asks for, in words, before anything is done.

use runner::gate::Origin;
use runner::report::{Block, Piece, Report, Section};

use crate::length::shown;
use crate::policy::Policy;

/// The report.
pub(crate) fn report(policy: &Policy, origin: Option<&Origin>) -> Report {
    let from = origin.map_or_else(|| "the inputs alone".to_owned(), |origin| origin.path.clone());
    let mut lines = vec![vec![Piece::plain("The policy comes from "), Piece::code(from)], retries(policy)];
    lines.extend(
        policy
            .checks
            .iter()
            .map(|check| vec![Piece::plain(format!("{} ", check.method)), Piece::code(check.url.clone())]),
    );
    let step = |step: &crate::policy::Step| {
        vec![Piece::plain(format!("{} %, then a pause of {}", step.percent, shown(step.pause_ms)))]
    };
    lines.extend(policy.steps.iter().map(step));
    lines.extend(
        policy.metrics.iter().map(|metric| vec![Piece::plain("The metric "), Piece::code(metric.name.clone())]),
    );
    let back = if policy.rollback.is_some() {
        "A command goes back, once at most."
    } else {
        "Nothing is gone back from by this step."
    };
    lines.push(vec![Piece::plain(back)]);
    Report {
        title: "Deployment check".to_owned(),
        headline: format!(
            "{}, {}, {}; nothing was done",
            counted(policy.checks.len(), "check", "checks"),
            counted(policy.steps.len(), "step", "steps"),
            counted(policy.metrics.len(), "metric", "metrics"),
        ),
        sections: vec![Section { heading: None, folded: false, blocks: vec![Block::List(lines)] }],
        ..Report::default()
    }
}

fn retries(policy: &Policy) -> Vec<Piece> {
    let retries = &policy.retries;
    vec![Piece::plain(format!(
        "After {}, up to {} tries with {} between them, of which {} in a row must hold; all within {}",
        shown(retries.initial_delay_ms),
        retries.tries,
        shown(retries.interval_ms),
        retries.successes,
        shown(retries.deadline_ms),
    ))]
}

fn counted(number: usize, one: &str, many: &str) -> String {
    runner::text::count(u64::try_from(number).unwrap_or(u64::MAX), one, many)
}
