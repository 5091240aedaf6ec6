//! The inputs of `chrnorm/deployment-action@v2` and `chrnorm/deployment-status@v2`, as the `action.yml` of the one and the README of the other
//! list them.

use super::Mapping::{Changed, Ignored, Ours, Own, Refused, Values};
use super::Word::{Ignored as Not, Is, Refused as No};
use super::{CHRNORM_FINISH as FINISH, CHRNORM_START as START, Line, Mapping};

const REPOSITORY: Mapping = Own("a run records the deployments of its own repository");
const COMMIT: Mapping =
    Own("a branch can move: give the commit as `commit`, or start the workflow on that ref");
const SERVER: Mapping = Ignored("the runner says which server it belongs to");
const BEGUN: &str = "a deployment that has begun is shown in progress";
const ON_THE_WAY: &str =
    "leave the step out: a deployment that has begun is shown in progress, and this records an end";
const ENDED: &str = "an end is said by `mode: finish`";

pub(super) const LINES: &[Line] = &[
    (START, "repo", REPOSITORY),
    (START, "owner", REPOSITORY),
    (
        START,
        "initial-status",
        Values(
            "mode",
            &[
                ("in_progress", Is("start")),
                ("pending", Not(BEGUN)),
                ("queued", Not(BEGUN)),
                ("success", No(ENDED)),
                ("failure", No(ENDED)),
                ("error", No(ENDED)),
                ("inactive", No(ENDED)),
            ],
        ),
    ),
    (START, "token", Ours("token")),
    (START, "log-url", Ours("log-url")),
    (START, "description", Ours("description")),
    (START, "environment", Ours("environment")),
    (START, "environment-url", Ours("environment-url")),
    (
        START,
        "auto-merge",
        Values(
            "mode",
            &[
                ("false", Not("no branch is ever merged for a deployment")),
                ("true", No("no branch is ever merged for a deployment: merge it before")),
            ],
        ),
    ),
    (START, "ref", COMMIT),
    (START, "sha", Ours("commit")),
    (START, "task", Ours("task")),
    (
        START,
        "required-contexts",
        Refused(
            "what must be green is what the gates have judged; GitHub would refuse for a status that still runs",
        ),
    ),
    (
        START,
        "payload",
        Ignored("the payload names the record in the ledger; what else is to be kept belongs to the record"),
    ),
    (START, "transient-environment", Ours("transient")),
    (
        START,
        "production-environment",
        Values(
            "environment",
            &[
                (
                    "false",
                    Not("what is production follows from the environment's name, or from `tier` in the policy"),
                ),
                (
                    "true",
                    No("write `tier: production` into the policy of this environment: only the policy says so"),
                ),
            ],
        ),
    ),
    (
        START,
        "auto-inactive",
        Changed(
            "auto-inactive",
            "there it is read by another name and is always false; here it works, from the success on, for production as well",
        ),
    ),
    (START, "github-base-url", SERVER),
    (FINISH, "repo", REPOSITORY),
    (FINISH, "owner", REPOSITORY),
    (
        FINISH,
        "state",
        Values(
            "outcome",
            &[
                ("success", Is("succeeded")),
                ("failure", Is("failed")),
                ("error", Is("failed")),
                ("inactive", No("what runs no longer is made inactive by the command that cleans up")),
                ("in_progress", No(ON_THE_WAY)),
                ("queued", No(ON_THE_WAY)),
                ("pending", No(ON_THE_WAY)),
            ],
        ),
    ),
    (FINISH, "token", Ours("token")),
    (FINISH, "log-url", Ours("log-url")),
    (FINISH, "environment-url", Ours("environment-url")),
    (
        FINISH,
        "environment",
        Changed("environment", "it is that of the start: a status moves no deployment to another environment"),
    ),
    (FINISH, "description", Ours("description")),
    (
        FINISH,
        "deployment-id",
        Changed(
            "deployment-id",
            "it is the ledger's id, an output of the start; GitHub's number is another output",
        ),
    ),
    (FINISH, "github-base-url", SERVER),
];
