//! Issues: an approval is asked for in one.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::conversation::is_as_written;
use crate::errors::Error;
use crate::marker::Marker;
use crate::newest::Newest;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

const WRITE: &str = "issues: write";

pub(crate) static CREATE: Call = Call::write(
    "create an issue",
    Verb::Post,
    "/repos/{owner}/{repo}/issues",
    WRITE,
    Repeat::LookedUp("newer issues, by title, text with its hidden mark, and author"),
);
pub(crate) static LIST: Call = Call::read("list issues", "/repos/{owner}/{repo}/issues", "issues: read");
pub(crate) static READ: Call =
    Call::read("read an issue", "/repos/{owner}/{repo}/issues/{issue_number}", "issues: read");
pub(crate) static UPDATE: Call = Call::write(
    "update an issue",
    Verb::Patch,
    "/repos/{owner}/{repo}/issues/{issue_number}",
    WRITE,
    Repeat::Idempotent,
);
pub(crate) static LOCK: Call = Call::write(
    "lock an issue",
    Verb::Put,
    "/repos/{owner}/{repo}/issues/{issue_number}/lock",
    WRITE,
    Repeat::Idempotent,
);
pub(crate) static LABEL: Call = Call::write(
    "label an issue",
    Verb::Post,
    "/repos/{owner}/{repo}/issues/{issue_number}/labels",
    WRITE,
    Repeat::Idempotent,
);
pub(crate) static CAN_BE_ASSIGNED: Call = Call::read(
    "find out whether an account can be assigned",
    "/repos/{owner}/{repo}/assignees/{assignee}",
    "issues: read",
);
pub(crate) static ASSIGN: Call = Call::write(
    "assign an issue",
    Verb::Post,
    "/repos/{owner}/{repo}/issues/{issue_number}/assignees",
    WRITE,
    Repeat::Idempotent,
);

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Issue {
    /// The number that stays when the issue moves.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The number in its repository.
    pub number: u64,
    /// The title.
    pub title: String,
    /// The text.
    pub body: Option<String>,
    /// `open` or `closed`.
    pub state: String,
    /// Why it was closed: `completed`, `not_planned`, `duplicate`.
    pub state_reason: Option<String>,
    /// Whether only collaborators may comment.
    #[serde(default)]
    pub locked: bool,
    /// Who opened it; nobody if the account is gone.
    pub user: Option<Account>,
    /// When it was opened.
    pub created_at: jiff::Timestamp,
    /// When anything of it changed.
    pub updated_at: jiff::Timestamp,
    /// The page for people.
    pub html_url: String,
    /// There if the issue is a pull request.
    pub pull_request: Option<serde_json::Value>,
}

/// What a new issue holds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewIssue {
    /// The title, 256 characters at most.
    pub title: String,
    /// The text, without the mark.
    pub body: String,
    /// Labels; those that do not exist are made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

/// What to change of an issue; what is `None` stays.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Changes {
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// `open` or `closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// `completed`, `not_planned`, `duplicate` or `reopened`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
}

/// Issues of one repository that are listed at most.
const MOST: usize = 10_000;

/// Opens an issue with a mark. A lost answer ends with one issue: it is looked for by all that it says and by its author.
///
/// # Errors
/// 410 where issues are switched off, and as any write.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    marker: &Marker,
    issue: &NewIssue,
) -> Result<Issue, Error> {
    let body = json!(NewIssue { body: marker.on(&issue.body), ..issue.clone() });
    let own = github.viewer().await?.id;
    // Numbers ascend: what is lost is newer than all that was there before, even if one with this mark was there already.
    let newest = newest(github, repository);
    let before = newest.top().await?;
    let text = marker.on(&issue.body);
    let is_lost = |found: &Issue| is_own(found, own, marker) && says(found, &issue.title, &text);
    let find = async || Ok(newest.since(before).await?.into_iter().find(is_lost));
    github.send_or_find(Request::of(&CREATE, repository).json(&body), find).await
}

/// Issues and pull requests, the newest first.
fn newest<'a>(github: &'a GitHub, repository: &Repository) -> Newest<'a, Issue> {
    let request = Request::of(&LIST, repository).query("state", "all").query("sort", "created");
    Newest::of(github, request.query("direction", "desc"), |issue| issue.number)
}

