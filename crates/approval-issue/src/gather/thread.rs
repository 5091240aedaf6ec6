//! The issue of a request with everything that can change what a comment is worth.
//!
//! GraphQL tells who edited, what came by mail, what is hidden and what was deleted; REST alone tells which app wrote a comment for its
//! author. Both are read, and only if both list the same comments they are the list. Nothing is ever read from another repository than the
//! one that was asked for.

use std::time::Duration;

use approval::facts::RecordedIssue;
use approval::people::{Account, AccountId};
use approval::posted;
use approval::thread::{Comment, Deletion, Issue, Posted, Seen};
use github::{GitHub, Kind, Marker, Repository, comments, conversation, issues, repositories};
use verdict::Time;

use super::moment::{self, NoMoment};

mod made;
mod same;
mod state;

pub use made::text_sha256;
pub use same::state_sha256;

/// Where the issue is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The repository by its name.
    pub repository: Repository,
    /// The same by its number, as the run knows it.
    pub repository_id: u64,
    /// The issue's number in it.
    pub issue: u64,
}

/// The issue as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// GitHub's clock when the last of it was read.
    pub now: Time,
    /// The account that this tool comments as.
    pub ours: AccountId,
    /// The issue.
    pub issue: Issue,
    /// Its title; nothing if it is gone.
    pub title: String,
    /// Its text; nothing if it is gone.
    pub text: String,
    /// The page for people; nothing if it is gone.
    pub url: String,
    /// When it was opened; the moment of reading if it is gone.
    pub opened: Time,
    /// What binds all that can change in the thread; nothing if it is gone.
    pub state: String,
    /// All comments, in the order of their numbers.
    pub comments: Vec<Comment>,
    /// All deletions, in the order in which they happened.
    pub deletions: Vec<Deletion>,
}

/// Why there is no thread to decide on. Nothing of it is an answer: what was pending stays so.
#[derive(Debug, thiserror::Error)]
pub enum ThreadError {
    /// GitHub did not answer.
    #[error(transparent)]
    GitHub(#[from] github::Error),
    /// No answer told the time.
    #[error(transparent)]
    NoMoment(#[from] NoMoment),
    /// The two lists of comments stayed different.
    #[error(
        "GitHub's two lists of the comments of issue {issue} do not agree: {missing} of them stand in one alone; \
         nothing was decided on a part, run this again in a minute"
    )]
    Unsettled {
        /// The issue.
        issue: u64,
        /// How many comments only one list has.
        missing: usize,
    },
    /// What woke us is not listed yet.
    #[error(
        "comment {comment}, for which this run was started, is not in GitHub's list of issue {issue} yet; \
         nothing was decided without it, run this again in a minute"
    )]
    NotListed {
        /// The issue.
        issue: u64,
        /// The comment.
        comment: u64,
    },
    /// An event can name any comment.
    #[error(
        "comment {comment} belongs to another issue than {issue}: start this by the event of its own issue"
    )]
    Elsewhere {
        /// The issue.
        issue: u64,
        /// The comment.
        comment: u64,
    },
    /// Pull requests are issues too.
    #[error("{0} is a pull request: a request stands in an issue of its own")]
    PullRequest(u64),
}

impl ThreadError {
    /// Whether the request stays pending on this: GitHub is behind, and a later look sees it.
    #[must_use]
    pub const fn ends_pending(&self) -> bool {
        matches!(self, Self::Unsettled { .. } | Self::NotListed { .. })
    }
}

/// How often the thread is read until it is whole.
const LOOKS: u32 = 5;
/// How long after the first look; twice as long after each.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Reads the thread. `woke` is the comment for which this run was started, if it was written or edited: the thread must show it.
///
/// # Errors
/// As [`ThreadError`].
pub async fn read(github: &GitHub, place: &Place, woke: Option<u64>) -> Result<Found, ThreadError> {
    let mut pause = FIRST_PAUSE;
    let mut look = 1;
    loop {
        match once(github, place, woke).await {
            Err(behind) if behind.ends_pending() && look < LOOKS => {}
            ended => return ended,
        }
        github.pause(pause).await;
        pause *= 2;
        look += 1;
    }
}

