//! Deployments: GitHub's own record that a commit went to an environment.
//!
//! The record can be changed and deleted, so that it is a copy for people and other tools, never the evidence.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::newest::Newest;
use crate::people::Account;
use crate::repository::Repository;
use crate::request::Request;
use crate::statuses::fitted;

mod current;
mod status;

pub(crate) use current::STATES;
pub use current::{Current, Latest, current};
pub(crate) use status::{CREATE as CREATE_STATUS, LIST as STATUSES};
pub use status::{NewStatus, State, Status, create as create_status, inactivate, list as statuses};

const ALL: &str = "/repos/{owner}/{repo}/deployments";
const ONE: &str = "/repos/{owner}/{repo}/deployments/{deployment_id}";
const WRITE: &str = "deployments: write";
const READS: &str = "deployments: read";

pub(crate) static CREATE: Call = Call::write(
    "create a deployment",
    Verb::Post,
    ALL,
    WRITE,
    Repeat::LookedUp("newer deployments of the commit to the environment, by key and creator"),
);
pub(crate) static LIST: Call = Call::read("list deployments", ALL, READS);
pub(crate) static READ: Call = Call::read("read a deployment", ONE, READS);
pub(crate) static DELETE: Call =
    Call::write("delete a deployment", Verb::Delete, ONE, WRITE, Repeat::Idempotent);

/// The member of the payload that holds the key.
const KEY: &str = "releasegate_key";

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Deployment {
    /// The number, ascending in time.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The commit.
    pub sha: String,
    /// What was named when it was made: a branch, a tag or the commit.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `deploy`, or what its maker does.
    pub task: String,
    /// What its maker attached: JSON, or a text.
    pub payload: Value,
    /// The environment; a status can have changed it.
    pub environment: String,
    /// The environment when it was made.
    pub original_environment: Option<String>,
    /// What its maker says of it.
    pub description: Option<String>,
    /// Who made it; nobody if the account is gone.
    pub creator: Option<Account>,
    /// When it was made.
    pub created_at: jiff::Timestamp,
    /// When it was last changed.
    pub updated_at: jiff::Timestamp,
    /// Whether the environment will cease to exist.
    #[serde(default)]
    pub transient_environment: bool,
    /// Whether people use the environment.
    #[serde(default)]
    pub production_environment: bool,
}

impl Deployment {
    /// The key that [`create`] gave it. Anybody who may deploy can write one, so that it counts only together with the creator.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.attached(KEY)
    }

    /// A text of the payload by its name. A payload that was sent as a text comes back as one.
    #[must_use]
    pub fn attached(&self, name: &str) -> Option<String> {
        let parsed = self.payload.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let payload = parsed.as_ref().unwrap_or(&self.payload);
        payload.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    fn is_own(&self, own: u64, key: &str) -> bool {
        self.creator.as_ref().is_some_and(|creator| creator.id == own) && self.key().as_deref() == Some(key)
    }
}

/// A deployment to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDeployment {
    /// The commit, as a whole SHA: a branch could move on the way.
    pub sha: String,
    /// The environment.
    pub environment: String,
    /// `deploy` if it is nothing else.
    pub task: Option<String>,
    /// One line for people; cut to [`crate::statuses::LONGEST_DESCRIPTION`] characters, as that of a status.
    pub description: String,
    /// What tells it from all others; by it a lost answer is found.
    pub key: String,
    /// More that is attached, as JSON.
    pub payload: Map<String, Value>,
    /// The statuses of the commit that must be green. `None` asks for all that there are, an empty list for none.
    pub required_contexts: Option<Vec<String>>,
    /// Whether people use the environment.
    pub production: bool,
    /// Whether the environment will cease to exist.
    pub transient: bool,
}

/// Which deployments of a list; what is `None` does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The commit, as a whole SHA.
    pub sha: Option<String>,
    /// What was named when it was made.
    pub reference: Option<String>,
    /// The task.
    pub task: Option<String>,
    /// The environment.
    pub environment: Option<String>,
}

/// The two answers of a creation: 201, and 202 if GitHub merged the default branch into the ref instead.
#[derive(Deserialize)]
#[serde(untagged)]
enum Created {
    Deployment(Box<Deployment>),
    Merged { message: String },
}

/// Deployments of one repository that are listed at most.
const MOST: usize = 50_000;

/// Makes a deployment of a commit. Nothing is ever merged for it. A lost answer ends with one deployment: it is looked for by commit,
/// environment, key and creator.
///
/// # Errors
/// [`Kind::Conflict`] with GitHub's reason if a required status is not green, or if GitHub merged a branch and made no deployment;
/// [`Kind::Request`] for what is no whole SHA; and as any write.
pub async fn create(
    github: &GitHub,
    repository: &Repository,
    deployment: &NewDeployment,
) -> Result<Deployment, Error> {
    let own = github.viewer().await?.id;
    let sha = names::sha(&CREATE, &deployment.sha)?;
    let newest = newest(github, repository, deployment, &sha);
    // Numbers ascend: what is lost is newer than all that was there before, even if one with this key was there already.
    let before = newest.top().await?;
    let is_lost = |found: &Deployment| found.is_own(own, &deployment.key);
    let find = async || {
        let found = newest.since(before).await?.into_iter().find(is_lost);
        Ok(found.map(|found| Created::Deployment(Box::new(found))))
    };
    let request = Request::of(&CREATE, repository)
        .only_if(!deployment.environment.is_empty(), "a deployment needs the name of an environment")
        .json(&body(deployment, &sha));
    match github.send_or_find(request.clone(), find).await? {
        Created::Deployment(made) => Ok(*made),
        Created::Merged { message } => {
            let detail = format!("GitHub merged a branch and made no deployment: {message}");
            Err(request.error(Kind::Conflict, &detail))
        }
    }
}

