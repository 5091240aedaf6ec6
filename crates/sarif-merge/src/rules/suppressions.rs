//! `suppressions-current`: what somebody accepted is still there and still accepted. One that is over hides nothing; one that is about
//! nothing may hide what is yet to come.

use verdict::{Rule, RuleStatus};

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
    let over = |it: &Suppression| !it.holds_on(&facts.today);
    let with_uses = || policy.suppressions.iter().zip(&counted.uses);
    let expired = with_uses().find(|(it, uses)| over(it) && **uses > 0).map(|(it, _)| it);
    let unused = with_uses().find(|(_, uses)| **uses == 0).map(|(it, _)| it).filter(|_| facts.complete());
    let ending = with_uses().find(|(it, uses)| **uses > 0 && ends_soon(it, &facts.today)).map(|(it, _)| it);
    let (status, reason, message) = if let Some(it) = expired {
        let when = if it.created.as_str() > facts.today.as_str() { "begins on" } else { "was over on" };
        let day = if it.created.as_str() > facts.today.as_str() { &it.created } else { &it.expires };
        let message = format!("{} {when} {day}: its findings count; {} looks after it", it.id, it.owner);
        (RuleStatus::Warn, Reason::SuppressionExpired, message)
    } else if let Some(it) = unused {
        let message = format!("{} is about no finding: take it out ({} looks after it)", it.id, it.owner);
        (RuleStatus::Warn, Reason::SuppressionUnused, message)
    } else if let Some(it) = ending {
        let message = format!("{} ends on {}: {} looks after it", it.id, it.expires, it.owner);
        (RuleStatus::Warn, Reason::SuppressionExpiring, message)
    } else {
        (RuleStatus::Pass, Reason::SuppressionsInUse, format!("{} in use", policy.suppressions.len()))
    };
    let mut rule = rule("suppressions-current", title, status, reason, message);
    let hidden = counted.number(|standing| matches!(standing, Standing::Suppressed(_)));
    rule.observed =
        [("suppressions".to_owned(), policy.suppressions.len() as u64), ("hidden".to_owned(), hidden)].into();
    Some(rule)
}

fn ends_soon(suppression: &Suppression, today: &str) -> bool {
    let parsed = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let left = parsed(&suppression.expires).zip(parsed(today)).and_then(|(end, today)| end.since(today).ok());
    left.is_some_and(|left| (0..=NOTICE).contains(&left.get_days()))
}
