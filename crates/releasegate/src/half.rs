//! The two halves of the front door: coverage, and what scanners found.

use serde::{Deserialize, Serialize};

/// The front door's own name, and its gate's id where nobody gives one.
pub const NAME: &str = "releasegate";

/// What one of the gates judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// Coverage reports, judged by coverage-gate.
    Coverage,
    /// Reports of scanners, judged by sarif-merge.
    Reports,
}

impl Half {
    /// Both, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Coverage, Self::Reports];

    /// The input, the step of action.yml and the rule of this half.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Reports => "reports",
        }
    }

    /// What is looked for, for people.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Coverage => "coverage report",
            Self::Reports => "scanner report",
        }
    }

    /// The gate that judges it.
    #[must_use]
    pub const fn tool(self) -> &'static str {
        match self {
            Self::Coverage => "coverage-gate",
            Self::Reports => "sarif-merge",
        }
    }

    /// The gate's section of the policy file.
    #[must_use]
    pub const fn section(self) -> &'static str {
        match self {
            Self::Coverage => "coverage",
            Self::Reports => "sarif",
        }
    }

    /// The output of the search that the gate reads as `files`.
    #[must_use]
    pub const fn files_output(self) -> &'static str {
        match self {
            Self::Coverage => "coverage-files",
            Self::Reports => "report-files",
        }
    }

    /// The output of the search that names the gate.
    #[must_use]
    pub const fn id_output(self) -> &'static str {
        match self {
            Self::Coverage => "coverage-id",
            Self::Reports => "reports-id",
        }
    }

    /// The file below the runner's temporary folder that the gate's step takes for its summary.
    #[must_use]
    pub const fn summary_file(self) -> &'static str {
        match self {
            Self::Coverage => "releasegate-coverage.md",
            Self::Reports => "releasegate-reports.md",
        }
    }

    /// The id of its gate, under a front door of this id.
    #[must_use]
    pub fn gate_id(self, front: &str) -> String {
        if front == NAME { self.tool().to_owned() } else { format!("{front}-{}", self.word()) }
    }

    /// How people get such a report.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Coverage => {
                "write one before this step, such as coverage.xml with `python -m coverage run -m pytest && python -m coverage xml`, or lcov.info with `npx jest --coverage`; or write `coverage: none` if there is none to come"
            }
            Self::Reports => {
                "run a scanner before this step and let it write SARIF, such as `semgrep scan --config auto --sarif --output semgrep.sarif`; or write `reports: none` if there is none to come"
            }
        }
    }
}

/// One of each half.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    /// Of coverage.
    pub coverage: T,
    /// Of scanners' reports.
    pub reports: T,
}

impl<T> Both<T> {
    /// Made for each half, in order.
    ///
    /// # Errors
    /// The first that could not be made.
    pub fn try_of<E>(mut make: impl FnMut(Half) -> Result<T, E>) -> Result<Self, E> {
        Ok(Self { coverage: make(Half::Coverage)?, reports: make(Half::Reports)? })
    }

    /// That of a half.
    pub const fn of(&self, half: Half) -> &T {
        match half {
            Half::Coverage => &self.coverage,
            Half::Reports => &self.reports,
        }
    }

    /// That of a half, to be changed.
    pub const fn of_mut(&mut self, half: Half) -> &mut T {
        match half {
            Half::Coverage => &mut self.coverage,
            Half::Reports => &mut self.reports,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_front_doors_have_gates_of_several_names() {
        assert_eq!(Half::ALL.map(|half| half.gate_id(NAME)), ["coverage-gate", "sarif-merge"]);
        assert_eq!(Half::ALL.map(|half| half.gate_id("shop")), ["shop-coverage", "shop-reports"]);
    }
}
