//! `createCommitOnBranch`: additions and deletions on top of a known head, as one commit that GitHub signs. The expected head
//! makes it a compare-and-swap: of several that expect the same one, a single one wins.

use serde_json::Value as Json;

use super::commit::Commit;
use super::reference::Ref;
use super::{repository, writes};
use crate::git::{Edit, Edited, NewCommit, Oid, Push, PushFault, RefMove, Store, check_path, web_flow};
use crate::graphql::object::{Call, Field, Kind, Out, leaf, object};
use crate::graphql::refusal::Refusal;
use crate::rest::git_blobs::from_base64;
use crate::rest::git_links::parse_git_node_id;

/// What the mutation gives.
pub(in crate::graphql) struct Payload {
    client: Json,
    repository: u64,
    name: String,
    head: Oid,
}

impl Kind for Payload {
    const NAME: &'static str = "CreateCommitOnBranchPayload";
    const FIELDS: &'static [Field<Self>] = &[
        Field("clientMutationId: String", |payload, _| leaf(payload.client.clone())),
        Field("commit: Commit", |payload, call| {
            super::super::object::maybe(Commit::read(call, payload.repository, &payload.head)?)
        }),
        Field("ref: Ref", |payload, _| {
            object(Ref::new(payload.repository, payload.name.clone(), payload.head.clone()))
        }),
    ];
}

/// Runs the mutation.
pub(super) fn run(call: &mut Call<'_>) -> Out {
    let input = call.argument("input").clone();
    let (repository, name) = branch(call, &at(&input, "branch"))?;
    writes(call, repository, "CreateCommitOnBranch")?;
    let store = call.hub.store(repository)?;
    let unknown = || Refusal::not_found(format!("Could not resolve to a Ref with the name '{name}'."));
    let head = store.reference(&name)?.ok_or_else(unknown)?.oid;
    let expected: Oid =
        text(&input, "expectedHeadOid").parse().map_err(|_| Refusal::unprocessable("Invalid OID"))?;
    if head != expected {
        return Err(stale(&expected));
    }
    let tree = tree(&store, &expected, &at(&input, "fileChanges"))?;
    let message = message(&at(&input, "message"));
    let author = call.hub.author(call.caller.account.unwrap_or(crate::account::GHOST));
    let committer = web_flow(call.hub.clock.now());
    let new = NewCommit { tree, parents: vec![expected.clone()], author, committer, message, signature: None };
    let after = call.hub.put_signed(&store, new)?;
    let step = RefMove { name: name.clone(), before: expected.clone(), after: after.clone() };
    call.hub.push(call.caller, repository, &[Push { step, force: false }]).map_err(|fault| match fault {
        PushFault::Moved | PushFault::NotFastForward => stale(&expected),
        PushFault::Rules(message) => Refusal::unprocessable(message),
        PushFault::Broken(error) => error.into(),
    })?;
    object(Payload { client: at(&input, "clientMutationId"), repository, name, head: after })
}

fn at(input: &Json, field: &str) -> Json {
    input.get(field).cloned().unwrap_or_default()
}

fn text(input: &Json, field: &str) -> String {
    input.get(field).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// GitHub's words for a head that is another one by now.
fn stale(expected: &Oid) -> Refusal {
    let message = format!("Expected branch to point to \"{expected}\" but it did not. Pull and try again.");
    Refusal::new("STALE_DATA", message)
}

/// Repository and full name of the branch, given by node id or by names.
fn branch(call: &Call<'_>, input: &Json) -> Result<(u64, String), Refusal> {
    if let Some(id) = input.get("id").and_then(Json::as_str) {
        let parsed = parse_git_node_id(id).filter(|(prefix, ..)| *prefix == "REF");
        let seen = parsed.filter(|(_, repository, _)| call.hub.sees(call.caller, *repository));
        let unknown =
            || Refusal::not_found(format!("Could not resolve to a node with the global id of '{id}'"));
        return seen.map(|(_, repository, name)| (repository, name)).ok_or_else(unknown);
    }
    let (full_name, branch) = (text(input, "repositoryNameWithOwner"), text(input, "branchName"));
    if full_name.is_empty() || branch.is_empty() {
        let message = "A branch must be given by `id`, or by `repositoryNameWithOwner` and `branchName`.";
        return Err(Refusal::unprocessable(message));
    }
    let found = call.hub.repository_id(&full_name).filter(|id| call.hub.sees(call.caller, *id));
    let repository = found.ok_or_else(|| repository::unknown(&full_name))?;
    // "Must be a branch": a full name is accepted as well as a short one.
    let short = branch.strip_prefix("refs/heads/").unwrap_or(&branch);
    Ok((repository, format!("refs/heads/{short}")))
}

fn message(input: &Json) -> String {
    let (headline, body) = (text(input, "headline"), text(input, "body"));
    if body.is_empty() { headline } else { format!("{headline}\n\n{body}") }
}

/// The tree after the changes: deletions first, so that a file can be moved to a path below its old one.
fn tree(store: &Store, head: &Oid, changes: &Json) -> Result<Oid, Refusal> {
    let list = |field: &str| at(changes, field).as_array().cloned().unwrap_or_default();
    let mut edits = Vec::new();
    for deletion in list("deletions") {
        edits.push(Edit::Remove(sound(&text(&deletion, "path"))?));
    }
    for addition in list("additions") {
        let path = sound(&text(&addition, "path"))?;
        let wrong = || Refusal::unprocessable(format!("The contents of `{path}` are not Base64."));
        let bytes = from_base64(&text(&addition, "contents")).ok_or_else(wrong)?;
        edits.push(Edit::Put(path, "100644".to_owned(), store.put_blob(&bytes)?));
    }
    let base = store.tree_of(head)?;
    match store.edit_tree(base.as_ref(), &edits)? {
        Edited::Tree(tree) => Ok(tree),
        Edited::Missing(_) => Err(Refusal::unprocessable(format!(
            "A path was requested for deletion which does not exist as of commit oid `{head}`"
        ))),
    }
}

fn sound(path: &str) -> Result<String, Refusal> {
    match check_path(path) {
        Ok(()) => Ok(path.to_owned()),
        Err(_) => {
            Err(Refusal::unprocessable(format!("The path `{}` cannot be stored.", path.escape_default())))
        }
    }
}
