//! What the action takes and gives.

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
