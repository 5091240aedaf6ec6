//! The policy: inputs, validated.

use std::collections::BTreeMap;

use coverage::Metric;
use runner::{InputError, Inputs};
use serde::{Deserialize, Serialize};
use verdict::{FailOn, Ratio};

use crate::action::LIMITS;

/// What is judged, and against which limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Globs of the reports, in the order given.
    pub files: Vec<String>,
    /// The least share of each metric, as an exact ratio.
    pub limits: BTreeMap<Metric, Ratio>,
    /// Whether the built-in limit stands in for one that nobody set.
    pub bootstrap: bool,
    /// From which status on the pipeline stops.
    pub fail_on: FailOn,
    /// Whether the gate only reports.
    pub report_only: bool,
}

/// The limit that applies where no limit is given: a gate without a limit would pass on anything.
const BUILT_IN: (Metric, u64, u64) = (Metric::Line, 4, 5);

impl Policy {
    pub(crate) fn from_inputs(inputs: &Inputs) -> Result<Self, InputError> {
        let files = inputs.lines("files");
        if files.iter().all(|pattern| pattern.starts_with('!')) {
            return Err(InputError::new("files", "only takes files out: name at least one report"));
        }
        let mut limits = BTreeMap::new();
        for (metric, name) in LIMITS {
            if let Some(ratio) = inputs.percent(name)? {
                limits.insert(metric, ratio);
            }
        }
        let bootstrap = limits.is_empty();
        if bootstrap {
            let (metric, numerator, denominator) = BUILT_IN;
            limits.extend(Ratio::new(numerator, denominator).map(|ratio| (metric, ratio)));
        }
        Ok(Self {
            files,
            limits,
            bootstrap,
            fail_on: inputs.fail_on()?,
            report_only: inputs.boolean("report-only")?,
        })
    }
}
