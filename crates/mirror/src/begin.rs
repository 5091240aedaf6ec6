//! The beginning: exactly one deployment, and that it is under way.

use github::deployments::{self, Current, Deployment, Filter, NewDeployment, NewStatus, State};
use github::{Error, GitHub, Repository};
use ledger::name::{Slug, Ulid};
use ledger::predicate::DeploymentKind;
use serde_json::{Map, Value};

use crate::phantom::{self, Choice};
use crate::sweep::{Swept, inactivate_all};

/// A deployment that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// The ledger's id of it, which tells it from all others.
    pub id: Ulid,
    /// The commit, as a whole SHA.
    pub sha: String,
    /// The environment as GitHub names it.
    pub environment: String,
    /// What is done, `deploy` for most.
    pub task: String,
    /// One line for people, cut to 140 characters: GitHub answers 422 to a longer one.
    pub description: String,
    /// Whether people use the environment. GitHub's default would be whether it is called `production`.
    pub production: bool,
    /// Whether the environment will cease to exist.
    pub transient: bool,
    /// What is deployed.
    pub service: Slug,
    /// Why.
    pub kind: DeploymentKind,
    /// Where the ledger is that holds the record.
    pub ledger: String,
    /// Where the log is, or nothing.
    pub log_url: String,
    /// Where the environment is, or nothing.
    pub environment_url: String,
    /// The job whose own deployment is taken, if Actions made one because the job has an `environment`. Of such a one Actions has the last word,
    /// when the job ends; where the server knows `environment: {name: …, deployment: false}`, there is none to take.
    pub adopt: Option<Job>,
}

/// A job of Actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// The run.
    pub run: u64,
    /// The job's number, where it is known: jobs of one run can deploy to one environment at once.
    pub job: Option<u64>,
}

/// A deployment that GitHub shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// It.
    pub deployment: Deployment,
    /// Where it comes from.
    pub how: How,
    /// That it is under way, or why that could not be said.
    pub progress: Result<Progress, Error>,
    /// What became of others of this client with the same key, made by runs that did not see each other: the oldest counts, and the rest is made
    /// inactive.
    pub twice: Result<Swept, Error>,
    /// Deployments of Actions that could be that of the job, and among which nothing decides: none of them was taken.
    pub undecided: Vec<u64>,
}

/// Where a deployment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It was made now.
    Made,
    /// It was made before, with the same key.
    Found,
    /// Actions made it for the job.
    Adopted,
}

/// What was said of the progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// That it is under way, by the status of this number.
    Said(u64),
    /// Nothing, since that was said before.
    Already,
    /// Nothing, since it has ended, in this state: who begins again what has ended begins another deployment.
    Ended(String),
}

/// Makes one deployment and says that it is under way.
///
/// Whoever tries again finds the one that was made before, by the ledger's id and by who made it. No branch is merged for it
/// (`auto_merge: false`; GitHub would, by default, and answer 202 without a deployment), and no status of the commit is asked for
/// (`required_contexts: []`): the suite's own gates have judged, and GitHub would refuse for each status that is still running, that of this very
/// job among them.
///
/// # Errors
/// If there is no deployment in the end: [`github::Kind::Unconfirmed`] if nobody knows, and as any write. The ledger is not touched by it.
pub async fn begin(github: &GitHub, repository: &Repository, begin: &Begin) -> Result<Begun, Error> {
    let own = github.viewer().await?.id;
    let filter = Filter {
        sha: Some(begin.sha.clone()),
        environment: Some(begin.environment.clone()),
        ..Filter::default()
    };
    let there = deployments::list(github, repository, &filter).await?;
    let mut ours: Vec<Deployment> = there.iter().filter(|one| is_ours(one, own, begin)).cloned().collect();
    ours.sort_by_key(|one| one.id);
    let twins = ours.split_off(ours.len().min(1));
    if let Some(deployment) = ours.pop() {
        let progress = resume(github, repository, &deployment, begin).await;
        let twice = put_away(github, repository, deployment.id, twins).await;
        return Ok(Begun { deployment, how: How::Found, progress, twice, undecided: Vec::new() });
    }
    let twice = Ok(Swept { whole: true, ..Swept::default() });
    let undecided = match phantom_of(github, repository, there, begin).await? {
        Choice::One(deployment) => {
            let progress = resume(github, repository, &deployment, begin).await;
            let (deployment, undecided) = (*deployment, Vec::new());
            return Ok(Begun { deployment, how: How::Adopted, progress, twice, undecided });
        }
        Choice::None => Vec::new(),
        Choice::Several(several) => several,
    };
    let deployment = deployments::create(github, repository, &new(begin)).await?;
    let progress = say(github, repository, deployment.id, begin).await;
    Ok(Begun { deployment, how: How::Made, progress, twice, undecided })
}

