//! Comparing two commits: `GET /repos/{owner}/{repo}/compare/{basehead}` ("Commits" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::{Oid, Store};
use crate::hub::Hub;
use crate::rest::git_links::READ;
use crate::rest::merge;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] =
    &[Route::new("GET", "/repos/{owner}/{repo}/compare/{basehead}", READ, compare)];

/// The most commits of an answer that is not asked for by pages.
const MOST_COMMITS: usize = 250;

fn compare(hub: &mut Hub, visit: &Visit) -> Reply {
    let (repository, store) = hub.filled_store(visit)?;
    let (base, head) = visit.param("basehead").split_once("...").ok_or_else(Answer::not_found)?;
    let (base_oid, head_oid) = (resolve(&store, base)?, resolve(&store, head)?);
    let merge_base = store
        .merge_base(&base_oid, &head_oid)?
        .ok_or_else(|| Answer::error(404, &format!("No common ancestor between {base} and {head}.")))?;
    let ahead = store.between(&base_oid, &head_oid)?;
    let behind = store.between(&head_oid, &base_oid)?.len();
    let status = match (ahead.len(), behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        _ => "diverged",
    };
    let (page, first) = page(visit, &ahead);
    let commits =
        store.commits(page)?.iter().map(|commit| hub.commit_json(repository, commit)).collect::<Vec<_>>();
    let show = |oid: &Oid| -> Result<Value, Answer> {
        let commit = store.commit(oid)?.ok_or_else(Answer::not_found)?;
        Ok(hub.commit_json(repository, &commit))
    };
    let html = hub.page_below(repository, &format!("/compare/{base}...{head}"));
    let between = format!("/compare/{}...{}", base_oid.short(), head_oid.short());
    let mut shown = json!({
        "url": hub.api_below(repository, &format!("/compare/{base}...{head}")), "html_url": html,
        "permalink_url": hub.page_below(repository, &between), "diff_url": format!("{html}.diff"),
        "patch_url": format!("{html}.patch"), "base_commit": show(&base_oid)?, "merge_base_commit": show(&merge_base)?,
        "status": status, "ahead_by": ahead.len(), "behind_by": behind, "total_commits": ahead.len(), "commits": commits,
    });
    // Files stand on the first page only.
    if first {
        let files = hub.changes_json(repository, &store, Some(&merge_base), &head_oid)?;
        merge(&mut shown, json!({"files": files}));
    }
    Ok(Answer::ok(shown))
}

fn resolve(store: &Store, word: &str) -> Result<Oid, Answer> {
    store.resolve(word)?.ok_or_else(Answer::not_found)
}

/// The commits of the page that is asked for, and whether it is the first.
fn page<'a>(visit: &Visit, all: &'a [Oid]) -> (&'a [Oid], bool) {
    let asked =
        |name: &str| visit.query(name).and_then(|text| text.parse::<usize>().ok()).filter(|number| *number > 0);
    let (size, page) = match (asked("per_page"), asked("page")) {
        (None, None) => (MOST_COMMITS, 1),
        (size, page) => (size.unwrap_or(30).min(100), page.unwrap_or(1)),
    };
    let start = page.saturating_sub(1).saturating_mul(size).min(all.len());
    let end = start.saturating_add(size).min(all.len());
    (all.get(start..end).unwrap_or_default(), page == 1)
}

#[cfg(test)]
mod tests;
