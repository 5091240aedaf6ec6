//! Pull requests, as far as a commit names them.

use super::actor;
use super::repository::Repository;
use crate::graphql::connection::Listing;
use crate::graphql::object::{Field, Kind, leaf, null, object};
use crate::issue;
use crate::node::node_id;
use crate::pull::Pull;

/// A pull request with the issue that it is.
pub(in crate::graphql) struct PullRequest {
    pub(super) pull: Pull,
    pub(super) issue: issue::Issue,
}

/// Pull requests as a list.
pub(in crate::graphql) struct Pulls;

impl Listing for Pulls {
    const CONNECTION: &'static str = "PullRequestConnection";
    const EDGE: &'static str = "PullRequestEdge";
    const NODE: &'static str = "PullRequest";
}

impl Kind for PullRequest {
    const NAME: &'static str = "PullRequest";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(node_id("PR", one.issue.id))),
        Field("number: Int!", |one, _| leaf(one.issue.number)),
        Field("title: String!", |one, _| leaf(one.issue.title.as_str())),
        Field("url: URI!", |one, call| {
            leaf(call.hub.page_below(one.pull.repository, &format!("/pull/{}", one.issue.number)))
        }),
        Field("headRefName: String!", |one, _| leaf(one.pull.head.as_str())),
        Field("headRepository: Repository", |one, _| object(Repository(one.pull.repository))),
        Field("author: Actor", |one, call| actor::actor(call, one.issue.author)),
        Field("merged: Boolean!", |one, _| leaf(one.pull.merged.is_some())),
        Field("mergedAt: DateTime", |one, _| {
            leaf(one.pull.merged.as_ref().map(|merged| merged.at.to_string()))
        }),
        Field("mergedBy: Actor", |one, call| match &one.pull.merged {
            Some(merged) => actor::actor(call, merged.by),
            None => null(),
        }),
    ];
}
