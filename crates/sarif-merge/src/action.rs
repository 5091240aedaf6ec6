//! What the action takes and gives.

use runner::action::{
    COMMON_INPUTS, COMMON_OUTPUTS, GATE_INPUTS, SHOW_INPUTS, SURFACE_INPUTS, input as text,
    policy_input as policy,
};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};
use sarif::Severity;

use crate::policy::Unknown;

/// The severities that have a limit input, with its name.
pub const LIMITS: [(Severity, &str); 4] = [
    (Severity::Critical, "max-critical"),
    (Severity::High, "max-high"),
    (Severity::Medium, "max-medium"),
    (Severity::Low, "max-low"),
];

/// The words of `block`.
pub const BLOCK: [&str; 5] = ["critical", "high", "medium", "low", "info"];

const INPUTS: &[InputSpec] = &[
    text(
        "files",
        Kind::Lines,
        "",
        "Globs of the scanners' reports, SARIF or their own formats, one per line; a line that starts with ! takes files out. Every line must match a file. Required, here or in the policy file.",
    ),
    text(
        "formats",
        Kind::Lines,
        "",
        "Lines `glob => format`: which scanner wrote these reports, where their content does not tell. An empty list is what several scanners write when they find nothing.",
    ),
    policy(
        "block",
        Kind::Choice(&BLOCK),
        "high",
        "No finding of this severity or a worse one may be there. The default holds where no limit over all findings is given. A limit allows none that is worse, unless that has a limit of its own.",
    ),
    text("max-critical", Kind::Text, "", "Most critical findings that may be there, such as 0."),
    text("max-high", Kind::Text, "", "Most findings of severity high that may be there."),
    text("max-medium", Kind::Text, "", "Most findings of severity medium that may be there."),
    text("max-low", Kind::Text, "", "Most findings of severity low that may be there."),
    policy(
        "unknown-severity",
        Kind::Choice(&Unknown::WORDS),
        "fail",
        "What a finding does whose severity nobody knows: fail, count as critical, high, medium or low, or ignore.",
    ),
    text(
        "required-tools",
        Kind::Lines,
        "",
        "Tools that must have run, successfully and on this commit, one name per line as their reports write it, such as Bandit.",
    ),
    text(
        "baseline",
        Kind::Text,
        "",
        "Path of a file with the findings that are known already, as `sarif-merge baseline` writes it. Read where the policy is read, never from the change.",
    ),
    policy(
        "new-only",
        Kind::Boolean,
        "false",
        "Leave findings alone that the baseline holds: each one as often as it is there.",
    ),
    text(
        "upload",
        Kind::Boolean,
        "false",
        "Upload the merged log to code scanning, whatever the verdict, but never while reports are missing, broken or incomplete. Needs the permission security-events: write.",
    ),
    text(
        "category",
        Kind::Text,
        "",
        "Category of uploaded runs that name none: GitHub replaces the alerts of the same tool and category. Default: the gate's id.",
    ),
    text(
        "sha",
        Kind::Text,
        "",
        "Commit that was scanned, for the upload; together with `ref`. Default: the commit that is checked out.",
    ),
    text(
        "ref",
        Kind::Text,
        "",
        "Ref of that commit by its full name, such as refs/heads/main. Default: that of the run.",
    ),
    text(
        "wait-for-processing",
        Kind::Boolean,
        "true",
        "Wait until GitHub processed the upload, and compare what it counts with what was sent.",
    ),
    text(
        "upload-timeout",
        Kind::Text,
        "300",
        "For how many seconds GitHub's processing is waited for. When they are over the upload has failed: nobody knows what became of it.",
    ),
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "sarif-path", about: "Path of the merged SARIF log; empty if nothing could be merged." },
    OutputSpec { name: "findings", about: "How many findings count; empty if reports are missing or broken." },
    OutputSpec { name: "critical", about: "How many of them are critical." },
    OutputSpec { name: "high", about: "How many of them are of severity high." },
    OutputSpec { name: "medium", about: "How many of them are of severity medium." },
    OutputSpec { name: "low", about: "How many of them are of severity low." },
    OutputSpec {
        name: "upload-status",
        about: "uploaded, failed, skipped, or sent without waiting: what became of the upload, which never changes the verdict; empty if it is off.",
    },
    OutputSpec { name: "sarif-ids", about: "GitHub's ids of the uploaded files, separated by commas." },
];

/// What the inputs of the tools that people come from are called here. A name that were ignored would be a limit that nobody enforces.
const BROUGHT: &[(&str, &str)] = &[
    ("sarif_file", "write `files`"),
    ("sarif-file", "write `files`"),
    ("sarif-files", "write `files`"),
    ("input", "write `files`"),
    ("severity", "write `block`"),
    ("severity-cutoff", "write `block`"),
    ("severity-threshold", "write `block`"),
    ("fail-severity", "write `block`"),
    ("fail-on-severity", "write `block`"),
    ("fail-level", "write `block`"),
    ("check", "write `block`"),
    ("exit-code", "a gate stops above its limits; leave it out, or write `report-only: true`"),
    ("fail-build", "a gate stops above its limits; leave it out, or write `report-only: true`"),
    ("enforce", "a gate stops above its limits; leave it out"),
    ("soft-fail", "write `report-only: true`"),
    ("fail-on-incomplete", "a gate stops whenever it could not measure; leave it out"),
    ("require-tools", "write `required-tools`"),
    ("fail-on-new", "write `new-only` and `baseline`"),
    ("github-token", "write `token`"),
];

/// The action's contract.
pub static SPEC: ActionSpec = ActionSpec {
    name: "sarif-merge",
    title: "SARIF merge",
    about: "Merge what scanners found without losing any of it, judge it against limits, and write a verdict that can be approved and proved.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, GATE_INPUTS, COMMON_INPUTS, SURFACE_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
    brought: BROUGHT,
};

/// The contract of `sarif-merge/show`, for the job that shows what a fork's run found.
pub static SHOW: ActionSpec = ActionSpec {
    name: "sarif-merge/show",
    title: "SARIF merge, shown",
    about: "Show the verdict of a fork's run on its pull request, derived anew, from a workflow_run job that may write.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: SHOW_INPUTS,
    outputs: &[],
    brought: &[],
};
