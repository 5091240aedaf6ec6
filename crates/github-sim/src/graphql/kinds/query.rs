//! The root of queries.

use std::rc::Rc;

use super::actor::{Organization, User, found};
use super::{blob, comment, commit, deployment, issue, rate_limit, reads, reference, repository, tag, tree};
use crate::git::Oid;
use crate::graphql::object::{Call, Field, Kind, Object, Out, Value, null, object};
use crate::graphql::refusal::Refusal;
use crate::node;
use crate::rest::git_links::parse_git_node_id;

/// The most ids of `nodes`.
const MOST_IDS: usize = 100;

/// The root of queries.
pub(in crate::graphql) struct Query;

impl Kind for Query {
    const NAME: &'static str = "Query";
    const FIELDS: &'static [Field<Self>] = &[
        Field("viewer: User!", |_, call| call.caller.account.map_or_else(null, |id| object(User::new(id)))),
        Field("rateLimit(dryRun: Boolean = false): RateLimit", |_, call| rate_limit::run(call)),
        Field("node(id: ID!): Node", |_, call| {
            let id = call.text("id");
            node_of(call, &id).map(Value::Object)
        }),
        Field("nodes(ids: [ID!]!): [Node]!", |_, call| nodes(call)),
        Field("organization(login: String!): Organization", |_, call| {
            let login = call.text("login");
            let found = call.hub.organization(&login).map(|found| Organization::new(found.id));
            let message = format!("Could not resolve to an Organization with the login of '{login}'.");
            found.map_or_else(|| Err(Refusal::not_found(message)), object)
        }),
        Field(
            "repository(owner: String!, name: String!, followRenames: Boolean = true): Repository",
            |_, call| repository::named(call),
        ),
    ];
}

fn nodes(call: &mut Call<'_>) -> Out {
    let ids: Vec<String> = call
        .argument("ids")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|id| Some(id.as_str()?.to_owned()))
        .collect();
    if ids.len() > MOST_IDS {
        let message = format!("You may not provide more than {MOST_IDS} node ids; you provided {}.", ids.len());
        return Err(Refusal::new("ARGUMENT_LIMIT", message));
    }
    let one = |id: &String| node_of(call, id).map_or_else(Value::Refused, Value::Object);
    Ok(Value::List(ids.iter().map(one).collect()))
}

/// The object with a node id, if the caller may see it.
pub(in crate::graphql) fn node_of(call: &mut Call<'_>, id: &str) -> Result<Rc<dyn Object>, Refusal> {
    let found = match (node::parse(id), parse_git_node_id(id)) {
        (Some((prefix, number)), _) => numbered(call, prefix, number)?,
        (None, Some((prefix, repository, name))) => named(call, prefix, repository, &name)?,
        (None, None) => None,
    };
    found.ok_or_else(|| Refusal::not_found(format!("Could not resolve to a node with the global id of '{id}'")))
}

fn numbered(call: &mut Call<'_>, prefix: &str, number: u64) -> Result<Option<Rc<dyn Object>>, Refusal> {
    Ok(match prefix {
        "U" | "O" | "BOT" => found(call.hub, number),
        "R" if call.hub.sees(call.caller, number) => Some(Rc::new(repository::Repository(number))),
        "I" => issue::visible(call, number)?.map(|issue| Rc::new(issue) as Rc<dyn Object>),
        "DE" => deployment::visible(call, number)?.map(|found| Rc::new(found) as Rc<dyn Object>),
        "IC" => comment::visible(call, number)?.map(|comment| Rc::new(comment) as Rc<dyn Object>),
        _ => None,
    })
}

fn named(
    call: &mut Call<'_>,
    prefix: &str,
    repository: u64,
    name: &str,
) -> Result<Option<Rc<dyn Object>>, Refusal> {
    if !call.hub.sees(call.caller, repository) {
        return Ok(None);
    }
    reads(call, repository, "contents")?;
    if prefix == "REF" {
        return Ok(reference::find(call, repository, name)?.map(|found| Rc::new(found) as Rc<dyn Object>));
    }
    match name.parse::<Oid>() {
        Ok(oid) => git_object(call, repository, &oid),
        Err(_) => Ok(None),
    }
}

/// An object of git by its name.
pub(in crate::graphql) fn git_object(
    call: &mut Call<'_>,
    repository: u64,
    oid: &Oid,
) -> Result<Option<Rc<dyn Object>>, Refusal> {
    let store = call.hub.store(repository)?;
    Ok(match store.kind(oid)?.map(crate::git::ObjectKind::as_str) {
        Some("commit") => {
            commit::Commit::read(call, repository, oid)?.map(|found| Rc::new(found) as Rc<dyn Object>)
        }
        Some("tag") => store.tag(oid)?.map(|tag| Rc::new(tag::Tag { repository, tag }) as Rc<dyn Object>),
        Some("tree") => Some(Rc::new(tree::Tree { repository, oid: oid.clone() })),
        Some("blob") => blob::Blob::read(call, repository, oid)?.map(|found| Rc::new(found) as Rc<dyn Object>),
        _ => None,
    })
}
