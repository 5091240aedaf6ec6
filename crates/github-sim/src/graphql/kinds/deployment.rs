//! Deployments, as far as their newest status is asked for.

use super::repository::Repository;
use super::{actor, comment, reads};
use crate::deployment;
use crate::graphql::object::{Call, Field, Kind, leaf, maybe, object};
use crate::graphql::refusal::Refusal;
use crate::node::node_id;

/// A deployment.
pub(in crate::graphql) struct Deployment(deployment::Deployment);

/// A status, of which only the newest is shown.
pub(in crate::graphql) struct DeploymentStatus(deployment::DeploymentStatus);

impl Kind for Deployment {
    const NAME: &'static str = "Deployment";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(node_id("DE", one.0.id))),
        Field("databaseId: Int", |one, _| comment::database_id(one.0.id)),
        Field("commitOid: String!", |one, _| leaf(one.0.sha.as_str())),
        Field("createdAt: DateTime!", |one, _| leaf(one.0.created_at.to_string())),
        Field("updatedAt: DateTime!", |one, _| leaf(one.0.updated_at.to_string())),
        Field("creator: Actor!", |one, call| actor::actor(call, one.0.creator)),
        Field("description: String", |one, _| leaf(one.0.description.clone())),
        Field("environment: String", |one, _| leaf(one.0.environment.as_str())),
        Field("originalEnvironment: String", |one, _| leaf(one.0.original_environment.as_str())),
        Field("task: String", |one, _| leaf(one.0.task.as_str())),
        Field("repository: Repository!", |one, _| object(Repository(one.0.repository))),
        Field("latestStatus: DeploymentStatus", |one, _| {
            maybe(one.0.statuses.last().cloned().map(DeploymentStatus))
        }),
    ];
}

impl Kind for DeploymentStatus {
    const NAME: &'static str = "DeploymentStatus";
    const BELONGS: &'static [&'static str] = &["Node"];
    const FIELDS: &'static [Field<Self>] = &[
        Field("id: ID!", |one, _| leaf(node_id("DES", one.0.id))),
        Field("state: DeploymentStatusState!", |one, _| leaf(one.0.state.to_uppercase())),
        Field("createdAt: DateTime!", |one, _| leaf(one.0.at.to_string())),
        Field("updatedAt: DateTime!", |one, _| leaf(one.0.at.to_string())),
        Field("creator: Actor!", |one, call| actor::actor(call, one.0.creator)),
        Field("description: String", |one, _| leaf(one.0.description.as_str())),
        Field("environment: String", |one, _| leaf(one.0.environment.as_str())),
        Field("environmentUrl: URI", |one, _| leaf(address(&one.0.environment_url))),
        Field("logUrl: URI", |one, _| leaf(address(&one.0.log_url))),
    ];
}

/// An address; nothing where none was given.
fn address(url: &str) -> Option<&str> {
    Some(url).filter(|url| !url.is_empty())
}

/// A deployment by its number, if the caller may see it.
pub(super) fn visible(call: &Call<'_>, id: u64) -> Result<Option<Deployment>, Refusal> {
    let found = call.hub.deployments.get(&id).filter(|one| call.hub.sees(call.caller, one.repository));
    let Some(deployment) = found.cloned() else { return Ok(None) };
    reads(call, deployment.repository, "deployments")?;
    Ok(Some(Deployment(deployment)))
}
