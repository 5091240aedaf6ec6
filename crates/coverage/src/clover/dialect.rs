//! Who wrote a Clover report, and what the same attributes mean there.

use crate::metric::Metric;
use crate::model::Pair;

/// The writers that differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Dialect {
    /// OpenClover: a condition's two ways, each with how often it was taken, and one element for each statement.
    Clover { version: String },
    /// Devel::Cover: `truecount` is how many of a branch's two ways were taken, `falsecount` how many never can be.
    DevelCover { version: String },
    /// Istanbul: `truecount` is how many of a line's branches were taken, `falsecount` how many were not; statements
    /// are lines, and methods are in the totals alone.
    Istanbul,
    /// gcovr: statements are lines, once for each instance of a template; it counts no branches and no methods.
    Gcovr,
    /// PHPUnit, the only one that gives no version: statements are lines. A method is covered there when each of its
    /// lines is, which is another unit than ours. A `cond` of somebody else may mean either of the above.
    PhpUnit,
    /// Istanbul's version without its project's name, which may be the old Clover's own.
    Doubtful,
}

/// How many ways out a condition of Clover has.
const WAYS: u32 = 2;

/// The version that Istanbul has written since its beginning.
const ISTANBUL: &str = "3.2.0";

impl Dialect {
    pub(super) fn of(version: Option<&str>, generated: Option<&str>, project: &str) -> Self {
        match version {
            None => Self::PhpUnit,
            Some(ISTANBUL) if project.eq_ignore_ascii_case("all files") => Self::Istanbul,
            Some(ISTANBUL) => Self::Doubtful,
            // Both are the time in seconds.
            Some(_) if version == generated => Self::Gcovr,
            Some(version) if project == "Devel::Cover::Report::Clover" => {
                Self::DevelCover { version: version.to_owned() }
            }
            Some(version) => Self::Clover { version: version.to_owned() },
        }
    }

    pub(super) fn into_producer(self) -> Option<String> {
        match self {
            Self::Clover { version } => Some(format!("Clover {version}")),
            Self::DevelCover { version } => Some(format!("Devel::Cover::Report::Clover {version}")),
            Self::Istanbul => Some("Istanbul".to_owned()),
            Self::Gcovr => Some("gcovr".to_owned()),
            Self::PhpUnit | Self::Doubtful => None,
        }
    }

    /// What the writer calls statements.
    pub(super) const fn statements(&self) -> Metric {
        match self {
            Self::Clover { .. } | Self::DevelCover { .. } | Self::Doubtful => Metric::Statement,
            Self::Istanbul | Self::Gcovr | Self::PhpUnit => Metric::Line,
        }
    }

    /// Whether the project's total counts what we count.
    pub(super) fn claims(&self, metric: Metric) -> bool {
        match self {
            Self::Clover { .. } | Self::Istanbul | Self::Doubtful => true,
            // Its conditionals are branches and conditions, and only branches are listed.
            Self::DevelCover { .. } => metric != Metric::Branch,
            Self::Gcovr => metric == Metric::Line,
            Self::PhpUnit => metric != Metric::Function,
        }
    }

    /// Whether a condition has two ways, so that each has an identity.
    pub(super) const fn has_ways(&self) -> bool {
        matches!(self, Self::Clover { .. })
    }

    /// How often a condition ran that has no count of its own.
    pub(super) const fn times(&self, taken: u32, other: u32) -> u32 {
        match self {
            Self::DevelCover { .. } => taken,
            _ => taken.saturating_add(other),
        }
    }

    /// A condition's branches where it is not known which: Istanbul's numbers, or the lower of both readings.
    pub(super) fn branches(&self, line: u32, taken: u32, other: u32) -> Pair {
        if matches!(self, Self::DevelCover { .. }) {
            return Pair::new(line, taken.min(WAYS), WAYS);
        }
        let counted = Pair::new(line, taken, taken.saturating_add(other));
        if *self == Self::Istanbul {
            return counted;
        }
        let ways = Pair::new(line, u32::from(taken > 0) + u32::from(other > 0), WAYS);
        let share = |one: Pair, total: u32| u64::from(one.covered) * u64::from(total);
        if counted.total > 0 && share(counted, ways.total) < share(ways, counted.total) {
            counted
        } else {
            ways
        }
    }

    /// Whether a file's length is known: PHPUnit reports lines past the end of a file; Devel::Cover's length is another
    /// number.
    pub(super) fn knows_length(&self) -> bool {
        *self == Self::PhpUnit
    }
}
