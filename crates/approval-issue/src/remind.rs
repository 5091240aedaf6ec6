//! When people are reminded, and who else is told. A sweep looks at the clock; nobody waits, and nothing of it changes who may approve.

use approval::calendar::minutes_after;
use approval::people::Source;
use serde::{Deserialize, Serialize};
use verdict::Time;

/// Reminders of one request at most.
pub(crate) const MOST: usize = 10;

/// When people are reminded of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// How many minutes after it was asked for.
    pub after: Vec<u32>,
    /// How many minutes before its time is over.
    pub before_end: Option<u32>,
    /// Who else is told, and when.
    pub escalate: Option<Escalation>,
}

/// Who else is told of a request that nobody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// How many minutes after it was asked for.
    pub after: u32,
    /// People and teams.
    pub to: Vec<Source>,
}

/// What is to be said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The words of all moments that passed and were not said yet; none of them is said again.
    pub words: Vec<String>,
    /// Whether others are told too.
    pub escalates: bool,
}

/// The word of an escalation.
pub(crate) const ESCALATED: &str = "escalated";

impl Reminders {
    /// What is to be said at a moment. `told` are the words that were said. Of several moments that passed unseen, as when no sweep ran, one
    /// comment tells.
    #[must_use]
    pub fn due(&self, opened: Time, expires: Time, now: Time, told: &[String]) -> Option<Due> {
        let passed = |(word, at): (String, Time)| (at <= now && !told.contains(&word)).then_some(word);
        let words: Vec<String> = self.moments(opened, expires).into_iter().filter_map(passed).collect();
        let escalates = words.iter().any(|word| word == ESCALATED);
        (!words.is_empty()).then_some(Due { words, escalates })
    }

    /// The next moment after one, at which a sweep has something to say.
    #[must_use]
    pub fn next(&self, opened: Time, expires: Time, after: Time) -> Option<Time> {
        self.moments(opened, expires).into_iter().map(|(_, at)| at).filter(|at| *at > after).min()
    }

    fn moments(&self, opened: Time, expires: Time) -> Vec<(String, Time)> {
        let mut all: Vec<(String, Time)> = self
            .after
            .iter()
            .map(|minutes| (format!("after-{minutes}m"), minutes_after(opened, *minutes)))
            .collect();
        if let Some(minutes) = self.before_end {
            all.push((format!("before-end-{minutes}m"), minutes_before(expires, minutes)));
        }
        if let Some(escalation) = &self.escalate {
            all.push((ESCALATED.to_owned(), minutes_after(opened, escalation.after)));
        }
        // Whatever would be said when it is over is not said: the last word says more.
        all.retain(|(_, at)| *at < expires);
        all
    }
}

fn minutes_before(moment: Time, minutes: u32) -> Time {
    let back = jiff::SignedDuration::from_mins(i64::from(minutes));
    let at = moment.to_string().parse::<jiff::Timestamp>().ok().and_then(|at| at.checked_sub(back).ok());
    at.and_then(|at| Time::from_timestamp(at).ok()).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn reminders() -> Reminders {
        let to = vec!["team:acme/leads".parse().unwrap()];
        let escalate = Some(Escalation { after: 48 * 60, to });
        Reminders { after: vec![240, 1440], before_end: Some(60), escalate }
    }

    fn due(now: &str, told: &[&str]) -> Option<Due> {
        let told: Vec<String> = told.iter().map(|word| (*word).to_owned()).collect();
        reminders().due(time("2026-11-20T08:00:00Z"), time("2026-11-27T08:00:00Z"), time(now), &told)
    }

    #[test]
    fn each_moment_is_told_once() {
        assert_eq!(due("2026-11-20T11:59:59Z", &[]), None);
        let first = due("2026-11-20T12:00:00Z", &[]).unwrap();
        assert_eq!((first.words, first.escalates), (vec!["after-240m".to_owned()], false));
        assert_eq!(due("2026-11-20T13:00:00Z", &["after-240m"]), None);
        let late = due("2026-11-22T09:00:00Z", &["after-240m"]).unwrap();
        assert_eq!(
            (late.words, late.escalates),
            (vec!["after-1440m".to_owned(), "escalated".to_owned()], true)
        );
        let told = ["after-240m", "after-1440m", "escalated"];
        assert_eq!(due("2026-11-27T06:59:59Z", &told), None);
        assert_eq!(due("2026-11-27T07:00:00Z", &told).unwrap().words, ["before-end-60m"]);
    }

    #[test]
    fn what_would_come_after_the_end_is_not_said() {
        let reminders = Reminders { after: vec![600], ..Reminders::default() };
        let (opened, expires) = (time("2026-11-20T08:00:00Z"), time("2026-11-20T09:00:00Z"));
        assert_eq!(reminders.due(opened, expires, time("2026-11-21T09:00:00Z"), &[]), None);
        assert_eq!(reminders.next(opened, expires, opened), None);
        assert_eq!(
            super::tests::reminders().next(opened, time("2026-11-27T08:00:00Z"), opened),
            Some(time("2026-11-20T12:00:00Z"))
        );
    }
}
