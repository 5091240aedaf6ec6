//! What a status comment tells later sweeps: when all was looked at, and what the thread held then. A sweep that finds the thread so again looks
//! at nothing else: nothing can follow from it. Whoever forges the line delays a sweep by a day at most, and never makes anything of it.

use approval::evaluation::SeatState;
use verdict::Time;

use crate::facts::{Case, is_open};
use crate::plan::{heard, said};

/// How long a look holds: what no thread tells, such as who belongs to a team, is read once a day.
const DAY: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
const WORD: &str = "looked";

/// A look at all of a request, after which people were still waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Looked {
    pub(crate) at: Time,
    pub(crate) thread: String,
}

impl Looked {
    /// The look that just ended; nothing if more follows from it than waiting, or if GitHub did not answer everything.
    pub(crate) fn now(case: &Case) -> Option<Self> {
        let evaluation = case.evaluation();
        // Where every seat is filled an hour, a freeze or somebody's answer is waited for, of which the thread tells nothing.
        let lacks = |seat: &SeatState| {
            u64::try_from(seat.filled.len()).is_ok_and(|filled| filled < u64::from(seat.needed))
        };
        let waits = is_open(evaluation.outcome)
            && evaluation.seats.iter().any(lacks)
            && case.troubles.is_empty()
            && !case.thread.is_empty();
        waits.then(|| Self { at: case.ground.now, thread: case.thread.clone() })
    }

    /// The look that the text of a comment of ours tells.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let (at, thread) = heard(WORD, text)?.split_once(' ')?;
        Some(Self { at: Time::parse(at).ok()?, thread: thread.to_owned() })
    }

    /// The line that tells it.
    pub(crate) fn line(&self) -> String {
        said(WORD, &format!("{} {}", self.at, self.thread))
    }

    /// Whether looking again would show nothing else, as far as the thread tells.
    pub(crate) fn holds(&self, thread: &str, now: Time) -> bool {
        let moment = |time: Time| time.to_string().parse::<jiff::Timestamp>().ok();
        let Some((at, now)) = moment(self.at).zip(moment(now)) else { return false };
        let age = now.duration_since(at);
        self.thread == thread && !age.is_negative() && age < DAY
    }
}

/// Whether a status comment is to be written again: it says something else, or sweeps would not see by it that all was looked at.
pub(crate) fn is_stale(known: &str, wanted: &str, now: Time) -> bool {
    let tells = Looked::of(wanted)
        .is_none_or(|wanted| Looked::of(known).is_some_and(|known| known.holds(&wanted.thread, now)));
    plain(known) != plain(wanted) || !tells
}

/// The text without what says when.
fn plain(text: &str) -> Vec<&str> {
    let text = text.rfind("<sub>As of ").and_then(|at| text.get(..at)).unwrap_or(text);
    let lines = text.trim_end().lines().enumerate();
    lines.filter(|(at, _)| *at != 1 || heard(WORD, text).is_none()).map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn text(at: &str, thread: &str, says: &str) -> String {
        let looked = Looked { at: time(at), thread: thread.to_owned() };
        format!("<!-- mark -->\n{}{says}\n<sub>As of {at}, and so on.</sub>\n", looked.line())
    }

    #[test]
    fn a_look_holds_for_a_day_of_the_same_thread() {
        let looked = Looked::of(&text("2026-11-22T10:00:00Z", "ab", "Waiting.")).unwrap();
        assert!(looked.holds("ab", time("2026-11-22T10:00:00Z")));
        assert!(looked.holds("ab", time("2026-11-23T09:59:59Z")));
        assert!(!looked.holds("ab", time("2026-11-23T10:00:00Z")), "it is a day old");
        assert!(!looked.holds("ab", time("2026-11-22T09:59:59Z")), "nobody looked in the future");
        assert!(!looked.holds("cd", time("2026-11-22T10:00:01Z")), "something happened");
    }

    #[test]
    fn a_comment_is_written_again_only_for_what_it_says_or_a_look_that_no_longer_holds() {
        let known = text("2026-11-22T10:00:00Z", "ab", "Waiting.");
        let stale = |wanted: &str, now: &str| is_stale(&known, wanted, time(now));
        let later = "2026-11-22T12:00:00Z";
        assert!(!stale(&text(later, "ab", "Waiting."), later));
        assert!(stale(&text(later, "cd", "Waiting."), later));
        assert!(stale(&text(later, "ab", "Denied."), later));
        assert!(stale(&text("2026-11-23T10:00:00Z", "ab", "Waiting."), "2026-11-23T10:00:00Z"));
        // What is decided needs no look.
        let decided = "<!-- mark -->\nWaiting.\n<sub>As of now</sub>\n";
        assert!(!stale(decided, later) && is_stale(decided, &known, time(later)));
    }
}
