//! The inputs of `bobheadxi/deployments@v1`, as its `action.yml` and its README list them.

use super::Mapping::{Changed, Ignored, Ours, Own, Values};
use super::Word::{Is, Refused as No};
use super::{BOBHEADXI, Line};

pub(super) const LINES: &[Line] = &[
    (
        BOBHEADXI,
        "step",
        Values(
            "mode",
            &[
                ("start", Is("start")),
                ("finish", Is("finish")),
                (
                    "deactivate-env",
                    No(
                        "stale deployments are made inactive by the command that cleans up, by environment and age",
                    ),
                ),
                (
                    "delete-env",
                    No(
                        "an environment and its secrets are deleted by hand; the command that cleans up deletes its deployments",
                    ),
                ),
            ],
        ),
    ),
    (BOBHEADXI, "token", Ours("token")),
    (BOBHEADXI, "env", Ours("environment")),
    (BOBHEADXI, "repository", Own("a run records the deployments of its own repository")),
    (BOBHEADXI, "logs", Ours("log-url")),
    (BOBHEADXI, "desc", Ours("description")),
    (
        BOBHEADXI,
        "ref",
        Own("a branch can move: give the commit as `commit`, or start the workflow on that ref"),
    ),
    (BOBHEADXI, "task", Ours("task")),
    (BOBHEADXI, "debug", Ignored("switch on the debug logging of Actions")),
    (
        BOBHEADXI,
        "deployment_id",
        Changed(
            "deployment-id",
            "it is the ledger's id, an output of the start; GitHub's number is another output",
        ),
    ),
    (BOBHEADXI, "env_url", Ours("environment-url")),
    (
        BOBHEADXI,
        "status",
        Values(
            "outcome",
            &[
                ("success", Is("succeeded")),
                ("failure", Is("failed")),
                ("error", Is("failed")),
                ("cancelled", Is("cancelled")),
                ("inactive", No("what runs no longer is made inactive by the command that cleans up")),
                ("in_progress", No("a deployment that has ended is not in progress")),
                ("queued", No("a deployment that has ended is not queued")),
                ("pending", No("a deployment that has ended is not pending")),
            ],
        ),
    ),
    (
        BOBHEADXI,
        "override",
        Changed(
            "auto-inactive",
            "only a success makes earlier deployments inactive, all of them and not only the first hundred",
        ),
    ),
    (
        BOBHEADXI,
        "auto_inactive",
        Ignored(
            "GitHub's own rule leaves out transient deployments, which all of that action are; `auto-inactive` is one rule for all",
        ),
    ),
    (
        BOBHEADXI,
        "payload",
        Ignored("the payload names the record in the ledger; what else is to be kept belongs to the record"),
    ),
];