/// Whether an issue has this title and text. White space at the ends and the kind of line breaks are GitHub's to change.
fn says(issue: &Issue, title: &str, text: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    plain(&issue.title) == plain(title) && plain(issue.body.as_deref().unwrap_or_default()) == plain(text)
}

fn is_own(issue: &Issue, own: u64, marker: &Marker) -> bool {
    let by_us = issue.user.as_ref().is_some_and(|user| user.id == own);
    by_us && issue.pull_request.is_none() && marker.marks(issue.body.as_deref().unwrap_or_default())
}

/// The issues in a state (`open`, `closed`, `all`) with a label, that bear this mark and are this client's own; newest first.
/// Whoever can write can edit them; one whose text somebody else edited last is left out.
///
/// # Errors
/// As any list.
pub async fn find(
    github: &GitHub,
    repository: &Repository,
    marker: &Marker,
    state: &str,
    label: Option<&str>,
) -> Result<Vec<Issue>, Error> {
    let own = github.viewer().await?.id;
    let mut found = Vec::new();
    for issue in list(github, repository, state, label).await? {
        let text = issue.body.as_deref().unwrap_or_default();
        if is_own(&issue, own, marker) && is_as_written(github, own, &issue.node_id, text).await? {
            found.push(issue);
        }
    }
    Ok(found)
}

/// The issues in a state (`open`, `closed`, `all`), with a label if one is named; newest first. Pull requests are among them.
///
/// # Errors
/// As any list.
pub async fn list(
    github: &GitHub,
    repository: &Repository,
    state: &str,
    label: Option<&str>,
) -> Result<Vec<Issue>, Error> {
    let request = Request::of(&LIST, repository).query("state", state).maybe("labels", label);
    github.list(request, MOST).await
}

/// The issues in a state that an account opened; newest first. Pull requests are among them.
///
/// # Errors
/// As any list.
pub async fn list_by(
    github: &GitHub,
    repository: &Repository,
    state: &str,
    creator: &str,
) -> Result<Vec<Issue>, Error> {
    let request = Request::of(&LIST, repository).query("state", state).query("creator", creator);
    github.list(request, MOST).await
}

/// Reads an issue.
///
/// # Errors
/// [`crate::Kind::Moved`] if it was transferred, 404 or 410 if it was deleted.
pub async fn read(github: &GitHub, repository: &Repository, number: u64) -> Result<Issue, Error> {
    github.send(Request::of(&READ, repository).at("issue_number", number)).await
}

/// Changes an issue.
///
/// # Errors
/// As any write.
pub async fn update(
    github: &GitHub,
    repository: &Repository,
    number: u64,
    changes: &Changes,
) -> Result<Issue, Error> {
    github.send(Request::of(&UPDATE, repository).at("issue_number", number).json(changes)).await
}

/// Locks the conversation: only those with write access can comment from then on.
///
/// # Errors
/// As any write; GitHub asks for push access.
pub async fn lock(github: &GitHub, repository: &Repository, number: u64) -> Result<(), Error> {
    let body = json!({"lock_reason": "resolved"});
    github.send(Request::of(&LOCK, repository).at("issue_number", number).json(&body)).await
}

/// Adds labels; those that are there already stay.
///
/// # Errors
/// As any write.
pub async fn label(
    github: &GitHub,
    repository: &Repository,
    number: u64,
    labels: &[&str],
) -> Result<(), Error> {
    let request = Request::of(&LABEL, repository).at("issue_number", number).json(&json!({"labels": labels}));
    github.send::<serde_json::Value>(request).await.map(drop)
}

/// Whether an account can be assigned to issues here. An issue with one that cannot would be refused as a whole.
///
/// # Errors
/// As any read.
pub async fn can_be_assigned(github: &GitHub, repository: &Repository, login: &str) -> Result<bool, Error> {
    match github.send::<()>(Request::of(&CAN_BE_ASSIGNED, repository).at("assignee", login)).await {
        Ok(()) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Adds assignees, ten at most in all.
///
/// # Errors
/// As any write.
pub async fn assign(
    github: &GitHub,
    repository: &Repository,
    number: u64,
    logins: &[&str],
) -> Result<Issue, Error> {
    let body = json!({"assignees": logins});
    github.send(Request::of(&ASSIGN, repository).at("issue_number", number).json(&body)).await
}
