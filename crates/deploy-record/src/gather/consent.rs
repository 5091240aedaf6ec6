//! What people approved: the request as the ledger keeps it, and what approval-issue found in this run, evaluated once more.

use approval::evaluation::{Evaluation, Outcome};
use approval::facts::Facts as Seen;
use approval::policy::Policy as Rules;
use approval::request::Request;
use journal::Ledger;
use journal::verdicts::{Found, LONGEST, Said, same_bytes};
use ledger::predicate::Predicate;
use runner::files::Workspace;
use serde::Deserialize;

use crate::facts::{Again, Facts};
use crate::reach::Reach;
use crate::rules::APPROVAL;

/// What the facts of approval-issue hold of a request; the rest of them is for people.
#[derive(Deserialize)]
struct OfApproval {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    request: Request,
    policy: Rules,
    ground: Seen,
}

/// Evaluates what approval-issue found, if its verdict was brought. Its verdict is not believed: the facts are evaluated anew.
pub(super) fn again(workspace: &Workspace, verdicts: &[Found], run: Option<(u64, u64, u64)>) -> Option<Again> {
    let said = |found: &Found| found.read.as_ref().ok().filter(|said| said.tool == APPROVAL).cloned();
    let mut all = verdicts.iter().filter_map(said);
    let said: Said = all.next()?;
    let evaluated = match all.next() {
        Some(other) => Err(format!("there are verdicts of `{}` and `{}`: give one", said.gate, other.gate)),
        None => evaluated(workspace, &said),
    };
    let (digest, outcome) = match evaluated {
        Ok((digest, evaluation)) => (digest, Ok((permits(evaluation.outcome), word(evaluation.outcome)))),
        Err(problem) => (String::new(), Err(problem)),
    };
    Some(Again { gate: said.gate, digest, outcome, of_this_run: run.is_some() && said.run == run })
}

fn evaluated(workspace: &Workspace, said: &Said) -> Result<(String, Evaluation), String> {
    let (path, sha256) = said.facts.as_ref().ok_or("its verdict names no facts")?;
    let bytes = same_bytes(workspace, path, sha256, LONGEST)?;
    evaluate(&bytes)
}

/// The digest of the request in facts of approval-issue, and what they come to.
///
/// # Errors
/// Facts that hold no request, or more than one.
pub(crate) fn evaluate(facts: &[u8]) -> Result<(String, Evaluation), String> {
    let facts: OfApproval =
        serde_json::from_slice(facts).map_err(|error| format!("its facts cannot be read: {error}"))?;
    let [case] = facts.cases.as_slice() else {
        return Err(format!("its facts are about {} requests", facts.cases.len()));
    };
    let digest = case.request.digest().map_err(|error| error.to_string())?;
    Ok((digest, approval::evaluate::evaluate(&case.policy, &case.request, &case.ground)))
}

/// Whether an outcome lets anything be deployed.
pub(crate) const fn permits(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback)
}

fn word(outcome: Outcome) -> String {
    let value = serde_json::to_value(outcome).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned()
}

/// The request that was approved, as the ledger keeps it: with the verdicts that people were shown.
///
/// # Errors
/// A request whose bytes the ledger does not hold: nobody could say which verdicts were approved.
pub(super) async fn approved(
    reach: &Reach<'_>,
    ledger: &Ledger,
    facts: &Facts,
) -> anyhow::Result<Option<Request>> {
    let (Some(asked), Some(head)) = (&facts.ground.request, ledger.head()) else { return Ok(None) };
    let first = ledger.known.iter().find(|one| one.leaf.index == asked.entry);
    let kept = first.and_then(|one| match &one.statement.as_ref()?.predicate {
        Predicate::Request(request) => request.evidence.iter().find(|one| one.sha256 == request.digest),
        _ => None,
    });
    let bytes = match kept {
        Some(kept) => reach.record.store().evidence(head, &kept.sha256).await?,
        None => None,
    };
    let bytes = bytes.ok_or_else(|| {
        anyhow::anyhow!(
            "the ledger names the request sha256:{} in entry {} and does not hold it, so that nobody can say which verdicts were approved: restore it from a copy, or ask again",
            asked.digest, asked.entry
        )
    })?;
    Ok(Some(Request::read(&bytes)?))
}
