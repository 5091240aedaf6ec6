//! What the action takes and gives.

use crate::policy::{Unmapped, Unreported};
use coverage::Metric;
use runner::action::{COMMON_INPUTS, COMMON_OUTPUTS, GATE_INPUTS, SHOW_INPUTS, SURFACE_INPUTS};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

/// The metrics that have a limit input, with its name.
pub const LIMITS: [(Metric, &str); 5] = [
    (Metric::Line, "min-line"),
    (Metric::Branch, "min-branch"),
    (Metric::Function, "min-function"),
    (Metric::Statement, "min-statement"),
    (Metric::Mcdc, "min-mcdc"),
];

/// The same of changed lines.
pub const PATCH_LIMITS: [(Metric, &str); 2] =
    [(Metric::Line, "min-patch-line"), (Metric::Branch, "min-patch-branch")];

const fn limit(name: &'static str, about: &'static str) -> InputSpec {
    InputSpec { name, kind: Kind::Percent, default: "", required: false, policy: false, about }
}

const INPUTS: &[InputSpec] = &[
    InputSpec {
        name: "files",
        kind: Kind::Lines,
        default: "",
        required: false,
        policy: false,
        about: "Globs of the coverage reports, one per line; a line that starts with ! takes files out. Every line must match a file. Required, here or in the policy file.",
    },
    limit(
        "min-line",
        "Least line coverage in percent, such as 80 or 79.5. If no limit at all is given, it is 80.",
    ),
    limit("min-branch", "Least branch coverage in percent."),
    limit("min-function", "Least function (method) coverage in percent."),
    limit("min-statement", "Least statement coverage in percent, for formats that count statements."),
    limit(
        "min-mcdc",
        "Least MC/DC (conditions shown to decide on their own) in percent, for formats that hold it.",
    ),
    limit(
        "min-patch-line",
        "Least coverage of the changed lines in percent. Needs the base commit: fetch-depth: 2 on a pull request, else 0.",
    ),
    limit("min-patch-branch", "Least coverage of the branches of the changed lines in percent."),
    InputSpec {
        name: "base",
        kind: Kind::Text,
        default: "",
        required: false,
        policy: false,
        about: "Commit or branch from which changes are counted. Default: what the event names: the base of a pull request or merge group, the commit before a push.",
    },
    InputSpec {
        name: "max-drop",
        kind: Kind::Text,
        default: "",
        required: false,
        policy: false,
        about: "Largest fall of line coverage below the baseline, in percentage points, such as 0 or 0.5. Removed code is no fall while no more lines are uncovered.",
    },
    InputSpec {
        name: "baseline",
        kind: Kind::Text,
        default: "",
        required: false,
        policy: false,
        about: "Where the baseline lies: artifact (default), branch, branch:NAME, notes, notes:REF or file:PATH. Written by runs on a protected branch alone.",
    },
    InputSpec {
        name: "expected-reports",
        kind: Kind::Lines,
        default: "",
        required: false,
        policy: false,
        about: "Which reports must have arrived: a number, or one glob per line, each of which must match exactly one report. Missing, surplus and repeated ones, and any older than the commit, keep the limits from being judged.",
    },
    InputSpec {
        name: "path-map",
        kind: Kind::Lines,
        default: "",
        required: false,
        policy: false,
        about: "Lines `from => to`: a folder as reports write it (`.` for whatever is relative), and its name in the repository (`.` for the repository itself).",
    },
    InputSpec {
        name: "unmapped",
        kind: Kind::Choice(&Unmapped::WORDS),
        default: "warn",
        required: false,
        policy: true,
        about: "What to do if reports name files that git does not track, or that may be several tracked files: warn, fail or ignore.",
    },
    InputSpec {
        name: "sources",
        kind: Kind::Lines,
        default: "",
        required: false,
        policy: false,
        about: "Globs of the tracked files that should be in a report, one per line, such as src/**/*.py; a line that starts with ! takes files out.",
    },
    InputSpec {
        name: "unreported",
        kind: Kind::Choice(&Unreported::WORDS),
        default: "count",
        required: false,
        policy: true,
        about: "What to do with files of `sources` that are in no report: count (their lines that are not blank are uncovered), fail, warn or ignore.",
    },
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec {
        name: "patch-coverage",
        about: "Coverage of the changed lines in percent, floored to two decimals; empty where it was not judged, or no changed line holds code.",
    },
    OutputSpec {
        name: "baseline-path",
        about: "Path of the baseline that this run wrote, on a protected branch with a baseline; empty elsewhere.",
    },
    OutputSpec {
        name: "badge-path",
        about: "Path of an SVG badge with the line coverage; empty without data.",
    },
    OutputSpec {
        name: "line-coverage",
        about: "Line coverage in percent, floored to two decimals; empty without data.",
    },
    OutputSpec {
        name: "branch-coverage",
        about: "Branch coverage in percent, floored to two decimals; empty without data.",
    },
];

