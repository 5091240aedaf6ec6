//! How many deployments stand at once: REST tells a deployment's newest status only by a list for each, GraphQL a hundred in one request.
//! GraphQL on its own would not do, since it knows neither the numbers that REST writes to nor what is production.

use serde::Deserialize;
use serde_json::json;

use super::Deployment;
use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::graphql::document;
use crate::repository::Repository;

pub(crate) static STATES: Call = Call::query(
    "read the newest statuses of deployments",
    "DeploymentStates",
    "query DeploymentStates($ids: [ID!]!) { nodes(ids: $ids) { ... on Deployment { id latestStatus { \
     state description logUrl environmentUrl createdAt } } } }",
    super::READS,
);

/// Nodes that GitHub gives in one answer at most.
const AT_ONCE: usize = 100;

/// A deployment with what was last said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// The deployment.
    pub deployment: Deployment,
    /// The newest status; nothing if nothing was ever said.
    pub status: Option<Latest>,
}

/// The newest status of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Latest {
    /// The state as [`super::Status::state`] spells it: `success`, `in_progress`.
    #[serde(deserialize_with = "lower")]
    pub state: String,
    /// One line.
    pub description: Option<String>,
    /// Where the log is.
    pub log_url: Option<String>,
    /// Where the environment is.
    pub environment_url: Option<String>,
    /// When it was set.
    pub created_at: jiff::Timestamp,
}

/// GraphQL writes in capitals what REST writes in small letters.
fn lower<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|text| text.to_lowercase())
}

#[derive(Deserialize)]
struct Answer {
    nodes: Vec<Option<Node>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    id: Option<String>,
    latest_status: Option<Latest>,
}

/// The newest status of each of these deployments, in their order. What was deleted since it was listed is left out.
///
/// # Errors
/// As any read.
pub async fn current(
    github: &GitHub,
    repository: &Repository,
    deployments: Vec<Deployment>,
) -> Result<Vec<Current>, Error> {
    let mut left: Vec<Vec<Deployment>> = deployments.chunks(AT_ONCE).rev().map(<[_]>::to_vec).collect();
    let mut all = Vec::with_capacity(deployments.len());
    while let Some(mut part) = left.pop() {
        match ask(github, repository, &part).await {
            Ok(statuses) => {
                let join = |(deployment, status)| Current { deployment, status };
                all.extend(part.into_iter().zip(statuses).map(join));
            }
            // One that is gone makes the whole answer an error: the halves tell which it is.
            Err(error) if error.is_not_found() && part.len() > 1 => {
                left.push(part.split_off(part.len() / 2));
                left.push(part);
            }
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

async fn ask(
    github: &GitHub,
    repository: &Repository,
    part: &[Deployment],
) -> Result<Vec<Option<Latest>>, Error> {
    let ids: Vec<&str> = part.iter().map(|deployment| deployment.node_id.as_str()).collect();
    let mut request = document(&STATES, &json!({"ids": ids}));
    request.target = repository.to_string();
    let answer: Answer = github.query(request.clone()).await?;
    let wrong = |detail: &str| Err(request.error(Kind::Unexpected, detail));
    if answer.nodes.len() != part.len() {
        return wrong("GitHub did not answer for each deployment");
    }
    let mut statuses = Vec::with_capacity(part.len());
    for (node, asked) in answer.nodes.into_iter().zip(&ids) {
        let Some(Node { id: Some(id), latest_status }) = node else {
            return wrong("GitHub answered with something that is no deployment");
        };
        // The order is the only tie where a node has two names, an old and a new one; where a name is known, it must be at its place.
        if id != *asked && ids.contains(&id.as_str()) {
            return wrong("GitHub answered in another order");
        }
        statuses.push(latest_status);
    }
    Ok(statuses)
}
