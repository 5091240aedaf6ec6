//! From the entries of a verified ledger to what the next evaluation has to know.

mod history;

use std::collections::{BTreeMap, BTreeSet};

use approval::command::Command;
use approval::facts::{Earlier, Fate, RecordedIssue};
use approval::people::{AccountId, Memberships};
use approval::policy::Policy;
use approval::request::Request;
use approval::thread::{Comment, Seen};
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::Pseudonym;
use ledger::predicate::{self, LeafRef, NoticeFound, Predicate, RequestEvent, RequestNotice, RequestPlace};
use verdict::Time;
use verdict::canonical::sha256_hex;

use super::memberships;
use super::naming;
use super::{RecordError, Veil};
use ledger::known::Known;

/// Stands for a person whom the record holds and nobody here can name. GitHub gives no account this number, so that nobody was asked about it:
/// whether it may deny is unknown, which stops, and it fills no seat.
const NOBODY_KNOWN: AccountId = AccountId(0);

/// What the ledger holds of a request and of its environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recorded {
    /// As which issue it was recorded; nothing if it was never asked for.
    pub issue: Option<RecordedIssue>,
    /// What became of it, as facts say it.
    pub fate: Option<Fate>,
    /// The event that ended it.
    pub ended: Option<RequestEvent>,
    /// What was noticed of comments, in the order in which it was recorded.
    pub noticed: Vec<Noticed>,
    /// Reviews of broken glass in this environment that are open, with the moment at which each is due.
    pub reviews_due: Vec<Time>,
    /// What was approved for and deployed to this environment before.
    pub earlier: Vec<Earlier>,
    /// Where each event of the ledger stands, by its key.
    pub places: BTreeMap<Hash, LeafRef>,
    /// Places of what the ledger says of the request itself: its events, and the answers to it.
    pub own: Vec<u64>,
}

/// A notice of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// What was found.
    pub notice: RequestNotice,
    /// When.
    pub at: Moment,
    /// What the author belonged to then.
    pub memberships: Option<Memberships>,
}

/// Reads what is recorded of a request. `entries` are all of the ledger, as [`super::known`] gave them.
///
/// # Errors
/// A request that no record can hold.
pub fn read(entries: &[Known], request: &Request, policy: &Policy) -> Result<Recorded, RecordError> {
    let digest = request.digest()?;
    let id = naming::request_id(&digest)?;
    let mut recorded = Recorded::default();
    for entry in entries {
        recorded.places.insert(entry.key, entry.leaf);
        if let Some(Predicate::Request(one)) = entry.statement.as_ref().map(|statement| &statement.predicate)
            && one.request_id == id
            && one.digest.to_string() == digest
        {
            recorded.take(one, policy);
            recorded.own.push(entry.leaf.index);
        }
        if let Some(Predicate::Approval(one)) = entry.statement.as_ref().map(|statement| &statement.predicate)
            && one.request_id.as_ref() == Some(&id)
        {
            recorded.own.push(entry.leaf.index);
        }
    }
    let environment = naming::environment_slug(&request.environment)?;
    let history = history::History::of(entries);
    recorded.reviews_due = history.reviews_due(&environment, request.repository_id, policy);
    recorded.earlier = history.earlier(entries, &environment, &request.environment);
    Ok(recorded)
}

impl Recorded {
    fn take(&mut self, one: &predicate::Request, policy: &Policy) {
        if let Some(place) = one.place.as_ref().filter(|_| one.event == RequestEvent::Requested) {
            self.issue = issue(place);
        }
        for notice in &one.notices {
            let comment = notice.id.as_str().parse().unwrap_or_default();
            let memberships = memberships::read(policy, comment, &one.evidence);
            self.noticed.push(Noticed { notice: notice.clone(), at: one.at, memberships });
        }
        if one.event.is_end() {
            self.ended.get_or_insert(one.event);
            self.fate = self.fate.take().or_else(|| fate(one));
        }
    }

    /// What was noticed of a comment, the first first.
    pub fn of(&self, comment: u64) -> impl Iterator<Item = &Noticed> {
        let number = comment.to_string();
        self.noticed.iter().filter(move |noticed| noticed.notice.id.as_str() == number)
    }

