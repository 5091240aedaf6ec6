//! What the action takes and gives.

use runner::action::{COMMON_INPUTS, input as text};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

use crate::policy::Mode;

const INPUTS: &[InputSpec] = &[
    text(
        "mode",
        Kind::Choice(&Mode::WORDS),
        "wait",
        "request (ask and end pending), decide (count what was said; run by issue_comment), verify (in the job that deploys; reads only), wait (ask and hold the runner), sweep (look after all open requests; scheduled), simulate (who could approve; ends with 0 if somebody could) or doctor (can this gate be passed by; reads only).",
    ),
    text(
        "environment",
        Kind::Text,
        "",
        "The environment that is deployed to, such as production. decide and sweep read it from the request.",
    ),
    text(
        "approvers",
        Kind::Text,
        "",
        "People and teams who may approve, separated by commas: alice, acme/releases. Not where the policy file says it.",
    ),
    text(
        "minimum-approvals",
        Kind::Text,
        "",
        "How many of `approvers` must approve. Default: all, if they are people.",
    ),
    text("seats", Kind::Lines, "", "Seats that different people fill, one a line: `qa: 1 of team:acme/qa`."),
    text(
        "preset",
        Kind::Text,
        "",
        "Answers that hold until another input gives its own: standard, soc2 or part11.",
    ),
    text("expires", Kind::Text, "", "How long a request is open: 12h, 7d."),
    text(
        "exclude-workflow-initiator-as-approver",
        Kind::Text,
        "",
        "Whether who started the run may not approve: true or false. Default: true.",
    ),
    text(
        "action",
        Kind::Choice(&["deploy", "rollback"]),
        "deploy",
        "deploy, or rollback: back to what was here before, which needs no approval where the policy says `rollback: free` and the record shows it.",
    ),
    text(
        "artifacts",
        Kind::Lines,
        "",
        "What is deployed, one a line: a file's path, or an image as NAME@sha256:HEX.",
    ),
    text(
        "verdicts",
        Kind::Lines,
        "",
        "Globs of the verdicts that are shown and bound, one a line. Each must match a file.",
    ),
    text(
        "issue",
        Kind::Text,
        "",
        "Number of the issue. Default: that of the event, or the one that holds the request.",
    ),
    text(
        "comment-id",
        Kind::Text,
        "",
        "Number of the comment that started this run. Default: that of the event.",
    ),
    text(
        "members-token",
        Kind::Secret,
        "",
        "Token that can read the members of teams and, for `signature: sso`, the identity provider, which a workflow's own token cannot. Masked.",
    ),
    text(
        "token",
        Kind::Secret,
        "${{ github.token }}",
        "Token for GitHub's API: issues: write, actions: write to resume, contents and deployments: read. Masked.",
    ),
    text(
        "record",
        Kind::Text,
        "",
        "Store of the record: branch:NAME, dir:PATH, s3://BUCKET/PREFIX, gs://… or az://…, or none. Default: branch:releasegate-ledger if there is a signing-key, else none.",
    ),
    text(
        "signing-key",
        Kind::Secret,
        "",
        "Keys that sign the record, one a line (PRIVATE+KEY+…), made by `approval-issue key`. Masked.",
    ),
    text(
        "people-key",
        Kind::Secret,
        "",
        "64 hex digits that hide people in the record; outlives signing keys. Default: follows from the first signing-key. Masked.",
    ),
    text(
        "record-keys",
        Kind::Lines,
        "",
        "Public keys beside the signing-key whose signatures count in the record, one a line.",
    ),
    text(
        "people-store",
        Kind::Text,
        "",
        "Store of names and reasons, which the record commits to: dir:PATH or a bucket. Without it they are kept nowhere.",
    ),
    text(
        "ledger",
        Kind::Text,
        "",
        "Name of the ledger. Default: HOST/OWNER-ID/REPOSITORY-ID/deployments, which deployments share.",
    ),
    text(
        "consume",
        Kind::Boolean,
        "false",
        "Whether verify records that this run uses the approval, so that none is used twice; for pipelines without deploy-record.",
    ),
    text("issue-title", Kind::Text, "", "Title of the issue; the code of the request is added."),
    text("issue-body", Kind::Text, "", "Words at the top of the issue; shown as plain text."),
    text("labels", Kind::Text, "", "Labels of the issue, separated by commas; for display alone."),
    text(
        "assignees",
        Kind::Text,
        "",
        "Accounts that the issue is assigned to, separated by commas; those who cannot be are left out.",
    ),
    text(
        "resume",
        Kind::Choice(&["rerun", "none"]),
        "rerun",
        "What decide and sweep do with a run that is approved: run its failed jobs again, or nothing.",
    ),
    text("wait-timeout", Kind::Text, "300", "For how many minutes `wait` waits, 1 to 7200."),
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "status", about: "pass, warn, fail, inconclusive or error." },
    OutputSpec {
        name: "decision",
        about: "approved, overridden, rollback, denied, pending, held, expired, superseded, withdrawn, invalid or consumed; simulated by `mode: simulate`; stop if nothing could be said.",
    },
    OutputSpec { name: "request-digest", about: "What an approval binds, as sha256:<hex>." },
    OutputSpec { name: "code", about: "The code of the request, such as 7F3A-91C2." },
    OutputSpec { name: "approvers", about: "Who filled which seat, as a JSON array." },
    OutputSpec { name: "issue-number", about: "Number of the issue." },
    OutputSpec { name: "issue-url", about: "The issue's page." },
    OutputSpec {
        name: "record-path",
        about: "Path of what the record says of the request, as JSON; a page for people lies beside it.",
    },
    OutputSpec { name: "gate-id", about: "The gate's id: the input, or the tool's name." },
    OutputSpec { name: "verdict-path", about: "Path of the verdict file, relative to the workspace." },
    OutputSpec { name: "facts-path", about: "Path of the facts file, relative to the workspace." },
    OutputSpec {
        name: "artifact",
        about: "Name of the artifact that holds verdict and facts: verdict-<gate-id>-<attempt>.",
    },
    OutputSpec { name: "digest", about: "SHA-256 of the verdict file, as sha256:<hex>." },
    OutputSpec {
        name: "judgement",
        about: "Digest of what was judged and how, without the run and its times, as sha256:<hex>.",
    },
    OutputSpec {
        name: "failed-rules",
        about: "Ids of the rules that failed, were inconclusive or broke, separated by commas.",
    },
];

/// Inputs of trstringer/manual-approval that have no counterpart, and what to do instead.
const BROUGHT: &[(&str, &str)] = &[
    ("secret", "write `token`, and `members-token` for teams"),
    ("additional-approved-words", "people write /approve; leave it out"),
    ("additional-denied-words", "people write /deny; leave it out"),
    ("fail-on-denial", "a denial always stops; leave it out"),
    ("polling-interval-seconds", "the pauses grow by themselves; leave it out"),
    ("issue-body-file-path", "write `issue-body`"),
    ("close-issue-means-denial", "write /deny; an issue that somebody closed is held; leave it out"),
    ("target-repository", "requests stand in the repository of the run; leave it out"),
    ("target-repository-owner", "requests stand in the repository of the run; leave it out"),
    ("issue-labels", "write `labels`"),
    ("timeout", "write `wait-timeout`, in minutes"),
];

/// The action.
pub static SPEC: ActionSpec = ActionSpec {
    name: "approval-issue",
    title: "Approval by issue",
    about: "Asks people in an issue to approve a deployment, and says whether they did.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, COMMON_INPUTS],
    outputs: &[OUTPUTS],
    brought: BROUGHT,
};
