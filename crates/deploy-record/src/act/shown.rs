//! What GitHub shows of the record. It is for people and for other tools: that it fails changes nothing of what stands in the ledger.

use github::{GitHub, Repository};
use history::deployed::State;
use ledger::name::Ulid;
use ledger::predicate::Tier;
use mirror::begin::{Begin, Job, begin};
use mirror::end::{End, Outcome, Replace, end};

use crate::facts::{Done, Facts};
use crate::policy::{Ended, Mode, Policy, Shown};
use crate::reach::Reach;
use crate::{record, rules};

/// Finds GitHub's deployment of what is to end, so that the record can name it; one that a beginning could not make is made now.
pub(super) async fn look(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) {
    let ends = matches!(policy.mode, Mode::Finish | Mode::Rollback);
    let Some(own) = facts.ground.own.clone().filter(|_| ends && rules::may_record(policy, facts)) else {
        return;
    };
    facts.github = own.github;
    if own.github.is_none() && matches!(own.state, State::Started | State::Succeeded) {
        facts.github = began(reach, policy, facts, (&own.id, &own.commit)).await;
    }
}

/// Shows what was recorded.
pub(super) async fn show(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) {
    if policy.mirror.shown != Shown::None && policy.mode != Mode::Incident && reach.github.is_none() {
        let what = "show it on GitHub".to_owned();
        let failed = Some("there is no `token`: give one, or write `github-deployment: none`".to_owned());
        facts.done.push(Done { what, failed });
        return;
    }
    match policy.mode {
        Mode::Start => {
            let (id, commit) = (facts.own.clone(), facts.commit.clone());
            facts.github = began(reach, policy, facts, (&id, &commit)).await;
        }
        Mode::Finish => {
            if let Some(github) = facts.github {
                ended(reach, policy, facts, github, policy.ended).await;
            }
        }
        Mode::Rollback => back(reach, policy, facts).await,
        Mode::Incident => {}
    }
}

/// What was gone back from has failed, and what is there again has a deployment of its own.
async fn back(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) {
    let (Some(own), Some(target)) = (facts.ground.own.clone(), facts.ground.target.clone()) else { return };
    if let Some(github) = facts.github {
        ended(reach, policy, facts, github, Ended::Failed).await;
    }
    let Ok(id) = record::back_id(&own.id, &target.id) else { return };
    if let Some(github) = began(reach, policy, facts, (&id, &target.commit)).await {
        ended(reach, policy, facts, github, policy.ended).await;
        facts.github = Some(github);
    }
}

fn github<'r>(reach: &'r Reach<'_>, policy: &Policy) -> Option<(&'r GitHub, &'r Repository)> {
    let (github, repository) = reach.github.as_ref()?;
    (policy.mirror.shown != Shown::None).then_some((github, repository))
}

/// The page of the run.
fn log_url(reach: &Reach<'_>, policy: &Policy) -> String {
    if let Some(url) = &policy.mirror.log_url {
        return url.clone();
    }
    let (context, run) = (&reach.setting.context, &reach.setting.context.run);
    match (&run.repository, run.run_id) {
        (Some(repository), Some(id)) => {
            format!("{}/{repository}/actions/runs/{id}", context.server_url.trim_end_matches('/'))
        }
        _ => String::new(),
    }
}

fn description(policy: &Policy, id: &Ulid) -> String {
    policy.mirror.description.clone().unwrap_or_else(|| format!("{} {id}", policy.service))
}

async fn began(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts, what: (&Ulid, &str)) -> Option<u64> {
    let (github, repository) = github(reach, policy)?;
    let (id, commit) = what;
    let job = reach.setting.context.run.run_id.map(|run| Job { run, job: None });
    let wanted = Begin {
        id: id.clone(),
        sha: commit.to_owned(),
        environment: policy.environment.clone(),
        task: policy.mirror.task.clone().unwrap_or_else(|| "deploy".to_owned()),
        description: description(policy, id),
        production: policy.rules.tier == Tier::Production,
        transient: policy.mirror.transient,
        service: policy.service.clone(),
        kind: policy.kind,
        ledger: facts.ledger.clone(),
        log_url: log_url(reach, policy),
        environment_url: policy.mirror.environment_url.clone().unwrap_or_default(),
        adopt: job.filter(|_| policy.mirror.shown == Shown::Adopt),
    };
    let what = format!("show deployment {id} on GitHub");
    match begin(github, repository, &wanted).await {
        Ok(begun) => {
            let failed = [begun.progress.err(), begun.twice.err()].into_iter().flatten().next();
            facts.done.push(Done { what, failed: failed.map(|error| error.to_string()) });
            Some(begun.deployment.id)
        }
        Err(error) => {
            facts.done.push(Done { what, failed: Some(error.to_string()) });
            None
        }
    }
}

async fn ended(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts, deployment: u64, how: Ended) {
    let Some((github, repository)) = github(reach, policy) else { return };
    let own = facts.ground.own.as_ref().map_or_else(|| facts.own.clone(), |own| own.id.clone());
    let wanted = End {
        deployment,
        service: policy.service.clone(),
        outcome: match how {
            Ended::Succeeded => Outcome::Succeeded,
            Ended::Failed => Outcome::Failed,
            Ended::Cancelled => Outcome::Cancelled,
        },
        description: description(policy, &own),
        log_url: log_url(reach, policy),
        environment_url: policy.mirror.environment_url.clone().unwrap_or_default(),
        replace: policy.mirror.auto_inactive.then(Replace::default),
    };
    let ended = end(github, repository, &wanted).await;
    let what = format!("say on GitHub how deployment {deployment} ended");
    facts.done.push(Done { what, failed: ended.status.err().map(|error| error.to_string()) });
    if let Some(replaced) = ended.replaced {
        let what = "mark older deployments as inactive".to_owned();
        facts.done.push(Done { what, failed: replaced.err().map(|error| error.to_string()) });
    }
}
