//! Reads what is to be recorded, and the ledger that it is recorded into.

mod brought;
mod changes;
pub(crate) mod consent;

use approval::request::Action;
use journal::naming::environment_slug;
use ledger::predicate::{DeploymentKind, TimeSource};
use runner::InputError;

use crate::facts::{Bound, Facts};
use crate::ground::Ground;
use crate::policy::{Mode, Policy};
use crate::reach::Reach;
use crate::record;

/// Reads everything.
///
/// # Errors
/// Inputs that do not hold, and a ledger that cannot be read or is not sound: neither is an answer.
pub(crate) async fn gather(reach: &Reach<'_>, policy: &Policy) -> anyhow::Result<Facts> {
    let (workspace, run) = (&reach.setting.workspace, &reach.setting.context.run);
    // An end is of what began, whatever lies in the workspace by now.
    let named = if policy.mode == Mode::Start { policy.artifacts.as_slice() } else { &[] };
    let artifacts = journal::artifacts::read(workspace, named)
        .map_err(|problem| InputError::new("artifacts", problem.to_string()))?;
    let brought = brought::read(workspace, policy)?;
    let ledger = reach.record.read().await?;
    let (now, from_github) = reach.record.now()?;
    let attempt =
        run.repository_id.zip(run.run_id).zip(run.attempt).map(|((one, two), three)| (one, two, three));
    let environment = environment_slug(&policy.environment)?;
    let own = record::own_id(
        attempt,
        now.millis(),
        (&policy.service, &environment, run.job.as_deref().unwrap_or_default()),
    )?;
    let commit = policy.commit.clone().or_else(|| run.head_sha.clone()).unwrap_or_default();
    let actor_name = reach.setting.vars.get("GITHUB_ACTOR").map_or("", String::as_str);
    let again =
        if policy.mode == Mode::Start { consent::again(workspace, &brought.verdicts, attempt) } else { None };
    let facts = Facts {
        now,
        clock: if from_github { TimeSource::Github } else { TimeSource::Runner },
        commit,
        artifacts,
        environment,
        own,
        about: None,
        other_starter: run.triggering_actor.as_deref().is_some_and(|name| name != actor_name),
        target: None,
        actor: run.actor_id.map(|id| (id, actor_name.ends_with("[bot]"))),
        run: attempt,
        brought: None,
        verdicts: brought.verdicts,
        evidence: brought.pieces,
        unmatched: brought.unmatched,
        again,
        approved_verdicts: Vec::new(),
        bound: None,
        ledger: reach.record.ledger(),
        ground: Ground::default(),
        entries: Vec::new(),
        superseded: Vec::new(),
        github: None,
        done: Vec::new(),
    };
    let mut facts = record::over(policy, &facts, &ledger.known)?;
    if policy.mode != Mode::Start {
        facts.about = facts.ground.own.as_ref().map(|own| own.id.clone());
    }
    if policy.kind == DeploymentKind::Rollback
        && let Some(target) = facts.ground.target.clone()
    {
        // What is gone back to is read once: if the ledger moves on, it still leads there.
        facts.target = Some(target.id.clone());
        if policy.mode == Mode::Start {
            (facts.commit, facts.artifacts) = (target.commit, target.artifacts);
            facts = record::over(policy, &facts, &ledger.known)?;
        }
    }
    if policy.mode == Mode::Start
        && let Some(request) = consent::approved(reach, &ledger, &facts).await?
    {
        facts.bound =
            Some(Bound { repository: request.repository_id, back: request.action == Action::Rollback });
        let judged = request.verdicts.into_iter().map(|judged| (judged.gate, judged.judgement));
        facts.approved_verdicts = judged.collect();
    }
    facts.brought = changes::read(reach, policy, &facts).await;
    Ok(facts)
}
