//! Verdicts of gates as findings, and gates as the objectives that these are about.

use std::collections::{BTreeMap, BTreeSet};

use history::deployed::Deployed;
use ledger::name::Slug;
use ledger::predicate::{Gate, GateResult};
use serde_json::{Value, json};

use super::{observations, property};
use crate::extract::Extract;
use crate::rows::word;
use crate::uuid;

/// What every finding of a deployment without a gate would be about; OSCAL knows no empty list of objectives.
const RECORDED: &str = "recorded";

fn objective(gate: &Slug) -> String {
    format!("gate-{gate}")
}

/// The objectives: one a gate, and that changes are recorded at all.
pub(super) fn objectives(extract: Extract<'_>) -> Vec<Value> {
    let gates: BTreeSet<&Slug> =
        extract.deployments().flat_map(|one| one.gates().into_iter().map(|gate| &gate.id)).collect();
    let of = |id: &str, prose: String| {
        json!({
            "control-id": "cm-3",
            "parts": [{"id": id, "name": "assessment-objective", "prose": prose}],
        })
    };
    let recorded = of(RECORDED, "A change is recorded when it is deployed.".to_owned());
    let held = gates
        .into_iter()
        .map(|id| of(&objective(id), format!("The gate {id} judged a change before it was deployed.")));
    std::iter::once(recorded).chain(held).collect()
}

/// The findings: what each gate said of each deployment, as its last record of that says.
pub(super) fn findings(extract: Extract<'_>) -> impl Iterator<Item = Value> {
    extract.deployments().flat_map(|one| {
        let mut last: BTreeMap<&Slug, (&Gate, String)> = BTreeMap::new();
        for event in &one.events {
            for gate in &event.record.gates {
                last.insert(&gate.id, (gate, observations::id(&event.at)));
            }
        }
        last.into_values().map(|(gate, observation)| finding(one, gate, &observation)).collect::<Vec<_>>()
    })
}

fn finding(one: &Deployed, gate: &Gate, observation: &str) -> Value {
    let verdict = gate.verdict.to_string();
    let (state, reason) = status(gate.result);
    json!({
        "uuid": uuid::of("finding", &[one.id.as_str(), gate.id.as_str(), &verdict]),
        "title": format!("{} of deployment {}: {}", gate.id, one.id, word(&gate.result)),
        "description": format!(
            "The gate {} said {} of {} before deployment {} to {}.",
            gate.id, word(&gate.result), one.service, one.id, one.environment.name
        ),
        "props": [property("result", &word(&gate.result)), property("verdict-sha256", &verdict)],
        "target": {
            "type": "objective-id", "target-id": objective(&gate.id),
            "status": {"state": state, "reason": reason},
        },
        "related-observations": [{"observation-uuid": observation}],
    })
}

/// What was not judged is never satisfied.
const fn status(of: GateResult) -> (&'static str, &'static str) {
    match of {
        GateResult::Pass | GateResult::Warn => ("satisfied", "pass"),
        GateResult::Fail => ("not-satisfied", "fail"),
        GateResult::Inconclusive | GateResult::Error | GateResult::Skipped => ("not-satisfied", "other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_judged_is_not_satisfied() {
        for result in [GateResult::Fail, GateResult::Inconclusive, GateResult::Error, GateResult::Skipped] {
            assert_eq!(status(result).0, "not-satisfied", "{result:?}");
        }
        for result in [GateResult::Pass, GateResult::Warn] {
            assert_eq!(status(result), ("satisfied", "pass"), "{result:?}");
        }
    }
}