async fn once(github: &GitHub, place: &Place, woke: Option<u64>) -> Result<Found, ThreadError> {
    let listed = match comments::list(github, &place.repository, place.issue).await {
        Ok(listed) => listed,
        Err(error) if is_elsewhere(&error) => return gone(github, place).await,
        Err(error) => return Err(error.into()),
    };
    // The truth is read last, so that nothing of the other list is newer than it.
    let thread = match conversation::thread(github, &place.repository, place.issue).await {
        Ok(thread) => thread,
        Err(error) if error.kind == Kind::NotFound => return gone(github, place).await,
        Err(error) => return Err(error.into()),
    };
    let missing = made::only_in_one(&listed, &thread.comments);
    if missing > 0 {
        return Err(ThreadError::Unsettled { issue: place.issue, missing });
    }
    let is_there = |woke: u64| thread.comments.iter().any(|comment| comment.id == woke);
    if let Some(woke) = woke.filter(|woke| !is_there(*woke)) {
        not_listed(github, place, woke, &thread).await?;
    }
    let repository_id = match thread.issue.repository.id {
        Some(id) => id,
        None => repositories::read(github, &place.repository).await?.id,
    };
    Ok(made::found(thread, &listed, place, repository_id, moment::now(github)?)?)
}

/// REST's words for an issue that is not there: transferred, hidden or deleted.
fn is_elsewhere(error: &github::Error) -> bool {
    matches!(error.kind, Kind::Moved | Kind::NotFound | Kind::Gone)
}

/// A comment that woke us and is in no list: it was deleted meanwhile, or the lists are behind.
async fn not_listed(
    github: &GitHub,
    place: &Place,
    woke: u64,
    thread: &conversation::Thread,
) -> Result<(), ThreadError> {
    let issue = place.issue;
    match comments::read(github, &place.repository, woke).await {
        Ok(comment) if comment.issue_url.ends_with(&format!("/issues/{issue}")) => {
            Err(ThreadError::NotListed { issue, comment: woke })
        }
        Ok(_) => Err(ThreadError::Elsewhere { issue, comment: woke }),
        // What was deleted left its trace, which the evaluation weighs; without a trace the lists are behind.
        Err(error) if error.is_not_found() && thread.events.iter().any(state::is_deletion) => Ok(()),
        Err(error) if error.is_not_found() => Err(ThreadError::NotListed { issue, comment: woke }),
        Err(error) => Err(error.into()),
    }
}

/// An issue that GraphQL does not show: what became of it. A repository that cannot be seen says nothing about its issues.
async fn gone(github: &GitHub, place: &Place) -> Result<Found, ThreadError> {
    let repository = repositories::read(github, &place.repository).await?;
    let state = match issues::read(github, &place.repository, place.issue).await {
        Ok(issue) if issue.pull_request.is_some() => return Err(ThreadError::PullRequest(place.issue)),
        // One API shows it and the other does not: they do not agree yet.
        Ok(_) => return Err(ThreadError::Unsettled { issue: place.issue, missing: 1 }),
        Err(error) => state::of_error(error)?,
    };
    let ours = AccountId(github.viewer().await?.id);
    Ok(made::without(place, repository.id, ours, state, moment::now(github)?))
}

impl Found {
    /// The comments of ours that bear a mark, the oldest first: what is kept in place is found without another request. Whoever can write can
    /// edit them; one that somebody else edited last is left out, as is one that somebody hid.
    #[must_use]
    pub fn kept(&self, marker: &Marker) -> Vec<&Comment> {
        let is_ours = |account: Option<&Account>| account.and_then(|account| account.id) == Some(self.ours);
        let is_kept = |comment: &&Comment| {
            let untouched = comment.edited.as_ref().is_none_or(|edit| is_ours(edit.by.as_ref()));
            is_ours(comment.author.as_ref()) && untouched && !comment.hidden && marker.marks(&comment.body)
        };
        self.comments.iter().filter(is_kept).collect()
    }

    /// The requests that the issue shows, in the order in which they were posted.
    #[must_use]
    pub fn requests(&self, recorded: Option<&RecordedIssue>, seen: &[Seen]) -> Vec<Posted> {
        let thread = posted::Thread {
            issue: &self.issue,
            text: &self.text,
            opened: self.opened,
            recorded,
            comments: &self.comments,
            seen,
            ours: self.ours,
        };
        thread.requests()
    }
}
