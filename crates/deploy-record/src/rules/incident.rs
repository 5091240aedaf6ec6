//! An incident opens before anything else is said of it, and its times are past.

use ledger::moment::Moment;
use ledger::predicate::IncidentEvent;
use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::Facts;
use crate::policy::Event;

/// Milliseconds that clocks may differ by.
const SKEW: i64 = 300_000;

pub(super) fn rules(told: &Event, facts: &Facts) -> Vec<Rule> {
    vec![opened(told, facts), times(told, facts)]
}

fn opened(told: &Event, facts: &Facts) -> Rule {
    let title = "the incident is known";
    if told.event != IncidentEvent::Opened && facts.ground.incident.is_none() {
        let message = format!(
            "The ledger holds no incident {} of this service: record `incident: opened` first, with the same `reference` and `service`.",
            told.reference
        );
        return rule("incident", title, RuleStatus::Fail, "not-opened", message);
    }
    let message = format!("Incident {} of this service.", told.reference);
    rule("incident", title, RuleStatus::Pass, "known", message)
}

fn times(told: &Event, facts: &Facts) -> Rule {
    let title = "its times are past, and in order";
    let wrong = |reason, message| rule("times", title, RuleStatus::Fail, reason, message);
    let late = |time: &Moment| time.millis() > facts.now.millis().saturating_add(SKEW);
    if let Some(time) = told.detected_at.iter().chain(&told.resolved_at).find(|time| late(time)) {
        return wrong("future", format!("{time} is in the future: it is {} now.", facts.now));
    }
    // What was said when it opened stands, whatever is said now.
    let noticed = told.detected_at.max(facts.ground.incident);
    if let Some((noticed, over)) = noticed.zip(told.resolved_at).filter(|(noticed, over)| over < noticed) {
        return wrong("order", format!("It was over at {over}, before it was noticed at {noticed}."));
    }
    rule("times", title, RuleStatus::Pass, "past", "No time that is given is in the future.")
}
