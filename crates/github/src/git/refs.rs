//! Refs, by their full names (`refs/heads/main`).

use serde::Deserialize;
use serde_json::json;

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::git::history::{self, Relation};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

const WRITE: &str = "contents: write";

pub(crate) static READ: Call =
    Call::read("read a ref", "/repos/{owner}/{repo}/git/ref/{ref}", "contents: read");
pub(crate) static MATCHING: Call =
    Call::read("list refs", "/repos/{owner}/{repo}/git/matching-refs/{ref}", "contents: read");
pub(crate) static CREATE: Call = Call::write(
    "create a ref",
    Verb::Post,
    "/repos/{owner}/{repo}/git/refs",
    WRITE,
    Repeat::LookedUp("the ref, which was not there before and names the same object"),
);
pub(crate) static UPDATE: Call = Call::write(
    "move a ref",
    Verb::Patch,
    "/repos/{owner}/{repo}/git/refs/{ref}",
    WRITE,
    Repeat::LookedUp("the ref, which names the new commit or one that follows it"),
);
pub(crate) static DELETE: Call = Call::write(
    "delete a ref",
    Verb::Delete,
    "/repos/{owner}/{repo}/git/refs/{ref}",
    WRITE,
    Repeat::LookedUp("the ref, which is gone or names another object than before"),
);

/// A ref.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reference {
    /// The full name.
    #[serde(rename = "ref")]
    pub name: String,
    /// What it names.
    pub object: Object,
}

/// An object that a ref names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Object {
    /// `commit`, `tag`, `tree` or `blob`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The SHA.
    pub sha: String,
}

/// Reads a ref.
///
/// # Errors
/// 404 if there is none, or the token does not see the repository's contents; and as any read.
pub async fn read(github: &GitHub, repository: &Repository, name: &str) -> Result<Reference, Error> {
    github.send(Request::of(&READ, repository).at("ref", names::reference(&READ, name)?)).await
}

/// The refs whose full names begin so: `refs/heads/a` finds `refs/heads/ab` too.
///
/// # Errors
/// [`Kind::Truncated`] if GitHub gives a part of them, and as any read.
pub async fn matching(
    github: &GitHub,
    repository: &Repository,
    beginning: &str,
) -> Result<Vec<Reference>, Error> {
    let request = Request::of(&MATCHING, repository).at("ref", names::references(&MATCHING, beginning)?);
    let answer = github.answer(&request).await?;
    // GitHub documents no pages for this list.
    if github.next_page(&request, &answer)?.is_some() {
        return Err(request.error(Kind::Truncated, "GitHub gave the first page of the refs only"));
    }
    answer.decode(&request)
}

/// Creates a ref. Whoever uses a ref as a claim lets it name a commit of its own: two who create the same ref for the same object cannot
/// be told apart when an answer is lost.
///
/// # Errors
/// [`Kind::Conflict`] if it is there already, [`Kind::Validation`] if the object is not, and as any write.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    name: &str,
    sha: &str,
) -> Result<Reference, Error> {
    names::reference(&CREATE, name)?;
    let sha = names::sha(&CREATE, sha)?;
    let now = async || match read(github, repository, name).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    };
    let target = format!("{repository} {name}");
    if let Some(found) = now().await? {
        let detail = format!("it is there already and names {}", found.object.sha);
        return Err(Error::new(&CREATE, Kind::Conflict, &target, &detail));
    }
    let find = async || Ok(now().await?.filter(|found| found.object.sha == sha));
    let request = Request::of(&CREATE, repository).json(&json!({"ref": name, "sha": sha}));
    let created = github.send_or_find(request, find).await;
    created.map_err(|mut error| {
        // Also after a lost answer: the ref is there and names another object.
        if matches!(error.kind, Kind::Validation | Kind::Unconfirmed) && error.detail.contains("already exists")
        {
            error.kind = Kind::Conflict;
        }
        error
    })
}

