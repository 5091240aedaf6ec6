//! What the action takes and gives.

use runner::action::{COMMON_INPUTS, COMMON_OUTPUTS, input as text};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

use crate::policy::Mode;

const INPUTS: &[InputSpec] = &[
    text(
        "mode",
        Kind::Choice(&Mode::WORDS),
        "start",
        "start (before anything is deployed: stops unless it may), finish (always, behind it), rollback (it failed, and what was there before is back) or incident.",
    ),
    text("environment", Kind::Text, "", "The environment that is deployed to, such as production."),
    text(
        "service",
        Kind::Text,
        "",
        "What is deployed, in small letters and dashes. Default: the repository's name.",
    ),
    text(
        "artifacts",
        Kind::Lines,
        "",
        "What is deployed, one a line: a file's path, or an image as NAME@sha256:HEX.",
    ),
    text("commit", Kind::Text, "", "The commit that is deployed, as a whole SHA. Default: that of the run."),
    text(
        "kind",
        Kind::Choice(&["planned", "hotfix", "rollback", "redeploy", "config"]),
        "planned",
        "Why it is deployed: planned, hotfix, rollback, redeploy or config.",
    ),
    text(
        "target",
        Kind::Text,
        "",
        "For kind rollback: the deployment that is gone back to, by its id, or previous. Its commit and artifacts are outputs.",
    ),
    text(
        "verdicts",
        Kind::Lines,
        "",
        "Globs of verdict files, one a line: they must pass, be of this commit, and are kept in the record. Each must match a file.",
    ),
    text(
        "required-verdicts",
        Kind::Text,
        "",
        "Gates whose verdicts must be there, separated by commas, beside those that the policy names.",
    ),
    text(
        "approval",
        Kind::Text,
        "",
        "Whose approval it needs: verified (approval-issue's verify in this run, and the ledger), recorded (the ledger) or none. Default: what the policy says, else verified in production and none elsewhere; no input asks for less.",
    ),
    text(
        "request-digest",
        Kind::Text,
        "",
        "The request whose approval is used: approval-issue's output. Default: the one in the ledger for the same commit, artifacts and environment.",
    ),
    text(
        "evidence",
        Kind::Lines,
        "",
        "Globs of other files that are kept in the record, one a line. Each must match a file.",
    ),
    text(
        "large-evidence",
        Kind::Choice(&["refuse", "digest"]),
        "refuse",
        "What becomes of files beyond 10 MB together: refuse, or keep the digest alone, which the record says.",
    ),
    text(
        "outcome",
        Kind::Text,
        "",
        "How it ended, for finish and rollback: the status of the job, which is success, failure or cancelled.",
    ),
    text("impact", Kind::Text, "", "Whether a failed deployment took traffic: true or false."),
    text(
        "deployment-id",
        Kind::Text,
        "",
        "The deployment that this is about. Default: the one that this run began. For mode incident also inferred: what succeeded last within a day before.",
    ),
    text(
        "github-deployment",
        Kind::Choice(&["create", "adopt", "none"]),
        "create",
        "What GitHub shows: create a deployment, adopt the one that the runner made of the job's environment, or none.",
    ),
    text("environment-url", Kind::Text, "", "Where the environment can be visited."),
    text("log-url", Kind::Text, "", "Where the log is. Default: the run."),
    text("description", Kind::Text, "", "One line for people, of which GitHub shows 140 characters."),
    text("task", Kind::Text, "", "What GitHub's deployment says is done. Default: deploy."),
    text(
        "transient",
        Kind::Boolean,
        "false",
        "Whether the environment will cease to exist, such as that of a preview.",
    ),
    text(
        "auto-inactive",
        Kind::Boolean,
        "true",
        "Whether older deployments of the environment are marked as inactive on GitHub.",
    ),
    text(
        "comment",
        Kind::Boolean,
        "false",
        "Whether a finish that succeeded says on each pull request that it brought where that went, and when.",
    ),
    text(
        "incident",
        Kind::Choice(&["opened", "linked", "resolved", "reclassified"]),
        "opened",
        "For mode incident: what happened.",
    ),
    text(
        "reference",
        Kind::Text,
        "",
        "For mode incident: what names it, such as INC-7; the same for all its events.",
    ),
    text(
        "severity",
        Kind::Text,
        "",
        "For mode incident: how bad it is, in the organisation's words. Default: unknown.",
    ),
    text("detected-at", Kind::Text, "", "For mode incident: when it was noticed, as RFC 3339. Default: now."),
    text(
        "resolved-at",
        Kind::Text,
        "",
        "For mode incident: when it was over, as RFC 3339. Default for resolved: now.",
    ),
    text(
        "record",
        Kind::Text,
        "",
        "Store of the record: branch:NAME, dir:PATH, s3://BUCKET/PREFIX, gs://… or az://…. Default: branch:releasegate-ledger.",
    ),
    text(
        "signing-key",
        Kind::Secret,
        "",
        "Keys that sign the record, one a line (PRIVATE+KEY+…), made by `deploy-record key`. Masked.",
    ),
    text(
        "people-key",
        Kind::Secret,
        "",
        "64 hex digits that hide people in the record, the same as approval-issue's. Default: follows from the first signing-key. Masked.",
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
        "Store of names, which the record commits to: dir:PATH or a bucket. Without it they are kept nowhere.",
    ),
    text(
        "ledger",
        Kind::Text,
        "",
        "Name of the ledger. Default: HOST/OWNER-ID/REPOSITORY-ID/deployments, which approvals share.",
    ),
    text(
        "ephemeral-ok",
        Kind::Boolean,
        "false",
        "Whether a folder of a GitHub-hosted runner, which ends with the job, may hold the record.",
    ),
    text(
        "token",
        Kind::Secret,
        "${{ github.token }}",
        "Token for GitHub's API: contents: write for a record on a branch, deployments: write for what GitHub shows, contents: read and pull-requests: read for the commits that it brings, pull-requests: write for comment. Masked.",
    ),
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "deployment-id", about: "The deployment's id in the record." },
    OutputSpec {
        name: "state",
        about: "started, succeeded, failed, cancelled or rolled-back; empty if nothing was recorded.",
    },
    OutputSpec { name: "github-deployment-id", about: "The number of GitHub's deployment; empty without one." },
    OutputSpec {
        name: "entries",
        about: "Indexes of the entries of this run in the ledger, separated by commas.",
    },
    OutputSpec {
        name: "previous-id",
        about: "Of a start: the deployment that was live before; empty if none was.",
    },
    OutputSpec { name: "previous-commit", about: "Its commit." },
    OutputSpec { name: "previous-artifacts", about: "Its artifacts, one a line." },
    OutputSpec { name: "commit", about: "The commit that is deployed; of a way back, that of its target." },
    OutputSpec {
        name: "artifacts",
        about: "What is deployed, one a line: a file's name or NAME@sha256:HEX; of a way back, those of its target.",
    },
];

