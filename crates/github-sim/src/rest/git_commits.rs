//! Commits as objects: create and get ("Git commits" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::account::Kind;
use crate::answer::{Answer, Reply};
use crate::git::{Commit, NewCommit, ObjectKind, Oid, Person, web_flow};
use crate::hub::Hub;
use crate::rest::git_links::{READ, WRITE, git_node_id, supplied};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/git/commits", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/git/commits/{commit_sha}", READ, get),
];

/// Author, committer or tagger as the API shows them.
pub(crate) fn person_json(person: &Person) -> Value {
    json!({"name": person.name, "email": person.email, "date": person.date()})
}

/// Author, committer or tagger as a request gives them; whoever is not given is `otherwise`.
pub(crate) fn person_of(body: &Value, field: &str, otherwise: &Person) -> Result<Option<Person>, Answer> {
    let Some(given) = body.get(field).filter(|given| !given.is_null()) else { return Ok(None) };
    let mut person = otherwise.clone();
    supplied(given, "name")?.clone_into(&mut person.name);
    supplied(given, "email")?.clone_into(&mut person.email);
    let dated = given.get("date").and_then(Value::as_str).is_none_or(|date| person.set_date(date));
    if dated && person.is_sound() {
        return Ok(Some(person));
    }
    Err(Answer::unprocessable(&format!("Invalid request.\n\n\"{field}\" cannot stand in a commit.")))
}

impl Hub {
    /// The schema `git-commit`.
    fn git_commit(&self, repository: u64, commit: &Commit) -> Value {
        let Commit { oid, tree, .. } = commit;
        let parent = |parent: &Oid| {
            json!({
                "sha": parent.as_str(), "url": self.api_below(repository, &format!("/git/commits/{parent}")),
                "html_url": self.page_below(repository, &format!("/commit/{parent}")),
            })
        };
        json!({
            "sha": oid.as_str(), "node_id": git_node_id("C", repository, oid.as_str()),
            "url": self.api_below(repository, &format!("/git/commits/{oid}")),
            "html_url": self.page_below(repository, &format!("/commit/{oid}")),
            "author": person_json(&commit.author), "committer": person_json(&commit.committer), "message": commit.message,
            "tree": {"sha": tree.as_str(), "url": self.api_below(repository, &format!("/git/trees/{tree}"))},
            "parents": commit.parents.iter().map(parent).collect::<Vec<_>>(),
            "verification": self.verification_json(commit),
        })
    }

    /// The schema `verification`.
    pub(crate) fn verification_json(&self, commit: &Commit) -> Value {
        let found = self.verification(commit);
        let payload = commit.signature.is_some().then_some(&commit.payload);
        let at = found.verified.then(|| commit.committer.date());
        json!({
            "verified": found.verified, "reason": found.reason, "signature": commit.signature, "payload": payload,
            "verified_at": at,
        })
    }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let oid = visit.param("commit_sha").parse::<Oid>().map_err(|_| Answer::not_found())?;
    let commit = store.commit(&oid)?.ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.git_commit(repository, &commit)))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let message = supplied(&visit.body, "message")?.to_owned();
    let tree = supplied(&visit.body, "tree")?.parse::<Oid>().ok();
    let no_tree = || Answer::unprocessable("Tree SHA does not exist");
    let tree = tree.ok_or_else(no_tree)?;
    if store.kind(&tree)? != Some(ObjectKind::Tree) {
        return Err(no_tree());
    }
    let mut parents = Vec::new();
    for parent in visit.body.get("parents").and_then(Value::as_array).into_iter().flatten() {
        let oid = parent.as_str().and_then(|sha| sha.parse::<Oid>().ok());
        match oid.filter(|oid| store.kind(oid).is_ok_and(|kind| kind == Some(ObjectKind::Commit))) {
            Some(oid) => parents.push(oid),
            None => return Err(Answer::unprocessable("Parent SHA does not exist or is not a commit object")),
        }
    }
    let actor = hub.author(visit.actor()?);
    let author = person_of(&visit.body, "author", &actor)?;
    let committer = person_of(&visit.body, "committer", author.as_ref().unwrap_or(&actor))?;
    let signature = visit.text("signature").map(str::to_owned);
    let plain = author.is_none() && committer.is_none() && signature.is_none();
    let author = author.unwrap_or(actor);
    let committer = committer.unwrap_or_else(|| author.clone());
    let new = NewCommit { tree, parents, author, committer, message, signature };
    let oid = if plain && is_bot(hub, visit) {
        let committer = web_flow(visit.at);
        hub.put_signed(&store, NewCommit { committer, ..new })?
    } else {
        store.put_commit(&new)?
    };
    let commit = store.commit(&oid)?.ok_or_else(Answer::not_found)?;
    Ok(Answer::created(hub.git_commit(repository, &commit)))
}

fn is_bot(hub: &Hub, visit: &Visit) -> bool {
    let account = visit.caller.account.and_then(|id| hub.accounts.get(&id));
    account.is_some_and(|account| account.kind == Kind::Bot)
}

#[cfg(test)]
mod tests;
