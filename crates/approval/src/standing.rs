//! What each comment is worth by itself: who wrote it, whether it is still what they wrote, which request it answers, and whether it says all
//! that the policy asks for. What others say is for [`crate::votes`] and [`crate::quorum`].
//!
//! Approvals are judged strictly and denials mildly: a denial needs a person who may decide, and is not lost for a missing code, meaning or
//! reason, for coming early or by night, or because its author mended it. Taking a word back is judged by what it takes back: an approval mildly, a denial strictly.

mod authority;
mod binding;
mod demand;
mod recorded;
mod tampered;

use std::collections::{BTreeMap, BTreeSet};

use verdict::Time;

use crate::command::{self, Command, Line};
use crate::evaluation::{Counts, Standing, Why};
use crate::facts::Facts;
use crate::people::{AccountId, AccountKind, Source};
use crate::policy::Policy;
use crate::posted;
use crate::request::Request;
use crate::thread::Comment;
use crate::vote::{Voice, Vote, Word};

use authority::Moments;
use binding::Binding;

pub(crate) use authority::now;
pub(crate) use tampered::reasons;

/// Each comment, in the order of their numbers, and each recorded denial or withdrawal whose comment is gone.
pub(crate) fn voices(policy: &Policy, request: &Request, facts: &Facts) -> Vec<Voice> {
    let case = Case { policy, request, facts, binding: Binding::new(request, facts) };
    let mut heard: BTreeMap<u64, Heard> = BTreeMap::new();
    for comment in &facts.comments {
        heard.entry(comment.id).or_insert_with(|| case.hear(comment));
    }
    for seen in recorded::gone(facts) {
        if let Some(stop) = case.recorded(seen.comment) {
            heard.entry(seen.comment).or_insert(stop);
        }
    }
    in_order(heard)
}

/// What a comment is worth, as far as it is known without what its author said before.
enum Heard {
    Settled(Standing),
    Vote(Vote),
    /// It takes back an approval; a denial only if there is no doubt. Nothing stands in its place where the comment is gone.
    Withdrawal {
        vote: Vote,
        doubt: Option<Why>,
        gone: bool,
    },
}

/// Withdrawals in doubt take no denial back: whoever hides, changes or deletes a comment can only ever stop with it.
fn in_order(heard: BTreeMap<u64, Heard>) -> Vec<Voice> {
    let mut denied: BTreeSet<AccountId> = BTreeSet::new();
    let mut voices = Vec::new();
    for heard in heard.into_values() {
        match heard {
            Heard::Settled(standing) => voices.push(Voice::Settled(standing)),
            Heard::Withdrawal { vote, doubt: Some(why), gone } if denied.contains(&vote.by) => {
                if !gone {
                    voices.push(Voice::Settled(ignored(vote.comment, Some(vote.by), why)));
                }
            }
            Heard::Withdrawal { vote, .. } => {
                denied.remove(&vote.by);
                voices.push(Voice::Vote(vote));
            }
            Heard::Vote(vote) => {
                if vote.word == Word::Deny {
                    denied.insert(vote.by);
                }
                voices.push(Voice::Vote(vote));
            }
        }
    }
    voices
}

fn ignored(comment: u64, author: Option<AccountId>, why: Why) -> Standing {
    Standing { comment, author, counts: Counts::Ignored { why } }
}

/// A comment of a person that is what they wrote.
#[derive(Clone, Copy)]
struct Said<'a> {
    comment: u64,
    at: Time,
    by: AccountId,
    body: &'a str,
    hidden: bool,
}

impl Said<'_> {
    fn vote(self, word: Word, through: Vec<Source>) -> Vote {
        Vote { comment: self.comment, at: self.at, by: self.by, word, through }
    }
}

/// Who changed a comment last.
fn editor(comment: &Comment) -> Option<AccountId> {
    comment.edited.as_ref().and_then(|edit| edit.by.as_ref()).and_then(|by| by.id)
}

/// The person who wrote a comment, signed in and by their own hand.
fn person(comment: &Comment) -> Result<AccountId, Why> {
    let person = comment.author.as_ref().filter(|author| author.kind == AccountKind::User);
    let by = person.and_then(|author| author.id).ok_or(Why::NoPerson)?;
    match &comment.app {
        Some(app) => Err(Why::ByApp { app: app.clone() }),
        None if comment.by_mail => Err(Why::ByMail),
        None => Ok(by),
    }
}

/// What everything is judged by.
struct Case<'a> {
    policy: &'a Policy,
    request: &'a Request,
    facts: &'a Facts,
    binding: Binding,
}

impl Case<'_> {
    fn hear(&self, comment: &Comment) -> Heard {
        let author = comment.author.as_ref().and_then(|author| author.id);
        let settled = |counts| Heard::Settled(Standing { comment: comment.id, author, counts });
        let refused = |why| settled(Counts::Ignored { why });
        if author == Some(self.facts.ours) {
            return settled(Counts::Ours);
        }
        let line = command::read(&comment.body);
        let changed = posted::is_changed(comment, &self.facts.seen);
        if changed && let Some(stop) = self.recorded(comment.id) {
            return stop;
        }
        let editor = editor(comment);
        let edited = Why::Edited { by: editor };
        let said = match line {
            Line::Prose if changed && self.hides_a_word(comment) => return refused(edited),
            Line::Prose => return settled(Counts::Prose),
            Line::Command(Command::Status) => return settled(Counts::Question),
            said => said,
        };
        let by = match person(comment) {
            Ok(by) => by,
            Err(why) => return refused(why),
        };
        // Whoever makes their own comment a denial wants to stop; a word that lets anything go on they must write anew.
        let stops = matches!(said, Line::Command(Command::Deny { .. })) && editor == Some(by);
        if changed && !stops {
            return refused(edited);
        }
        let command = match said {
            Line::Command(command) => command,
            Line::Malformed { column, problem, .. } => return refused(Why::Malformed { column, problem }),
            Line::Prose => return settled(Counts::Prose),
        };
        let (comment, at, body, hidden) = (comment.id, comment.created, comment.body.as_str(), comment.hidden);
        self.weigh(&command, Said { comment, at, by, body, hidden })
    }

    /// Whether a comment that is prose now may have said something: somebody else made it so, or nobody knows who, and its author may decide.
    fn hides_a_word(&self, comment: &Comment) -> bool {
        let Some(author) = comment.author.as_ref().and_then(|author| author.id) else { return false };
        editor(comment) != Some(author) && tampered::may_decide(self.policy, self.request, self.facts, author)
    }

    fn weigh(&self, command: &Command, said: Said<'_>) -> Heard {
        let weighed = match command {
            Command::Approve { code, meaning, reason } => {
                self.approval(said, *code, meaning.as_deref(), reason.as_deref()).map(Heard::Vote)
            }
            Command::Deny { code, .. } => self.denial(said, *code, Moments::Either).map(Heard::Vote),
            Command::BreakGlass { code, reason } => self.glass(said, *code, reason).map(Heard::Vote),
            Command::Withdraw { code } => self.withdrawal(said, *code),
            Command::Status => {
                return Heard::Settled(Standing {
                    comment: said.comment,
                    author: Some(said.by),
                    counts: Counts::Question,
                });
            }
        };
        weighed.unwrap_or_else(|why| Heard::Settled(ignored(said.comment, Some(said.by), why)))
    }
}

#[cfg(test)]
mod tests;
