//! What the release changes, and everybody with a tie to it.
//!
//! What a commit says of its author is text that anybody can write, in both directions: to keep somebody from approving, or to hide who made
//! it. Who pushed it is what GitHub's server saw, so both are gathered; and a commit of an address that belongs to no account is named, since an
//! approver may have made it.

use std::collections::BTreeSet;

use approval::people::{Tie, Tied};
use github::conversation::Actor;
use github::git::history::{self, Commit, Relation};
use github::git::makers::{self, Made};
use github::{Error, GitHub, Kind, Repository, activity, repositories};

use super::run::{Ties, named};

/// A commit for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The SHA.
    pub sha: String,
    /// The first line of the message.
    pub headline: String,
    /// The accounts of its authors; the name that Git has where there is none.
    pub authors: Vec<String>,
}

/// What lies between what is deployed and what is to be deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The commit that is deployed; nothing if none is known, and then the change is the newest commit alone.
    pub base: Option<String>,
    /// The commit that is to be deployed.
    pub head: String,
    /// What the second is to the first; nothing without the first.
    pub relation: Option<Relation>,
    /// The commits that it adds, the oldest first.
    pub commits: Vec<Shown>,
    /// Everybody with a tie to them, each kind once for each person.
    pub tied: Vec<Tied>,
    /// Commits with an author or committer of whom no account is known.
    pub unattributed: Vec<String>,
}

/// Commits of a change that are read at most; more are an error, since a part of them is not everybody.
pub const MOST_COMMITS: usize = 5_000;
/// Branches of pull requests whose pushes are read at most.
const MOST_BRANCHES: usize = 500;
/// Pushes to one branch that are read at most.
const MOST_PUSHES: usize = 5_000;

/// Reads the change from `base` to `head`, which was pushed to `branch` if it is on one.
///
/// # Errors
/// [`Kind::Truncated`] if the change is larger than is read; and as any read.
pub async fn read(
    github: &GitHub,
    repository: &Repository,
    base: Option<&str>,
    head: &str,
    branch: Option<&str>,
) -> Result<Change, Error> {
    let comparison = history::compare(github, repository, base.unwrap_or(head), head).await?;
    let commits = match base {
        Some(base) if comparison.ahead_by > 0 => {
            history::between(github, repository, base, head, MOST_COMMITS).await?
        }
        Some(_) => Vec::new(),
        None => vec![comparison.base_commit],
    };
    let names: Vec<String> = commits.iter().map(|commit| commit.node_id.clone()).collect();
    let made = makers::makers(github, repository, &names).await?;
    let (mut ties, mut unattributed) = (Ties::default(), Vec::new());
    for (commit, made) in commits.iter().zip(&made) {
        if !of_commit(&mut ties, commit, made) {
            unattributed.push(commit.sha.clone());
        }
    }
    let span = Span { base, head, branch };
    if !pushers(github, repository, span, &made, &mut ties).await? && !made.is_empty() {
        // Whoever brought it may be an approver.
        unattributed.push(head.to_owned());
    }
    Ok(Change {
        base: base.map(str::to_owned),
        head: head.to_owned(),
        relation: base.map(|_| comparison.status),
        commits: commits.iter().zip(&made).map(|(commit, made)| shown(commit, made)).collect(),
        tied: ties.all,
        unattributed,
    })
}

/// Ties everybody whom a commit names; whether all of them have an account.
fn of_commit(ties: &mut Ties, commit: &Commit, made: &Made) -> bool {
    let place = || format!("commit {}", made.sha);
    let mut all_known = true;
    for (at, maker) in made.authors.iter().enumerate() {
        // Bots are no users, so that only REST tells their accounts.
        let first = commit.author.as_ref().filter(|_| at == 0).map(named);
        let who = maker.account.as_ref().and_then(numbered).or(first);
        ties.add(who, if at == 0 { Tie::Author } else { Tie::CoAuthor }, place);
        all_known &= who.is_some();
    }
    let committer = made.committer.as_ref().and_then(|maker| maker.account.as_ref()).and_then(numbered);
    let committer = committer.or(commit.committer.as_ref().map(named));
    ties.add(committer, Tie::Committer, place);
    for pull in &made.pulls {
        let place = || format!("pull request {}", pull.number);
        ties.add(pull.author.as_ref().and_then(numbered), Tie::PullRequestAuthor, place);
        ties.add(pull.merged_by.as_ref().and_then(numbered), Tie::Merger, place);
    }
    all_known && committer.is_some() && !made.authors.is_empty()
}

