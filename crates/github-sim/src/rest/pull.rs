//! Pull requests: get, files, list for a commit ("Pulls" and "Commits" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::git::{Change, Oid, Store};
use crate::hub::Hub;
use crate::node::node_id;
use crate::pull::{Pull, Tips};
use crate::rest::merge;
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

const READ: Needs = Needs::repository(&[("pull_requests", Level::Read)]);
const READ_BY_COMMIT: Needs = Needs::repository(&[("pull_requests", Level::Read), ("contents", Level::Read)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/pulls/{pull_number}", READ, get),
    Route::new("GET", "/repos/{owner}/{repo}/pulls/{pull_number}/files", READ, files),
    Route::new("GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", READ_BY_COMMIT, of_commit),
];

/// The most files that all pages together show.
const MOST_FILES: usize = 3_000;

impl Hub {
    /// The schema `pull-request-simple`, which the full one has as well.
    fn pull_simple(&self, pull: &Pull, tips: &Tips) -> Value {
        let (Some(issue), Some(repository)) =
            (self.issues.get(&pull.issue), self.repositories.get(&pull.repository))
        else {
            return Value::Null;
        };
        let number = issue.number;
        let api = |path: &str| self.api_below(pull.repository, path);
        let page = self.page_below(pull.repository, &format!("/pull/{number}"));
        let url = api(&format!("/pulls/{number}"));
        let urls = [
            ("self", url.clone()),
            ("html", page.clone()),
            ("issue", api(&format!("/issues/{number}"))),
            ("comments", api(&format!("/issues/{number}/comments"))),
            ("review_comments", format!("{url}/comments")),
            ("review_comment", api("/pulls/comments{/number}")),
            ("commits", format!("{url}/commits")),
            ("statuses", api(&format!("/statuses/{}", tips.head))),
        ];
        let links: serde_json::Map<String, Value> =
            urls.iter().map(|(name, url)| ((*name).to_owned(), json!({"href": url}))).collect();
        let owner = self.user_or_null(repository.owner);
        let login = owner.get("login").cloned().unwrap_or_default();
        let login = login.as_str().unwrap_or_default();
        let end = |branch: &str, oid: &Oid| {
            json!({
                "label": format!("{login}:{branch}"), "ref": branch, "sha": oid.as_str(), "user": owner,
                "repo": self.repository_of_pull(repository),
            })
        };
        let mut shown = self.issue_json(issue);
        let ours =
            ["state_reason", "closed_by", "reactions", "pull_request", "performed_via_github_app", "comments"];
        if let Some(fields) = shown.as_object_mut() {
            fields.retain(|name, _| !ours.contains(&name.as_str()) && !name.ends_with("_url"));
        }
        let more = json!({
            "node_id": node_id("PR", issue.id), "url": url, "html_url": page, "diff_url": format!("{page}.diff"),
            "patch_url": format!("{page}.patch"), "_links": links, "draft": pull.draft, "requested_reviewers": [],
            "requested_teams": [], "auto_merge": null, "merged_at": pull.merged.as_ref().map(|merged| merged.at),
            "merge_commit_sha": pull.merged.as_ref().map(|merged| &merged.commit),
            "head": end(&pull.head, &tips.head), "base": end(&pull.base, &tips.base),
        });
        merge(&mut shown, more);
        for (name, url) in urls.iter().filter(|(name, _)| !matches!(*name, "self" | "html")) {
            merge(&mut shown, json!({format!("{name}_url"): url}));
        }
        shown
    }
}

fn found<'h>(hub: &'h Hub, visit: &Visit) -> Result<&'h Pull, Answer> {
    let issue = hub.issue_numbered(visit.repository()?, visit.number("pull_number")?)?;
    hub.pulls.get(&issue.id).ok_or_else(Answer::not_found)
}

/// What a pull request changes, seen from where it left its base.
fn changes(store: &Store, tips: &Tips) -> Result<Vec<Change>, Answer> {
    let from = store.merge_base(&tips.base, &tips.head)?;
    Ok(store.changes(from.as_ref(), &tips.head)?)
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let pull = found(hub, visit)?.clone();
    let store = hub.store(pull.repository)?;
    let tips = hub.tips(&pull)?;
    let files = changes(&store, &tips)?;
    let sum = |count: fn(&Change) -> u64| files.iter().map(count).fold(0, u64::saturating_add);
    let comments = hub.comments.values().filter(|comment| comment.issue == pull.issue).count();
    let mergeable = match &pull.merged {
        Some(_) => None,
        None => Some(store.merged_tree(&tips.base, &tips.head)?.is_some()),
    };
    let state = match mergeable {
        None => "unknown",
        Some(true) => "clean",
        Some(false) => "dirty",
    };
    let mut shown = hub.pull_simple(&pull, &tips);
    let more = json!({
        "merged": pull.merged.is_some(), "mergeable": mergeable, "rebaseable": mergeable, "mergeable_state": state,
        "merged_by": pull.merged.as_ref().map(|merged| hub.user_or_null(merged.by)), "comments": comments,
        "review_comments": 0, "maintainer_can_modify": false, "commits": store.between(&tips.base, &tips.head)?.len(),
        "additions": sum(|change| change.additions), "deletions": sum(|change| change.deletions),
        "changed_files": files.len(),
    });
    merge(&mut shown, more);
    Ok(Answer::ok(shown))
}

fn files(hub: &mut Hub, visit: &Visit) -> Reply {
    let pull = found(hub, visit)?.clone();
    let store = hub.store(pull.repository)?;
    let tips = hub.tips(&pull)?;
    let changes = changes(&store, &tips)?;
    let shown = changes.iter().take(MOST_FILES);
    Ok(Answer::list(shown.map(|change| hub.change_json(pull.repository, &tips.head, change)).collect()))
}

/// The merged pull request that brought a commit to the default branch; elsewhere all open ones that have it.
fn of_commit(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let word = visit.param("commit_sha");
    let commit = store.resolve(word)?.ok_or_else(|| crate::rest::check::no_commit(word))?;
    let mut shown = Vec::new();
    for pull in hub.pulls_of(repository, &commit)? {
        let tips = hub.tips(&pull)?;
        shown.push(hub.pull_simple(&pull, &tips));
    }
    Ok(Answer::list(shown))
}

#[cfg(test)]
mod tests;
