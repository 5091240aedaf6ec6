//! Git objects: commits, trees and blobs. What nothing names has no effect, and what is written twice is the same object, so that writing
//! one is repeated freely.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

const READS: &str = "contents: read";
const WRITE: &str = "contents: write";

pub(crate) static COMMIT: Call =
    Call::read("read a Git commit", "/repos/{owner}/{repo}/git/commits/{commit_sha}", READS);
pub(crate) static CREATE_COMMIT: Call = Call::write(
    "write a Git commit",
    Verb::Post,
    "/repos/{owner}/{repo}/git/commits",
    WRITE,
    Repeat::Idempotent,
);
pub(crate) static TREE: Call =
    Call::read("read a Git tree", "/repos/{owner}/{repo}/git/trees/{tree_sha}", READS);
pub(crate) static CREATE_TREE: Call =
    Call::write("write a Git tree", Verb::Post, "/repos/{owner}/{repo}/git/trees", WRITE, Repeat::Idempotent);
pub(crate) static BLOB: Call =
    Call::read("read a Git blob", "/repos/{owner}/{repo}/git/blobs/{file_sha}", READS);
pub(crate) static CREATE_BLOB: Call =
    Call::write("write a Git blob", Verb::Post, "/repos/{owner}/{repo}/git/blobs", WRITE, Repeat::Idempotent);

/// An object that another names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// The SHA.
    pub sha: String,
}

/// A person as Git writes one: anybody can be written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Person {
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The e-mail address.
    #[serde(default)]
    pub email: String,
    /// When, by their own clock; for a new commit GitHub's, if none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<jiff::Timestamp>,
}

/// What GitHub says of a commit's signature.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Verification {
    /// Whether it is good and belongs to the committer.
    pub verified: bool,
    /// Why: `valid`, `unsigned`, `unknown_key`, …
    pub reason: String,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Commit {
    /// The SHA.
    pub sha: String,
    /// The message.
    pub message: String,
    /// Its tree.
    pub tree: Link,
    /// The commits that it follows.
    pub parents: Vec<Link>,
    /// Who wrote the change, by their own account.
    pub author: Person,
    /// Who made the commit, by their own account.
    pub committer: Person,
    /// What GitHub says of the signature.
    pub verification: Verification,
}

/// A commit to be written. Without an author it is the token's own, and GitHub signs it for an App.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewCommit {
    /// The message.
    pub message: String,
    /// The SHA of its tree.
    pub tree: String,
    /// The SHAs of the commits that it follows.
    pub parents: Vec<String>,
    /// Who wrote the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
}

/// A tree, whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tree {
    /// The SHA.
    pub sha: String,
    /// What it holds; of a tree that was read with all below it, with the paths from it.
    #[serde(rename = "tree")]
    pub entries: Vec<Entry>,
    truncated: bool,
}

/// One entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// The path.
    pub path: String,
    /// `100644`, `100755`, `120000` (link), `160000` (submodule) or `040000`.
    pub mode: String,
    /// `blob`, `tree` or `commit`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The SHA.
    pub sha: String,
    /// The bytes of a blob.
    pub size: Option<u64>,
}

/// A file to be put into a tree or removed from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path from the root.
    pub path: String,
    /// What becomes of it.
    pub to: To,
}

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// This text.
    Text(String),
    /// The blob with this SHA.
    Blob(String),
    /// Nothing: it is removed.
    Nothing,
}

/// Reads a commit.
///
/// # Errors
/// 404 if there is none, or the token does not see the repository's contents; and as any read.
pub async fn commit(github: &GitHub, repository: &Repository, sha: &str) -> Result<Commit, Error> {
    github.send(Request::of(&COMMIT, repository).at("commit_sha", names::sha(&COMMIT, sha)?)).await
}

/// Writes a commit, which no ref names yet.
///
/// # Errors
/// As any write.
pub async fn create_commit(
    github: &GitHub,
    repository: &Repository,
    commit: &NewCommit,
) -> Result<Commit, Error> {
    let sha = |text: &String| names::sha(&CREATE_COMMIT, text);
    let tree = sha(&commit.tree)?;
    let parents = commit.parents.iter().map(sha).collect::<Result<_, _>>()?;
    let commit = NewCommit { tree, parents, ..commit.clone() };
    github.send(Request::of(&CREATE_COMMIT, repository).json(&commit)).await
}

