//! What the action takes and gives.

use runner::action::{COMMON_INPUTS, COMMON_OUTPUTS, input as text, policy_input as of_policy};
use runner::{ActionSpec, InputSpec, Kind, OutputSpec};

const INPUTS: &[InputSpec] = &[
    text(
        "url",
        Kind::Lines,
        "",
        "Addresses to check, one a line; or the one that the paths of the policy's checks lie below.",
    ),
    text("method", Kind::Text, "", "GET, HEAD, POST or OPTIONS; nothing is sent beside headers. Default: GET."),
    text(
        "headers",
        Kind::Secret,
        "",
        "Headers of the requests, one a line as `Name: value`; sent over https and to this machine only. Masked, and kept nowhere.",
    ),
    text(
        "expect-status",
        Kind::Text,
        "",
        "Statuses that are right, separated by commas: 200, 2xx. Default: 200.",
    ),
    text(
        "expect-json",
        Kind::Lines,
        "",
        "Assertions on the JSON of the first address, one a line: a JSON Pointer and ==, !=, <, <=, >, >= with a value, or exists or absent.",
    ),
    text(
        "expect-body",
        Kind::Lines,
        "",
        "Regular expressions that the body of the first address must match, one a line.",
    ),
    text("reject-body", Kind::Lines, "", "Regular expressions that it must not match, one a line."),
    text(
        "expect-version",
        Kind::Text,
        "",
        "The version or commit that the first address must tell; an old instance answers 200 as well.",
    ),
    text(
        "version-pointer",
        Kind::Text,
        "",
        "JSON Pointer to the version. Default: /version, unless it stands in a header.",
    ),
    text("version-header", Kind::Text, "", "Header that holds the version."),
    text("max-latency", Kind::Text, "", "Longest time until an answer is whole, such as 800ms."),
    text("min-tls-days", Kind::Text, "", "Least number of days until the certificate ends."),
    text(
        "security-headers",
        Kind::Text,
        "",
        "Headers that must protect, separated by commas: hsts, csp, frame, content-type.",
    ),
    text(
        "max-redirects",
        Kind::Text,
        "",
        "Redirects that are followed, to the same host alone. Default: 0, so that the redirect's own status counts.",
    ),
    of_policy("initial-delay", Kind::Text, "0s", "Time before the first try, such as 60s."),
    of_policy("interval", Kind::Text, "10s", "Time between two tries."),
    of_policy("tries", Kind::Text, "12", "Tries at most."),
    of_policy(
        "successes",
        Kind::Text,
        "1, and 3 where a version is expected",
        "Tries in a row that must hold.",
    ),
    of_policy("timeout", Kind::Text, "10s", "Longest time for one check, with its redirects."),
    of_policy(
        "deadline",
        Kind::Text,
        "10m, and 60m with steps",
        "Longest time for everything but the way back.",
    ),
    of_policy(
        "on-unreachable",
        Kind::Text,
        "inconclusive",
        "What follows if the runner cannot reach the deployment: inconclusive, fail or rollback.",
    ),
    text("steps", Kind::Text, "", "Percentages of a rollout, separated by commas: 10, 25, 50, 100."),
    text("plan", Kind::Text, "", "What the steps are: canary or rolling. Default: canary."),
    text(
        "step-command",
        Kind::Text,
        "",
        "Command of each step, for bash; RELEASEGATE_PERCENT, RELEASEGATE_STEP and RELEASEGATE_PLAN say which.",
    ),
    text("pause", Kind::Text, "", "Time between the command of a step and its checks. Default: initial-delay."),
    of_policy(
        "rollback-command",
        Kind::Text,
        "",
        "Command that goes back, for bash; it runs once at most. Without it the output `next` says rollback, and nothing else is done.",
    ),
    of_policy(
        "command-timeout",
        Kind::Text,
        "10m",
        "Longest time for a command; then it is stopped with all that it started.",
    ),
    of_policy("prometheus", Kind::Text, "", "Address of Prometheus, for the metrics of the policy."),
    text(
        "prometheus-headers",
        Kind::Secret,
        "",
        "Headers for Prometheus, one a line as `Name: value`. Masked, and kept nowhere.",
    ),
    text(
        "token",
        Kind::Secret,
        "${{ github.token }}",
        "Token for GitHub's API: reads the policy file where the checkout does not hold it. Masked.",
    ),
];

const OUTPUTS: &[OutputSpec] = &[
    OutputSpec { name: "outcome", about: "healthy, unhealthy, or unreachable: it could not be measured." },
    OutputSpec { name: "next", about: "What follows: promote, hold or rollback." },
    OutputSpec { name: "rolled-back", about: "true if the rollback command ran and ended with 0, else false." },
    OutputSpec {
        name: "percent",
        about: "The step of the rollout that decided, in percent; empty without steps.",
    },
];

/// Inputs of actions that people come from: what to write instead.
const BROUGHT: &[(&str, &str)] = &[
    ("urls", "write `url`, one address a line"),
    ("expected-status", "write `expect-status`"),
    ("retries", "write `tries`"),
    ("max-attempts", "write `tries`"),
    ("retry-delay", "write `interval`, with a unit: 10s"),
    ("delay", "write `initial-delay`, with a unit: 60s"),
    ("body", "leave it out: no body is sent"),
    ("follow-redirect", "write `max-redirects`"),
    ("ignore-ssl", "leave it out: name your own issuer by NODE_EXTRA_CA_CERTS"),
];

/// The action.
pub static SPEC: ActionSpec = ActionSpec {
    name: "deploy-verify",
    title: "Deployment check",
    about: "Checks whether a deployment is healthy and of the right version, rolls out by steps, and goes back if not.",
    version: env!("CARGO_PKG_VERSION"),
    inputs: &[INPUTS, COMMON_INPUTS],
    outputs: &[OUTPUTS, COMMON_OUTPUTS],
    brought: BROUGHT,
};