/// How moving a ref ended.
#[derive(Deserialize)]
#[serde(from = "Reference")]
enum Moved {
    Done,
    Elsewhere(String),
}

impl From<Reference> for Moved {
    fn from(_: Reference) -> Self {
        Self::Done
    }
}

/// Moves a ref forward from `old` to `new`, which follows it. Nobody's commit is lost: if the ref names anything that `new` does not
/// follow, nothing happens. A lost answer ends well if the ref names `new` or a commit that follows it.
///
/// # Errors
/// [`Kind::Conflict`] if somebody else moved it; [`Kind::NotFound`] if it is gone; and as any write.
pub async fn update(
    github: &GitHub,
    repository: &Repository,
    name: &str,
    old: &str,
    new: &str,
) -> Result<(), Error> {
    let (old, new) = (names::sha(&UPDATE, old)?, names::sha(&UPDATE, new)?);
    let request = Request::of(&UPDATE, repository).at("ref", names::reference(&UPDATE, name)?);
    let find = async || {
        let tip = read(github, repository, name).await?.object.sha;
        if tip == old && tip != new {
            return Ok(None);
        }
        let relation = history::compare(github, repository, &new, &tip).await?.status;
        let holds = matches!(relation, Relation::Identical | Relation::Ahead);
        Ok(Some(if holds { Moved::Done } else { Moved::Elsewhere(tip) }))
    };
    let request = request.json(&json!({"sha": new, "force": false}));
    match github.send_or_find(request, find).await {
        Ok(Moved::Done) => Ok(()),
        Ok(Moved::Elsewhere(tip)) => {
            let detail = format!("it names {tip}, which does not follow {new}");
            Err(Error::new(&UPDATE, Kind::Conflict, &format!("{repository} {name}"), &detail))
        }
        Err(error) => {
            let error = as_kind(error, "fast forward", Kind::Conflict);
            let error = as_kind(error, "fast-forward", Kind::Conflict);
            Err(as_kind(error, "does not exist", Kind::NotFound))
        }
    }
}

/// Deletes a ref. After a lost answer it is deleted again only while it names the object that it named before: one that somebody else
/// made in the meantime, as a claim, stays. Whoever uses a ref as a claim lets it name a commit of its own, as [`create`] says.
///
/// # Errors
/// [`Kind::NotFound`] if it was not there, and as any write.
pub async fn delete(github: &GitHub, repository: &Repository, name: &str) -> Result<(), Error> {
    let request = Request::of(&DELETE, repository).at("ref", names::reference(&DELETE, name)?);
    let before = read(github, repository, name).await?.object.sha;
    let find = async || match read(github, repository, name).await {
        Ok(found) if found.object.sha == before => Ok(None),
        Ok(_) => Ok(Some(())),
        Err(error) if error.is_not_found() => Ok(Some(())),
        Err(error) => Err(error),
    };
    let deleted = github.send_or_find(request, find).await;
    deleted.map_err(|error| as_kind(error, "does not exist", Kind::NotFound))
}

/// GitHub says with 422 what other calls say with a status of its own; only its words tell what it is.
fn as_kind(mut error: Error, words: &str, kind: Kind) -> Error {
    if error.kind == Kind::Validation && error.detail.contains(words) {
        error.kind = kind;
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_with_the_words_changes_its_kind() {
        let error = |kind, detail| Error::new(&CREATE, kind, "octo/shop", detail);
        let kind = |kind, detail| as_kind(error(kind, detail), "already exists", Kind::Conflict).kind;
        assert_eq!(kind(Kind::Validation, "GitHub answered 422: Reference already exists"), Kind::Conflict);
        assert_eq!(kind(Kind::Validation, "GitHub answered 422: Object does not exist"), Kind::Validation);
        assert_eq!(kind(Kind::Unavailable, "Reference already exists"), Kind::Unavailable);
    }
}