fn is_ours(found: &Deployment, own: u64, begin: &Begin) -> bool {
    found.creator.as_ref().is_some_and(|creator| creator.id == own)
        && found.key().as_deref() == Some(begin.id.as_str())
}

/// Deployments with one key that are made inactive at once.
const MOST_TWINS: usize = 10;

async fn put_away(
    github: &GitHub,
    repository: &Repository,
    kept: u64,
    twins: Vec<Deployment>,
) -> Result<Swept, Error> {
    let twins = deployments::current(github, repository, twins).await?;
    let gone = |one: &Current| one.status.as_ref().is_some_and(|status| status.state == State::Inactive.name());
    let there: Vec<u64> = twins.iter().filter(|one| !gone(one)).map(|one| one.deployment.id).collect();
    Ok(inactivate_all(github, repository, &there, &format!("The same as deployment {kept}"), MOST_TWINS).await)
}

fn new(begin: &Begin) -> NewDeployment {
    let kind = serde_json::to_value(begin.kind).unwrap_or_default();
    let payload = [
        (SERVICE.to_owned(), Value::from(begin.service.as_str())),
        ("kind".to_owned(), kind),
        ("ledger".to_owned(), Value::from(begin.ledger.as_str())),
    ];
    NewDeployment {
        sha: begin.sha.clone(),
        environment: begin.environment.clone(),
        task: Some(begin.task.clone()).filter(|task| !task.is_empty()),
        description: begin.description.clone(),
        key: begin.id.to_string(),
        payload: Map::from_iter(payload),
        required_contexts: Some(Vec::new()),
        production: begin.production,
        transient: begin.transient,
    }
}

/// The member of the payload that names the service.
pub(crate) const SERVICE: &str = "service";

/// The deployment that Actions made for the job, if it is to be taken and is known for certain.
async fn phantom_of(
    github: &GitHub,
    repository: &Repository,
    there: Vec<Deployment>,
    begin: &Begin,
) -> Result<Choice, Error> {
    let Some(job) = begin.adopt else { return Ok(Choice::None) };
    let candidates = phantom::candidates(there);
    let mut known = Vec::new();
    for one in deployments::current(github, repository, candidates).await? {
        let newest = one.status.as_ref().and_then(|status| status.log_url.as_deref());
        // What we said of it ourselves may name no job: then what was said before does.
        let named = match newest.and_then(|url| phantom::job(url, repository)) {
            Some(named) => Some(named),
            None => earlier(github, repository, &one).await?,
        };
        known.push((one, named));
    }
    Ok(phantom::choose(known, job))
}

async fn earlier(github: &GitHub, repository: &Repository, one: &Current) -> Result<Option<Job>, Error> {
    if !one.status.as_ref().is_some_and(|status| phantom::is_open(&status.state)) {
        return Ok(None);
    }
    let statuses = deployments::statuses(github, repository, one.deployment.id).await?;
    Ok(statuses.iter().find_map(|status| phantom::job(status.log_url.as_deref()?, repository)))
}

/// Says that it is under way, if that was not said before and it has not ended.
async fn resume(
    github: &GitHub,
    repository: &Repository,
    deployment: &Deployment,
    begin: &Begin,
) -> Result<Progress, Error> {
    let current = deployments::current(github, repository, vec![deployment.clone()]).await?;
    let status = current.into_iter().next().and_then(|one| one.status);
    let Some(status) = status else { return say(github, repository, deployment.id, begin).await };
    if !phantom::is_open(&status.state) {
        return Ok(Progress::Ended(status.state));
    }
    let is = |text: &Option<String>, wanted: &str| text.as_deref().unwrap_or_default() == wanted;
    if status.state == State::InProgress.name()
        && is(&status.log_url, &begin.log_url)
        && is(&status.environment_url, &begin.environment_url)
    {
        return Ok(Progress::Already);
    }
    say(github, repository, deployment.id, begin).await
}

async fn say(github: &GitHub, repository: &Repository, id: u64, begin: &Begin) -> Result<Progress, Error> {
    let status = NewStatus {
        state: State::InProgress,
        description: begin.description.clone(),
        log_url: begin.log_url.clone(),
        environment_url: begin.environment_url.clone(),
        auto_inactive: false,
    };
    deployments::create_status(github, repository, id, &status).await.map(|status| Progress::Said(status.id))
}
