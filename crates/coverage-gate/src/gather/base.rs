//! From which commit changes are counted: what the event names, or the input `base`.

use checkout::MergeBase;
use runner::Setting;

use crate::facts::Unknown;
use crate::policy::Policy;
use crate::repository::Repository;

/// Events that say what is changed.
const NAMES_A_BASE: [&str; 4] = ["pull_request", "pull_request_target", "merge_group", "push"];

/// The commit that changes are counted from.
pub(super) fn find(
    policy: &Policy,
    setting: &Setting,
    git: &checkout::Repository,
    head: &str,
) -> Result<String, Unknown> {
    let given = policy.base.as_deref();
    // Where a policy file holds, an input cannot choose a base from which nothing was changed.
    let named = policy.loosened.is_some()
        && setting.context.run.event.as_deref().is_some_and(|event| NAMES_A_BASE.contains(&event));
    if let Some(name) = given.filter(|_| !named) {
        let commit = git.resolve(name).ok_or_else(|| {
            let message = format!("`{name}` is no commit of this checkout: write a branch, a tag or all digits of a commit, and check it out with `fetch-depth: 0`");
            Unknown::new("base-not-here", message)
        })?;
        return meeting(git, &commit, head);
    }
    let run = &setting.context.run;
    match run.event.as_deref() {
        Some("pull_request") => of_pull_request(setting, git, head),
        Some("pull_request_target") => of_pull(setting, git, head),
        Some("merge_group") => {
            let group = setting.context.event.merge_group.as_ref();
            let base = group.map(|group| group.base_sha.as_str()).filter(|sha| !sha.is_empty());
            meeting(git, base.ok_or_else(|| silent("merge_group"))?, head)
        }
        Some("push") => of_push(setting, git, head),
        Some(event) => {
            let message = format!("an event of `{event}` names no base: give the input `base`");
            Err(Unknown::new("no-base", message))
        }
        None => {
            let message = "outside of a workflow no event names a base: give `--base`, such as origin/main";
            Err(Unknown::new("no-base", message))
        }
    }
}

/// The commit whose ancestors a baseline is looked for among: the base of a change; of a run that names none and proposes nothing,
/// the commit that is checked out.
pub(super) fn before(
    policy: &Policy,
    setting: &Setting,
    repository: Option<&Repository>,
) -> Result<String, Unknown> {
    let found = repository.and_then(|repository| Some((repository.git.as_ref()?, repository.commit.as_ref()?)));
    let (git, head) = found.ok_or_else(|| {
        Unknown::new(
            "no-repository",
            "there is no repository with a commit in the workspace: check it out there",
        )
    })?;
    match find(policy, setting, git, &head.id) {
        Err(unknown) if unknown.code == "no-base" => Ok(head.id.clone()),
        found => found,
    }
}

/// What GitHub checks out is the merge of the proposal into its base: its first parent is what it changes, and newer than the
/// event if the base went on.
fn of_pull_request(setting: &Setting, git: &checkout::Repository, head: &str) -> Result<String, Unknown> {
    if setting.context.run.merge_sha.as_deref() != Some(head) {
        return of_pull(setting, git, head);
    }
    let parents = git.parents(head).map_err(|error| Unknown::new("history", error.to_string()))?;
    match parents.first().filter(|_| parents.len() == 2) {
        Some(first) if git.holds(first) => Ok(first.clone()),
        Some(_) => {
            let message = "the checkout holds the merge commit alone, not what it was merged into: set `fetch-depth: 2` at actions/checkout";
            Err(Unknown::new("shallow", message))
        }
        None => of_pull(setting, git, head),
    }
}

fn of_pull(setting: &Setting, git: &checkout::Repository, head: &str) -> Result<String, Unknown> {
    let pull = setting.context.event.pull_request.as_ref();
    let base = pull.map(|pull| pull.base.sha.as_str()).filter(|sha| !sha.is_empty());
    meeting(git, base.ok_or_else(|| silent("pull_request"))?, head)
}

/// The commit before the push; of a branch that is new, where it left the default branch.
fn of_push(setting: &Setting, git: &checkout::Repository, head: &str) -> Result<String, Unknown> {
    let event = &setting.context.event;
    let before = event.before.as_deref().unwrap_or_default();
    if before.bytes().any(|byte| byte != b'0') {
        return meeting(git, before, head);
    }
    let default = event.repository.as_ref().and_then(|repository| repository.default_branch.as_deref());
    let branch = default.and_then(|name| git.resolve(&format!("refs/remotes/origin/{name}")));
    match branch.filter(|branch| branch != head) {
        Some(branch) => meeting(git, &branch, head),
        None => {
            let message = "the push made a new branch, and where it began cannot be told: set `fetch-depth: 0`, or give the input `base`";
            Err(Unknown::new("no-base", message))
        }
    }
}

/// Where both lines of commits meet, so that what others did on the base meanwhile is no change of this one.
fn meeting(git: &checkout::Repository, base: &str, head: &str) -> Result<String, Unknown> {
    if !git.holds(base) {
        let message = format!(
            "the base commit {} is not in this checkout: set `fetch-depth: 0` at actions/checkout",
            base.get(..12).unwrap_or(base)
        );
        return Err(Unknown::new("shallow", message));
    }
    match git.merge_base(base, head) {
        Ok(MergeBase::Found(commit)) => Ok(commit),
        Ok(MergeBase::Unrelated) => {
            Err(Unknown::new("unrelated", "the base and what is checked out have no commit in common"))
        }
        Ok(MergeBase::Shallow) => {
            let message = "the checkout does not reach back to where the change began: set `fetch-depth: 0` at actions/checkout";
            Err(Unknown::new("shallow", message))
        }
        Err(error) => Err(Unknown::new("history", error.to_string())),
    }
}

fn silent(event: &str) -> Unknown {
    Unknown::new("no-base", format!("the payload of `{event}` names no base: give the input `base`"))
}