fn body(deployment: &NewDeployment, sha: &str) -> Value {
    let mut payload = deployment.payload.clone();
    payload.insert(KEY.to_owned(), json!(deployment.key));
    let mut body = json!({
        "ref": sha,
        "task": deployment.task.as_deref().unwrap_or("deploy"),
        // GitHub's default is to merge the default branch into what is deployed.
        "auto_merge": false,
        "payload": payload,
        "environment": deployment.environment,
        "description": fitted(&deployment.description),
        "transient_environment": deployment.transient,
        "production_environment": deployment.production,
    });
    if let (Some(contexts), Some(body)) = (&deployment.required_contexts, body.as_object_mut()) {
        body.insert("required_contexts".to_owned(), json!(contexts));
    }
    body
}

/// The deployments of the commit to the environment, the newest first.
fn newest<'a>(
    github: &'a GitHub,
    repository: &Repository,
    deployment: &NewDeployment,
    sha: &str,
) -> Newest<'a, Deployment> {
    let request =
        Request::of(&LIST, repository).query("sha", sha).query("environment", &deployment.environment);
    Newest::of(github, request, |found| found.id)
}

/// The deployments of this client with a key, of a commit to an environment; newest first.
///
/// # Errors
/// As [`list`].
pub async fn find(
    github: &GitHub,
    repository: &Repository,
    sha: &str,
    environment: &str,
    key: &str,
) -> Result<Vec<Deployment>, Error> {
    let own = github.viewer().await?.id;
    let (sha, environment) = (Some(sha.to_owned()), Some(environment.to_owned()));
    let mut all = list(github, repository, &Filter { sha, environment, ..Filter::default() }).await?;
    all.retain(|deployment| deployment.is_own(own, key));
    Ok(all)
}

/// All deployments, newest first. Jobs with an `environment` make some of their own.
///
/// # Errors
/// [`Kind::Request`] for what is no whole SHA, [`Kind::Truncated`] beyond 50 000, and as any list.
pub async fn list(github: &GitHub, repository: &Repository, filter: &Filter) -> Result<Vec<Deployment>, Error> {
    github.list(listing(repository, filter)?, MOST).await
}

fn listing(repository: &Repository, filter: &Filter) -> Result<Request, Error> {
    let sha = filter.sha.as_deref().map(|sha| names::sha(&LIST, sha)).transpose()?;
    Ok(Request::of(&LIST, repository)
        .maybe("sha", sha)
        .maybe("ref", filter.reference.as_ref())
        .maybe("task", filter.task.as_ref())
        .maybe("environment", filter.environment.as_ref()))
}

/// The newest deployments, `most` of them or some more, and whether those are all that there are: for those who can do with a part and say so.
///
/// # Errors
/// As [`list`], but for [`Kind::Truncated`].
pub async fn newest_of(
    github: &GitHub,
    repository: &Repository,
    filter: &Filter,
    most: usize,
) -> Result<(Vec<Deployment>, bool), Error> {
    let mut request = listing(repository, filter)?.query("per_page", 100);
    let mut all: Vec<Deployment> = Vec::new();
    loop {
        let answer = github.answer(&request).await?;
        let before = all.len();
        all.extend(answer.decode::<Vec<Deployment>>(&request).map_err(|error| github.clean(error))?);
        match github.next_page(&request, &answer)? {
            None => return Ok((all, true)),
            // A page without anything that says to go on would go on for ever.
            Some(_) if all.len() >= most || all.len() == before => return Ok((all, false)),
            Some(next) => request = request.follow(next),
        }
    }
}

/// The hundred newest deployments of an environment, the newest first, and no older ones.
///
/// # Errors
/// As any read.
pub async fn latest(
    github: &GitHub,
    repository: &Repository,
    environment: &str,
) -> Result<Vec<Deployment>, Error> {
    let request = Request::of(&LIST, repository).query("environment", environment).query("per_page", 100);
    let request = request.only_if(!environment.is_empty(), "deployments are those of an environment: name it");
    github.send(request).await
}

/// Reads a deployment.
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, deployment: u64) -> Result<Deployment, Error> {
    github.send(Request::of(&READ, repository).at("deployment_id", deployment)).await
}

/// Deletes a deployment that is not active.
///
/// # Errors
/// [`Kind::Validation`] for one that is, and as any write.
pub async fn delete(github: &GitHub, repository: &Repository, deployment: u64) -> Result<(), Error> {
    github.send(Request::of(&DELETE, repository).at("deployment_id", deployment)).await
}

#[cfg(test)]
mod tests;
