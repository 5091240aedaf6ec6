//! Commit statuses: one line about a commit, for those who do not read check runs.

use serde::{Deserialize, Serialize};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::Error;
use crate::names;
use crate::newest::Newest;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static CREATE: Call = Call::write(
    "set a commit status",
    Verb::Post,
    "/repos/{owner}/{repo}/statuses/{sha}",
    "statuses: write",
    Repeat::LookedUp("newer statuses of the commit, by context, content and author"),
);
pub(crate) static LIST: Call =
    Call::read("list commit statuses", "/repos/{owner}/{repo}/commits/{ref}/statuses", "statuses: read");
pub(crate) static COMBINED: Call = Call::read(
    "read the combined commit status",
    "/repos/{owner}/{repo}/commits/{ref}/status",
    "statuses: read",
);

/// A status. GitHub keeps all; of each context the newest counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CommitStatus {
    /// The number, ascending in time.
    pub id: u64,
    /// The state.
    pub state: State,
    /// The line for people.
    pub description: Option<String>,
    /// Where more is to be read.
    pub target_url: Option<String>,
    /// What it is about; capital and small letters are the same.
    pub context: String,
    /// Who set it; not told in the combined status.
    #[serde(default)]
    pub creator: Option<Account>,
    /// When it was set.
    pub created_at: jiff::Timestamp,
}

/// A state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It could not be found out.
    Error,
    /// It failed.
    Failure,
    /// It is not over.
    Pending,
    /// It passed.
    Success,
    /// One that this version does not know; never sent, and no success.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// A status to be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewStatus {
    /// The state.
    pub state: State,
    /// What it is about.
    pub context: String,
    /// The line for people; cut to [`LONGEST_DESCRIPTION`] characters.
    pub description: String,
    /// Where more is to be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_url: Option<String>,
}

/// What all contexts of a commit say together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Combined {
    /// GitHub's sum: a failure or error anywhere is a failure, and no status at all is pending.
    pub state: State,
    /// The commit.
    pub sha: String,
    /// The newest status of each context.
    pub statuses: Vec<CommitStatus>,
    total_count: usize,
}

/// Longest description, in characters; GitHub refuses a longer one.
pub const LONGEST_DESCRIPTION: usize = 140;
/// Statuses of one commit that are read at most.
const MOST: usize = 20_000;

/// Sets a status. A lost answer ends with one status: it is looked for by context, content and author.
///
/// # Errors
/// As any write; GitHub takes 1,000 statuses for a commit and context.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    sha: &str,
    status: &NewStatus,
) -> Result<CommitStatus, Error> {
    let sha = names::sha(&CREATE, sha)?;
    let status = NewStatus { description: fitted(&status.description), ..status.clone() };
    let own = github.viewer().await?.id;
    // Numbers ascend: what is lost is newer than all that was there before, even if the same was said already.
    let newest =
        Newest::of(github, Request::of(&LIST, repository).at("ref", &sha), |one: &CommitStatus| one.id);
    let before = newest.top().await?;
    let is_lost = |one: &CommitStatus| is_own(one, own) && says(one, &status);
    let find = async || Ok(newest.since(before).await?.into_iter().find(is_lost));
    github.send_or_find(Request::of(&CREATE, repository).at("sha", &sha).json(&status), find).await
}

fn is_own(status: &CommitStatus, own: u64) -> bool {
    status.creator.as_ref().is_some_and(|creator| creator.id == own)
}

fn says(status: &CommitStatus, wanted: &NewStatus) -> bool {
    status.state == wanted.state
        && status.context.to_lowercase() == wanted.context.to_lowercase()
        && status.description.as_deref().unwrap_or_default() == wanted.description
        && status.target_url.as_deref().unwrap_or_default() == wanted.target_url.as_deref().unwrap_or_default()
}

/// All statuses of a commit, the newest first.
///
/// # Errors
/// As any list.
pub async fn list(github: &GitHub, repository: &Repository, sha: &str) -> Result<Vec<CommitStatus>, Error> {
    github.list(Request::of(&LIST, repository).at("ref", names::sha(&LIST, sha)?), MOST).await
}

/// The combined status of a commit, with the newest status of every context.
///
/// # Errors
/// As any list.
pub async fn combined(github: &GitHub, repository: &Repository, sha: &str) -> Result<Combined, Error> {
    let request = Request::of(&COMBINED, repository).at("ref", names::sha(&COMBINED, sha)?);
    let mut combined: Combined = github.send(request.clone().query("per_page", 100)).await?;
    if combined.statuses.len() < combined.total_count {
        combined.statuses = github.list_in(request, "statuses", MOST).await?;
    }
    Ok(combined)
}

/// The text, or as much of its beginning as fits, with `…` behind.
pub(crate) fn fitted(text: &str) -> String {
    // GitHub counts characters; counting as its pages do is never less.
    if text.encode_utf16().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    let mut room = LONGEST_DESCRIPTION - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_cut_at_a_character() {
        let whole = "ü".repeat(LONGEST_DESCRIPTION);
        assert_eq!(fitted(&whole), whole);
        assert_eq!(fitted(&format!("{whole}x")), format!("{}…", "ü".repeat(LONGEST_DESCRIPTION - 1)));
        // Seventy pairs fit; with one more there is room for 69 and the sign.
        assert_eq!(fitted(&"😀".repeat(70)).chars().count(), 70);
        assert_eq!(fitted(&"😀".repeat(71)), format!("{}…", "😀".repeat(69)));
        assert_eq!(fitted(&format!("{} {}", "x".repeat(138), "y".repeat(9))), format!("{}…", "x".repeat(138)));
    }

    #[test]
    fn only_the_same_words_are_the_lost_status() {
        let there: CommitStatus = serde_json::from_value(serde_json::json!({
            "id": 1, "state": "success", "description": "ok", "target_url": null, "context": "Gate",
            "created_at": "2026-01-01T00:00:00Z",
        }))
        .unwrap();
        let wanted = NewStatus {
            state: State::Success,
            context: "gate".to_owned(),
            description: "ok".to_owned(),
            target_url: None,
        };
        assert!(says(&there, &wanted));
        assert!(!says(&there, &NewStatus { state: State::Failure, ..wanted.clone() }));
        assert!(!says(&there, &NewStatus { description: "no".to_owned(), ..wanted.clone() }));
        assert!(!says(&there, &NewStatus { target_url: Some("https://x.example".to_owned()), ..wanted }));
        assert!(!is_own(&there, 1));
    }
}
