//! Decides, out of what the search and the gates say, what the front door says.

use serde_json::Map;
use verdict::document::sha256;
use verdict::{Action, Decision, Draft, Input, Rule, RuleStatus, Status};

use crate::facts::{Facts, Judged, Plan, Search, Searched, Verified};
use crate::half::Half;
use crate::policy::{Asked, Policy, Wanted};
use crate::reason::Reason;

/// A status with its reason and what to tell of it.
type Ending = (RuleStatus, Reason, String);

/// Decides. Pure and total.
#[must_use]
pub fn decide(policy: &Policy, facts: &Facts) -> Draft {
    let mut rules = vec![rule("search", "reports were looked for", searched(policy, facts))];
    let mut said = Vec::new();
    for half in Half::ALL {
        let ending = of_half(half, policy, facts);
        said.push(format!("{}: {}", half.word(), ending.2));
        let title = format!("{} judges {}s", half.tool(), half.noun());
        rules.push(rule(half.word(), &title, ending));
    }
    if Half::ALL.iter().any(|half| policy.halves.of(*half).in_file) {
        rules.push(rule("policy-loosened", "inputs ask for no less than the policy file", loosened(policy)));
    }
    let verified = Half::ALL.iter().filter_map(|half| facts.judged.of(*half).verdict.as_ref());
    let search = facts.search.as_ref();
    let not_covered = search.into_iter().flat_map(|search| search.notes.iter().chain(&search.apart)).cloned();
    Draft {
        rules,
        summary: said.join("; "),
        inputs: verified.map(input).collect(),
        not_covered: not_covered.collect(),
        details: details(facts),
    }
}

fn rule(id: &str, title: &str, (status, reason, message): Ending) -> Rule {
    Rule::new(id, title, status, reason.code(), message)
}

fn details(facts: &Facts) -> Map<String, serde_json::Value> {
    let facts = serde_json::to_value(facts).unwrap_or_default();
    Map::from_iter([("conclusion".to_owned(), facts)])
}

fn input(verdict: &Verified) -> Input {
    Input {
        path: verdict.path.clone(),
        format: Some("verdict".to_owned()),
        producer: Some(format!("{} {}", verdict.gate, verdict.version)),
        digest: sha256(verdict.sha256.clone()),
    }
}

/// What the search found; none if it did not end well, whatever it wrote.
fn sound(facts: &Facts) -> Option<&Search> {
    facts.search.as_ref().filter(|search| facts.outcome == "success" && search.problem.is_none())
}

fn searched(policy: &Policy, facts: &Facts) -> Ending {
    let Some(search) = sound(facts) else {
        let why = facts.search.as_ref().and_then(|search| search.problem.clone());
        let why = why.unwrap_or_else(|| match facts.outcome.as_str() {
            "" | "success" => "it left nothing that can be read: use the action as it is".to_owned(),
            outcome => format!("its step ended as `{outcome}`: see its log"),
        });
        return (RuleStatus::Error, Reason::SearchFailed, format!("the search did not end: {why}"));
    };
    if let Some(first) = search.notes.first() {
        let more = match search.notes.len() {
            1 => String::new(),
            all => format!(" ({} more)", all - 1),
        };
        return (RuleStatus::Warn, Reason::PartlySearched, format!("{first}{more}"));
    }
    let count = |half: &Half| match (&policy.halves.of(*half).wanted, search.halves.of(*half)) {
        (Wanted::Search, found) if found.plan != Plan::Run || found.count > 0 => {
            Some(runner::text::count(found.count, half.noun(), &format!("{}s", half.noun())))
        }
        _ => None,
    };
    let found: Vec<String> = Half::ALL.iter().filter_map(count).collect();
    let message = match found.as_slice() {
        [] => "inputs and policy file name what is judged".to_owned(),
        found => format!("found {}", found.join(" and ")),
    };
    (RuleStatus::Pass, Reason::Searched, message)
}

