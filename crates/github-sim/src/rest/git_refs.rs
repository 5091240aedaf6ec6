//! References: get, matching, create, update, delete ("Git references" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{Oid, Push, RefMove, Reference, check_refname};
use crate::hub::Hub;
use crate::rest::git_links::{READ, WRITE, git_node_id, refused, supplied};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/git/ref/{ref}", READ, get),
    Route::new("GET", "/repos/{owner}/{repo}/git/matching-refs/{ref}", READ, matching),
    Route::new("POST", "/repos/{owner}/{repo}/git/refs", WRITE, create),
    Route::new("PATCH", "/repos/{owner}/{repo}/git/refs/{ref}", WRITE, update),
    Route::new("DELETE", "/repos/{owner}/{repo}/git/refs/{ref}", WRITE, delete),
];

impl Hub {
    /// The schema `git-ref`.
    fn git_ref(&self, repository: u64, reference: &Reference) -> Value {
        let Reference { name, oid, kind } = reference;
        let object = self.api_below(repository, &format!("/git/{}s/{oid}", kind.as_str()));
        json!({
            "ref": name, "node_id": git_node_id("REF", repository, name),
            "url": self.api_below(repository, &format!("/git/{name}")),
            "object": {"sha": oid.as_str(), "type": kind.as_str(), "url": object},
        })
    }
}

fn full_name(visit: &Visit) -> String {
    format!("refs/{}", visit.param("ref"))
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let found = store.reference(&full_name(visit))?.ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.git_ref(repository, &found)))
}

fn matching(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let found = store.references(&full_name(visit))?;
    Ok(Answer::list(found.iter().map(|reference| hub.git_ref(repository, reference)).collect()))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let (name, sha) = (supplied(&visit.body, "ref")?, supplied(&visit.body, "sha")?);
    if !name.starts_with("refs/") || name.matches('/').count() < 2 {
        let message = "Reference name must start with 'refs/' and contain at least three components.";
        return Err(Answer::unprocessable(message));
    }
    if !check_refname(name) {
        return Err(Answer::unprocessable(&format!("{name} is not a valid ref name.")));
    }
    let after = object(hub, repository, sha, name)?;
    if store.reference(name)?.is_some() {
        return Err(Answer::unprocessable("Reference already exists"));
    }
    let step = RefMove { name: name.to_owned(), before: Oid::zero(), after };
    move_one(hub, visit, repository, step, false)?;
    shown(hub, repository, name).map(Answer::created)
}

fn update(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let sha = supplied(&visit.body, "sha")?;
    let force = visit.body.get("force").and_then(Value::as_bool).unwrap_or(false);
    let name = full_name(visit);
    let before = store.reference(&name)?.ok_or_else(missing)?.oid;
    let after = object(hub, repository, sha, &name)?;
    move_one(hub, visit, repository, RefMove { name: name.clone(), before, after }, force)?;
    shown(hub, repository, &name).map(Answer::ok)
}

fn delete(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let name = full_name(visit);
    let before = store.reference(&name)?.ok_or_else(missing)?.oid;
    let default = hub.repositories.get(&repository).map(|found| format!("refs/heads/{}", found.default_branch));
    if default.as_deref() == Some(name.as_str()) {
        return Err(Answer::unprocessable("Cannot delete the default branch"));
    }
    move_one(hub, visit, repository, RefMove { name, before, after: Oid::zero() }, true)?;
    Ok(Answer::no_content())
}

fn missing() -> Answer {
    Answer::unprocessable("Reference does not exist")
}

/// The object that a reference shall name: a branch names a commit and nothing else.
fn object(hub: &mut Hub, repository: u64, sha: &str, name: &str) -> Result<Oid, Answer> {
    let absent = || Answer::unprocessable("Object does not exist");
    let oid: Oid = sha.parse().map_err(|_| absent())?;
    let store = hub.store(repository)?;
    let kind = store.kind(&oid)?.ok_or_else(absent)?;
    if name.starts_with("refs/heads/") && kind.as_str() != "commit" {
        return Err(Answer::unprocessable("Reference cannot be updated: the object is not a commit"));
    }
    Ok(oid)
}

fn move_one(hub: &mut Hub, visit: &Visit, repository: u64, step: RefMove, force: bool) -> Result<(), Answer> {
    let moved = if step.before.is_zero() { "Reference already exists" } else { "Reference cannot be updated" };
    hub.push(&visit.caller, repository, &[Push { step, force }]).map_err(|fault| refused(fault, moved))
}

fn shown(hub: &mut Hub, repository: u64, name: &str) -> Result<Value, Answer> {
    let found = hub.store(repository)?.reference(name)?.ok_or_else(Answer::not_found)?;
    Ok(hub.git_ref(repository, &found))
}

#[cfg(test)]
mod tests;