    /// How often the comment of a notice was noticed.
    pub(super) fn count(&self, notice: &RequestNotice) -> usize {
        self.noticed.iter().filter(|noticed| noticed.notice.id == notice.id).count()
    }

    /// Whether people are hidden in the record by another key: of the comments that are there, it knows none by its author.
    ///
    /// # Errors
    /// Nobody has such a number.
    pub fn is_hidden_otherwise(&self, comments: &[Comment], veil: &Veil) -> Result<bool, RecordError> {
        let mut is_other = false;
        for comment in comments {
            let Some(author) = comment.author.as_ref().and_then(|author| author.id) else { continue };
            let Some(recorded) = self.of(comment.id).find_map(|noticed| noticed.notice.author.as_ref()) else {
                continue;
            };
            if *recorded == veil.pseudonym(author)? {
                return Ok(false);
            }
            is_other = true;
        }
        Ok(is_other)
    }

    /// The numbers of all comments that were noticed.
    #[must_use]
    pub fn comments(&self) -> BTreeSet<u64> {
        self.noticed.iter().filter_map(|noticed| noticed.notice.id.as_str().parse().ok()).collect()
    }

    /// What the record holds of comments, as an evaluation takes it. Texts are not in the record: one that is there as it was has its own hash,
    /// and any other one has none that fits; of a denial and a withdrawal it holds that they were written for this request. `people` are
    /// those who may stand behind a pseudonym.
    ///
    /// # Errors
    /// A request that is none.
    pub fn seen(
        &self,
        request: &Request,
        comments: &[Comment],
        people: &[AccountId],
        veil: &Veil,
    ) -> Result<Vec<Seen>, RecordError> {
        let mut names: BTreeMap<Pseudonym, AccountId> = BTreeMap::new();
        let authors = comments.iter().filter_map(|comment| comment.author.as_ref()?.id);
        for person in people.iter().copied().chain(authors) {
            names.insert(veil.pseudonym(person)?, person);
        }
        let code = request.code()?;
        let mut seen = Vec::new();
        for number in self.comments() {
            let there = comments.iter().find(|comment| comment.id == number);
            for (at, noticed) in self.of(number).enumerate() {
                let notice = &noticed.notice;
                let change =
                    matches!(notice.found, NoticeFound::Edited | NoticeFound::Hidden | NoticeFound::Deleted);
                if at > 0 && change {
                    continue;
                }
                let said = |found, command: Command| (notice.found == found).then(|| command.to_string());
                let same = there.filter(|there| veil.text(&there.node_id, &there.body) == notice.text);
                let text = same.map(|there| sha256_hex(there.body.as_bytes()));
                let known = |name| names.get(name).copied().unwrap_or(NOBODY_KNOWN);
                let Some(created) = naming::time(notice.written_at) else { continue };
                seen.push(Seen {
                    comment: number,
                    author: notice.author.as_ref().map(known),
                    created,
                    text_sha256: text.unwrap_or_else(|| notice.text.to_string()),
                    denial: said(NoticeFound::Denial, Command::Deny { code: Some(code), reason: None }),
                    withdrawal: said(NoticeFound::Withdrawal, Command::Withdraw { code: Some(code) }),
                    memberships: noticed.memberships.clone(),
                });
            }
        }
        Ok(seen)
    }
}

fn issue(place: &RequestPlace) -> Option<RecordedIssue> {
    Some(RecordedIssue {
        repository_id: place.repository_id.as_str().parse().ok()?,
        node_id: place.node.to_string(),
        text_sha256: place.text.to_string(),
    })
}

fn fate(one: &predicate::Request) -> Option<Fate> {
    Some(match one.event {
        RequestEvent::Superseded => {
            Fate::Superseded { by: one.superseded_by.map(|by| by.to_string()).unwrap_or_default() }
        }
        RequestEvent::Denied => Fate::Denied,
        RequestEvent::Voided => Fate::Voided,
        RequestEvent::Withdrawn => Fate::Withdrawn,
        RequestEvent::Expired => Fate::Expired,
        RequestEvent::Consumed => {
            let run = one.run.as_ref();
            Fate::Consumed {
                run: run.and_then(|run| run.run_id.as_str().parse().ok()).unwrap_or_default(),
                attempt: run.map(|run| run.attempt).unwrap_or_default(),
                at: naming::time(one.at)?,
            }
        }
        _ => return None,
    })
}
