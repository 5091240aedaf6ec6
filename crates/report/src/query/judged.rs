//! What judged a deployment, what it brought, and who did it.

use history::deployed::Deployed;
use ledger::predicate::{ActorKind, GateResult};

use super::{Answer, Exception, Facts, ids};
use crate::row::result_word;

const DEPLOYMENTS: &str = "deployments that began";

fn of_deployments(facts: &Facts<'_>, lacks: impl Fn(&Deployed) -> Option<String>) -> Answer {
    let exceptions = facts.began().filter_map(|one| Some(Exception::of(one, lacks(one)?)));
    Answer::of(DEPLOYMENTS, ids(facts.began()), exceptions.collect())
}

pub(super) fn gates(facts: &Facts<'_>) -> Answer {
    of_deployments(facts, |one| {
        let gates = one.gates();
        let refused: Vec<String> = gates
            .iter()
            .filter(|gate| !matches!(gate.result, GateResult::Pass | GateResult::Warn))
            .map(|gate| format!("gate {} said {}", gate.id, result_word(gate.result)))
            .collect();
        let why = match (gates.is_empty(), refused.is_empty()) {
            (true, _) => "no gate judged it".to_owned(),
            (false, false) => refused.join(", "),
            (false, true) => return None,
        };
        Some(if one.overridden().is_some() { format!("{why}; somebody overrode the rules") } else { why })
    })
}

pub(super) fn overrides(facts: &Facts<'_>) -> Answer {
    let (mut all, mut exceptions) = (Vec::new(), Vec::new());
    for one in facts.began().filter(|one| one.overridden().is_some()) {
        let why = facts.history.why(one);
        let Some(overridden) = why.overridden else { continue };
        all.push(one.id.to_string());
        let others = overridden
            .reviews
            .iter()
            .filter(|review| review.record.by.as_ref().is_some_and(|by| *by != overridden.says.by));
        if others.count() > 0 {
            continue;
        }
        let lacking = match (overridden.reviews.is_empty(), overridden.says.review_by) {
            (false, _) => "nobody but who overrode them is known to have looked at it".to_owned(),
            (true, Some(by)) if by >= facts.now => format!("nobody has looked at it yet; it is due by {by}"),
            (true, Some(by)) => format!("nobody looked at it by {by}"),
            (true, None) => "nobody looked at it, and no record says until when somebody has to".to_owned(),
        };
        exceptions.push(Exception::at(one.id.to_string(), lacking, Some(overridden.at)));
    }
    Answer::of("deployments against the rules", all, exceptions)
}

pub(super) fn evidence(facts: &Facts<'_>) -> Answer {
    of_deployments(facts, |one| one.evidence().is_empty().then(|| "it names no evidence".to_owned()))
}

pub(super) fn artifacts(facts: &Facts<'_>) -> Answer {
    of_deployments(facts, |one| {
        let none = one.artifacts().next().is_none();
        none.then(|| "it names a commit alone, and no artifact".to_owned())
    })
}

pub(super) fn runs(facts: &Facts<'_>) -> Answer {
    of_deployments(facts, |one| {
        let kind = one.actor().map(|actor| actor.kind);
        match (one.run(), kind) {
            (None, Some(ActorKind::Workflow)) => Some("it names no run, and no person".to_owned()),
            (None, _) => Some("it names no run".to_owned()),
            (Some(_), _) => None,
        }
    })
}
