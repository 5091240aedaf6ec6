//! Folders as objects: create from a base and edits, get one or all below it ("Git trees" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{Edit, Edited, Entry, ObjectKind, Oid, PathFault, Store, check_path};
use crate::hub::Hub;
use crate::rest::git_links::{READ, WRITE};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/git/trees", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/git/trees/{tree_sha}", READ, get),
];

/// The most entries of a recursive list; a longer one is cut and says so.
const MOST: usize = 100_000;

impl Hub {
    /// The schema `git-tree`.
    fn git_tree(&self, repository: u64, tree: &Oid, mut entries: Vec<Entry>, most: usize) -> Value {
        let truncated = entries.len() > most;
        entries.truncate(most);
        let shown: Vec<Value> = entries.iter().map(|entry| self.tree_line(repository, entry)).collect();
        let url = self.api_below(repository, &format!("/git/trees/{tree}"));
        json!({"sha": tree.as_str(), "url": url, "tree": shown, "truncated": truncated})
    }

    fn tree_line(&self, repository: u64, entry: &Entry) -> Value {
        let Entry { path, mode, kind, oid, size } = entry;
        let mut line = json!({"path": path, "mode": mode, "type": kind.as_str(), "sha": oid.as_str()});
        if let Some(fields) = line.as_object_mut() {
            fields.extend(size.map(|size| ("size".to_owned(), json!(size))));
            if *kind != ObjectKind::Commit {
                let url = self.api_below(repository, &format!("/git/{}s/{oid}", kind.as_str()));
                fields.insert("url".to_owned(), json!(url));
            }
        }
        line
    }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let word = visit.param("tree_sha");
    let named = match word.parse::<Oid>() {
        Ok(oid) => Some(oid),
        Err(_) => store.resolve(word)?,
    };
    let tree = named.map(|oid| store.tree_of(&oid)).transpose()?.flatten().ok_or_else(Answer::not_found)?;
    let entries = store.tree(&tree, visit.query("recursive").is_some())?;
    Ok(Answer::ok(hub.git_tree(repository, &tree, entries, MOST)))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let lines = visit.body.get("tree").and_then(Value::as_array);
    let lines =
        lines.filter(|lines| !lines.is_empty()).ok_or_else(|| Answer::unprocessable("Invalid tree info"))?;
    let base = match visit.text("base_tree") {
        None => None,
        Some(sha) => {
            let tree = sha.parse::<Oid>().ok().map(|oid| store.tree_of(&oid)).transpose()?.flatten();
            Some(tree.ok_or_else(|| Answer::unprocessable("base_tree is not a valid tree oid"))?)
        }
    };
    let edits = lines.iter().map(|line| edit(&store, line)).collect::<Result<Vec<Edit>, Answer>>()?;
    match store.edit_tree(base.as_ref(), &edits)? {
        Edited::Tree(tree) => {
            let entries = store.tree(&tree, false)?;
            Ok(Answer::created(hub.git_tree(repository, &tree, entries, MOST)))
        }
        Edited::Missing(_) => Err(Answer::unprocessable("GitRPC::BadObjectState")),
    }
}

fn edit(store: &Store, line: &Value) -> Result<Edit, Answer> {
    let text = |field: &str| line.get(field).and_then(Value::as_str);
    let path = text("path").unwrap_or_default().to_owned();
    check_path(&path).map_err(hostile)?;
    if line.get("sha").is_some_and(Value::is_null) {
        return Ok(Edit::Remove(path));
    }
    let mode = text("mode").ok_or_else(|| Answer::unprocessable("Must supply a valid tree.mode"))?;
    let kind = match mode {
        "100644" | "100755" | "120000" => ObjectKind::Blob,
        "040000" => ObjectKind::Tree,
        "160000" => ObjectKind::Commit,
        _ => return Err(Answer::unprocessable("Must supply a valid tree.mode")),
    };
    let oid = match (text("sha"), text("content")) {
        (None, Some(content)) if kind == ObjectKind::Blob => store.put_blob(content.as_bytes())?,
        (Some(sha), None) => existing(store, sha, kind)?,
        (Some(_), Some(_)) => {
            return Err(Answer::unprocessable("Must supply either tree.sha or tree.content, not both"));
        }
        _ => return Err(Answer::unprocessable("Must supply either tree.sha or tree.content")),
    };
    Ok(if kind == ObjectKind::Tree { Edit::Graft(path, oid) } else { Edit::Put(path, mode.to_owned(), oid) })
}

/// The object of a line. A submodule's commit lies in another repository, so nothing can be asked about it.
fn existing(store: &Store, sha: &str, kind: ObjectKind) -> Result<Oid, Answer> {
    let wrong = || Answer::unprocessable(&format!("tree.sha {sha} is not a valid {}", kind.as_str()));
    let oid: Oid = sha.parse().map_err(|_| wrong())?;
    let fits = kind == ObjectKind::Commit || store.kind(&oid)? == Some(kind);
    if fits { Ok(oid) } else { Err(wrong()) }
}

fn hostile(fault: PathFault) -> Answer {
    Answer::unprocessable(match fault {
        PathFault::Empty => "tree.path cannot be empty",
        PathFault::Absolute => "tree.path cannot start with a slash",
        PathFault::Malformed => "tree.path contains a malformed path component",
    })
}

#[cfg(test)]
mod tests;
