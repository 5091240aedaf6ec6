//! Files and folders of a commit by path: `GET /repos/{owner}/{repo}/contents/{path}` ("Repository contents" in GitHub's REST
//! documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{Entry, ObjectKind, Oid, Store, check_path};
use crate::hub::Hub;
use crate::rest::git_links::{READ, base64_lines};
use crate::rest::merge;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[Route::new("GET", "/repos/{owner}/{repo}/contents/{path}", READ, get)];

/// The most entries of a folder.
const MOST_ENTRIES: usize = 1_000;
/// The largest file whose content stands in the answer.
const LARGEST_SHOWN: u64 = 1 << 20;
/// The largest file that can be read at all, in its raw form.
const LARGEST: u64 = 100 << 20;

/// A commit of a repository, and the word that was asked with.
struct Place<'a> {
    repository: u64,
    store: &'a Store,
    commit: Oid,
    word: String,
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let store = hub.store(repository)?;
    if store.is_empty()? {
        return Err(Answer::error(404, "This repository is empty."));
    }
    let default =
        hub.repositories.get(&repository).map(|found| found.default_branch.clone()).unwrap_or_default();
    let word = visit.query("ref").filter(|word| !word.is_empty()).unwrap_or(&default).to_owned();
    let commit = store.resolve(&word)?;
    let commit = commit.ok_or_else(|| Answer::error(404, &format!("No commit found for the ref {word}")))?;
    let place = Place { repository, store: &store, commit, word };
    let path = visit.param("path").trim_end_matches('/');
    if path.is_empty() {
        return folder(hub, visit, &place, "", &place.commit);
    }
    check_path(path).map_err(|_| Answer::not_found())?;
    let entry = store.entry(&place.commit, path)?.ok_or_else(Answer::not_found)?;
    match entry.kind {
        ObjectKind::Tree => folder(hub, visit, &place, path, &entry.oid),
        ObjectKind::Commit => Ok(Answer::ok(hub.content_line(&place, &entry, "submodule"))),
        _ => file(hub, visit, &place, &entry),
    }
}

fn wants(visit: &Visit, form: &str) -> bool {
    visit.header("accept").is_some_and(|accept| accept.contains(&format!("application/vnd.github.{form}")))
}

fn folder(hub: &Hub, visit: &Visit, place: &Place<'_>, path: &str, tree: &Oid) -> Reply {
    let mut entries = place.store.tree(tree, false)?;
    entries.truncate(MOST_ENTRIES);
    let lines = entries.into_iter().map(|mut entry| {
        let kind = kind_of(&entry);
        if !path.is_empty() {
            entry.path = format!("{path}/{}", entry.path);
        }
        hub.content_line(place, &entry, kind)
    });
    let lines: Vec<Value> = lines.collect();
    if !wants(visit, "object") {
        return Ok(Answer::ok(Value::Array(lines)));
    }
    let (mode, kind, size) = ("040000".to_owned(), ObjectKind::Tree, None);
    let own = Entry { path: path.to_owned(), mode, kind, oid: tree.clone(), size };
    let mut shown = hub.content_line(place, &own, "dir");
    merge(&mut shown, json!({"entries": lines}));
    Ok(Answer::ok(shown))
}

fn file(hub: &Hub, visit: &Visit, place: &Place<'_>, entry: &Entry) -> Reply {
    let size = entry.size.unwrap_or(0);
    if size > LARGEST {
        return Err(Answer::forbidden("This API returns blobs up to 100 MB in size."));
    }
    let blob = place.store.object(&entry.oid)?.ok_or_else(Answer::not_found)?;
    if wants(visit, "raw") {
        return Ok(Answer::bytes(200, "application/vnd.github.raw; charset=utf-8", blob.bytes));
    }
    let kind = kind_of(entry);
    let mut shown = hub.content_line(place, entry, kind);
    merge(
        &mut shown,
        if kind == "symlink" {
            json!({"target": String::from_utf8_lossy(&blob.bytes)})
        } else if size > LARGEST_SHOWN {
            json!({"content": "", "encoding": "none"})
        } else {
            json!({"content": base64_lines(&blob.bytes), "encoding": "base64"})
        },
    );
    Ok(Answer::ok(shown))
}

fn kind_of(entry: &Entry) -> &'static str {
    match (entry.kind, entry.mode.as_str()) {
        (ObjectKind::Tree, _) => "dir",
        (ObjectKind::Commit, _) => "submodule",
        (_, "120000") => "symlink",
        _ => "file",
    }
}

impl Hub {
    /// The fields that all forms of content have.
    fn content_line(&self, place: &Place<'_>, entry: &Entry, kind: &str) -> Value {
        let Place { repository, word, .. } = place;
        let Entry { path, oid, .. } = entry;
        let is_tree = entry.kind == ObjectKind::Tree;
        let escaped = escape(path);
        let url = self.api_below(*repository, &format!("/contents/{escaped}?ref={}", escape(word)));
        let (object, page) = if is_tree { ("trees", "tree") } else { ("blobs", "blob") };
        let git = self.api_below(*repository, &format!("/git/{object}/{oid}"));
        let html = self.page_below(*repository, &format!("/{page}/{}/{escaped}", escape(word)));
        let raw = self.page_below(*repository, &format!("/raw/{}/{escaped}", escape(word)));
        let mut shown = json!({
            "type": kind, "name": path.rsplit('/').next(), "path": path, "sha": oid.as_str(),
            "size": entry.size.unwrap_or(0), "url": url, "git_url": git, "html_url": html,
            "download_url": (kind == "file" || kind == "symlink").then_some(raw),
            "_links": {"self": url, "git": git, "html": html},
        });
        if kind == "submodule" {
            merge(&mut shown, json!({"submodule_git_url": self.page_below(*repository, "/submodule.git")}));
        }
        shown
    }
}

/// A path in an address: the slashes stay.
fn escape(path: &str) -> String {
    const KEEP: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    percent_encoding::utf8_percent_encode(path, &KEEP).to_string()
}

#[cfg(test)]
mod tests;