fn numbered(actor: &Actor) -> Option<(u64, &str)> {
    Some((actor.id?, &actor.login))
}

/// Who pushed, as GitHub's server saw it: to the branch since what is deployed came there, and to the branches of the pull requests. A
/// fork's branches are in another repository, whose pushes are not told; who merged them is. Gives whether any push is known that brought it.
async fn pushers(
    github: &GitHub,
    repository: &Repository,
    span: Span<'_>,
    made: &[Made],
    ties: &mut Ties,
) -> Result<bool, Error> {
    let changed: BTreeSet<&str> = made.iter().map(|made| made.sha.as_str()).collect();
    let pulls = made.iter().flat_map(|made| &made.pulls).filter(|pull| {
        let home = pull.head_repository.as_ref();
        home.is_some_and(|home| home.name_with_owner.eq_ignore_ascii_case(&repository.to_string()))
    });
    let mut branches: BTreeSet<&str> = pulls.map(|pull| pull.branch.as_str()).collect();
    // Of a tag nobody pushed a branch: then whoever brought its commits to the default branch did.
    let default = repositories::read(github, repository).await?.default_branch;
    branches.extend(span.branch);
    branches.insert(&default);
    if branches.len() > MOST_BRANCHES {
        return Err(Error {
            kind: Kind::Truncated,
            does: "find out who pushed a change",
            target: repository.to_string(),
            detail: format!(
                "its commits come from {} branches; at most {MOST_BRANCHES} are read",
                branches.len()
            ),
            permission: "contents: read",
        });
    }
    let mut brought = false;
    for branch in branches {
        let name = format!("refs/heads/{branch}");
        let moves = activity::since_commit(github, repository, &name, span.base, MOST_PUSHES).await?;
        // A push to the branch of a pull request brings its own commits, and not what is deployed.
        let is_way = span.branch == Some(branch) || branch == default;
        // A push may bring more than the change: then it ends in none of its commits, and begins before the last of them.
        let brings = |moved: &&activity::Activity| {
            let (before, after) = (moved.before.as_str(), moved.after.as_str());
            let begins = span.base == Some(before) || (changed.contains(before) && before != span.head);
            changed.contains(after) || begins
        };
        for moved in moves.iter().filter(brings) {
            let after = moved.after.as_str();
            brought |= is_way && (after == span.head || !changed.contains(after));
            let merged = matches!(moved.kind.as_str(), "pr_merge" | "merge_queue_merge");
            let tie = if merged { Tie::Merger } else { Tie::Pusher };
            ties.add(moved.actor.as_ref().map(named), tie, || format!("push of {} to {branch}", moved.after));
        }
    }
    Ok(brought)
}

/// From what is deployed to what is to be, and the branch of the run.
#[derive(Clone, Copy)]
struct Span<'a> {
    base: Option<&'a str>,
    head: &'a str,
    branch: Option<&'a str>,
}

fn shown(commit: &Commit, made: &Made) -> Shown {
    let author = |(at, maker): (usize, &makers::Maker)| {
        let rest = commit.author.as_ref().filter(|_| at == 0).map(|account| account.login.clone());
        let login = maker.account.as_ref().map(|account| account.login.clone()).or(rest);
        login.or_else(|| maker.name.clone()).unwrap_or_default()
    };
    Shown {
        sha: made.sha.clone(),
        headline: commit.commit.message.lines().next().unwrap_or_default().to_owned(),
        authors: made.authors.iter().enumerate().map(author).collect(),
    }
}