/// Inputs of the actions that people come from, as far as they are not put under our names: what to do instead.
const BROUGHT: &[(&str, &str)] = &[
    ("step", "write `mode: start` or `mode: finish`; `cleanup` is a command"),
    ("env", "write `environment`"),
    ("repository", "a run records the deployments of its own repository"),
    ("repo", "a run records the deployments of its own repository"),
    ("owner", "a run records the deployments of its own repository"),
    ("logs", "write `log-url`"),
    ("desc", "write `description`"),
    ("ref", "give the commit as `commit`, since a branch can move"),
    ("sha", "write `commit`"),
    ("debug", "switch on the debug logging of Actions"),
    ("deployment-id", "write `deployment-id`: the ledger's id, an output of the start"),
    ("env-url", "write `environment-url`"),
    ("status", "write `outcome`, with success, failure or cancelled"),
    ("state", "write `mode: finish` and `outcome`, with success, failure or cancelled"),
    ("override", "write `auto-inactive`"),
    ("auto-inactive", "write `auto-inactive`"),
    ("payload", "leave it out: what is to be kept belongs to the record, as `evidence`"),
    ("initial-status", "leave it out: a deployment that has begun is shown in progress"),
    ("auto-merge", "leave it out: no branch is ever merged for a deployment"),
    ("required-contexts", "leave it out: what must be green is what the gates have judged"),
    ("transient-environment", "write `transient`"),
    ("production-environment", "write `tier: production` into the policy of this environment"),
    ("github-base-url", "leave it out: the runner says which server it belongs to"),
];

/// The action.
pub static SPEC: ActionSpec = ActionSpec {
    name: "deploy-record",
    title: "Deployment record",
    about: "Records what is deployed, with its evidence and approvals, in a ledger that verifies offline.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, COMMON_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
    brought: BROUGHT,
};
