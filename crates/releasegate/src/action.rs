//! What the action takes and gives.

use runner::action::{COMMON_INPUTS, COMMON_OUTPUTS, GATE_INPUTS, SURFACE_INPUTS, input};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

use crate::half::NAME;

const INPUTS: &[InputSpec] = &[
    input(
        "coverage",
        Kind::Lines,
        "",
        "Globs of the coverage reports, one per line, in place of the search; `none` if none are to be judged.",
    ),
    input(
        "reports",
        Kind::Lines,
        "",
        "Globs of the scanners' reports, one per line, in place of the search; `none` if none are to be judged.",
    ),
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec {
        name: "coverage-status",
        about: "Status of coverage-gate; not-judged if no report was found, off if `coverage` is none.",
    },
    OutputSpec {
        name: "reports-status",
        about: "Status of sarif-merge; not-judged if no report was found, off if `reports` is none.",
    },
    OutputSpec {
        name: "coverage-digest",
        about: "SHA-256 of the verdict of coverage-gate, as sha256:<hex>; empty if it did not judge.",
    },
    OutputSpec {
        name: "reports-digest",
        about: "SHA-256 of the verdict of sarif-merge, as sha256:<hex>; empty if it did not judge.",
    },
];

/// What is written in other actions of the suite, and what to write here instead.
const BROUGHT: &[(&str, &str)] = &[
    ("files", "write `coverage` and `reports`"),
    ("min-line", "write the limit in .github/releasegate.yml, section `coverage`"),
    ("block", "write the limit in .github/releasegate.yml, section `sarif`"),
    ("sarif-file", "write `reports`"),
    ("sarif_file", "write `reports`"),
    ("github-token", "write `token`"),
];

/// The action's contract.
pub static SPEC: ActionSpec = ActionSpec {
    name: NAME,
    title: "Releasegate",
    about: "Find coverage and scanner reports, judge both, and say in one summary and one status whether to go on.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, GATE_INPUTS, COMMON_INPUTS, SURFACE_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
    brought: BROUGHT,
};
