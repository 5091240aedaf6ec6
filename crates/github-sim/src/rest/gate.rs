//! Waiting for environments: pending deployments, reviews, rules of Apps ("Workflow runs" in GitHub's REST documentation).

use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::permission::Role;
use crate::rest::deployment::refused;
use crate::rest::merge;
use crate::rest::run::{READ, found};
use crate::route::Route;
use crate::run::Run;
use crate::run::gate::{Gate, Review};
use crate::token::{Level, TokenKind};
use crate::visit::Visit;

/// A reviewer needs to read; that it is one of the environment is asked below.
const REVIEW: Needs = Needs::repository(&[("deployments", Level::Write)]).role(Role::Read);
const DECIDE: Needs = Needs::repository(&[("deployments", Level::Write)]);

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/approvals", READ, history),
    Route::new("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments", READ, pending),
    Route::new("POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments", REVIEW, review),
    Route::new(
        "POST",
        "/repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule",
        DECIDE,
        decide,
    ),
];

/// "Up to ten reports", each of so many characters.
const MOST_REPORTS: usize = 10;
const LONGEST_REPORT: usize = 1_024;

fn history(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    let shown = |review: &Review| {
        let environments = review.environments.iter().filter_map(|id| hub.environments.get(id));
        let environments = environments.map(|environment| {
            let mut shown = hub.environment_simple(environment);
            let at = environment.created_at;
            merge(&mut shown, json!({"created_at": at, "updated_at": at}));
            shown
        });
        json!({
            "environments": environments.collect::<Vec<_>>(), "state": review.state,
            "user": hub.user_or_null(review.user), "comment": review.comment,
        })
    };
    Ok(Answer::list(run.reviews.iter().map(shown).collect()))
}

/// The gates that still hold a job of the latest attempt.
fn closed<'r>(run: &'r Run, visit: &Visit) -> impl Iterator<Item = &'r Gate> {
    let at = visit.at;
    let latest = run.attempts.last();
    run.gates.iter().filter(move |gate| {
        gate.is_closed(at) && latest.is_some_and(|attempt| attempt.jobs.iter().any(|job| job.id == gate.job))
    })
}

fn pending(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    let shown = closed(&run, visit).filter_map(|gate| {
        let environment = hub.environments.get(&gate.environment)?;
        let may = visit.caller.account.is_some_and(|account| {
            gate.needs_review
                && hub.is_reviewer(account, environment)
                && !is_self(&run, environment.rules.prevent_self_review, account)
        });
        Some(json!({
            "environment": hub.environment_simple(environment), "wait_timer": environment.rules.wait_timer,
            "wait_timer_started_at": (environment.rules.wait_timer > 0).then_some(gate.since),
            "current_user_can_approve": may, "reviewers": hub.reviewers(environment),
        }))
    });
    Ok(Answer::ok(Value::Array(shown.collect())))
}

fn is_self(run: &Run, prevented: bool, account: u64) -> bool {
    prevented && run.actor == account
}

fn review(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    let Some(TokenKind::User { account, .. }) = visit.caller.kind() else {
        return Err(Answer::not_accessible("deployments=write"));
    };
    let approved =
        decision(visit)?.ok_or_else(|| Answer::invalid("PendingDeployment", "state", "missing_field"))?;
    let comment = visit.required("PendingDeployment", "comment")?;
    let ids = visit.body.get("environment_ids").and_then(Value::as_array);
    let ids = ids.ok_or_else(|| Answer::invalid("PendingDeployment", "environment_ids", "missing_field"))?;
    let ids: Vec<u64> = ids.iter().filter_map(Value::as_u64).collect();
    let gates: Vec<&Gate> = closed(&run, visit).filter(|gate| ids.contains(&gate.environment)).collect();
    if ids.is_empty()
        || !ids.iter().all(|id| gates.iter().any(|gate| gate.environment == *id && gate.needs_review))
    {
        return Err(refused("No pending deployment requests to approve or reject"));
    }
    for environment in gates.iter().filter_map(|gate| hub.environments.get(&gate.environment)) {
        let own = is_self(&run, environment.rules.prevent_self_review, *account);
        if own || !hub.is_reviewer(*account, environment) {
            return Err(refused("The current user is not a required reviewer of the environment"));
        }
    }
    let deployments: Vec<u64> = gates.iter().map(|gate| gate.deployment).collect();
    hub.review_environments(*account, run.id, &ids, approved, comment);
    let shown = deployments.iter().filter_map(|id| hub.deployments.get(id));
    Ok(Answer::ok(Value::Array(shown.map(|deployment| hub.deployment_json(deployment)).collect())))
}

/// Approved, rejected, or nothing said.
fn decision(visit: &Visit) -> Result<Option<bool>, Answer> {
    match visit.text("state") {
        None => Ok(None),
        Some("approved") => Ok(Some(true)),
        Some("rejected") => Ok(Some(false)),
        Some(_) => Err(Answer::invalid("PendingDeployment", "state", "invalid")),
    }
}

fn decide(hub: &mut Hub, visit: &Visit) -> Reply {
    let run = found(hub, visit)?.clone();
    let Some(TokenKind::App { app, .. }) = visit.caller.kind() else {
        return Err(Answer::not_accessible("deployments=write"));
    };
    let name = visit.required("DeploymentProtectionRule", "environment_name")?;
    let environment = hub.environment(run.repository, name).ok_or_else(Answer::not_found)?;
    if !environment.apps.iter().any(|(_, own)| own == app) {
        return Err(Answer::forbidden(
            "GitHub Apps can only review their own custom deployment protection rules",
        ));
    }
    let environment = environment.id;
    let comment = visit.text("comment").unwrap_or_default();
    if comment.chars().count() > LONGEST_REPORT {
        return Err(refused("comment is too long (maximum is 1024 characters)"));
    }
    if !closed(&run, visit).any(|gate| gate.environment == environment && gate.open_rules.contains(app)) {
        return Err(refused("The run does not wait for this deployment protection rule"));
    }
    match decision(visit)? {
        Some(approved) => hub.review_rule(*app, run.id, environment, approved, comment),
        None => report(hub, &run, environment, *app, comment)?,
    }
    Ok(Answer::no_content())
}

/// Without a state, the comment is a report that decides nothing.
fn report(hub: &mut Hub, run: &Run, environment: u64, app: u64, comment: &str) -> Result<(), Answer> {
    if comment.is_empty() {
        return Err(Answer::invalid("DeploymentProtectionRule", "comment", "missing_field"));
    }
    let gates = hub.runs.get_mut(&run.id).into_iter().flat_map(|run| &mut run.gates);
    for gate in gates.filter(|gate| gate.environment == environment) {
        let reports = gate.reports.entry(app).or_default();
        if reports.len() >= MOST_REPORTS {
            return Err(refused("No more than 10 status reports are allowed"));
        }
        reports.push(comment.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
