//! Commits and their authors.

use std::rc::Rc;

use serde_json::Value as Json;

use super::actor::User;
use super::pull::{PullRequest, Pulls};
use super::reads;
use super::repository::Repository;
use super::signature::Signature;
use super::tree::{Tree, TreeEntry};
use crate::git::{self, Oid, Person, check_path};
use crate::graphql::connection::{Listing, page};
use crate::graphql::object::{Call, Field, Kind, Object, Out, leaf, maybe, null, object};
use crate::graphql::refusal::Refusal;
use crate::rest::git_links::git_node_id;

/// A commit.
pub(in crate::graphql) struct Commit {
    /// The repository.
    pub(super) repository: u64,
    /// What was stored.
    pub(super) commit: git::Commit,
}

/// A commit and its ancestors as a list.
pub(in crate::graphql) struct History;

impl Listing for History {
    const CONNECTION: &'static str = "CommitHistoryConnection";
    const EDGE: &'static str = "CommitEdge";
    const NODE: &'static str = "Commit";
}

/// A commit's parents as a list; its edges have the type of the history's.
pub(in crate::graphql) struct Parents;

impl Listing for Parents {
    const CONNECTION: &'static str = "CommitConnection";
    const EDGE: &'static str = "CommitEdge";
    const NODE: &'static str = "Commit";
}

/// A commit's author and co-authors as a list.
pub(in crate::graphql) struct Authors;

impl Listing for Authors {
    const CONNECTION: &'static str = "GitActorConnection";
    const EDGE: &'static str = "GitActorEdge";
    const NODE: &'static str = "GitActor";
}

impl Commit {
    /// Reads a commit; nothing if the name is another object's.
    pub(super) fn read(call: &mut Call<'_>, repository: u64, oid: &Oid) -> Result<Option<Self>, Refusal> {
        let commit = call.hub.store(repository)?.commit(oid)?;
        Ok(commit.map(|commit| Self { repository, commit }))
    }
}

impl Kind for Commit {
    const NAME: &'static str = "Commit";
    const BELONGS: &'static [&'static str] = &["Node", "GitObject"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(git_node_id("C", one.repository, one.commit.oid.as_str()))),
        Field("oid: GitObjectID!", |one, _| leaf(one.commit.oid.as_str())),
        Field("abbreviatedOid: String!", |one, _| leaf(one.commit.oid.short())),
        Field("message: String!", |one, _| leaf(one.commit.message.as_str())),
        Field("messageHeadline: String!", |one, _| leaf(one.commit.headline())),
        Field("messageBody: String!", |one, _| leaf(one.commit.body())),
        Field("committedDate: DateTime!", |one, _| leaf(one.commit.committer.date())),
        Field("authoredDate: DateTime!", |one, _| leaf(one.commit.author.date())),
        Field("author: GitActor", |one, _| object(GitActor(one.commit.author.clone()))),
        Field("committer: GitActor", |one, _| object(GitActor(one.commit.committer.clone()))),
        Field(
            "authors(first: Int, after: String, last: Int, before: String): GitActorConnection!",
            |one, call| {
                let people = (1..).zip(one.commit.authors()).collect();
                page::<Authors, Person>(call, people, Json::Null, |_, people| {
                    Ok(people.into_iter().map(|person| Rc::new(GitActor(person)) as Rc<dyn Object>).collect())
                })
            },
        ),
        Field(
            "associatedPullRequests(first: Int, after: String, last: Int, before: String): PullRequestConnection",
            |one, call| pulls(call, one),
        ),
        Field("signature: GitSignature", |one, call| maybe(Signature::of(call.hub, &one.commit))),
        Field("tree: Tree!", |one, _| {
            object(Tree { repository: one.repository, oid: one.commit.tree.clone() })
        }),
        Field("file(path: String!): TreeEntry", |one, call| {
            let path = call.text("path");
            let found = match check_path(&path) {
                Ok(()) => call.hub.store(one.repository)?.entry(&one.commit.oid, &path)?,
                Err(_) => None,
            };
            maybe(found.map(|entry| TreeEntry { repository: one.repository, entry }))
        }),
        Field(
            "history(first: Int, after: String, last: Int, before: String, path: String, since: GitTimestamp, \
             until: GitTimestamp): CommitHistoryConnection!",
            |one, call| history(call, one),
        ),
        Field(
            "parents(first: Int, after: String, last: Int, before: String): CommitConnection!",
            |one, call| list::<Parents>(call, one.repository, one.commit.parents.clone()),
        ),
        Field("repository: Repository!", |one, _| object(Repository(one.repository))),
        Field("url: URI!", |one, call| {
            leaf(call.hub.page_below(one.repository, &format!("/commit/{}", one.commit.oid)))
        }),
        Field("commitUrl: URI!", |one, call| {
            leaf(call.hub.page_below(one.repository, &format!("/commit/{}", one.commit.oid)))
        }),
    ];
}

fn history(call: &mut Call<'_>, one: &Commit) -> Out {
    let store = call.hub.store(one.repository)?;
    let path = call.argument("path").as_str().map(str::to_owned);
    let time = |name: &str| call.argument(name).as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let (since, until) = (time("since"), time("until"));
    let mut oids = store.history(&one.commit.oid, path.as_deref())?;
    if since.is_some() || until.is_some() {
        let commits = store.commits(&oids)?.into_iter().filter(|commit| {
            let at = commit.committer.at;
            since.is_none_or(|since| at >= since) && until.is_none_or(|until| at <= until)
        });
        oids = commits.map(|commit| commit.oid).collect();
    }
    list::<History>(call, one.repository, oids)
}

fn pulls(call: &mut Call<'_>, one: &Commit) -> Out {
    reads(call, one.repository, "pull_requests")?;
    let found = call.hub.pulls_of(one.repository, &one.commit.oid)?;
    let found = found.into_iter().filter_map(|pull| {
        let issue = call.hub.issues.get(&pull.issue)?.clone();
        Some((issue.number, PullRequest { pull, issue }))
    });
    let found: Vec<(u64, PullRequest)> = found.collect();
    page::<Pulls, PullRequest>(call, found, Json::Null, |_, pulls| {
        Ok(pulls.into_iter().map(|pull| Rc::new(pull) as Rc<dyn Object>).collect())
    })
}

fn list<L: Listing>(call: &mut Call<'_>, repository: u64, oids: Vec<Oid>) -> Out {
    page::<L, Oid>(call, (1..).zip(oids).collect(), Json::Null, |call, oids| {
        let commits = call.hub.store(repository)?.commits(&oids)?;
        Ok(commits.into_iter().map(|commit| Rc::new(Commit { repository, commit }) as Rc<dyn Object>).collect())
    })
}

/// Author or committer.
pub(in crate::graphql) struct GitActor(pub(super) Person);

impl Kind for GitActor {
    const NAME: &'static str = "GitActor";
    const FIELDS: &'static [Field<Self>] = &[
        Field("name: String", |one, _| leaf(one.0.name.as_str())),
        Field("email: String", |one, _| leaf(one.0.email.as_str())),
        Field("date: GitTimestamp", |one, _| leaf(one.0.date())),
        Field("user: User", |one, call| {
            // A bot is no `User`, so that its commits have none.
            let account = call.hub.account_of_email(&one.0.email).and_then(|id| call.hub.accounts.get(&id));
            let person =
                account.filter(|account| account.kind == crate::account::Kind::User && !account.is_deleted());
            person.map_or_else(null, |account| object(User::new(account.id)))
        }),
    ];
}
