//! Pull requests, as far as a commit names them.

use std::rc::Rc;

use serde_json::Value as Json;

use super::actor;
use super::commit::Commit;
use super::repository::Repository;
use crate::git::Oid;
use crate::graphql::connection::{Listing, page};
use crate::graphql::object::{Field, Kind, Object, leaf, null, object};
use crate::issue;
use crate::node::node_id;
use crate::pull::Pull;
use crate::rest::git_links::git_node_id;

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
        Field(
            "commits(first: Int, after: String, last: Int, before: String): PullRequestCommitConnection!",
            |one, call| {
                let oids = match call.hub.tips(&one.pull) {
                    Ok(tips) => call.hub.store(one.pull.repository)?.between(&tips.base, &tips.head)?,
                    // Without its branches a closed pull request has none to show.
                    Err(_) => Vec::new(),
                };
                let repository = one.pull.repository;
                page::<Commits, Oid>(call, (1..).zip(oids).collect(), Json::Null, |call, oids| {
                    let commits = call.hub.store(repository)?.commits(&oids)?;
                    let of = |commit| Rc::new(PullCommit(Commit { repository, commit })) as Rc<dyn Object>;
                    Ok(commits.into_iter().map(of).collect())
                })
            },
        ),
    ];
}

/// A commit of a pull request.
pub(in crate::graphql) struct PullCommit(Commit);

/// The commits of a pull request as a list, oldest first.
pub(in crate::graphql) struct Commits;

impl Listing for Commits {
    const CONNECTION: &'static str = "PullRequestCommitConnection";
    const EDGE: &'static str = "PullRequestCommitEdge";
    const NODE: &'static str = "PullRequestCommit";
}

impl Kind for PullCommit {
    const NAME: &'static str = "PullRequestCommit";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(git_node_id("PRC", one.0.repository, one.0.commit.oid.as_str()))),
        Field("commit: Commit!", |one, _| {
            object(Commit { repository: one.0.repository, commit: one.0.commit.clone() })
        }),
    ];
}
