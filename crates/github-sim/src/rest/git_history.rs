//! Commits with their history: list and get ("Commits" in GitHub's REST documentation), and the schema `commit` that branches
//! and comparisons also show.

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{Change, Commit, Oid, Store};
use crate::hub::Hub;
use crate::rest::git_commits::person_json;
use crate::rest::git_links::{READ, git_node_id};
use crate::rest::merge;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/commits", READ, list),
    Route::new("GET", "/repos/{owner}/{repo}/commits/{ref}", READ, get),
];

/// The most files that one answer shows.
const MOST_FILES: usize = 300;

impl Hub {
    /// The schema `commit`, without statistics and files.
    pub(crate) fn commit_json(&self, repository: u64, commit: &Commit) -> Value {
        let Commit { oid, tree, .. } = commit;
        let url = self.api_below(repository, &format!("/commits/{oid}"));
        let parent = |parent: &Oid| {
            json!({
                "sha": parent.as_str(), "url": self.api_below(repository, &format!("/commits/{parent}")),
                "html_url": self.page_below(repository, &format!("/commit/{parent}")),
            })
        };
        json!({
            "sha": oid.as_str(), "node_id": git_node_id("C", repository, oid.as_str()), "url": url,
            "html_url": self.page_below(repository, &format!("/commit/{oid}")), "comments_url": format!("{url}/comments"),
            "author": self.user_of_email(&commit.author.email), "committer": self.user_of_email(&commit.committer.email),
            "parents": commit.parents.iter().map(parent).collect::<Vec<_>>(),
            "commit": {
                "url": self.api_below(repository, &format!("/git/commits/{oid}")), "message": commit.message,
                "author": person_json(&commit.author), "committer": person_json(&commit.committer), "comment_count": 0,
                "tree": {"sha": tree.as_str(), "url": self.api_below(repository, &format!("/git/trees/{tree}"))},
                "verification": self.verification_json(commit),
            },
        })
    }

    /// The account behind an address of a commit, or null: anybody can write any address.
    fn user_of_email(&self, email: &str) -> Value {
        self.account_of_email(email).map_or(Value::Null, |account| self.user_or_null(account))
    }

    /// The schema `diff-entry`.
    pub(crate) fn change_json(&self, repository: u64, head: &Oid, change: &Change) -> Value {
        let Change { status, path, oid, additions, deletions, .. } = change;
        let page = |kind: &str| self.page_below(repository, &format!("/{kind}/{head}/{path}"));
        let mut shown = json!({
            "sha": oid.as_str(), "filename": path, "status": status, "additions": additions, "deletions": deletions,
            "changes": additions.saturating_add(*deletions), "blob_url": page("blob"), "raw_url": page("raw"),
            "contents_url": self.api_below(repository, &format!("/contents/{path}?ref={head}")),
        });
        if let Some(previous) = &change.previous {
            merge(&mut shown, json!({"previous_filename": previous}));
        }
        shown
    }

    /// The changed files between two commits, no more than GitHub shows.
    pub(crate) fn changes_json(
        &self,
        repository: u64,
        store: &Store,
        from: Option<&Oid>,
        to: &Oid,
    ) -> Result<Vec<Value>, Answer> {
        let changes = store.changes(from, to)?;
        Ok(changes.iter().take(MOST_FILES).map(|change| self.change_json(repository, to, change)).collect())
    }
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let default =
        hub.repositories.get(&repository).map(|found| found.default_branch.clone()).unwrap_or_default();
    let word = visit.query("sha").unwrap_or(&default);
    let head = store.resolve(word)?.ok_or_else(Answer::not_found)?;
    let commits = store.commits(&store.history(&head, visit.query("path"))?)?;
    let wanted = commits.iter().filter(|commit| {
        by(hub, visit.query("author"), &commit.author.email)
            && by(hub, visit.query("committer"), &commit.committer.email)
            && time(visit, "since").is_none_or(|since| commit.committer.at >= since)
            && time(visit, "until").is_none_or(|until| commit.committer.at <= until)
    });
    Ok(Answer::list(wanted.map(|commit| hub.commit_json(repository, commit)).collect()))
}

/// Whether an address is the one that was asked for, or belongs to the login that was.
fn by(hub: &Hub, asked: Option<&str>, email: &str) -> bool {
    let Some(asked) = asked else { return true };
    let login =
        hub.account_of_email(email).and_then(|id| hub.accounts.get(&id)).map(|account| account.login.as_str());
    asked == email || login.is_some_and(|login| login.eq_ignore_ascii_case(asked))
}

fn time(visit: &Visit, field: &str) -> Option<jiff::Timestamp> {
    visit.query(field)?.parse().ok()
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let word = visit.param("ref");
    let unknown = || Answer::unprocessable(&format!("No commit found for SHA: {word}"));
    let oid = store.resolve(word)?.ok_or_else(unknown)?;
    if visit.header("accept").is_some_and(|accept| accept.contains("application/vnd.github.sha")) {
        return Ok(Answer::bytes(200, "application/vnd.github.sha; charset=utf-8", oid.as_str().to_owned()));
    }
    let commit = store.commit(&oid)?.ok_or_else(unknown)?;
    let files = store.changes(commit.parents.first(), &oid)?;
    let sum = |count: fn(&Change) -> u64| files.iter().map(count).fold(0, u64::saturating_add);
    let (additions, deletions) = (sum(|change| change.additions), sum(|change| change.deletions));
    let total = additions.saturating_add(deletions);
    let mut shown = hub.commit_json(repository, &commit);
    let more = json!({
        "stats": {"additions": additions, "deletions": deletions, "total": total},
        "files": files.iter().take(MOST_FILES).map(|one| hub.change_json(repository, &oid, one)).collect::<Vec<_>>(),
    });
    merge(&mut shown, more);
    Ok(Answer::ok(shown))
}

#[cfg(test)]
mod tests;
