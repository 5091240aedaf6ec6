//! Repositories.

use super::{actor, issue, query, reads, reference};
use crate::git::Oid;
use crate::graphql::object::{Call, Field, Kind, Out, Value, leaf, maybe, null, object};
use crate::graphql::refusal::Refusal;
use crate::hub::Hub;
use crate::node::node_id;
use crate::repository;

/// A repository by its number.
pub(in crate::graphql) struct Repository(pub(in crate::graphql) u64);

impl Repository {
    fn state<'a>(&self, hub: &'a Hub) -> Result<&'a repository::Repository, Refusal> {
        hub.repositories.get(&self.0).ok_or_else(|| Refusal::not_found("Could not resolve to a Repository."))
    }
}

impl Kind for Repository {
    const NAME: &'static str = "Repository";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |repo, _| leaf(node_id("R", repo.0))),
        Field("databaseId: Int", |repo, _| super::comment::database_id(repo.0)),
        Field("name: String!", |repo, call| leaf(repo.state(call.hub)?.name.as_str())),
        Field("nameWithOwner: String!", |repo, call| leaf(call.hub.full_name(repo.state(call.hub)?))),
        Field("owner: RepositoryOwner!", |repo, call| actor::actor(call, repo.state(call.hub)?.owner)),
        Field("description: String", |repo, call| leaf(repo.state(call.hub)?.description.clone())),
        Field("url: URI!", |repo, call| leaf(call.hub.page_below(repo.0, ""))),
        Field("isPrivate: Boolean!", |repo, call| leaf(repo.state(call.hub)?.private)),
        Field("isArchived: Boolean!", |repo, call| leaf(repo.state(call.hub)?.archived)),
        Field("isEmpty: Boolean!", |repo, call| leaf(call.hub.store(repo.0)?.is_empty()?)),
        Field("hasIssuesEnabled: Boolean!", |repo, call| leaf(repo.state(call.hub)?.has_issues)),
        Field("createdAt: DateTime!", |repo, call| leaf(repo.state(call.hub)?.created_at.to_string())),
        Field("updatedAt: DateTime!", |repo, call| leaf(repo.state(call.hub)?.updated_at.to_string())),
        Field("pushedAt: DateTime", |repo, call| leaf(repo.state(call.hub)?.pushed_at.to_string())),
        Field("defaultBranchRef: Ref", |repo, call| {
            reads(call, repo.0, "contents")?;
            let name = format!("refs/heads/{}", repo.state(call.hub)?.default_branch);
            reference::find(call, repo.0, &name).and_then(maybe)
        }),
        Field("ref(qualifiedName: String!): Ref", |repo, call| {
            reads(call, repo.0, "contents")?;
            let name = call.text("qualifiedName");
            reference::qualified(call, repo.0, &name).and_then(maybe)
        }),
        Field("object(oid: GitObjectID, expression: String): GitObject", |repo, call| git_object(repo.0, call)),
        Field("issue(number: Int!): Issue", |repo, call| issue::numbered(call, repo.0)),
    ];
}

/// The repository that the arguments name. What the caller may not see does not exist.
pub(super) fn named(call: &mut Call<'_>) -> Out {
    let (owner, name) = (call.text("owner"), call.text("name"));
    let former = |hub: &Hub| {
        let was = |(old_owner, old_name): &(String, String)| {
            old_owner.eq_ignore_ascii_case(&owner) && old_name.eq_ignore_ascii_case(&name)
        };
        hub.repositories.values().find(|found| found.former_names.iter().any(was)).map(|found| found.id)
    };
    let follow = call.argument("followRenames").as_bool().unwrap_or(true);
    let found = call.hub.repository_named(&owner, &name).or_else(|| former(call.hub).filter(|_| follow));
    match found.filter(|id| call.hub.sees(call.caller, *id)) {
        Some(id) => object(Repository(id)),
        None => Err(unknown(&format!("{owner}/{name}"))),
    }
}

/// GitHub's words for a repository that is not there.
pub(super) fn unknown(full_name: &str) -> Refusal {
    Refusal::not_found(format!("Could not resolve to a Repository with the name '{full_name}'."))
}

/// An object by its name, or by an expression `ref` or `ref:path`.
fn git_object(repository: u64, call: &mut Call<'_>) -> Out {
    reads(call, repository, "contents")?;
    let store = call.hub.store(repository)?;
    let oid = match call.text("oid").parse::<Oid>() {
        Ok(oid) => Some(oid),
        Err(_) => {
            let expression = call.text("expression");
            let (word, path) = expression.split_once(':').unwrap_or((&expression, ""));
            match (store.resolve(word)?, expression.contains(':')) {
                (Some(commit), true) if path.is_empty() => store.tree_of(&commit)?,
                (Some(commit), true) => store.entry(&commit, path)?.map(|entry| entry.oid),
                (commit, _) => commit,
            }
        }
    };
    match oid.map(|oid| query::git_object(call, repository, &oid)).transpose()?.flatten() {
        Some(found) => Ok(Value::Object(found)),
        None => null(),
    }
}
