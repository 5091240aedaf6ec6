//! `suppressions-current`: what somebody accepted is still there and still accepted. One that is over hides nothing; one that is about
//! nothing may hide what is yet to come.

use runner::text::count;
use verdict::{Rule, RuleStatus};

use super::standing::Uses;
use super::{Counted, Standing, rule};
use crate::facts::Facts;
use crate::policy::{Policy, Suppression};
use crate::reason::Reason;

/// How many days before its end a suppression is told.
const NOTICE: i32 = 14;

pub(super) fn rules(policy: &Policy, facts: &Facts, counted: &Counted<'_>) -> Option<Rule> {
    if policy.suppressions.is_empty() {
        return None;
    }
    let title = "suppressions are in use and hold";
    let (reason, message) = state(policy, facts, counted);
    let status = if reason == Reason::SuppressionsInUse { RuleStatus::Pass } else { RuleStatus::Warn };
    let mut rule = rule("suppressions-current", title, status, reason, message);
    let hidden = counted.number(|standing| matches!(standing, Standing::Suppressed(_)));
    let stopped = counted.uses.iter().map(|uses| uses.stopped).sum();
    rule.observed =
        [("suppressions".to_owned(), policy.suppressions.len() as u64), ("hidden".to_owned(), hidden)].into();
    if stopped > 0 {
        rule.observed.insert("stopped".to_owned(), stopped);
    }
    Some(rule)
}

/// What there is to say of the first suppression that needs somebody.
fn state(policy: &Policy, facts: &Facts, counted: &Counted<'_>) -> (Reason, String) {
    let over = |it: &Suppression| !it.holds_on(&facts.today);
    let each = || policy.suppressions.iter().zip(&counted.uses);
    let first = |test: &dyn Fn(&Suppression, &Uses) -> bool| each().find(|(it, uses)| test(it, uses));
    if let Some((it, _)) = first(&|it, uses| over(it) && uses.all > 0) {
        let begins = it.created.as_str() > facts.today.as_str();
        let (when, day) = if begins { ("begins on", &it.created) } else { ("was over on", &it.expires) };
        let message = format!("{} {when} {day}: its findings count; {} looks after it", it.id, it.owner);
        return (Reason::SuppressionExpired, message);
    }
    if let Some((it, uses)) = first(&|_, uses| uses.stopped > 0) {
        let days = uses.by.map_or_else(String::new, |(severity, days)| {
            format!(", and `suppression-days` has {days} for {}", severity.as_str())
        });
        let message = format!(
            "{} was accepted on {}{days}: {} of it {}; {} looks after it",
            it.id,
            it.created,
            count(uses.stopped, "finding", "findings"),
            if uses.stopped == 1 { "counts" } else { "count" },
            it.owner
        );
        return (Reason::SuppressionStopped, message);
    }
    if let Some((it, _)) = first(&|_, uses| uses.all == 0).filter(|_| facts.complete()) {
        let message = format!("{} is about no finding: take it out ({} looks after it)", it.id, it.owner);
        return (Reason::SuppressionUnused, message);
    }
    if let Some((it, _)) = first(&|it, uses| uses.all > 0 && ends_soon(it, &facts.today)) {
        let message = format!("{} ends on {}: {} looks after it", it.id, it.expires, it.owner);
        return (Reason::SuppressionExpiring, message);
    }
    let used = counted.uses.iter().filter(|uses| uses.all > 0).count();
    (Reason::SuppressionsInUse, format!("{used} in use"))
}

fn ends_soon(suppression: &Suppression, today: &str) -> bool {
    let parsed = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let left = parsed(&suppression.expires).zip(parsed(today)).and_then(|(end, today)| end.since(today).ok());
    left.is_some_and(|left| (0..=NOTICE).contains(&left.get_days()))
}