fn of_half(half: Half, policy: &Policy, facts: &Facts) -> Ending {
    let Some(search) = sound(facts) else {
        let message = "not judged, since the search did not end".to_owned();
        return (RuleStatus::Error, Reason::SearchFailed, message);
    };
    let (asked, found) = (policy.halves.of(half), search.halves.of(half));
    match (found.plan, &asked.wanted) {
        (Plan::Off, Wanted::Off) => {
            let message = format!("not judged: the input `{}` is none", half.word());
            (RuleStatus::Skipped, Reason::TurnedOff, message)
        }
        (Plan::NotFound, Wanted::Search) if !asked.names_files => {
            let alone = Half::ALL.iter().all(|half| search.halves.of(*half).plan != Plan::Run);
            not_found(half, asked, found, alone)
        }
        (Plan::Run, Wanted::Search | Wanted::Named(_)) => judged(half, policy, facts.judged.of(half)),
        _ => {
            let message = "the search and the inputs say different things: use the action as it is".to_owned();
            (RuleStatus::Error, Reason::Contradicted, message)
        }
    }
}

/// A half of which nothing was found is told, and is no success by itself.
fn not_found(half: Half, asked: &Asked, found: &Searched, alone: bool) -> Ending {
    if let Some(path) = found.tracked.first() {
        let word = half.word();
        let message = format!(
            "no {} of this run: git tracks `{path}`, so it may be of any other; name it in `{word}`, stop tracking it, or write `{word}: none`",
            half.noun()
        );
        return (RuleStatus::Inconclusive, Reason::Tracked, message);
    }
    let status = if asked.in_file || alone { RuleStatus::Inconclusive } else { RuleStatus::Warn };
    (status, Reason::NotFound, format!("no {} was found: {}", half.noun(), half.advice()))
}

fn judged(half: Half, policy: &Policy, judged: &Judged) -> Ending {
    if !matches!(judged.outcome.as_str(), "success" | "failure") {
        let ended = match judged.outcome.as_str() {
            "" => "never ran".to_owned(),
            outcome => format!("ended as `{outcome}`"),
        };
        let message = format!("{} was to judge, and its step {ended}: run the job again", half.tool());
        return (RuleStatus::Error, Reason::GateMissing, message);
    }
    let Some(verdict) = &judged.verdict else {
        let why = judged.problem.as_deref().unwrap_or("there is none");
        let message = format!("the verdict of {} cannot be believed: {why}", half.tool());
        return (RuleStatus::Error, Reason::VerdictUnproven, message);
    };
    let stops = verdict.decision.action == Action::Stop;
    if stops != (judged.outcome == "failure") {
        let message = format!(
            "the step of {} ended as `{}`, and its verdict says {}: see its log",
            half.tool(),
            judged.outcome,
            verdict.decision.action.word()
        );
        return (RuleStatus::Error, Reason::Contradicted, message);
    }
    carried(policy, verdict, stops)
}

/// A gate may have a stricter or a laxer policy than the front door; what it did holds.
fn carried(policy: &Policy, verdict: &Verified, stops: bool) -> Ending {
    let enforcement = policy.enforcement();
    let here = Decision::of(verdict.status, enforcement.fail_on, enforcement.report_only).action;
    let word = verdict.status.word();
    match (stops, here == Action::Stop) {
        (false, true) if verdict.status != Status::Error => {
            let message = format!("{word}, which its policy lets through: {}", verdict.summary);
            (RuleStatus::Warn, Reason::LetThrough, message)
        }
        (true, false) => {
            let message = format!("{word}, at which its policy stops: {}", verdict.summary);
            (RuleStatus::Fail, Reason::Stopped, message)
        }
        _ => (verdict.status.into(), Reason::Judged, verdict.summary.clone()),
    }
}

fn loosened(policy: &Policy) -> Ending {
    let off = |half: &&Half| {
        let asked = policy.halves.of(**half);
        asked.in_file && asked.wanted == Wanted::Off
    };
    match Half::ALL.iter().find(off) {
        Some(half) => {
            let message = format!(
                "the policy file has a section `{}`, and the input `{}` is none: take one of them away",
                half.section(),
                half.word()
            );
            (RuleStatus::Fail, Reason::Loosened, message)
        }
        None => (RuleStatus::Pass, Reason::NotLoosened, "none of them turns off what it asks for".to_owned()),
    }
}

#[cfg(test)]
mod tests;
