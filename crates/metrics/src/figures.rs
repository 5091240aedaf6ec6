//! What was measured of one service in one environment.

use ledger::name::Slug;
use ledger::predicate::Tier;
use serde::Serialize;

use crate::failing::{FailRate, Recovery};
use crate::frequency::Frequency;
use crate::lead::LeadTime;
use crate::pipeline::Pipeline;
use crate::rework::Rework;

/// The figures of one service in one environment, over a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// What was deployed.
    pub service: Slug,
    /// Where to.
    pub environment: Slug,
    /// What the environment is for, as its last record says.
    pub tier: Tier,
    /// How often.
    pub deployment_frequency: Frequency,
    /// How long a change took.
    pub change_lead_time: LeadTime,
    /// How many broke something.
    pub change_fail_rate: FailRate,
    /// How long until that was repaired.
    pub failed_deployment_recovery_time: Recovery,
    /// How many were repairs.
    pub rework_rate: Rework,
    /// What teams watch beside DORA's.
    pub pipeline: Pipeline,
    /// Why a figure may be wrong.
    pub doubts: Doubts,
}

/// A share, exactly: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The numerator.
    pub count: u64,
    /// The denominator; at least one.
    pub of: u64,
}

impl Share {
    /// So many of so many; nothing of none.
    #[must_use]
    pub fn of(count: usize, of: usize) -> Option<Self> {
        (of > 0).then_some(Self { count: count as u64, of: of as u64 })
    }

    /// With four decimals, rounded down: `0.3333`.
    #[must_use]
    pub fn decimal(self) -> String {
        let scaled = u128::from(self.count) * 10_000 / u128::from(self.of.max(1));
        format!("{}.{:04}", scaled / 10_000, scaled % 10_000)
    }

    /// In percent with one decimal, rounded down: `33.3 %`.
    #[must_use]
    pub fn percent(self) -> String {
        let scaled = u128::from(self.count) * 1000 / u128::from(self.of.max(1));
        format!("{}.{} %", scaled / 10, scaled % 10)
    }
}

/// What was left out of the figures or counted by a rule, so that somebody can look: numbers of rollouts in the window unless said otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Doubts {
    /// Failures of which no record says whether they took traffic: they count as if they had.
    pub impact_unknown: usize,
    /// Found running, with no record of how it came there: in no figure.
    pub adopted: usize,
    /// Cancelled, and in no figure.
    pub cancelled: usize,
    /// Begun at any time up to the end of the window and never ended: in no figure.
    pub open: usize,
    /// With records that later ones correct: what was recorded first counts, and both are in the ledger.
    pub amended: usize,
    /// Deployments there that are known to have no record.
    pub gaps: usize,
    /// Entries of the whole ledger that say nothing any more.
    pub erased: usize,
    /// Incidents in the window of which nobody said what caused them.
    pub incidents_without_cause: usize,
    /// Incidents whose cause is inferred and not named.
    pub causes_inferred: usize,
}

impl Doubts {
    /// Each that there is, as a sentence.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let told = [
            (
                self.impact_unknown,
                "failed without a word of whether traffic was taken, and counts as a failure",
                "failed without a word of whether traffic was taken, and count as failures",
            ),
            (
                self.adopted,
                "was found running, with no record of a deployment, and is in no figure",
                "were found running, with no record of a deployment, and are in no figure",
            ),
            (self.cancelled, "was cancelled and is in no figure", "were cancelled and are in no figure"),
            (
                self.open,
                "began and never ended, and is in no figure",
                "began and never ended, and are in no figure",
            ),
            (
                self.amended,
                "has records that later ones correct; what was recorded first counts",
                "have records that later ones correct; what was recorded first counts",
            ),
            (self.gaps, "is known to have no record", "are known to have no record"),
            (
                self.erased,
                "entry of the ledger was erased and says nothing",
                "entries of the ledger were erased and say nothing",
            ),
            (
                self.incidents_without_cause,
                "incident has no cause that anybody named",
                "incidents have no cause that anybody named",
            ),
            (
                self.causes_inferred,
                "incident has a cause that was inferred",
                "incidents have a cause that was inferred",
            ),
        ];
        let words = |(count, one, many): &(usize, &str, &str)| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {many}")),
        };
        told.iter().filter_map(words).collect()
    }
}