/// What the inputs of the tools that people come from are called here. A name that were ignored would be a limit that nobody enforces.
const BROUGHT: &[(&str, &str)] = &[
    ("file", "write `files`, one glob per line"),
    ("coverage-file", "write `files`"),
    ("coverage-files", "write `files`"),
    ("path-to-lcov", "write `files`"),
    ("lcov-file", "write `files`"),
    ("cobertura-file", "write `files`"),
    ("filename", "write `files`"),
    ("paths", "write `files`"),
    ("report", "write `files`"),
    ("directory", "write `files`, with the folder in the glob"),
    ("working-directory", "write the folder in the globs of `files`"),
    ("exclude", "write a line of `files` that starts with !, or have the test tool leave it out"),
    (
        "fail-under",
        "write `min-line` for the whole program (coverage.py, pytest-cov), or `min-patch-line` for the changed lines (diff-cover)",
    ),
    ("cov-fail-under", "write `min-line`"),
    ("threshold", "write `min-line`"),
    ("thresholds", "write `min-line` and `min-branch`"),
    ("min-coverage", "write `min-line`"),
    ("minimum-coverage", "write `min-line`"),
    ("coverage-threshold", "write `min-line`"),
    ("min-coverage-overall", "write `min-line`"),
    ("min-coverage-changed-files", "write `min-patch-line`"),
    ("patch-threshold", "write `min-patch-line`"),
    ("target", "write `min-line` for the whole program, or `min-patch-line` for the changed lines"),
    ("compare-branch", "write `base`"),
    ("base-branch", "write `base`"),
    ("diff-range-notation", "write `base`: changes are counted from where both lines of commits meet"),
    ("flags", "write `gate-id` for a gate of its own, or `components` in the policy file"),
    ("flag-name", "write `gate-id`"),
    ("parallel", "write `expected-reports`: one gate judges all shards"),
    ("parallel-finished", "write `expected-reports`: one gate judges all shards"),
    ("carryforward", "nothing stands in for a report that did not arrive; write `expected-reports`"),
    ("fail-ci-if-error", "a gate stops whenever it could not measure; leave it out"),
    ("fail-below-min", "a gate stops below its limits; leave it out, or write `report-only: true`"),
    ("soft-fail", "write `report-only: true`"),
    ("github-token", "write `token`"),
    ("repo-token", "write `token`"),
    ("gh-token", "write `token`"),
    ("max-decrease", "write `max-drop`"),
    ("coverage-path", "write `files`"),
];

/// The action's contract.
pub static SPEC: ActionSpec = ActionSpec {
    name: "coverage-gate",
    title: "Coverage gate",
    about: "Judge coverage reports against limits, in exact integers, and write a verdict that can be approved and proved.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, GATE_INPUTS, COMMON_INPUTS, SURFACE_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
    brought: BROUGHT,
};

/// The contract of `coverage-gate/show`, for the job that shows what a fork's run found.
pub static SHOW: ActionSpec = ActionSpec {
    name: "coverage-gate/show",
    title: "Coverage gate, shown",
    about: "Show the verdict of a fork's run on its pull request, derived anew, from a workflow_run job that may write.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: SHOW_INPUTS,
    outputs: &[],
    brought: &[],
};
