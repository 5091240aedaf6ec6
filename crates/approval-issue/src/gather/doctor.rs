//! What GitHub shows of a repository to who asks whether its gate can be passed by. A refusal is kept as one; any other error is an error.

use approval::people::Source;
use github::contents::{self, Content, EntryKind};
use github::environments::{self, Protection};
use github::{Error, GitHub, Kind, Repository, actions_settings, branches, git, repositories, teams};

use super::source::{Asking, SourceProblem, read_team};
use crate::doctor::facts::{Allowed, Asked, Branch, DefaultToken, Environment, Pattern, Seen, Team};
use crate::doctor::workflow::{self, Workflow};

mod called;
mod guard;

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The environment.
    pub environment: String,
    /// The policy file.
    pub policy: Option<String>,
    /// Who may decide, as the policy names them.
    pub sources: Vec<Source>,
}

/// Where workflows lie.
const WORKFLOWS: &str = ".github/workflows";
/// Workflows that are read at most.
const MOST_WORKFLOWS: usize = 200;
/// Largest workflow that is read; what is larger is no policy either.
const LARGEST: usize = settings::yaml::LARGEST;
/// Branches that an environment names, and branches of ledgers, that are looked at most.
const MOST_BRANCHES: usize = 20;
/// "CODEOWNERS files must be under 3 MB", and where GitHub looks for one, in this order: "About code owners".
const OWNERS: (usize, [&str; 3]) = (3_000_000, [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]);
/// What the names of ledgers begin with.
const LEDGERS: &str = "refs/heads/releasegate-ledger";

/// What the token may not see is said to be so.
fn asked<T>(answer: Result<T, Error>) -> Result<Asked<T>, Error> {
    match answer {
        Ok(found) => Ok(Asked::Told(found)),
        Err(error) if matches!(error.kind, Kind::Forbidden | Kind::NotFound) => {
            Ok(Asked::Refused(refusal(&error)))
        }
        Err(error) => Err(error),
    }
}

/// What GitHub said, without its list of permissions, and the one that is needed.
fn refusal(error: &Error) -> String {
    let said = error.detail.split(';').next().unwrap_or_default();
    format!("{said}; to {} the token needs {}", error.does, error.permission)
}

/// Reads all of it.
///
/// # Errors
/// As any list.
pub async fn read(asking: Asking<'_>, wanted: Wanted) -> Result<Seen, Error> {
    let (github, repository) = (asking.github, asking.repository);
    let details = repositories::read(github, repository).await?;
    let head = asked(branches::read(github, repository, &details.default_branch).await)?;
    let default = guard::branch(github, repository, &details.default_branch, &head).await?;
    let (workflows, owners) = match &head {
        Asked::Told(head) => {
            let sha = head.commit.sha.as_str();
            let workflows = asked(workflows(github, repository, sha).await)?;
            (workflows, asked(owners(github, repository, sha).await)?)
        }
        Asked::Refused(why) => (Asked::Refused(why.clone()), Asked::Refused(why.clone())),
    };
    let environment = environment(github, repository, &wanted.environment).await?;
    let deploying = deploying(github, repository, &environment, &details.default_branch).await?;
    let called = match &workflows {
        Asked::Told(workflows) => called::read(github, workflows).await?,
        Asked::Refused(_) => Vec::new(),
    };
    let token = asked(actions_settings::default_token(github, repository).await)?;
    let retention = asked(actions_settings::retention(github, repository).await)?;
    Ok(Seen {
        name: wanted.environment,
        environment,
        default,
        deploying,
        ledgers: asked(ledgers(github, repository).await)?,
        workflows,
        called,
        owners,
        policy: wanted.policy,
        token: token.map(|token| DefaultToken {
            writes: token.default_workflow_permissions != "read",
            approves: token.can_approve_pull_request_reviews,
        }),
        retention: retention.map(|retention| retention.days),
        teams: of_teams(asking, &wanted.sources).await?,
    })
}

impl<T> Asked<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Asked<U> {
        match self {
            Self::Told(found) => Asked::Told(change(found)),
            Self::Refused(why) => Asked::Refused(why),
        }
    }
}

/// The branches beside the default one that may deploy, as far as they have names and are there.
async fn deploying(
    github: &GitHub,
    repository: &Repository,
    environment: &Asked<Option<Environment>>,
    default: &str,
) -> Result<Vec<Branch>, Error> {
    let Asked::Told(Some(environment)) = environment else { return Ok(Vec::new()) };
    let heads = match &environment.allowed {
        Allowed::Protected => asked(branches::protected(github, repository).await)?,
        Allowed::Named(patterns) => {
            let mut heads = Vec::new();
            let others = patterns.iter().filter(|one| one.is_one_branch() && one.name != default);
            for pattern in others.take(MOST_BRANCHES.saturating_add(1)) {
                if let Asked::Told(head) = asked(branches::read(github, repository, &pattern.name).await)? {
                    heads.push(head);
                }
            }
            Asked::Told(heads)
        }
        Allowed::Any | Allowed::Hidden(_) => return Ok(Vec::new()),
    };
    let unseen = |name: &str, why: String| Branch {
        name: name.to_owned(),
        protected: true,
        rulesets: Asked::Refused(why),
        older: Asked::Told(None),
    };
    let heads = match heads {
        Asked::Told(heads) => heads,
        Asked::Refused(why) => return Ok(vec![unseen("*", why)]),
    };
    let mut all = Vec::new();
    for head in heads.into_iter().filter(|head| head.name != default) {
        if all.len() >= MOST_BRANCHES {
            all.push(unseen(&head.name, format!("no more than {MOST_BRANCHES} branches are looked at")));
            break;
        }
        all.push(guard::branch(github, repository, &head.name.clone(), &Asked::Told(head)).await?);
    }
    Ok(all)
}

