//! Commits on a branch by GraphQL's `createCommitOnBranch`: the one write that compares before it sets, and whose commit GitHub signs.
//!
//! The mutation names the commit that the branch must point to, so that it never takes effect twice. What a lost answer leaves open is
//! whether the branch moved because of us: our commit has a key in its message and follows the commit that we named.

mod files;
mod tip;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::git::{history, refs};
use crate::graphql::document;
use crate::names;
use crate::repository::Repository;

pub(crate) use files::FILES;
pub use files::{Branch, Told, files};
pub(crate) use tip::TIP;
pub use tip::{MOST_FILES, Tip, tip};

pub(crate) static CREATE: Call = Call::write(
    "commit to a branch",
    Verb::GraphQl(
        "mutation CreateCommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}",
    ),
    "CreateCommitOnBranch",
    "contents: write",
    Repeat::LookedUp("the branch, from its tip down to the expected commit, by the key in the message"),
);

/// A commit to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCommit {
    /// The branch, without `refs/heads/`.
    pub branch: String,
    /// The SHA of the commit that the branch points to, and that the new one follows.
    pub expected_head: String,
    /// What tells this commit from all others, in printable ASCII without spaces; it becomes the last line of the message.
    pub key: String,
    /// The first line of the message.
    pub headline: String,
    /// The rest of the message.
    pub body: String,
    /// The files that are written, with all of their bytes.
    pub additions: Vec<(String, Vec<u8>)>,
    /// The files that are removed.
    pub deletions: Vec<String>,
}

const TRAILER: &str = "Releasegate-Key: ";
/// Longest key.
const LONGEST_KEY: usize = 200;
/// Commits that are looked through after a lost answer at most.
const MOST: usize = 5_000;
/// How often an unclear end is looked into.
const LOOKS: u32 = 4;

/// How the mutation ended.
#[derive(Deserialize)]
#[serde(from = "Value")]
enum End {
    /// With this reply, which may hold errors.
    Replied(Value),
    /// With this commit of ours.
    Found(String),
    /// With a branch that points to this commit of somebody else's.
    Lost(String),
}

impl From<Value> for End {
    fn from(reply: Value) -> Self {
        Self::Replied(reply)
    }
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "createCommitOnBranch")]
    payload: Option<Payload>,
}

#[derive(Deserialize)]
struct Payload {
    commit: Option<Made>,
}

#[derive(Deserialize)]
struct Made {
    oid: String,
}

/// Commits to a branch that points to the expected commit; gives back the new SHA.
///
/// # Errors
/// [`Kind::Conflict`] if the branch points elsewhere: read anew what the change was made from. [`Kind::NotFound`] if there is no such
/// branch, and as any write.
pub async fn create(github: &GitHub, repository: &Repository, commit: &NewCommit) -> Result<String, Error> {
    let expected = names::sha(&CREATE, &commit.expected_head)?;
    let target = format!("{repository} {}", commit.branch);
    let request = document(&CREATE, &json!({"input": input(repository, commit, &expected)?}));
    let find = async || ours(github, repository, commit, &expected).await;
    let conflict = |tip: &str| {
        Error::new(&CREATE, Kind::Conflict, &target, &format!("it points to {tip} and not to {expected}"))
    };
    let (reply, touched) = match github.send_or_find_telling(request.clone(), find).await? {
        (End::Found(oid), _) => return Ok(oid),
        (End::Lost(tip), _) => return Err(conflict(&tip)),
        (End::Replied(reply), touched) => (reply, touched),
    };
    let mut error = match github.data::<Data>(&request, reply) {
        Ok(Data { payload: Some(Payload { commit: Some(made) }) }) => return Ok(made.oid),
        Ok(_) => request.error(Kind::Unexpected, "GitHub answered without the commit"),
        Err(error) => error,
    };
    // "Not the expected commit" may be the work of an attempt of ours whose answer was lost, even while the branch still reads as before;
    // an answer that nobody understands says nothing.
    let unclear = touched || error.kind == Kind::Unexpected;
    if unclear || error.kind == Kind::Conflict {
        match settled(github, find).await {
            Ok(Some(End::Found(oid))) => return Ok(oid),
            Ok(Some(End::Lost(tip))) => return Err(conflict(&tip)),
            _ if unclear => error.kind = Kind::Unconfirmed,
            Ok(_) => {}
            Err(other) => return Err(other),
        }
    }
    Err(error)
}

/// Looks a few times, since reading may lag behind.
async fn settled(
    github: &GitHub,
    find: impl AsyncFn() -> Result<Option<End>, Error>,
) -> Result<Option<End>, Error> {
    let mut wait = Duration::from_secs(1);
    for _ in 0..LOOKS {
        if let Some(end) = find().await? {
            return Ok(Some(end));
        }
        github.inner.clock.sleep(wait).await;
        wait *= 2;
    }
    Ok(None)
}

