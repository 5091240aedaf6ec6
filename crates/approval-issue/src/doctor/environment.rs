//! What the environment itself asks before a job may use its secrets.

use super::branch::asks_for_review;
use super::facts::{Allowed, Asked, Branch, Environment, Pattern, Seen};
use super::{Check, Finding, Problem, broken, named, refused, unknown, weak};

const EXISTS: Check = Check::new(
    "environment",
    "the environment exists",
    "A job that names an environment which is not there makes one without rules.",
);
const BRANCHES: Check = Check::new(
    "environment-branches",
    "only branches that are guarded may deploy",
    "Whoever can push a branch that may deploy can change the workflow there, take the gate out and keep the environment's secrets.",
);
const REVIEWERS: Check = Check::new(
    "environment-reviewers",
    "GitHub asks people of its own",
    "Such a review is no part of what is counted here; it holds the secrets back until somebody clicked.",
)
.informative();
const ADMINISTRATORS: Check = Check::new(
    "environment-administrators",
    "administrators may not pass the environment's rules by",
    "An administrator can start a job that waits. `mode: verify` in that job still stops it, and is then all that does.",
);

/// Where to change it.
const SETTINGS: &str = "Change it in Settings, Environments.";

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    let name = named(&seen.name);
    let environment = match &seen.environment {
        Asked::Told(Some(environment)) => environment,
        Asked::Told(None) => {
            let found = format!("There is no environment {name}.");
            let next =
                format!("Make {name} in Settings, Environments, and let only the default branch deploy to it.");
            return vec![EXISTS.one(broken(found, next))];
        }
        Asked::Refused(why) => {
            return [EXISTS, BRANCHES, ADMINISTRATORS].iter().map(|check| check.one(refused(why))).collect();
        }
    };
    vec![
        EXISTS.sound(format!("The environment {name} is there.")),
        BRANCHES
            .of(branches(seen, &environment.allowed), "Only branches whose changes are reviewed may deploy."),
        reviewers(environment),
        administrators(environment),
    ]
}

fn branches(seen: &Seen, allowed: &Allowed) -> Vec<Problem> {
    match allowed {
        Allowed::Any => vec![broken("Every branch and tag may deploy.", NAME_ONE)],
        Allowed::Protected => {
            let found = format!("Protected branches may deploy, and {} is not one.", named(&seen.default.name));
            let bare = (!seen.default.protected).then(|| weak(found, "Protect the default branch."));
            bare.into_iter().chain(seen.deploying.iter().filter_map(unguarded)).collect()
        }
        Allowed::Hidden(why) => vec![refused(why)],
        Allowed::Named(patterns) => patterns.iter().filter_map(|pattern| of_pattern(seen, pattern)).collect(),
    }
}

const NAME_ONE: &str =
    "Let the default branch alone deploy: Settings, Environments, Selected branches and tags.";

/// A branch that may deploy is as good as the default branch only if its workflows are reviewed as well.
fn unguarded(branch: &Branch) -> Option<Problem> {
    let found =
        format!("{} may deploy, and whoever may write pushes to it without a review.", named(&branch.name));
    branch.lacks(asks_for_review, broken(found, NAME_ONE))
}

fn of_pattern(seen: &Seen, pattern: &Pattern) -> Option<Problem> {
    let name = named(&pattern.name);
    if pattern.tag {
        let found = format!("Tags {name} may deploy, and whoever may make such a tag chooses the commit.");
        return Some(weak(found, NAME_ONE));
    }
    if !pattern.is_one_branch() {
        let found =
            format!("All branches {name} may deploy, and whoever may make such a branch writes its workflow.");
        let all = matches!(pattern.name.as_str(), "*" | "**" | "**/*");
        return Some(if all { broken(found, NAME_ONE) } else { weak(found, NAME_ONE) });
    }
    if pattern.name == seen.default.name {
        return None;
    }
    match seen.deploying.iter().find(|branch| branch.name == pattern.name) {
        Some(branch) => unguarded(branch),
        None => {
            let found = format!("{name} may deploy, and is not there: whoever makes it writes its workflow.");
            Some(weak(found, NAME_ONE))
        }
    }
}

fn reviewers(environment: &Environment) -> Finding {
    if environment.reviewers {
        let own = if environment.self_review {
            "who started a run may be one of them"
        } else {
            "nobody lets their own run through"
        };
        return REVIEWERS.sound(format!("GitHub asks people before a job may begin, and {own}."));
    }
    if let Some(app) = environment.apps.first() {
        return REVIEWERS.sound(format!("GitHub asks the app {} before a job may begin.", named(app)));
    }
    REVIEWERS.one(weak(
        "GitHub asks nobody of its own: what is counted here is all there is.",
        "Nothing has to be done.",
    ))
}

fn administrators(environment: &Environment) -> Finding {
    match environment.admins_bypass {
        Some(false) => ADMINISTRATORS.sound("Administrators may not pass by."),
        Some(true) => {
            let next =
                format!("Take `Allow administrators to bypass configured protection rules` away. {SETTINGS}");
            ADMINISTRATORS.one(weak("Administrators may pass the environment's rules by.", next))
        }
        None => ADMINISTRATORS.one(unknown(
            "GitHub did not say whether administrators may pass by.",
            "Look it up in Settings, Environments.",
        )),
    }
}

#[cfg(test)]
mod tests;