/// Reads a tree; with all below it if `recursive`.
///
/// # Errors
/// [`Kind::Truncated`] if GitHub gives a part (100,000 entries or 7 MB), and as any read.
pub async fn tree(github: &GitHub, repository: &Repository, sha: &str, recursive: bool) -> Result<Tree, Error> {
    let request = Request::of(&TREE, repository).at("tree_sha", names::sha(&TREE, sha)?);
    let request = request.maybe("recursive", recursive.then_some(1));
    let tree: Tree = github.send(request.clone()).await?;
    if tree.truncated {
        return Err(request.error(Kind::Truncated, "GitHub gave a part of the tree: read it folder by folder"));
    }
    Ok(tree)
}

/// Writes the tree that comes of these changes to a tree, or a tree of these files alone; gives back its SHA.
///
/// # Errors
/// [`Kind::Validation`] if a file that is to be removed is not there, and as any write.
pub async fn create_tree(
    github: &GitHub,
    repository: &Repository,
    base: Option<&str>,
    changes: &[Change],
) -> Result<String, Error> {
    let base = base.map(|base| names::sha(&CREATE_TREE, base)).transpose()?;
    let entries = changes.iter().map(entry).collect::<Result<Vec<_>, Error>>()?;
    let body = match base {
        Some(base) => json!({"base_tree": base, "tree": entries}),
        None => json!({"tree": entries}),
    };
    // The whole new tree comes back, as far as GitHub lists it; only its name counts.
    let written: Link = github.send(Request::of(&CREATE_TREE, repository).json(&body)).await?;
    Ok(written.sha)
}

/// A plain file, as the request names it.
fn entry(change: &Change) -> Result<Value, Error> {
    let path = names::file(&CREATE_TREE, &change.path)?;
    Ok(match &change.to {
        To::Text(text) => json!({"path": path, "mode": "100644", "type": "blob", "content": text}),
        To::Blob(sha) => {
            json!({"path": path, "mode": "100644", "type": "blob", "sha": names::sha(&CREATE_TREE, sha)?})
        }
        To::Nothing => json!({"path": path, "mode": "100644", "type": "blob", "sha": null}),
    })
}

#[derive(Deserialize)]
struct Blob {
    content: String,
    encoding: String,
    size: Option<usize>,
}

/// Reads a blob of at most `most` bytes; GitHub gives up to 100 MB.
///
/// # Errors
/// [`Kind::Truncated`] if it is longer, and as any read.
pub async fn blob(github: &GitHub, repository: &Repository, sha: &str, most: usize) -> Result<Vec<u8>, Error> {
    let request = Request::of(&BLOB, repository).at("file_sha", names::sha(&BLOB, sha)?);
    let blob: Blob = github.send(request.clone()).await?;
    decoded(&request, &blob.encoding, &blob.content, blob.size, most)
}

/// Bytes as GitHub writes them: base64 in lines. As many as it says there are, or an error.
pub(crate) fn decoded(
    request: &Request,
    encoding: &str,
    content: &str,
    size: Option<usize>,
    most: usize,
) -> Result<Vec<u8>, Error> {
    let unexpected = |detail: &str| request.error(Kind::Unexpected, detail);
    if encoding != "base64" {
        return Err(unexpected(&format!("GitHub wrote the content as {encoding}")));
    }
    let letters: String = content.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(letters).map_err(|error| unexpected(&format!("the content reads: {error}")))?;
    if bytes.len() > most {
        return Err(request.error(Kind::Truncated, &format!("it is longer than {most} bytes")));
    }
    if size.is_some_and(|size| size != bytes.len()) {
        return Err(unexpected(&format!("GitHub gave {} bytes, and speaks of {size:?}", bytes.len())));
    }
    Ok(bytes)
}

/// Writes a blob; gives back its SHA.
///
/// # Errors
/// As any write.
pub async fn create_blob(github: &GitHub, repository: &Repository, bytes: &[u8]) -> Result<String, Error> {
    let body = json!({"content": STANDARD.encode(bytes), "encoding": "base64"});
    let written: Link = github.send(Request::of(&CREATE_BLOB, repository).json(&body)).await?;
    Ok(written.sha)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_all_of_those_that_github_speaks_of() {
        let request = Request::of(&BLOB, &"octo/shop".parse().unwrap());
        let kind = |encoding: &str, content: &str, size, most| {
            decoded(&request, encoding, content, size, most).map_err(|error| error.kind)
        };
        assert_eq!(kind("base64", "aGVs\nbG8=\n", Some(5), 5), Ok(b"hello".to_vec()));
        assert_eq!(kind("base64", "aGVs\nbG8=\n", None, 4), Err(Kind::Truncated));
        assert_eq!(kind("base64", "aGVs", Some(5), 9), Err(Kind::Unexpected));
        assert_eq!(kind("none", "", Some(0), 9), Err(Kind::Unexpected));
        assert_eq!(kind("base64", "a*", None, 9), Err(Kind::Unexpected));
    }
}
