//! Where a branch is and some of its files, of one moment: what a commit with an expected head is made from.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::graphql::document;
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static TIP: Call = Call::query(
    "read files at the tip of a branch",
    "BranchTip",
    "query BranchTip($owner: String!, $name: String!, $ref: String!, $p0: String!, $p1: String!, $p2: String!, $p3: String!, $has0: Boolean!, $has1: Boolean!, $has2: Boolean!, $has3: Boolean!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) {
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
  }
}
fragment Entry on TreeEntry { mode object { ... on Blob { text isTruncated } } }",
    "contents: read",
);

/// Files that one question can ask for.
pub const MOST_FILES: usize = 4;

/// A branch at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// The SHA of its newest commit.
    pub oid: String,
    /// The texts of the files, in the order in which they were asked for; nothing for one that is not there.
    pub files: Vec<Option<String>>,
}

#[derive(Deserialize)]
struct Data {
    repository: Option<Holder>,
}

#[derive(Deserialize)]
struct Holder {
    #[serde(rename = "ref")]
    reference: Option<Reference>,
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
    text: Option<String>,
    #[serde(default)]
    is_truncated: bool,
}

/// Where a branch is, and the texts of up to [`MOST_FILES`] of its files; nothing if there is no such branch.
///
/// # Errors
/// [`Kind::Unexpected`] for a path that is no text file, [`Kind::Truncated`] for a file of which GitHub gives a part, and as any read.
pub async fn tip(
    github: &GitHub,
    repository: &Repository,
    branch: &str,
    paths: &[&str],
) -> Result<Option<Tip>, Error> {
    let mut variables = variables(&TIP, repository, paths)?;
    let name = format!("refs/heads/{}", names::branch(&TIP, branch)?);
    variables.insert("ref".to_owned(), json!(name));
    let request = document(&TIP, &Value::Object(variables));
    let data: Data = github.query(request.clone()).await?;
    let repository = data.repository.ok_or_else(|| request.error(Kind::NotFound, "there is no repository"))?;
    let Some(reference) = repository.reference else { return Ok(None) };
    let target = reference.target.unwrap_or_default();
    let oid = target.get("oid").and_then(Value::as_str);
    let oid = oid.ok_or_else(|| request.error(Kind::Unexpected, "the branch points to nothing"))?.to_owned();
    let file = |(number, path): (usize, &&str)| text(&request, path, target.get(format!("f{number}")));
    let files = paths.iter().enumerate().map(file).collect::<Result<_, _>>()?;
    Ok(Some(Tip { oid, files }))
}

/// The repository, and a place for each path.
pub(super) fn variables(
    call: &'static Call,
    repository: &Repository,
    paths: &[&str],
) -> Result<Map<String, Value>, Error> {
    if paths.len() > MOST_FILES {
        let detail = format!("{MOST_FILES} files are read at once at most");
        return Err(Error::new(call, Kind::Request, &repository.to_string(), &detail));
    }
    let mut variables = Map::from_iter([
        ("owner".to_owned(), json!(repository.owner())),
        ("name".to_owned(), json!(repository.name())),
    ]);
    for number in 0..MOST_FILES {
        let path = paths.get(number).map(|path| names::file(call, path)).transpose()?;
        variables.insert(format!("p{number}"), json!(path.unwrap_or_default()));
        variables.insert(format!("has{number}"), json!(path.is_some()));
    }
    Ok(variables)
}

/// The text of one file. Left out is an error: `null` alone says that it is not there.
fn text(request: &Request, path: &str, entry: Option<&Value>) -> Result<Option<String>, Error> {
    let error = |kind, detail: &str| request.error(kind, &format!("{path} {detail}"));
    let entry = entry.ok_or_else(|| error(Kind::Unexpected, "was left out"))?;
    let entry: Option<Entry> =
        Option::deserialize(entry).map_err(|wrong| error(Kind::Unexpected, &format!("reads: {wrong}")))?;
    let Some(entry) = entry else { return Ok(None) };
    // The kind of an entry in Git's tree: 0o100000 is a plain file; a link is one kind of its own, with a path for its text.
    if entry.mode & 0o170_000 != 0o100_000 {
        return Err(error(Kind::Unexpected, "is no file"));
    }
    match entry.object {
        Some(Blob { is_truncated: true, .. }) => Err(error(Kind::Truncated, "is too long to be read so")),
        Some(Blob { text: Some(text), .. }) => Ok(Some(text)),
        _ => Err(error(Kind::Unexpected, "is no text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_text_file_is_read() {
        let request = Request::new(&TIP);
        let read = |entry: Value| text(&request, "a", Some(&entry)).map_err(|error| error.kind);
        let blob = |mode: u32, text: Value, cut: bool| json!({"mode": mode, "object": {"text": text, "isTruncated": cut}});
        assert_eq!(read(Value::Null), Ok(None));
        assert_eq!(read(blob(0o100_644, json!("x"), false)), Ok(Some("x".to_owned())));
        assert_eq!(read(blob(0o100_755, json!("x"), false)), Ok(Some("x".to_owned())));
        assert_eq!(read(blob(0o120_000, json!("x"), false)), Err(Kind::Unexpected));
        assert_eq!(read(blob(0o100_644, json!("x"), true)), Err(Kind::Truncated));
        assert_eq!(read(blob(0o100_644, Value::Null, false)), Err(Kind::Unexpected));
        assert_eq!(read(json!({"mode": 0o040_000, "object": {}})), Err(Kind::Unexpected));
        assert_eq!(text(&request, "a", None).unwrap_err().kind, Kind::Unexpected);
    }

    #[test]
    fn each_path_has_its_place() {
        let shop = "octo/shop".parse().unwrap();
        let variables = variables(&TIP, &shop, &["a", "b/c"]).unwrap();
        assert_eq!(variables["p1"], "b/c");
        assert_eq!((&variables["has1"], &variables["has2"]), (&json!(true), &json!(false)));
        assert!(super::variables(&TIP, &shop, &["a"; MOST_FILES + 1]).is_err());
        assert!(super::variables(&TIP, &shop, &["../a"]).is_err());
    }
}
