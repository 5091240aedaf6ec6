//! What happened to an issue beside its comments.

use jiff::Timestamp;
use serde::Serialize;

use crate::hub::Hub;
use crate::token::Caller;

/// One event of an issue's timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    /// The number.
    pub id: u64,
    /// The issue.
    pub issue: u64,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: u64,
    /// The App through which it was done.
    pub app: Option<u64>,
    /// What.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// Closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// Opened again.
    Reopened,
    /// Given another title.
    Renamed {
        /// The old title.
        from: String,
        /// The new one.
        to: String,
    },
    /// Given a label.
    Labeled {
        /// The label.
        label: u64,
    },
    /// A label taken away.
    Unlabeled {
        /// The label.
        label: u64,
    },
    /// Assigned.
    Assigned {
        /// To whom.
        assignee: u64,
    },
    /// No longer assigned.
    Unassigned {
        /// To whom.
        assignee: u64,
    },
    /// Locked.
    Locked {
        /// Why.
        reason: Option<String>,
    },
    /// Unlocked.
    Unlocked,
    /// Moved here from another repository.
    Transferred {
        /// The repository that it came from.
        from: u64,
    },
    /// Made a discussion, which keeps the number; the issue stays closed and locked.
    ConvertedToDiscussion,
    /// A comment was deleted.
    CommentDeleted {
        /// Who had written it.
        author: u64,
        /// The comment's number, which GitHub does not show and tests may want.
        comment: u64,
    },
}

impl Happening {
    /// The event's name in REST.
    #[must_use]
    pub fn event(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "closed",
            Self::Reopened => "reopened",
            Self::Renamed { .. } => "renamed",
            Self::Labeled { .. } => "labeled",
            Self::Unlabeled { .. } => "unlabeled",
            Self::Assigned { .. } => "assigned",
            Self::Unassigned { .. } => "unassigned",
            Self::Locked { .. } => "locked",
            Self::Unlocked => "unlocked",
            Self::Transferred { .. } => "transferred",
            Self::ConvertedToDiscussion => "converted_to_discussion",
            Self::CommentDeleted { .. } => "comment_deleted",
        }
    }

    /// The prefix of the event's node id.
    #[must_use]
    pub fn prefix(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "CE",
            Self::Reopened => "REE",
            Self::Renamed { .. } => "RTE",
            Self::Labeled { .. } => "LE",
            Self::Unlabeled { .. } => "UNLE",
            Self::Assigned { .. } => "AE",
            Self::Unassigned { .. } => "UNAE",
            Self::Locked { .. } => "LOE",
            Self::Unlocked => "UNLOE",
            Self::Transferred { .. } => "TRE",
            Self::ConvertedToDiscussion => "CTDE",
            Self::CommentDeleted { .. } => "CDE",
        }
    }
}

impl Hub {
    /// Notes an event in an issue's timeline.
    pub fn note(&mut self, caller: &Caller, issue: u64, what: Happening) {
        let id = self.fresh_id();
        let actor = caller.account.unwrap_or(crate::account::GHOST);
        let happened = Happened { id, issue, at: self.clock.now(), actor, app: caller.app(), what };
        self.happenings.insert(id, happened);
    }
}
