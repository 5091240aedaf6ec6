//! What holds for the whole repository: tokens, teams, and how long traces are kept.

use super::facts::{Asked, Seen, Team};
use super::{Check, Finding, Problem, broken, named, refused, unknown, weak};

const TOKEN: Check = Check::new(
    "default-token",
    "a workflow's token only reads unless the workflow says otherwise",
    "Any workflow, on any branch, then writes in the name of the one that decides, or approves the pull request that changes the policy.",
);
const MEMBERS: Check = Check::new(
    "members-token",
    "the teams of the policy can be read",
    "Nobody fills the seat of a team that cannot be seen, and no request can be opened.",
);
const RETENTION: Check = Check::new(
    "retention",
    "logs and artifacts are kept as long as somebody asks for them",
    "They are deleted after this time. What has to be kept longer belongs into the record.",
)
.informative();

/// A year, which is what auditors ask for at least.
const LONG: u64 = 365;

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    vec![token(seen), members(&seen.teams), retention(&seen.retention)]
}

fn token(seen: &Seen) -> Finding {
    let token = match &seen.token {
        Asked::Told(token) => token,
        Asked::Refused(why) => return TOKEN.one(refused(why)),
    };
    let next = "Settings, Actions, General, Workflow permissions.";
    let mut problems = Vec::new();
    if token.writes {
        let found = "A workflow without `permissions:` gets a token that may write everything.";
        problems.push(weak(found, format!("Let it read only: {next}")));
    }
    if token.approves {
        let found = "Workflows may approve pull requests.";
        problems.push(weak(found, format!("Take that away: {next}")));
    }
    TOKEN.of(problems, "A workflow's token only reads by default, and approves no pull request.")
}

fn members(teams: &[Team]) -> Finding {
    if teams.is_empty() {
        return MEMBERS.sound("The policy names no team.");
    }
    let problems = teams.iter().filter_map(|team| {
        let source = named(&team.source);
        match &team.seen {
            Asked::Told(true) => None,
            Asked::Told(false) => Some(broken(
                format!("{source} is another team by now than the one that is meant."),
                "Correct its name or its number in the policy.",
            )),
            Asked::Refused(why) => Some(unknown(
                format!("{source}: {why}."),
                "Give `members-token`, of an App with `members: read` on the organisation.",
            )),
        }
    });
    let problems: Vec<Problem> = problems.collect();
    MEMBERS.of(problems, "All teams of the policy and their members can be read.")
}

fn retention(retention: &Asked<u64>) -> Finding {
    match retention {
        Asked::Refused(why) => RETENTION.one(refused(why)),
        Asked::Told(days) => {
            let found =
                format!("Logs and artifacts are kept for {}.", runner::text::count(*days, "day", "days"));
            if *days >= LONG {
                return RETENTION.sound(found);
            }
            RETENTION.one(weak(found, "Settings, Actions, General, if it is to be longer."))
        }
    }
}

#[cfg(test)]
mod tests;
