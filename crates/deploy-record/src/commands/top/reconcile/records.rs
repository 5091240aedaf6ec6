//! The ledger's side: its deployments, as a comparison takes them.

use history::deployed::{Deployed, State};
use jiff::Timestamp;
use ledger::moment::Moment;
use ledger::predicate::Run;
use mirror::{Became, Recorded};

/// The record of a deployment. Its environment is called as the ledger calls it.
pub(super) fn recorded(one: &Deployed) -> anyhow::Result<Recorded> {
    let github = one.github().and_then(|github| github.deployment_id.as_str().parse().ok());
    let began = one.started_at().or_else(|| one.events.first().map(|event| event.at.time));
    let started = began.map(timestamp).transpose()?.unwrap_or_default();
    Ok(Recorded {
        id: one.id.clone(),
        environment: one.environment.name.to_string(),
        // What names no commit agrees with none.
        sha: one.commits().next().unwrap_or_default().to_owned(),
        github,
        run: run(one).and_then(|run| run.run_id.as_str().parse().ok()),
        started,
        ended: one.finished_at().map(timestamp).transpose()?,
        became: became(one),
    })
}

/// Whether it is not known to be of another repository than that with this number: one ledger can hold the deployments of many.
pub(super) fn is_of(one: &Deployed, repository: u64) -> bool {
    run(one).is_none_or(|run| run.repository_id.as_str() == repository.to_string())
}

/// The run that deployed. A later one may have recorded that it was replaced.
fn run(one: &Deployed) -> Option<&Run> {
    one.events.iter().find_map(|event| event.record.run.as_ref())
}

fn became(one: &Deployed) -> Became {
    match one.state() {
        State::Requested | State::Started => Became::Open,
        State::Failed | State::Cancelled => Became::Failed,
        State::RolledBack => Became::RolledBack,
        State::Superseded | State::Undeployed if one.put().is_none() => Became::Abandoned,
        State::Succeeded | State::Adopted | State::Superseded | State::Undeployed => Became::Succeeded,
    }
}

pub(super) fn timestamp(moment: Moment) -> anyhow::Result<Timestamp> {
    Ok(Timestamp::from_millisecond(moment.millis())?)
}
