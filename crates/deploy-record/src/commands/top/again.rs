//! Approvals, evaluated once more: what approval-issue had found when a deployment began, by the rules of the policy that stood then, both of which
//! the record keeps. Whoever signed that people approved is not believed.

use history::deployed::Deployed;
use ledger::hash::Hash;
use ledger::predicate::Evidence;
use runner::text::count;
use serde::Serialize;

use super::evidence::bytes;
use super::source::{Located, Source};
use crate::gather::consent::{evaluate, permits};
use crate::verification::State;

/// What an evaluation was kept as.
const FACTS: &str = "application/vnd.releasegate.facts+json";

/// Of the deployments that rest on a request, how many were evaluated again.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Again {
    /// It comes to the same: people approved it, or broke the glass.
    pub(super) permitted: usize,
    /// It does not.
    pub(super) refused: usize,
    /// The record keeps no facts of it: the approvals that it names are all there is.
    pub(super) recorded_alone: usize,
}

/// Evaluates all of them. What comes to something else is a fault of the entry that began on it.
pub(super) async fn again(source: &mut Source) -> anyhow::Result<Again> {
    let (mut again, mut faults) = (Again::default(), Vec::new());
    for one in source.history.deployments() {
        let why = source.history.why(one);
        let digests: Vec<Hash> =
            why.requests.iter().filter_map(|asked| Some(asked.events.first()?.record.digest)).collect();
        let Some(began) = one.events.first().filter(|_| !digests.is_empty()) else { continue };
        match found(source, one, &digests).await? {
            None => again.recorded_alone += 1,
            Some(true) => again.permitted += 1,
            Some(false) => {
                again.refused += 1;
                let message =
                    "what approval-issue had found does not come to an approval by the policy that stood then";
                faults.push(Located::of(&began.at, "approval-refused", message.to_owned()));
            }
        }
    }
    if !faults.is_empty() {
        source.state = State::Faulty;
    }
    source.faults.extend(faults);
    if again.recorded_alone > 0 {
        let many = count(again.recorded_alone as u64, "deployment", "deployments");
        let message = format!(
            "whether the approvals of {many} sufficed: the record names them, and keeps no facts of approval-issue"
        );
        source.unknown.push(Located::of_all("approval-recorded-alone", message));
    }
    Ok(again)
}

/// Whether the facts that a deployment began on permit it, if the record keeps any of one of these requests.
async fn found(source: &Source, one: &Deployed, digests: &[Hash]) -> anyhow::Result<Option<bool>> {
    let mut permitted = None;
    for event in &one.events {
        let facts = event.record.gates.iter().flat_map(|gate| &gate.evidence);
        for named in facts.filter(|named: &&Evidence| named.media_type.as_str() == FACTS) {
            let Some(bytes) = bytes(source, &event.at, named).await? else { continue };
            // The facts of other gates are about no request.
            let Ok((digest, evaluation)) = evaluate(&bytes) else { continue };
            if digests.iter().any(|known| known.to_string() == digest) {
                permitted = Some(permitted.unwrap_or(true) && permits(evaluation.outcome));
            }
        }
    }
    Ok(permitted)
}
