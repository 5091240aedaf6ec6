//! What people wrote, as it was found: once when a comment is first seen, and once for each way in which it was changed since.

use approval::command::{self, Command, Line};
use approval::evaluation::{Counts, Why};
use approval::thread::{Comment, IssueState};
use ledger::name::{NumericId, Slug};
use ledger::predicate::{Evidence, NoticeFound, Predicate, RequestEvent, RequestNotice};

use super::event::Event;
use super::events::Common;
use super::{RecordError, Recorded};
use super::{memberships, naming};

/// Comments in one event: its statement stays well below what a statement may have.
const AT_ONCE: usize = 32;

/// The stable word for a comment of somebody of whom GitHub did not say what they belong to.
const UNKNOWN: &str = "membership-unknown";

type Found = (RequestNotice, Option<Evidence>);

pub(super) fn events(facts: &Common<'_>, before: &Recorded) -> Result<Vec<Event>, RecordError> {
    let mut found: Vec<Found> = Vec::new();
    for standing in &facts.case.evaluation.comments {
        if let Some(comment) = facts.comment(standing.comment) {
            found.extend(there(facts, before, comment, &standing.counts)?);
        }
    }
    found.extend(gone(facts, before));
    let mut events = Vec::new();
    for part in found.chunks(AT_ONCE) {
        let mut one = facts.request(RequestEvent::Noticed);
        one.notices = part.iter().map(|(notice, _)| notice.clone()).collect();
        one.evidence = part.iter().filter_map(|(_, evidence)| evidence.clone()).collect();
        // How often each was noticed before: what is said again is said once more, and only then.
        let rounds: Vec<usize> = part.iter().map(|(notice, _)| before.count(notice)).collect();
        let key = facts.key(&("noticed", &one.notices, &rounds))?;
        events.push(facts.event(key, Predicate::Request(Box::new(one))));
    }
    Ok(events)
}

/// A comment that is there.
fn there(
    facts: &Common<'_>,
    before: &Recorded,
    comment: &Comment,
    counts: &Counts,
) -> Result<Vec<Found>, RecordError> {
    let Some((found, why)) = found(comment, counts) else { return changes(facts, before, comment) };
    let reason = why.map(word).transpose()?.flatten();
    let unknown = |notice: &RequestNotice| notice.reason.as_ref().is_some_and(|word| word.as_str() == UNKNOWN);
    let author = comment.author.as_ref().and_then(|author| author.id);
    let then =
        facts.case.facts.people.iter().find(|person| Some(person.id) == author).map(|person| &person.now);
    let again = before.of(comment.id).next().is_some();
    // GitHub may say later what it did not say at first.
    let last = before.of(comment.id).last().and_then(|one| one.memberships.as_ref());
    let answered = then.is_some_and(|then| memberships::differ(facts.case.policy, last, then));
    let asks_again = before.of(comment.id).all(|one| unknown(&one.notice))
        && (answered || reason.as_ref().is_none_or(|word| word.as_str() != UNKNOWN));
    let denies = found == NoticeFound::Denial
        && !before.of(comment.id).any(|one| one.notice.found == NoticeFound::Denial);
    if again && !asks_again && !denies {
        return changes(facts, before, comment);
    }
    let evidence = then.map(|then| memberships::write(facts.case.policy, comment.id, then));
    let notice = notice(facts, comment, found, reason)?;
    Ok(vec![(notice, evidence.transpose()?.flatten())])
}

/// What became of a comment that was seen before.
fn changes(facts: &Common<'_>, before: &Recorded, comment: &Comment) -> Result<Vec<Found>, RecordError> {
    let Some(first) = before.of(comment.id).next() else { return Ok(Vec::new()) };
    let text = facts.case.veil.text(&comment.node_id, &comment.body);
    let told = |found: NoticeFound| {
        before.of(comment.id).any(|one| one.notice.found == found && one.notice.text == text)
    };
    let mut found = Vec::new();
    if (comment.edited.is_some() || text != first.notice.text) && !told(NoticeFound::Edited) {
        found.push((notice(facts, comment, NoticeFound::Edited, None)?, None));
    }
    if comment.hidden && !told(NoticeFound::Hidden) {
        found.push((notice(facts, comment, NoticeFound::Hidden, None)?, None));
    }
    Ok(found)
}

