//! What the action takes and gives.

use crate::policy::{Unmapped, Unreported};
use coverage::Metric;
use runner::action::{COMMON_INPUTS, COMMON_OUTPUTS, GATE_INPUTS};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

/// The metrics that have a limit input, with its name.
pub const LIMITS: [(Metric, &str); 4] = [
    (Metric::Line, "min-line"),
    (Metric::Branch, "min-branch"),
    (Metric::Function, "min-function"),
    (Metric::Statement, "min-statement"),
];

const fn limit(name: &'static str, about: &'static str) -> InputSpec {
    InputSpec { name, kind: Kind::Percent, default: "", required: false, about }
}

const INPUTS: &[InputSpec] = &[
    InputSpec {
        name: "files",
        kind: Kind::Lines,
        default: "",
        required: true,
        about: "Globs of the coverage reports, one per line; a line that starts with ! takes files out. Every line must match a file.",
    },
    limit(
        "min-line",
        "Least line coverage in percent, such as 80 or 79.5. If no limit at all is given, it is 80.",
    ),
    limit("min-branch", "Least branch coverage in percent."),
    limit("min-function", "Least function (method) coverage in percent."),
    limit("min-statement", "Least statement coverage in percent, for formats that count statements."),
    InputSpec {
        name: "expected-reports",
        kind: Kind::Lines,
        default: "",
        required: false,
        about: "Which reports must have arrived: a number, or one glob per line, each of which must match exactly one report. Missing, surplus and repeated ones, and any older than the commit, keep the limits from being judged.",
    },
    InputSpec {
        name: "path-map",
        kind: Kind::Lines,
        default: "",
        required: false,
        about: "Lines `from => to`: a folder as reports write it (`.` for whatever is relative), and its name in the repository (`.` for the repository itself).",
    },
    InputSpec {
        name: "unmapped",
        kind: Kind::Choice(&Unmapped::WORDS),
        default: "warn",
        required: false,
        about: "What to do if reports name files that git does not track, or that may be several tracked files: warn, fail or ignore.",
    },
    InputSpec {
        name: "sources",
        kind: Kind::Lines,
        default: "",
        required: false,
        about: "Globs of the tracked files that should be in a report, one per line, such as src/**/*.py; a line that starts with ! takes files out.",
    },
    InputSpec {
        name: "unreported",
        kind: Kind::Choice(&Unreported::WORDS),
        default: "count",
        required: false,
        about: "What to do with files of `sources` that are in no report: count (their lines that are not blank are uncovered), fail, warn or ignore.",
    },
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec {
        name: "line-coverage",
        about: "Line coverage in percent, floored to two decimals; empty without data.",
    },
    OutputSpec {
        name: "branch-coverage",
        about: "Branch coverage in percent, floored to two decimals; empty without data.",
    },
];

/// The action's contract.
pub static SPEC: ActionSpec = ActionSpec {
    name: "coverage-gate",
    title: "Coverage gate",
    about: "Judge coverage reports against limits, in exact integers, and write a verdict that can be approved and proved.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, GATE_INPUTS, COMMON_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
};
