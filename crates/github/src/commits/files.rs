//! Where a branch is and some of its files, of one moment, each with the name of its blob: whoever hashes a text as git does knows whether
//! it is the file, byte for byte.

use serde::Deserialize;
use serde_json::{Value, json};

use super::tip::variables;
use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::graphql::document;
use crate::names;
use crate::repository::Repository;

pub(crate) static FILES: Call = Call::query(
    "read a branch and files of it",
    "BranchFiles",
    "query BranchFiles($owner: String!, $name: String!, $ref: String!, $named: Boolean!, $p0: String!, $p1: String!, $p2: String!, $p3: String!, $has0: Boolean!, $has1: Boolean!, $has2: Boolean!, $has3: Boolean!) {
  repository(owner: $owner, name: $name) {
    named: ref(qualifiedName: $ref) @include(if: $named) { ...Branch }
    usual: defaultBranchRef @skip(if: $named) { ...Branch }
  }
}
fragment Branch on Ref {
  target {
    oid
    ... on Commit {
      f0: file(path: $p0) @include(if: $has0) { ...Entry }
      f1: file(path: $p1) @include(if: $has1) { ...Entry }
      f2: file(path: $p2) @include(if: $has2) { ...Entry }
      f3: file(path: $p3) @include(if: $has3) { ...Entry }
    }
  }
}
fragment Entry on TreeEntry { mode object { ... on Blob { oid text isTruncated isBinary } } }",
    "contents: read",
);

/// A branch at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The SHA of its newest commit.
    pub oid: String,
    /// What each path is, in the order in which they were asked for.
    pub files: Vec<Told>,
}

/// What GitHub tells of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The commit has nothing there.
    Absent,
    /// A plain file, decoded by GitHub.
    Text {
        /// The SHA of its blob.
        oid: String,
        /// Its text. What is no UTF-8 is told in other characters.
        text: String,
    },
    /// No plain file, one that is told in part or not at all, or a path that was not asked for.
    Other,
}

#[derive(Deserialize)]
struct Data {
    repository: Option<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    named: Option<Reference>,
    usual: Option<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    target: Option<Value>,
}

#[derive(Deserialize)]
struct Entry {
    mode: u32,
    object: Option<Blob>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Blob {
    oid: Option<String>,
    text: Option<String>,
    is_truncated: Option<bool>,
    is_binary: Option<bool>,
}

/// The newest commit of a branch, or of the default branch, and what up to [`super::MOST_FILES`] paths are in it. Of further paths, and of
/// those that are none, nothing is told.
///
/// # Errors
/// [`Kind::NotFound`] if there is no such branch, and as any read.
pub async fn files(
    github: &GitHub,
    repository: &Repository,
    branch: Option<&str>,
    paths: &[&str],
) -> Result<Branch, Error> {
    let fits: Vec<&str> = paths.iter().copied().filter(|path| names::file(&FILES, path).is_ok()).collect();
    let asked = fits.get(..super::MOST_FILES).unwrap_or(&fits);
    let mut variables = variables(&FILES, repository, asked)?;
    let name = branch.map(|branch| names::branch(&FILES, branch)).transpose()?.unwrap_or_default();
    variables.insert("ref".to_owned(), json!(format!("refs/heads/{name}")));
    variables.insert("named".to_owned(), json!(branch.is_some()));
    let request = document(&FILES, &Value::Object(variables));
    let data: Data = github.query(request.clone()).await?;
    let repository = data.repository.ok_or_else(|| request.error(Kind::NotFound, "there is no repository"))?;
    let reference = if branch.is_some() { repository.named } else { repository.usual };
    let target = reference.and_then(|reference| reference.target);
    let target = target.ok_or_else(|| request.error(Kind::NotFound, "there is no such branch"))?;
    let oid = target.get("oid").and_then(Value::as_str);
    let oid = oid.ok_or_else(|| request.error(Kind::Unexpected, "the branch points to nothing"))?.to_owned();
    let file = |path: &&str| {
        let number = asked.iter().position(|known| known == path)?;
        target.get(format!("f{number}"))
    };
    Ok(Branch { oid, files: paths.iter().map(|path| told(file(path))).collect() })
}

/// What an entry is. Left out is not absent: `null` alone says that.
fn told(entry: Option<&Value>) -> Told {
    let Some(Ok(entry)) = entry.map(Option::<Entry>::deserialize) else { return Told::Other };
    let Some(Entry { mode, object }) = entry else { return Told::Absent };
    // The kind of an entry in Git's tree: 0o100000 is a plain file.
    match object {
        Some(Blob {
            oid: Some(oid),
            text: Some(text),
            is_truncated: Some(false),
            is_binary: Some(false) | None,
        }) if mode & 0o170_000 == 0o100_000 => Told::Text { oid, text },
        _ => Told::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_text_file_that_is_told_whole_has_a_text() {
        let blob = |mode: u32, change: Value| {
            let mut object = json!({"oid": "a", "text": "x", "isTruncated": false, "isBinary": false});
            object.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            told(Some(&json!({"mode": mode, "object": object})))
        };
        let text = Told::Text { oid: "a".to_owned(), text: "x".to_owned() };
        assert_eq!((blob(0o100_644, json!({})), blob(0o100_755, json!({}))), (text.clone(), text));
        assert_eq!(told(Some(&Value::Null)), Told::Absent);
        for change in [
            json!({"isTruncated": true}),
            json!({"isTruncated": null}),
            json!({"isBinary": true}),
            json!({"text": null}),
        ] {
            assert_eq!(blob(0o100_644, change), Told::Other);
        }
        assert_eq!(blob(0o120_000, json!({})), Told::Other);
        for other in [None, Some(json!({"mode": 0o160_000, "object": null})), Some(json!("x"))] {
            assert_eq!(told(other.as_ref()), Told::Other, "{other:?}");
        }
    }
}
