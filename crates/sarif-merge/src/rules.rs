//! The rules, one file each.

mod conserved;
pub(crate) mod in_source;
mod limit;
mod names;
mod reports;
mod severities;
mod standing;
mod suppressions;
mod tools;

use runner::text::count;
use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::policy::Policy;
use crate::reason::Reason;

pub(crate) use reports::commits;
pub(crate) use standing::{Counted, Standing};

/// Every rule of the policy, in the order in which they are shown.
pub(crate) fn all(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let counted = Counted::of(policy, facts);
    let mut rules = reports::rules(policy, facts);
    rules.extend(tools::rules(policy, facts));
    rules.extend(conserved::rules(facts));
    rules.extend(severities::rules(policy, &counted));
    rules.extend(limit::rules(policy, facts, &counted));
    rules.extend(suppressions::rules(policy, facts, &counted));
    rules.extend(in_source::rules(&counted));
    rules.extend(names::rules(policy, facts));
    rules.extend(baseline(policy, facts));
    rules.extend(kept(policy));
    rules.extend(proposed(facts));
    rules
}

/// A rule with a reason of the list.
fn rule(id: &str, title: &str, status: RuleStatus, reason: Reason, message: impl Into<String>) -> Rule {
    Rule::new(id, title, status, reason.code(), message)
}

/// `baseline`: what is new can be told.
fn baseline(policy: &Policy, facts: &Facts) -> Option<Rule> {
    let path = policy.baseline.as_ref()?;
    let title = "the baseline is there";
    let fact = facts.baseline.as_ref();
    let unknown = match fact {
        None => Some("the reports were not merged".to_owned()),
        Some(fact) => fact.unknown.clone(),
    };
    Some(match (unknown, fact) {
        (None, Some(fact)) => {
            let message = format!("{path}: {} known findings, {} of them gone", fact.findings, fact.gone);
            let mut rule = rule("baseline", title, RuleStatus::Pass, Reason::BaselineRead, message);
            rule.observed = [("findings".to_owned(), fact.findings), ("gone".to_owned(), fact.gone)].into();
            rule
        }
        (unknown, _) => {
            let why = unknown.unwrap_or_default();
            let message = format!(
                "{path}: {why}; every finding counts as new. `sarif-merge baseline` writes the file: commit it to the protected branch"
            );
            rule("baseline", title, RuleStatus::Inconclusive, Reason::BaselineMissing, message)
        }
    })
}

/// `policy-kept`: no input asks for less than the policy file.
fn kept(policy: &Policy) -> Option<Rule> {
    let loosened = policy.loosened.as_ref()?;
    let title = "inputs ask for no less than the policy file";
    Some(match loosened.first() {
        None => rule("policy-kept", title, RuleStatus::Pass, Reason::PolicyKept, "no input asks for less"),
        Some(first) => {
            let more = match loosened.len() {
                1 => String::new(),
                all => format!(", and {} more", all - 1),
            };
            let message = format!(
                "`{}` asks for {}, and the policy file says {}{more}: take the input out, or change the file on the protected branch",
                first.input, first.asked, first.holds
            );
            rule("policy-kept", title, RuleStatus::Fail, Reason::PolicyLoosened, message)
        }
    })
}

/// How many things that the change asks less for are named.
const TOLD: usize = 10;

/// `policy-proposed`: what the change makes of the policy file. It is not judged by it; whoever approves it approves that as well.
fn proposed(facts: &Facts) -> Option<Rule> {
    let fact = facts.proposed.as_ref()?;
    let title = "the change leaves the policy as strict as it is";
    let mut loosens = fact.loosens.clone();
    match facts.baseline.as_ref().map(|baseline| baseline.grows) {
        None | Some(Some(0)) => {}
        Some(Some(grows)) => {
            loosens.push(format!("the baseline knows {} more", count(grows, "finding", "findings")));
        }
        Some(None) => loosens.push("the baseline of the change cannot be read".to_owned()),
    }
    Some(match (&fact.broken, loosens.is_empty()) {
        (Some(why), _) => {
            let message = format!("the policy file of the change cannot be used: {why}");
            rule("policy-proposed", title, RuleStatus::Fail, Reason::PolicyBroken, message)
        }
        (None, false) => {
            let told = loosens.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join("; ");
            let more = match loosens.len().saturating_sub(TOLD) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            let message = format!(
                "the change makes the policy ask for less: {told}{more}. It is judged by the policy before; whoever approves it approves this as well"
            );
            rule("policy-proposed", title, RuleStatus::Warn, Reason::PolicyLoosening, message)
        }
        (None, true) => {
            let message = "it asks for no less than before";
            rule("policy-proposed", title, RuleStatus::Pass, Reason::PolicyAsStrict, message)
        }
    })
}
