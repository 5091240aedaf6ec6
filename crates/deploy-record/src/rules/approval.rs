//! Whether people approved exactly this, for exactly here, and nobody used it before.

use history::deployed::State;
use ledger::predicate::{DeploymentKind, Tier};
use verdict::{Rule, RuleStatus};

use crate::facts::Facts;
use crate::ground::Asked;
use crate::policy::{Consent, Policy};

/// The request that the deployment may rest on: of the same things, in the same place, not over, and used by nobody else.
pub(crate) fn usable(facts: &Facts) -> Option<&Asked> {
    let asked = facts.ground.request.as_ref()?;
    let under_way =
        facts.ground.own.as_ref().is_some_and(|own| own.id == facts.own && own.state == State::Started);
    let own = under_way && asked.used_by.as_ref() == Some(&facts.own);
    let fits =
        asked.same_subjects && asked.same_environment && (own || (asked.permits && facts.now < asked.expires));
    fits.then_some(asked)
}

pub(super) fn rule_of(policy: &Policy, facts: &Facts) -> (RuleStatus, &'static str, String) {
    if policy.rules.approval == Consent::None && policy.request.is_none() {
        let (status, reason) = (RuleStatus::NotApplicable, "not-asked-for");
        return (status, reason, "The policy of this environment asks for no approval.".to_owned());
    }
    let Some(asked) = &facts.ground.request else {
        let production = match policy.rules.tier {
            Tier::Production => {
                format!("`{}` is production, by its name or by `tier` in the policy. ", policy.environment)
            }
            _ => String::new(),
        };
        let message = format!(
            "{production}The ledger holds no request for this commit and these artifacts in this environment: let approval-issue ask, with the same `signing-key`, `ledger` and `artifacts`."
        );
        return (RuleStatus::Inconclusive, "no-request", message);
    };
    if usable(facts).is_none() {
        return unusable(facts, asked);
    }
    if let Some(other) = bound(policy, facts, asked) {
        return other;
    }
    let decided = if asked.overridden {
        "Somebody broke the glass".to_owned()
    } else {
        format!("{} decisions in the ledger approve it", asked.decisions)
    };
    let passed = (
        RuleStatus::Pass,
        "approved",
        format!("{decided}: request sha256:{}, entry {}.", asked.digest, asked.entry),
    );
    if policy.rules.approval != Consent::Verified {
        if facts.other_starter {
            let message = "Somebody else than who started the run started this attempt, and the ledger alone does not say whether they approved it: use `approval: verified`, which looks at everybody who started an attempt.";
            return (RuleStatus::Inconclusive, "other-starter", message.to_owned());
        }
        return passed;
    }
    match again(facts, asked) {
        Some(stops) => stops,
        None if asked.overridden => (RuleStatus::Warn, "overridden", passed.2),
        None => passed,
    }
}

/// What the request is bound to beside what the ledger compares.
fn bound(policy: &Policy, facts: &Facts, asked: &Asked) -> Option<(RuleStatus, &'static str, String)> {
    let (bound, digest) = (facts.bound?, &asked.digest);
    if let Some((ours, ..)) = facts.run.filter(|(ours, ..)| *ours != bound.repository) {
        let message =
            format!("Request sha256:{digest} is of repository {}, and this is {ours}.", bound.repository);
        return Some((RuleStatus::Fail, "other-repository", message));
    }
    let back = policy.kind == DeploymentKind::Rollback;
    (back != bound.back).then(|| {
        let (approved, asked) = if back { ("a deployment", "a way back") } else { ("a way back", "a deployment") };
        let message = format!("Request sha256:{digest} was approved as {approved}, and this is {asked}: ask for it with that `action`.");
        (RuleStatus::Fail, "other-action", message)
    })
}

fn unusable(facts: &Facts, asked: &Asked) -> (RuleStatus, &'static str, String) {
    let digest = &asked.digest;
    if !asked.same_environment {
        let message = format!("Request sha256:{digest} is for another environment.");
        return (RuleStatus::Fail, "other-environment", message);
    }
    if !asked.same_subjects {
        let message = format!(
            "Request sha256:{digest} is for another commit or other artifacts: ask for what is deployed."
        );
        return (RuleStatus::Fail, "other-subject", message);
    }
    if asked.last == ledger::predicate::RequestEvent::Consumed {
        let by =
            asked.used_by.as_ref().map_or_else(|| "another run".to_owned(), |by| format!("deployment {by}"));
        let message = format!("The approval was used by {by}: one approval is for one deployment; ask again.");
        return (RuleStatus::Fail, "used", message);
    }
    if facts.now >= asked.expires {
        let message = format!("Request sha256:{digest} ended at {}: ask again.", asked.expires);
        return (RuleStatus::Fail, "expired", message);
    }
    let last = serde_json::to_value(asked.last).ok();
    let last = last.as_ref().and_then(serde_json::Value::as_str).unwrap_or("requested");
    let (status, reason) = match last {
        "requested" => (RuleStatus::Inconclusive, "pending"),
        _ => (RuleStatus::Fail, "ended"),
    };
    (status, reason, format!("Request sha256:{digest} is {last} in the ledger, and not approved."))
}

/// What approval-issue found in this run, evaluated here once more; what stops, if anything does.
fn again(facts: &Facts, asked: &Asked) -> Option<(RuleStatus, &'static str, String)> {
    let Some(again) = &facts.again else {
        let message = "The ledger holds the approval, and nobody looked whether it still stands: run approval-issue with `mode: verify` in this job, and name its verdict in `verdicts`.";
        return Some((RuleStatus::Inconclusive, "not-verified", message.to_owned()));
    };
    if !again.of_this_run {
        let message = format!(
            "The verdict of `{}` is of another run or attempt: what it saw may have changed since.",
            again.gate
        );
        return Some((RuleStatus::Inconclusive, "other-run", message));
    }
    if again.digest != asked.digest {
        let message = format!(
            "`{}` verified request sha256:{}, and the ledger's is sha256:{}.",
            again.gate, again.digest, asked.digest
        );
        return Some((RuleStatus::Fail, "other-request", message));
    }
    match &again.outcome {
        Ok((true, _)) => None,
        Ok((false, word)) => {
            let message = format!(
                "What `{}` found comes to {word} when it is evaluated again, whatever its verdict says.",
                again.gate
            );
            Some((RuleStatus::Fail, "not-approved", message))
        }
        Err(problem) => {
            let message = format!("What `{}` found cannot be evaluated again: {problem}.", again.gate);
            Some((RuleStatus::Error, "no-facts", message))
        }
    }
}

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Rule {
    let (status, reason, message) = rule_of(policy, facts);
    super::rule("approval", "people approved exactly this", status, reason, message)
}
