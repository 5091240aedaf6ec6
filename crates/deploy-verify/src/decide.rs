//! From facts to rules.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use verdict::{Draft, Rule, RuleStatus};

use crate::course::{self, Decision, End};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::rules;

/// What a verdict keeps for people and for later steps, beside its policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Details {
    /// `healthy`, `unhealthy` or `unreachable`.
    pub(crate) outcome: String,
    /// `promote`, `hold` or `rollback`.
    pub(crate) decision: String,
    /// The step that decided.
    pub(crate) percent: Option<u32>,
    /// Whether it was gone back.
    pub(crate) rolled_back: bool,
    /// All that was observed.
    pub(crate) facts: Facts,
}

/// Decides.
pub(crate) fn decide(policy: &Policy, facts: &Facts) -> Draft {
    let (decision, at, end) = course::decision(policy, facts);
    let rules = rules::all(policy, facts);
    let rolled_back = facts.rollback.as_ref().is_some_and(crate::facts::Rollback::succeeded);
    let details = Details {
        outcome: outcome(end).to_owned(),
        decision: decision.word().to_owned(),
        percent: policy.steps.get(at).map(|step| step.percent),
        rolled_back,
        facts: facts.clone(),
    };
    let details = match json!({ "verification": details }) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let summary = match why(&rules) {
        Some(why) => format!("{}: {why}", said(policy, facts, decision, at)),
        None => said(policy, facts, decision, at),
    };
    let not_covered = vec![
        "What users see from elsewhere: everything was asked from the runner.".to_owned(),
        "What happens after the last check.".to_owned(),
    ];
    Draft { rules, summary, inputs: Vec::new(), not_covered, details }
}

/// What stopped it: a check or a metric says more than the step that it stopped.
fn why(rules: &[Rule]) -> Option<String> {
    let stops =
        |rule: &&Rule| matches!(rule.status, RuleStatus::Fail | RuleStatus::Inconclusive | RuleStatus::Error);
    let is_of_a = |kind: &str| rules.iter().filter(stops).find(|rule| rule.id.starts_with(kind));
    let check = is_of_a("check-").map(|rule| format!("`{}`: {}", rule.id, rule.message));
    let metric = || is_of_a("metric-").map(|rule| rule.message.clone());
    check.or_else(metric).or_else(|| rules.iter().find(stops).map(|rule| rule.message.clone()))
}

/// What was found out.
fn outcome(end: End) -> &'static str {
    match end {
        End::Good => "healthy",
        bad if bad.is_bad() => "unhealthy",
        _ => "unreachable",
    }
}

/// The decision in words.
fn said(policy: &Policy, facts: &Facts, decision: Decision, at: usize) -> String {
    let place = policy.steps.get(at).map_or_else(String::new, |step| format!(" at {} %", step.percent));
    let back = facts.rollback.as_ref().map(crate::facts::Rollback::succeeded);
    match (decision, back) {
        (Decision::Promote, _) => format!("healthy{place}"),
        (Decision::Hold, _) => format!("held{place}"),
        (Decision::Rollback, Some(true)) => format!("rolled back{place}"),
        (Decision::Rollback, Some(false)) => format!("unhealthy{place}, and the way back failed"),
        (Decision::Rollback, None) => format!("unhealthy{place}, and nothing was gone back from"),
    }
}
