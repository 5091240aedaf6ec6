//! All that an evaluation sees, put together from what was read. Nothing is decided here.

use approval::facts::{Earlier, Facts, Fate, RecordedIssue, Signed};
use approval::people::Tied;
use approval::request::Part;
use approval::thread::Seen;
use verdict::Time;

use super::people::Known;
use super::thread::Found;

/// What the record holds of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// As which issue it was recorded.
    pub issue: Option<RecordedIssue>,
    /// What was seen of comments.
    pub seen: Vec<Seen>,
    /// What became of it.
    pub fate: Option<Fate>,
    /// Reviews that are open, with the moment at which each is due.
    pub reviews_due: Vec<Time>,
    /// What was approved and deployed before.
    pub earlier: Vec<Earlier>,
}

/// What is to be deployed, and by whom it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Everybody with a tie to it.
    pub tied: Vec<Tied>,
    /// Commits of which no account is known.
    pub unattributed: Vec<String>,
    /// What is deployed now.
    pub deployed: Option<String>,
    /// The request that it would make now; nothing while nobody deploys.
    pub recomputed: Option<String>,
    /// In which parts that differs.
    pub differs: Vec<Part>,
}

impl Found {
    /// As what the issue is recorded when its request is posted.
    #[must_use]
    pub fn to_record(&self) -> RecordedIssue {
        RecordedIssue {
            repository_id: self.issue.repository_id,
            node_id: self.issue.node_id.clone(),
            text_sha256: self.issue.text_sha256.clone(),
        }
    }
}

/// The facts of one evaluation.
#[must_use]
pub fn facts(found: Found, known: Known, signed: Vec<Signed>, subject: Subject, record: Record) -> Facts {
    let requests = found.requests(record.issue.as_ref(), &record.seen);
    let mut people = known.people;
    people.extend(known.others);
    Facts {
        now: found.now,
        ours: found.ours,
        issue: found.issue,
        recorded: record.issue,
        requests,
        comments: found.comments,
        deletions: found.deletions,
        seen: record.seen,
        people,
        signed,
        sso: None,
        tied: subject.tied,
        unattributed: subject.unattributed,
        deployed: subject.deployed,
        recomputed: subject.recomputed,
        differs: subject.differs,
        fate: record.fate,
        reviews_due: record.reviews_due,
        earlier: record.earlier,
    }
}