/// GitHub answers 404 for an environment that is not there and for a token that may not see any: only a list without it tells.
async fn environment(
    github: &GitHub,
    repository: &Repository,
    name: &str,
) -> Result<Asked<Option<Environment>>, Error> {
    let found = match environments::read(github, repository, name).await {
        Ok(found) => found,
        Err(error) if error.kind == Kind::NotFound => {
            let all = asked(environments::list(github, repository).await)?;
            let same = |one: &environments::Environment| one.name.to_lowercase() == name.to_lowercase();
            return Ok(match all {
                Asked::Told(all) if all.iter().any(same) => Asked::Refused(refusal(&error)),
                Asked::Told(_) => Asked::Told(None),
                Asked::Refused(why) => Asked::Refused(why),
            });
        }
        Err(error) => return asked(Err(error)),
    };
    let allowed = match found.deployment_branch_policy {
        None => Allowed::Any,
        Some(policy) if policy.custom_branch_policies => {
            match asked(environments::branch_policies(github, repository, name).await)? {
                Asked::Refused(why) => Allowed::Hidden(why),
                Asked::Told(policies) => Allowed::Named(policies.into_iter().map(pattern).collect()),
            }
        }
        Some(policy) if policy.protected_branches => Allowed::Protected,
        Some(_) => Allowed::Any,
    };
    let review = found.protection_rules.iter().find(|rule| !rule.reviewers.is_empty());
    Ok(Asked::Told(Some(Environment {
        allowed,
        reviewers: review.is_some(),
        self_review: review.is_some_and(|rule| rule.prevent_self_review != Some(true)),
        apps: found
            .protection_rules
            .iter()
            .filter(|rule| is_of_an_app(rule))
            .map(|rule| rule.kind.clone())
            .collect(),
        admins_bypass: found.can_admins_bypass,
    })))
}

fn pattern(policy: environments::BranchPolicy) -> Pattern {
    Pattern { tag: policy.kind.as_deref() == Some("tag"), name: policy.name }
}

/// GitHub's own kinds of rules have these names; every other one is an app's.
fn is_of_an_app(rule: &Protection) -> bool {
    !matches!(rule.kind.as_str(), "wait_timer" | "required_reviewers" | "branch_policy")
}

/// A workflow of which nothing is known.
fn unreadable(path: &str, why: &str) -> Workflow {
    Workflow { path: path.to_owned(), unreadable: Some(why.to_owned()), ..Workflow::default() }
}

async fn workflows(github: &GitHub, repository: &Repository, sha: &str) -> Result<Vec<Workflow>, Error> {
    let found = contents::read(github, repository, WORKFLOWS, sha, 0).await?;
    let Some(Content::Folder(entries)) = found else { return Ok(Vec::new()) };
    let is_one = |path: &str| path.ends_with(".yml") || path.ends_with(".yaml");
    let mut all = Vec::new();
    for entry in entries.iter().filter(|entry| is_one(&entry.path) && entry.kind != EntryKind::Dir) {
        if all.len() >= MOST_WORKFLOWS {
            all.push(unreadable(WORKFLOWS, "there are more workflows than are read"));
            break;
        }
        if entry.kind != EntryKind::File {
            all.push(unreadable(&entry.path, "it is a link"));
            continue;
        }
        all.push(match contents::file(github, repository, &entry.path, sha, LARGEST).await {
            Ok(Some(file)) => workflow::read(&entry.path, &file.bytes),
            Ok(None) => unreadable(&entry.path, "it is gone"),
            Err(error) if error.kind == Kind::Truncated => unreadable(&entry.path, &error.detail),
            Err(error) => return Err(error),
        });
    }
    Ok(all)
}

async fn owners(
    github: &GitHub,
    repository: &Repository,
    sha: &str,
) -> Result<Option<(String, String)>, Error> {
    let (most, places) = OWNERS;
    for path in places {
        if let Some(file) = contents::file(github, repository, path, sha, most).await? {
            return Ok(Some((path.to_owned(), String::from_utf8_lossy(&file.bytes).into_owned())));
        }
    }
    Ok(None)
}

async fn ledgers(github: &GitHub, repository: &Repository) -> Result<Vec<Branch>, Error> {
    let mut all = Vec::new();
    for reference in git::refs::matching(github, repository, LEDGERS).await?.iter().take(MOST_BRANCHES) {
        let name = reference.name.trim_start_matches("refs/heads/");
        let head = asked(branches::read(github, repository, name).await)?;
        all.push(guard::branch(github, repository, name, &head).await?);
    }
    Ok(all)
}

/// A team that is seen and whose members are listed; larger teams than a page are asked for each person later, by the same permission.
async fn of_teams(asking: Asking<'_>, sources: &[Source]) -> Result<Vec<Team>, Error> {
    let mut all = Vec::new();
    for source in sources {
        let Source::Team { organization, slug, id } = source else { continue };
        let seen = match read_team(asking, source, organization, slug).await {
            Ok(found) if id.is_some_and(|id| id != found.id) => Asked::Told(false),
            Ok(_) => match asking.members {
                Some(members) => match teams::members_within(members, organization, slug, 100).await {
                    Err(error) if error.kind == Kind::Truncated => Asked::Told(true),
                    answer => asked(answer)?.map(|_| true),
                },
                None => Asked::Refused(SourceProblem::NoToken(source.clone()).to_string()),
            },
            Err(SourceProblem::GitHub { error, .. }) => return Err(error),
            Err(problem) => Asked::Refused(problem.to_string()),
        };
        all.push(Team { source: source.to_string(), seen });
    }
    Ok(all)
}
