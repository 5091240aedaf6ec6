//! The badge: line coverage as an SVG file beside the verdict.

use coverage::Metric;
use runner::evidence;
use runner::gate::{Notice, Outcome};
use surface::{Tone, badge};
use verdict::Status;

use crate::details::Details;
use crate::facts::Facts;
use crate::policy::Policy;

/// Writes it, wherever a run judged lines.
pub(crate) fn write(outcome: &Outcome<'_, Policy, Facts>) -> Option<Notice> {
    outcome.judged?;
    let details = Details::from_map(&outcome.verdict.details);
    let counts = details.totals.get(&Metric::Line).copied()?;
    let (value, tone) = match outcome.verdict.status {
        Status::Pass => (counts.percent(), Tone::Good),
        Status::Warn => (counts.percent(), Tone::Fair),
        Status::Fail => (counts.percent(), Tone::Bad),
        // A number that was not judged is not shown as if it were.
        Status::Inconclusive | Status::Error | Status::Skipped => ("unknown".to_owned(), Tone::Unknown),
    };
    let gate = &outcome.verdict.gate;
    let label = if gate.id == gate.tool { "coverage" } else { gate.id.as_str() };
    let name = format!("{}.badge.svg", outcome.setting.gate_id);
    let written =
        evidence::keep(outcome.setting.workspace.root(), &name, badge(label, &value, tone).as_bytes());
    Some(match written {
        Ok(path) => Notice::done(format!("Badge: {path}")).with_output("badge-path", path),
        Err(error) => Notice::failed(format!("the badge was not written: {error:#}")),
    })
}
