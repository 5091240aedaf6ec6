//! What the record holds of comments that are changed or gone.

use super::authority::Moments;
use super::{Case, Heard, Said, ignored};
use crate::command::{self, Command, Line};
use crate::evaluation::Why;
use crate::facts::Facts;
use crate::thread::Seen;

/// What the record holds of a comment.
pub(super) fn of(facts: &Facts, comment: u64) -> impl Iterator<Item = &Seen> {
    facts.seen.iter().filter(move |seen| seen.comment == comment)
}

/// What the record holds of comments that are no longer there.
pub(super) fn gone(facts: &Facts) -> impl Iterator<Item = &Seen> {
    facts.seen.iter().filter(|seen| !is_there(facts, seen.comment))
}

pub(super) fn is_there(facts: &Facts, comment: u64) -> bool {
    facts.comments.iter().any(|there| there.id == comment)
}

impl Case<'_> {
    /// The recorded word of a comment that stops, whatever became of the comment: a denial, or a withdrawal of an approval. Nothing for a
    /// comment that said neither, and for one that is gone and was for nothing here.
    pub(super) fn recorded(&self, comment: u64) -> Option<Heard> {
        let gone = !is_there(self.facts, comment);
        let texts = |seen: &'_ Seen| seen.denial.clone().or_else(|| seen.withdrawal.clone());
        let (seen, text) = of(self.facts, comment).find_map(|seen| texts(seen).map(|text| (seen, text)))?;
        // What is gone and for nothing here needs no answer; what GitHub could not answer still may count.
        let refused = |why| {
            let told = !gone || why == Why::MembershipUnknown;
            told.then(|| Heard::Settled(ignored(comment, seen.author, why)))
        };
        let Some(by) = seen.author else { return refused(Why::NoPerson) };
        let said = Said { comment, at: seen.created, by, body: &text, hidden: false };
        let (deny, code) = match command::read(&text) {
            Line::Command(Command::Deny { code, .. }) => (true, code),
            Line::Command(Command::Withdraw { code }) => (false, code),
            // The record says that it was a denial: what it was called then is no reason to lose it.
            _ => (seen.denial.is_some(), None),
        };
        let heard = if deny {
            self.denial(said, code, Moments::Either).map(Heard::Vote)
        } else {
            self.withdrawal(said, code).map(|heard| in_doubt(heard, gone))
        };
        heard.map_or_else(refused, Some)
    }
}

/// A withdrawal of which the record alone tells takes no denial back.
fn in_doubt(heard: Heard, gone: bool) -> Heard {
    match heard {
        Heard::Withdrawal { vote, doubt, .. } => {
            Heard::Withdrawal { vote, doubt: doubt.or(Some(Why::Edited { by: None })), gone }
        }
        other => other,
    }
}
