//! Annotated tags as objects: create and get ("Git tags" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{NewTag, ObjectKind, Oid, Tag, refname_is_sound};
use crate::hub::Hub;
use crate::rest::git_commits::{person_json, person_of};
use crate::rest::git_links::{READ, WRITE, git_node_id, supplied};
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("POST", "/repos/{owner}/{repo}/git/tags", WRITE, create),
    Route::new("GET", "/repos/{owner}/{repo}/git/tags/{tag_sha}", READ, get),
];

impl Hub {
    /// The schema `git-tag`.
    fn git_tag(&self, repository: u64, tag: &Tag) -> Value {
        let Tag { oid, object, kind, .. } = tag;
        json!({
            "sha": oid.as_str(), "node_id": git_node_id("TA", repository, oid.as_str()), "tag": tag.name,
            "url": self.api_below(repository, &format!("/git/tags/{oid}")), "message": tag.message,
            "tagger": tag.tagger.as_ref().map(person_json),
            "object": {
                "sha": object.as_str(), "type": kind.as_str(),
                "url": self.api_below(repository, &format!("/git/{}s/{object}", kind.as_str())),
            },
            "verification": {
                "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null,
            },
        })
    }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let oid = visit.param("tag_sha").parse::<Oid>().map_err(|_| Answer::not_found())?;
    let tag = store.tag(&oid)?.ok_or_else(Answer::not_found)?;
    Ok(Answer::ok(hub.git_tag(repository, &tag)))
}

fn create(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let (name, message) = (supplied(&visit.body, "tag")?, supplied(&visit.body, "message")?);
    let (sha, kind) = (supplied(&visit.body, "object")?, supplied(&visit.body, "type")?);
    if !refname_is_sound(name) {
        return Err(Answer::unprocessable(&format!("{name} is not a valid tag name.")));
    }
    let kind = ObjectKind::named(kind).filter(|kind| *kind != ObjectKind::Tag);
    let kind = kind.ok_or_else(|| {
        Answer::unprocessable("Invalid request.\n\n\"type\" is not one of commit, tree, blob.")
    })?;
    let object = sha.parse::<Oid>().ok();
    let object = object.filter(|oid| store.kind(oid).is_ok_and(|found| found == Some(kind)));
    let object = object.ok_or_else(|| Answer::unprocessable("Object does not exist"))?;
    let actor = hub.author(visit.actor()?);
    let tagger = person_of(&visit.body, "tagger", &actor)?.unwrap_or(actor);
    let new = NewTag { name: name.to_owned(), object, kind, tagger, message: message.to_owned() };
    let tag = store.put_tag(&new)?;
    let tag = store.tag(&tag)?.ok_or_else(Answer::not_found)?;
    Ok(Answer::created(hub.git_tag(repository, &tag)))
}

#[cfg(test)]
mod tests;
