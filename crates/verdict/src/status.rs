//! What a gate can say, how the words of its rules add up, and the exit code of each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A gate's result. `inconclusive` means no data, or not enough; it is never folded into `pass`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every rule that applies holds.
    Pass,
    /// Nothing failed, and something deserves a look; a waived failure is a warning.
    Warn,
    /// At least one rule does not hold.
    Fail,
    /// The gate had no data, or not enough, to judge.
    Inconclusive,
    /// The gate could not do its work: broken input, a wrong setting, or a run that did not finish.
    Error,
    /// A named policy rule, with its reason, took this gate out.
    Skipped,
}

/// A rule's result: a [`Status`], or `not-applicable` where there is nothing the rule could judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleStatus {
    /// The rule holds.
    Pass,
    /// The rule holds, or its failure is waived, and a person should look.
    Warn,
    /// The rule does not hold.
    Fail,
    /// There was no data for the rule, or not enough.
    Inconclusive,
    /// The rule could not be judged because something is broken.
    Error,
    /// A named policy rule took it out.
    Skipped,
    /// The rule has no object here (a branch limit over code without branches); it counts for nothing.
    NotApplicable,
}

/// How a process ends. Users script against these numbers: they are part of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitCode {
    /// 0: `pass`, `warn`, `skipped`, and whatever the policy lets through.
    Success,
    /// 1: `fail`, and `warn` where `fail-on: warn`.
    Fail,
    /// 2: a wrong input or configuration.
    Usage,
    /// 3: `inconclusive`.
    Inconclusive,
    /// 4: `error`.
    Error,
}

impl ExitCode {
    /// The number handed to the operating system.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Fail => 1,
            Self::Usage => 2,
            Self::Inconclusive => 3,
            Self::Error => 4,
        }
    }
}

impl Status {
    /// All statuses, best known first.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Warn, Self::Fail, Self::Inconclusive, Self::Error, Self::Skipped];

    /// The word in files, outputs and summaries.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }

    /// Adds up rules: fail > error > inconclusive > warn > pass > skipped. Rules that do not apply count for
    /// nothing, and of nothing the answer is `inconclusive`.
    #[must_use]
    pub fn aggregate(rules: impl IntoIterator<Item = RuleStatus>) -> Self {
        rules
            .into_iter()
            .filter_map(RuleStatus::as_status)
            .max_by_key(|status| status.weight())
            .unwrap_or(Self::Inconclusive)
    }

    const fn weight(self) -> u8 {
        match self {
            Self::Skipped => 0,
            Self::Pass => 1,
            Self::Warn => 2,
            Self::Inconclusive => 3,
            Self::Error => 4,
            Self::Fail => 5,
        }
    }
}

impl RuleStatus {
    /// The status this rule adds to its gate; `None` for a rule that does not apply.
    #[must_use]
    pub const fn as_status(self) -> Option<Status> {
        Some(match self {
            Self::Pass => Status::Pass,
            Self::Warn => Status::Warn,
            Self::Fail => Status::Fail,
            Self::Inconclusive => Status::Inconclusive,
            Self::Error => Status::Error,
            Self::Skipped => Status::Skipped,
            Self::NotApplicable => return None,
        })
    }

    /// The word in files and summaries.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self.as_status() {
            Some(status) => status.word(),
            None => "not-applicable",
        }
    }
}

impl From<Status> for RuleStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pass => Self::Pass,
            Status::Warn => Self::Warn,
            Status::Fail => Self::Fail,
            Status::Inconclusive => Self::Inconclusive,
            Status::Error => Self::Error,
            Status::Skipped => Self::Skipped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_the_answer_is_inconclusive() {
        assert_eq!(Status::aggregate([]), Status::Inconclusive);
        assert_eq!(Status::aggregate([RuleStatus::NotApplicable]), Status::Inconclusive);
    }

    #[test]
    fn the_order_is_fail_error_inconclusive_warn_pass_skipped() {
        let order = [
            RuleStatus::Fail,
            RuleStatus::Error,
            RuleStatus::Inconclusive,
            RuleStatus::Warn,
            RuleStatus::Pass,
            RuleStatus::Skipped,
        ];
        for (at, strongest) in order.iter().enumerate() {
            let expected = strongest.as_status().unwrap();
            assert_eq!(Status::aggregate(order[at..].iter().copied()), expected);
            assert_eq!(Status::aggregate(order[at..].iter().rev().copied()), expected);
        }
    }

    #[test]
    fn inconclusive_is_never_folded_into_pass() {
        for other in [RuleStatus::Pass, RuleStatus::Warn, RuleStatus::Skipped, RuleStatus::NotApplicable] {
            assert_eq!(Status::aggregate([other, RuleStatus::Inconclusive]), Status::Inconclusive);
        }
    }

    #[test]
    fn words_are_what_serde_writes() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.word());
            assert_eq!(serde_json::to_value(RuleStatus::from(status)).unwrap(), status.word());
        }
        assert_eq!(serde_json::to_value(RuleStatus::NotApplicable).unwrap(), RuleStatus::NotApplicable.word());
    }
}
