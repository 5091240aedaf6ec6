//! Whether a pipeline goes on: what a status means under `fail-on` and `report-only`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::status::{ExitCode, Status};

/// From which status on a gate stops the pipeline. `error` always stops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Only a failed rule stops; a gate that could not measure does not.
    Fail,
    /// A failed rule stops, and so does a gate that could not measure.
    #[default]
    Inconclusive,
    /// A warning stops too.
    Warn,
}

/// What the pipeline does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The step succeeds.
    Proceed,
    /// The step fails.
    Stop,
}

/// A status and a policy, made into what the pipeline does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// What the pipeline does next.
    pub action: Action,
    /// From which status on this gate stops.
    pub fail_on: FailOn,
    /// Whether the gate only reports: the job stays green, and the verdict says that it did not block.
    pub report_only: bool,
}

impl FailOn {
    /// The words that the input accepts.
    pub const WORDS: [&'static str; 3] = ["fail", "inconclusive", "warn"];

    /// Reads the input's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "fail" => Self::Fail,
            "inconclusive" => Self::Inconclusive,
            "warn" => Self::Warn,
            _ => return None,
        })
    }

    const fn stops(self, status: Status) -> bool {
        match status {
            Status::Fail | Status::Error => true,
            Status::Inconclusive => matches!(self, Self::Inconclusive | Self::Warn),
            Status::Warn => matches!(self, Self::Warn),
            Status::Pass | Status::Skipped => false,
        }
    }
}

impl Decision {
    /// Decides. `report_only` keeps the job green for all but `error`: a gate that is broken judges nothing, and
    /// a team that is getting used to it must hear so.
    #[must_use]
    pub const fn of(status: Status, fail_on: FailOn, report_only: bool) -> Self {
        let stops = fail_on.stops(status) && (!report_only || matches!(status, Status::Error));
        Self { action: if stops { Action::Stop } else { Action::Proceed }, fail_on, report_only }
    }

    /// The exit code that carries this decision.
    #[must_use]
    pub const fn exit_code(self, status: Status) -> ExitCode {
        match (self.action, status) {
            (Action::Proceed, _) => ExitCode::Success,
            (Action::Stop, Status::Inconclusive) => ExitCode::Inconclusive,
            (Action::Stop, Status::Error) => ExitCode::Error,
            (Action::Stop, _) => ExitCode::Fail,
        }
    }
}

impl Action {
    /// The word in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Proceed => "proceed",
            Self::Stop => "stop",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exit codes of pass, warn, fail, inconclusive, error, skipped, as verdict.md states them.
    fn exits(fail_on: FailOn, report_only: bool) -> [u8; 6] {
        Status::ALL.map(|status| Decision::of(status, fail_on, report_only).exit_code(status).number())
    }

    #[test]
    fn by_default_no_data_stops_with_3_and_a_broken_gate_with_4() {
        assert_eq!(exits(FailOn::default(), false), [0, 0, 1, 3, 4, 0]);
    }

    #[test]
    fn fail_on_chooses_from_where_a_gate_stops_and_error_always_does() {
        assert_eq!(exits(FailOn::Fail, false), [0, 0, 1, 0, 4, 0]);
        assert_eq!(exits(FailOn::Warn, false), [0, 1, 1, 3, 4, 0]);
    }

    #[test]
    fn report_only_keeps_the_job_green_for_all_but_error() {
        for fail_on in [FailOn::Fail, FailOn::Inconclusive, FailOn::Warn] {
            assert_eq!(exits(fail_on, true), [0, 0, 0, 0, 4, 0]);
        }
    }

    #[test]
    fn every_word_is_read_back() {
        for word in FailOn::WORDS {
            assert_eq!(serde_json::to_value(FailOn::from_word(word).unwrap()).unwrap(), word);
        }
        assert_eq!(FailOn::from_word("never"), None);
    }
}
