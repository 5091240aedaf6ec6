//! Check runs: what a gate says about a commit, with annotations on its lines.

mod annotation;
mod publish;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::comments::App;
use crate::errors::{Error, Kind};
use crate::names;
use crate::repository::Repository;
use crate::request::Request;

pub use annotation::{Annotation, Level, Listed};
pub use publish::{Check, publish};

const ONE: &str = "/repos/{owner}/{repo}/check-runs/{check_run_id}";
const WRITE: &str = "checks: write";
const READS: &str = "checks: read";

pub(crate) static CREATE: Call = Call::write(
    "create a check run",
    Verb::Post,
    "/repos/{owner}/{repo}/check-runs",
    WRITE,
    Repeat::LookedUp("the newest check runs of the commit, by name, external id and app"),
);
/// GitHub appends the annotations of each request; all else is as if it were sent once.
pub(crate) static UPDATE: Call = Call::write(
    "update a check run",
    Verb::Patch,
    ONE,
    WRITE,
    Repeat::LookedUp("the check run's number of annotations, its state and its text"),
);
pub(crate) static READ: Call = Call::read("read a check run", ONE, READS);
pub(crate) static LIST: Call =
    Call::read("list the check runs of a commit", "/repos/{owner}/{repo}/commits/{ref}/check-runs", READS);
pub(crate) static ANNOTATIONS: Call = Call::read(
    "list the annotations of a check run",
    "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations",
    READS,
);

/// A check run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CheckRun {
    /// The number, ascending in time.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// What rules of branches know it by, together with the app.
    pub name: String,
    /// The commit.
    pub head_sha: String,
    /// The key that its writer gave it.
    pub external_id: Option<String>,
    /// How far it is.
    pub status: Status,
    /// How it ended; nothing while it is under way.
    pub conclusion: Option<Conclusion>,
    /// What it says.
    pub output: Output,
    /// The app that wrote it; `github-actions` for all workflows.
    pub app: Option<App>,
    /// The suite that it belongs to.
    pub check_suite: Option<Suite>,
    /// The page for people.
    pub html_url: Option<String>,
    /// When it began.
    pub started_at: Option<jiff::Timestamp>,
    /// When it ended.
    pub completed_at: Option<jiff::Timestamp>,
}

/// The check runs of one app for one push.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Suite {
    /// The number.
    pub id: u64,
}

/// The text of a check run as GitHub has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Output {
    /// The title.
    pub title: Option<String>,
    /// The summary.
    pub summary: Option<String>,
    /// The details.
    pub text: Option<String>,
    /// How many annotations it has.
    pub annotations_count: usize,
}

/// How far a check run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not begun.
    Queued,
    /// Under way.
    InProgress,
    /// Over.
    Completed,
    /// Only jobs of GitHub Actions: waits for a protection rule.
    Waiting,
    /// Only jobs of GitHub Actions: created, not queued.
    Requested,
    /// Only jobs of GitHub Actions: held back by a limit of concurrency.
    Pending,
    /// One that this version does not know; never sent.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// How a check run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Somebody must do something.
    ActionRequired,
    /// Cancelled.
    Cancelled,
    /// Failed.
    Failure,
    /// Neither good nor bad; a required check counts it as passed.
    Neutral,
    /// Passed.
    Success,
    /// Not run; a required check counts it as passed.
    Skipped,
    /// Not over after two weeks: GitHub alone sets this.
    #[serde(skip_serializing)]
    Stale,
    /// Took too long.
    TimedOut,
    /// One that this version does not know; never sent, and no success.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// What to set as a check run's state: a conclusion belongs to what is over, and to nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not begun.
    Queued,
    /// Under way.
    InProgress,
    /// Over, in this way.
    Completed(Conclusion),
}

/// What to say in a check run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The title.
    pub title: String,
    /// Markdown, at most [`LONGEST_TEXT`] characters.
    pub summary: String,
    /// Markdown, at most [`LONGEST_TEXT`] characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Longest summary and longest text of a check run, in characters.
pub const LONGEST_TEXT: usize = 65_535;
/// Check runs of one commit, and annotations of one check run, that are read at most.
const MOST: usize = 20_000;
/// Check suites of one commit that GitHub looks into.
const MOST_SUITES: usize = 1_000;

impl Text {
    /// Refuses what GitHub would refuse together with the whole request.
    fn check(&self, call: &'static Call, target: &str) -> Result<(), Error> {
        for (name, text) in [("summary", Some(&self.summary)), ("text", self.text.as_ref())] {
            if text.is_some_and(|text| text.encode_utf16().count() > LONGEST_TEXT) {
                let detail = format!("the {name} is longer than {LONGEST_TEXT} characters");
                return Err(Error::new(call, Kind::Request, target, &detail));
            }
        }
        Ok(())
    }
}

