//! Who moved a ref, as GitHub's server saw it: what a commit says of its author is only text.

use std::collections::HashSet;

use serde::Deserialize;

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static LIST: Call =
    Call::read("list the pushes to a ref", "/repos/{owner}/{repo}/activity", "contents: read");

/// A change of a ref.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Activity {
    /// The number.
    pub id: u64,
    /// Where the ref was; zeros if it was not.
    pub before: String,
    /// Where it is since; zeros if it is gone.
    pub after: String,
    /// The ref by its full name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// When, by GitHub's clock.
    pub timestamp: jiff::Timestamp,
    /// `push`, `force_push`, `branch_creation`, `branch_deletion`, `pr_merge` or `merge_queue_merge`.
    #[serde(rename = "activity_type")]
    pub kind: String,
    /// Who did it; nobody if the account is gone.
    pub actor: Option<Account>,
}

/// Which way a ref was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Any.
    Any,
    /// A push that only adds.
    Push,
    /// A push that takes away.
    ForcePush,
    /// A merged pull request.
    Merge,
    /// A merge by a queue.
    QueueMerge,
}

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// To the beginning.
    Ever,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

impl Way {
    const fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Push => Some("push"),
            Self::ForcePush => Some("force_push"),
            Self::Merge => Some("pr_merge"),
            Self::QueueMerge => Some("merge_queue_merge"),
        }
    }
}

impl Since {
    const fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Ever => None,
            Self::Day => Some("day"),
            Self::Week => Some("week"),
            Self::Month => Some("month"),
            Self::Quarter => Some("quarter"),
            Self::Year => Some("year"),
        }
    }
}

/// What moved a ref (by its full name, `refs/heads/main`); newest first. A merge moves a branch without a push: who wants everybody
/// asks for [`Way::Any`].
///
/// # Errors
/// [`crate::Kind::Request`] for what is no full name of a ref: GitHub would list all refs for none. [`crate::Kind::Truncated`] beyond `most`, and as any
/// list.
pub async fn list(
    github: &GitHub,
    repository: &Repository,
    reference: &str,
    way: Way,
    since: Since,
    most: usize,
) -> Result<Vec<Activity>, Error> {
    names::reference(&LIST, reference)?;
    let request = Request::of(&LIST, repository)
        .query("ref", reference)
        .maybe("activity_type", way.parameter())
        .maybe("time_period", since.parameter());
    github.list(request, most).await
}

/// What moved a ref since it came to a commit, newest first, without the move that led there; all there is if it never did.
///
/// # Errors
/// As [`list`].
pub async fn since_commit(
    github: &GitHub,
    repository: &Repository,
    reference: &str,
    commit: Option<&str>,
    most: usize,
) -> Result<Vec<Activity>, Error> {
    names::reference(&LIST, reference)?;
    let mut request = Request::of(&LIST, repository).query("ref", reference).query("per_page", 100);
    let (mut all, mut pages) = (Vec::new(), HashSet::new());
    loop {
        let answer = github.answer(&request).await?;
        for activity in answer.decode::<Vec<Activity>>(&request).map_err(|error| github.clean(error))? {
            if commit.is_some_and(|commit| commit == activity.after) {
                return Ok(all);
            }
            all.push(activity);
        }
        let truncated = |detail: String| github.clean(request.error(Kind::Truncated, &detail));
        if all.len() > most {
            return Err(truncated(format!("the list has more than {most} items")));
        }
        request = match github.next_page(&request, &answer)? {
            Some(next) if pages.insert(next.clone()) => request.follow(next),
            Some(_) => return Err(truncated("the list points to a page that it has had".to_owned())),
            None => return Ok(all),
        };
    }
}