/// The effect on the branch: none while it points to the expected commit.
async fn ours(
    github: &GitHub,
    repository: &Repository,
    commit: &NewCommit,
    expected: &str,
) -> Result<Option<End>, Error> {
    let name = format!("refs/heads/{}", commit.branch);
    let tip = refs::read(github, repository, &name).await?.object.sha;
    if tip == expected {
        return Ok(None);
    }
    let newer = history::between(github, repository, expected, &tip, MOST).await?;
    let found = newer.into_iter().find(|one| {
        let follows = one.parents.iter().map(|parent| parent.sha.as_str()).eq([expected]);
        follows && has_key(&one.commit.message, &commit.key)
    });
    Ok(Some(found.map_or(End::Lost(tip), |one| End::Found(one.sha))))
}

/// Whether the key is a message's last line. What stands further up was written by others.
fn has_key(message: &str, key: &str) -> bool {
    let last = message.trim_end().lines().next_back().unwrap_or_default();
    last.strip_prefix(TRAILER) == Some(key)
}

fn input(repository: &Repository, commit: &NewCommit, expected: &str) -> Result<Value, Error> {
    let wrong = |detail: &str| Error::new(&CREATE, Kind::Request, &repository.to_string(), detail);
    let printable = commit.key.bytes().all(|byte| byte.is_ascii_graphic());
    if !printable || commit.key.is_empty() || commit.key.len() > LONGEST_KEY {
        return Err(wrong("the key of a commit is 1 to 200 printable ASCII characters without spaces"));
    }
    if commit.headline.trim().is_empty() || commit.headline.contains(['\n', '\r']) {
        return Err(wrong("the first line of a commit's message is one line and not empty"));
    }
    let branch = names::branch(&CREATE, &commit.branch)?;
    let addition = |(path, bytes): &(String, Vec<u8>)| {
        Ok(json!({"path": names::file(&CREATE, path)?, "contents": STANDARD.encode(bytes)}))
    };
    let deletion = |path: &String| Ok(json!({"path": names::file(&CREATE, path)?}));
    let additions = commit.additions.iter().map(addition).collect::<Result<Vec<_>, Error>>()?;
    let deletions = commit.deletions.iter().map(deletion).collect::<Result<Vec<_>, Error>>()?;
    let body = format!("{}\n\n{TRAILER}{}", commit.body.trim_end(), commit.key);
    Ok(json!({
        "branch": {"repositoryNameWithOwner": repository.to_string(), "branchName": branch},
        "expectedHeadOid": expected,
        "message": {"headline": commit.headline, "body": body.trim_start()},
        "fileChanges": {"additions": additions, "deletions": deletions},
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit() -> NewCommit {
        NewCommit {
            branch: "record/prod".to_owned(),
            expected_head: "a".repeat(40),
            key: "run-7/1".to_owned(),
            headline: "Record".to_owned(),
            body: "Text\n".to_owned(),
            additions: vec![("a/b".to_owned(), b"x".to_vec())],
            deletions: vec!["c".to_owned()],
        }
    }

    fn made(commit: &NewCommit) -> Result<Value, Kind> {
        input(&"octo/shop".parse().unwrap(), commit, &commit.expected_head).map_err(|error| error.kind)
    }

    #[test]
    fn the_key_is_the_last_line_of_the_message() {
        let message = made(&commit()).unwrap()["message"].clone();
        assert_eq!(message["body"], "Text\n\nReleasegate-Key: run-7/1");
        let bare = made(&NewCommit { body: String::new(), ..commit() }).unwrap();
        assert_eq!(bare["message"]["body"], "Releasegate-Key: run-7/1");
    }

    #[test]
    fn a_key_that_is_quoted_is_not_the_commits_own() {
        let message = "Record\n\nReleasegate-Key: other\n\nReleasegate-Key: run-7/1\n";
        assert!(has_key(message, "run-7/1"));
        assert!(!has_key(message, "other") && !has_key(message, "run-7/") && !has_key(message, "7/1"));
        assert!(!has_key("", "run-7/1"));
    }

    #[test]
    fn what_git_would_misread_is_refused() {
        let refused = |change: &dyn Fn(&mut NewCommit)| {
            let mut commit = commit();
            change(&mut commit);
            made(&commit).unwrap_err()
        };
        assert!(made(&commit()).is_ok());
        for key in ["", "a b", "a\nb", "ü", &"x".repeat(201)] {
            assert_eq!(refused(&|commit| commit.key = key.to_owned()), Kind::Request, "{key:?}");
        }
        assert_eq!(refused(&|commit| commit.headline = "a\nReleasegate-Key: x".to_owned()), Kind::Request);
        assert_eq!(refused(&|commit| commit.headline = " ".to_owned()), Kind::Request);
        assert_eq!(refused(&|commit| commit.branch = "a..b".to_owned()), Kind::Request);
        assert_eq!(refused(&|commit| commit.additions[0].0 = "../x".to_owned()), Kind::Request);
        assert_eq!(refused(&|commit| commit.deletions[0] = "/x".to_owned()), Kind::Request);
    }
}
