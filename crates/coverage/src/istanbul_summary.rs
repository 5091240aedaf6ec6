//! Istanbul's `coverage-summary.json` (reporter `json-summary`): the totals of each file, and of all. There are no lines in
//! it, so that it can be judged as a whole and united with nothing.

use verdict::Counts;

use crate::error::ReadError;
use crate::json::{Findings, Handler, Item, Value, stated};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileCoverage, Hits, Standing};
use crate::report::{Format, Report};

/// Begins a report.
pub(crate) fn handler<'a>(limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(Summary { found: Findings::new(Hits::Max, limits), open: MetricCounts::new() })
}

struct Summary<'a> {
    found: Findings<'a>,
    /// The totals of one file.
    open: MetricCounts,
}

impl Handler for Summary<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        let Item::Member(kind, value) = item else {
            return Err(ReadError::malformed(format!("{key:?} holds no totals")));
        };
        let metric = match kind {
            "lines" => Metric::Line,
            "statements" => Metric::Statement,
            "functions" => Metric::Function,
            "branches" => Metric::Branch,
            // `branchesTrue` counts branches again, in another way.
            _ => return Ok(()),
        };
        self.open.insert(metric, totals(value)?);
        Ok(())
    }

    fn close(&mut self, key: &str) -> Result<(), ReadError> {
        let open = std::mem::take(&mut self.open);
        if !open.contains_key(&Metric::Line) {
            return Err(ReadError::malformed(format!("{key:?} has no total of `lines`")));
        }
        if key == "total" {
            self.found.claims = open;
            return Ok(());
        }
        let key = self.found.key(key, None)?;
        let mut file = FileCoverage { standing: Standing::Totals, ..FileCoverage::default() };
        open.into_iter().for_each(|(metric, counts)| file.state(metric, counts));
        self.found.add(key, file)
    }

    fn finish(self: Box<Self>) -> Result<Report, ReadError> {
        Ok(self.found.report(Format::IstanbulSummary))
    }
}

/// `pct` is never read: it is floored, and `"Unknown"` where there is nothing. What is `skipped` was taken out by a comment
/// and counts as covered in reports of Istanbul before 1.0; here it counts as nothing.
fn totals(value: Value<'_>) -> Result<Counts, ReadError> {
    let (mut covered, mut total, mut skipped) = (None, None, 0);
    value.object(|key, value| {
        match key {
            "covered" => covered = Some(value.whole()?),
            "total" => total = Some(value.whole()?),
            "skipped" => skipped = value.whole()?,
            _ => {}
        }
        Ok(())
    })?;
    let (Some(covered), Some(total)) = (covered, total) else {
        return Err(ReadError::malformed("a total has no `covered` and `total`"));
    };
    stated(covered.saturating_sub(skipped), total.saturating_sub(skipped))
}

#[cfg(test)]
mod tests;