/// Comments that were seen and are not there any more. Of an issue that cannot be read nothing is known.
fn gone(facts: &Common<'_>, before: &Recorded) -> Vec<Found> {
    let state = facts.case.facts.issue.state;
    if !matches!(state, IssueState::Open | IssueState::Closed | IssueState::ClosedByUs) {
        return Vec::new();
    }
    let missing = before.comments().into_iter().filter(|number| facts.comment(*number).is_none());
    let gone = |number: u64| {
        let told = before.of(number).any(|one| one.notice.found == NoticeFound::Deleted);
        let first = before.of(number).next().filter(|_| !told)?;
        Some((RequestNotice { found: NoticeFound::Deleted, reason: None, ..first.notice.clone() }, None))
    };
    missing.filter_map(gone).collect()
}

fn notice(
    facts: &Common<'_>,
    comment: &Comment,
    found: NoticeFound,
    reason: Option<Slug>,
) -> Result<RequestNotice, RecordError> {
    let author = comment.author.as_ref().and_then(|author| author.id);
    Ok(RequestNotice {
        id: NumericId::new(comment.id.to_string())?,
        author: author.map(|author| facts.pseudonym(author)).transpose()?,
        written_at: naming::moment(comment.created)?,
        text: facts.case.veil.text(&comment.node_id, &comment.body),
        found,
        reason,
    })
}

/// What a comment is, for the record; nothing for one that says nothing to the request. A denial or a withdrawal that does not count now and
/// might later stays one, since a comment that is deleted meanwhile must not take it along.
fn found<'c>(comment: &Comment, counts: &'c Counts) -> Option<(NoticeFound, Option<&'c Why>)> {
    let word = match command::read(&comment.body) {
        Line::Command(Command::Approve { .. }) => NoticeFound::Approval,
        Line::Command(Command::Deny { .. }) => NoticeFound::Denial,
        Line::Command(Command::Withdraw { .. }) => NoticeFound::Withdrawal,
        Line::Command(Command::BreakGlass { .. }) => NoticeFound::Override,
        _ => NoticeFound::Ignored,
    };
    Some(match counts {
        Counts::Prose | Counts::Ours | Counts::Question => return None,
        Counts::Approval { .. } => (NoticeFound::Approval, None),
        Counts::Denial => (NoticeFound::Denial, None),
        Counts::Withdrawal => (NoticeFound::Withdrawal, None),
        Counts::BreakGlass => (NoticeFound::Override, None),
        Counts::Replaced { .. } => (word, None),
        Counts::Ignored { why } => (left_aside(word, why), Some(why)),
    })
}

const fn left_aside(word: NoticeFound, why: &Why) -> NoticeFound {
    match why {
        Why::Edited { .. } => NoticeFound::Edited,
        Why::Hidden => NoticeFound::Hidden,
        Why::NoPerson
        | Why::ByApp { .. }
        | Why::ByMail
        | Why::BeforeRequest
        | Why::OtherCode
        | Why::Superseded
        | Why::AfterEnd
        | Why::Malformed { .. } => NoticeFound::Ignored,
        _ => match word {
            NoticeFound::Denial | NoticeFound::Withdrawal => word,
            _ => NoticeFound::Ignored,
        },
    }
}

/// The stable word of a reason.
fn word(why: &Why) -> Result<Option<Slug>, RecordError> {
    let value = serde_json::to_value(why).unwrap_or_default();
    let word = value.get("code").and_then(serde_json::Value::as_str);
    Ok(word.map(Slug::new).transpose()?)
}
