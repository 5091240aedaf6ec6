//! Every call of the suite, in one list: what the README shows and the contract check asks for.

use crate::call::Call;
use crate::{
    activity, artifacts, branches, checks, code_scanning, comments, deployments, dispatches, environments,
    identity, issues, people, pulls, repositories, runs, statuses, teams,
};

/// The lists of the subjects, in the order of the README.
pub const CALLS: &[&Call] = &[
    &identity::VIEWER,
    &issues::CREATE,
    &issues::LIST,
    &issues::READ,
    &issues::UPDATE,
    &issues::LOCK,
    &issues::LABEL,
    &issues::CAN_BE_ASSIGNED,
    &issues::ASSIGN,
    &comments::LIST,
    &comments::NEWEST,
    &comments::READ,
    &comments::CREATE,
    &comments::UPDATE,
    &comments::DELETE,
    &comments::PIN,
    &checks::CREATE,
    &checks::UPDATE,
    &checks::READ,
    &checks::LIST,
    &checks::ANNOTATIONS,
    &runs::READ,
    &runs::ATTEMPT,
    &runs::JOBS,
    &runs::JOBS_OF_ATTEMPT,
    &runs::LIST,
    &runs::OF_WORKFLOW,
    &runs::RERUN,
    &runs::RERUN_FAILED,
    &dispatches::WORKFLOW,
    &dispatches::REPOSITORY,
    &environments::READ,
    &environments::LIST,
    &environments::BRANCH_POLICIES,
    &environments::PENDING,
    &environments::REVIEW,
    &environments::APPROVALS,
    &environments::ANSWER,
    &activity::LIST,
    &statuses::CREATE,
    &statuses::LIST,
    &statuses::COMBINED,
    &pulls::READ,
    &pulls::FILES,
    &pulls::OF_COMMIT,
    &people::PERMISSION,
    &people::BY_LOGIN,
    &people::BY_ID,
    &people::ORGANIZATION,
    &people::SIGNING_KEYS,
    &teams::READ,
    &teams::MEMBERSHIP,
    &teams::LIST,
    &repositories::READ,
    &branches::READ,
    &branches::RULES,
    &branches::RULESETS,
    &branches::RULESET,
    &deployments::CREATE,
    &deployments::LIST,
    &deployments::READ,
    &deployments::DELETE,
    &deployments::CREATE_STATUS,
    &deployments::STATUSES,
    &code_scanning::UPLOAD,
    &code_scanning::PROCESSING,
    &code_scanning::ANALYSES,
    &artifacts::LIST,
    &artifacts::OF_RUN,
    &artifacts::READ,
    &artifacts::DOWNLOAD,
    &artifacts::DELETE,
];

/// The table of the README, in Markdown.
#[must_use]
pub fn table() -> String {
    let row = |call: &&Call| {
        let cells = [call.does, &format!("`{}`", call.request()), call.permission, &call.repeat.rule()];
        format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
    };
    let rows: String = CALLS.iter().map(row).collect();
    format!("| Call | Request | Permission | Repeating it |\n| --- | --- | --- | --- |\n{rows}")
}
