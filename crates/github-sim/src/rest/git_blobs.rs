//! Files as objects: create and get ("Git blobs" in GitHub's REST documentation).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::answer::{Answer, Reply};
use crate::git::{ObjectKind, Oid};
use crate::hub::Hub;
use crate::rest::git_links::{READ, WRITE, base64_lines, git_node_id, supplied};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/git/blobs", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/git/blobs/{file_sha}", READ, get),
];

/// Base64 of a request; line breaks are allowed in it, as GitHub sends them itself.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let joined: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(joined).ok()
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let content = supplied(&visit.body, "content")?;
    let bytes = match visit.text("encoding").unwrap_or("utf-8") {
        "utf-8" => content.as_bytes().to_vec(),
        "base64" => from_base64(content).ok_or_else(|| Answer::unprocessable("content is not valid Base64"))?,
        other => return Err(Answer::unprocessable(&format!("encoding {other:?} is not utf-8 or base64"))),
    };
    let oid = store.put_blob(&bytes)?;
    let url = hub.api_below(repository, &format!("/git/blobs/{oid}"));
    Ok(Answer::created(json!({"sha": oid.as_str(), "url": url})))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let oid: Oid = visit.param("file_sha").parse().map_err(|_| {
        Answer::unprocessable("The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
    })?;
    let blob =
        store.object(&oid)?.filter(|object| object.kind == ObjectKind::Blob).ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(json!({
        "sha": oid.as_str(), "node_id": git_node_id("B", repository, oid.as_str()), "size": blob.bytes.len(),
        "url": hub.api_below(repository, &format!("/git/blobs/{oid}")), "encoding": "base64",
        "content": base64_lines(&blob.bytes),
    })))
}

#[cfg(test)]
mod tests;
