//! Files and folders of a commit, by path.
//!
//! A commit is named by its SHA or by a ref's full name: a short name could be a branch or a tag. GitHub answers 404 both for a path that
//! is not there and for a commit that the token does not see, so that "not there" is told only after the commit itself was seen.

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::git::{objects, refs};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static READ: Call =
    Call::read("read a path", "/repos/{owner}/{repo}/contents/{path}", "contents: read");

/// What a path of a commit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file. A link to a file of the same repository comes as that file, since GitHub follows it.
    File(File),
    /// A folder.
    Folder(Vec<Entry>),
    /// A link to something else than a file of the same repository, and where it points.
    Link(String),
    /// Another repository's commit, by its SHA.
    Submodule(String),
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The SHA of its blob.
    pub sha: String,
    /// All of its bytes.
    pub bytes: Vec<u8>,
}

/// An entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// The path from the root.
    pub path: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntryKind,
    /// The SHA.
    pub sha: String,
    /// The bytes of a file.
    pub size: u64,
    download_url: Option<String>,
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Dir,
    /// A link.
    Symlink,
    /// Another repository's commit.
    Submodule,
}

/// What GitHub answers for one path.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answered {
    Folder(Vec<Entry>),
    One(One),
}

#[derive(Deserialize)]
struct One {
    #[serde(rename = "type")]
    kind: EntryKind,
    sha: String,
    size: usize,
    content: Option<String>,
    encoding: Option<String>,
    target: Option<String>,
}

/// Entries of a folder that GitHub lists at most.
const MOST_ENTRIES: usize = 1_000;

/// What a path is at a commit (a SHA, or a ref's full name), or nothing if it is not there. Of a file `most` bytes at most are read; the
/// root folder is read by its tree ([`objects::tree`]).
///
/// # Errors
/// 404 if the commit or ref is not there or not visible; [`Kind::Truncated`] for a file that is longer, or a folder of which GitHub
/// lists a part; and as any read.
pub async fn read(
    github: &GitHub,
    repository: &Repository,
    path: &str,
    at: &str,
    most: usize,
) -> Result<Option<Content>, Error> {
    let at = &*revision(at)?;
    let request = Request::of(&READ, repository).at("path", names::file(&READ, path)?).query("ref", at);
    match github.send(request.clone()).await {
        Ok(Answered::Folder(entries)) => folder(&request, entries).map(Some),
        Ok(Answered::One(one)) => content(github, repository, &request, one, most).await.map(Some),
        Err(error) if error.kind == Kind::NotFound => {
            if at.starts_with("refs/") {
                refs::read(github, repository, at).await?;
            } else {
                objects::commit(github, repository, at).await?;
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// As [`read`], if only a file will do.
///
/// # Errors
/// [`Kind::Validation`] if the path is a folder, a link or a submodule; and as [`read`].
pub async fn file(
    github: &GitHub,
    repository: &Repository,
    path: &str,
    at: &str,
    most: usize,
) -> Result<Option<File>, Error> {
    let problem = match read(github, repository, path, at, most).await? {
        None => return Ok(None),
        Some(Content::File(file)) => return Ok(Some(file)),
        Some(Content::Folder(_)) => "it is a folder and no file",
        Some(Content::Link(_)) => "it is a link that leads to no file of this repository",
        Some(Content::Submodule(_)) => "it is a submodule and no file",
    };
    Err(Error::new(&READ, Kind::Validation, &format!("{repository} {path} at {at}"), problem))
}

/// What is asked for: a ref's full name as it is, or a SHA in small letters.
fn revision(at: &str) -> Result<String, Error> {
    if at.starts_with("refs/") {
        return names::reference(&READ, at).map(|_| at.to_owned());
    }
    names::sha(&READ, at)
}

fn folder(request: &Request, mut entries: Vec<Entry>) -> Result<Content, Error> {
    if entries.len() >= MOST_ENTRIES {
        let detail = "GitHub lists 1,000 entries of a folder at most: read its tree";
        return Err(request.error(Kind::Truncated, detail));
    }
    for entry in &mut entries {
        // GitHub calls a submodule a file here, but has no address to download it from.
        if entry.kind == EntryKind::File && entry.download_url.is_none() {
            entry.kind = EntryKind::Submodule;
        }
    }
    Ok(Content::Folder(entries))
}

async fn content(
    github: &GitHub,
    repository: &Repository,
    request: &Request,
    one: One,
    most: usize,
) -> Result<Content, Error> {
    match (one.kind, one.target) {
        (EntryKind::Submodule, _) => return Ok(Content::Submodule(one.sha)),
        (EntryKind::Symlink, Some(target)) => return Ok(Content::Link(target)),
        (EntryKind::File, _) => {}
        _ => return Err(request.error(Kind::Unexpected, "GitHub's answer is neither file, folder nor link")),
    }
    if one.size > most {
        let detail = format!("it has {} bytes, and {most} are read at most", one.size);
        return Err(request.error(Kind::Truncated, &detail));
    }
    let bytes = match (one.content, one.encoding.as_deref()) {
        // Above 1 MB GitHub leaves the content out.
        (_, Some("none")) => objects::blob(github, repository, &one.sha, most).await?,
        (Some(text), Some(encoding)) => objects::decoded(request, encoding, &text, Some(one.size), most)?,
        _ => return Err(request.error(Kind::Unexpected, "GitHub's answer has no content")),
    };
    if bytes.len() != one.size {
        return Err(request.error(Kind::Unexpected, "GitHub speaks of another length than it gave"));
    }
    Ok(Content::File(File { sha: one.sha, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_no_place_in_the_history() {
        assert_eq!(revision(&"A".repeat(40)).unwrap(), "a".repeat(40));
        assert_eq!(revision("refs/pull/7/merge").unwrap(), "refs/pull/7/merge");
        for short in ["main", "v1", "HEAD", "abc1234", "refs/heads/a..b", ""] {
            assert_eq!(revision(short).unwrap_err().kind, Kind::Request, "{short}");
        }
    }

    #[test]
    fn a_submodule_in_a_folder_is_known_and_a_full_folder_is_not_all() {
        let request = Request::of(&READ, &"octo/shop".parse().unwrap());
        let entry = |download: Option<&str>| -> Entry {
            serde_json::from_value(serde_json::json!({
                "path": "a", "type": "file", "sha": "b", "size": 0, "download_url": download,
            }))
            .unwrap()
        };
        let Content::Folder(entries) = folder(&request, vec![entry(None), entry(Some("u"))]).unwrap() else {
            panic!("no folder")
        };
        let kinds: Vec<EntryKind> = entries.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [EntryKind::Submodule, EntryKind::File]);
        let full = (0..MOST_ENTRIES).map(|_| entry(Some("u"))).collect();
        assert_eq!(folder(&request, full).unwrap_err().kind, Kind::Truncated);
    }
}