impl Progress {
    fn parts(self) -> (Status, Option<Conclusion>) {
        match self {
            Self::Queued => (Status::Queued, None),
            Self::InProgress => (Status::InProgress, None),
            Self::Completed(conclusion) => (Status::Completed, Some(conclusion)),
        }
    }
}

/// The body of a request that changes a check run.
#[derive(Default, Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head_sha: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conclusion: Option<Conclusion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    text: &'a Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    annotations: Vec<Annotation>,
}

impl<'a> Body<'a> {
    fn progress(mut self, progress: Progress) -> Self {
        let (status, conclusion) = progress.parts();
        (self.status, self.conclusion) = (Some(status), conclusion);
        self
    }

    fn says(mut self, text: &'a Text, annotations: &[Annotation]) -> Self {
        let annotations = annotations.iter().map(Annotation::sent).collect();
        self.output = Some(Said { text, annotations });
        self
    }
}

/// Reads a check run.
///
/// # Errors
/// As any read.
pub async fn read(github: &GitHub, repository: &Repository, check_run: u64) -> Result<CheckRun, Error> {
    github.send(Request::of(&READ, repository).at("check_run_id", check_run)).await
}

/// All check runs of a commit, of all apps and of all attempts, or those of one name.
///
/// GitHub looks into the 1,000 newest check suites of a commit only ("List check runs for a Git reference"). A list
/// of one name does not show how many there are.
///
/// # Errors
/// [`Kind::Truncated`] if the check runs come from so many suites that there may be more, and as any list.
pub async fn list(
    github: &GitHub,
    repository: &Repository,
    sha: &str,
    name: Option<&str>,
) -> Result<Vec<CheckRun>, Error> {
    let request = Request::of(&LIST, repository).at("ref", names::sha(&LIST, sha)?);
    let request = request.maybe("check_name", name).query("filter", "all");
    let runs: Vec<CheckRun> = github.list_in(request.clone(), "check_runs", MOST).await?;
    let suites: HashSet<u64> = runs.iter().filter_map(|run| Some(run.check_suite.as_ref()?.id)).collect();
    if suites.len() >= MOST_SUITES {
        let detail = format!("GitHub shows those of {MOST_SUITES} check suites, and there may be more");
        return Err(request.error(Kind::Truncated, &detail));
    }
    Ok(runs)
}

/// The newest check run of this client's app with this name and key on a commit. Another app's is never taken for it.
///
/// # Errors
/// [`Kind::Forbidden`] if the token belongs to no app, and as any list.
pub async fn find(
    github: &GitHub,
    repository: &Repository,
    sha: &str,
    name: &str,
    external_id: &str,
) -> Result<Option<CheckRun>, Error> {
    let app = app(github).await?;
    let runs = list(github, repository, sha, Some(name)).await?;
    Ok(runs.into_iter().filter(|run| is_own(run, &app, name, external_id)).max_by_key(|run| run.id))
}

/// The annotations of a check run, in the order in which they were added.
///
/// # Errors
/// As any list.
pub async fn annotations(
    github: &GitHub,
    repository: &Repository,
    check_run: u64,
) -> Result<Vec<Listed>, Error> {
    github.list(Request::of(&ANNOTATIONS, repository).at("check_run_id", check_run), MOST).await
}

/// Changes state and text of a check run; its annotations stay.
///
/// # Errors
/// [`Kind::Request`] for a text that is too long, and as any write.
pub async fn update(
    github: &GitHub,
    repository: &Repository,
    check_run: u64,
    progress: Progress,
    text: &Text,
) -> Result<CheckRun, Error> {
    text.check(&UPDATE, &repository.to_string())?;
    let body = Body::default().progress(progress).says(text, &[]);
    let find =
        async || Ok(Some(read(github, repository, check_run).await?).filter(|run| has(run, progress, text)));
    let request = Request::of(&UPDATE, repository).at("check_run_id", check_run).json(&body);
    github.send_or_find(request, find).await
}

/// Whether a check run has this state and text.
fn has(run: &CheckRun, progress: Progress, text: &Text) -> bool {
    (run.status, run.conclusion) == progress.parts()
        && run.output.title.as_deref() == Some(&text.title)
        && run.output.summary.as_deref() == Some(&text.summary)
        && run.output.text.as_deref().unwrap_or_default() == text.text.as_deref().unwrap_or_default()
}

/// The name of this client's app: the account that an app acts as bears it, with `[bot]` behind.
async fn app(github: &GitHub) -> Result<String, Error> {
    let login = &github.viewer().await?.login;
    login.strip_suffix("[bot]").map(str::to_owned).ok_or_else(|| {
        let detail =
            format!("{login} is no app, and only apps have check runs: use a workflow's token or an app's");
        Error::new(&CREATE, Kind::Forbidden, "the token", &detail)
    })
}

fn is_own(run: &CheckRun, app: &str, name: &str, external_id: &str) -> bool {
    let slug = run.app.as_ref().and_then(|app| app.slug.as_deref());
    slug == Some(app) && run.name == name && run.external_id.as_deref() == Some(external_id)
}
