//! What this run is asked to record, and what has to be there before.

mod needs;
mod reading;

use history::deployed::State;
use journal::Place;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{DeploymentKind, IncidentEvent};
use runner::{InputError, Inputs};
use serde::{Deserialize, Serialize};
use settings::Node;

use crate::section::{self, Section};

pub(crate) use needs::tier_of;
pub use needs::{Consent, Rules, WhileOpen, seconds};
use reading::{
    commit, ended, evidence, id, incident, kind, mirror, plain, readable, request, service, tighten, word,
};

/// What a run records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// That a deployment begins, if it may.
    Start,
    /// How it ended.
    Finish,
    /// That it failed, and what was there before was put back.
    Rollback,
    /// That something is or was wrong in production.
    Incident,
}

impl Mode {
    /// The words of the input.
    pub const WORDS: [&'static str; 4] = ["start", "finish", "rollback", "incident"];
    const ALL: [Self; 4] = [Self::Start, Self::Finish, Self::Rollback, Self::Incident];
}

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// It is live.
    Succeeded,
    /// It is not.
    Failed,
    /// Somebody or something cancelled the job.
    Cancelled,
}

impl Ended {
    /// What it leaves the deployment as.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Succeeded => State::Succeeded,
            Self::Failed => State::Failed,
            Self::Cancelled => State::Cancelled,
        }
    }
}

/// What GitHub shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// A deployment of our own.
    Create,
    /// The one that the runner made of the job's `environment`, or one of our own.
    Adopt,
    /// Nothing.
    None,
}

/// What GitHub's deployment says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mirror {
    /// Whether there is one.
    pub shown: Shown,
    /// Where the environment is.
    pub environment_url: Option<String>,
    /// Where the log is; that of the run, if nobody says.
    pub log_url: Option<String>,
    /// One line for people.
    pub description: Option<String>,
    /// What is done.
    pub task: Option<String>,
    /// Whether the environment will cease to exist.
    pub transient: bool,
    /// Whether pull requests are told where they went.
    #[serde(default)]
    pub comment: bool,
    /// Whether older deployments are marked as inactive.
    pub auto_inactive: bool,
}

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    pub event: IncidentEvent,
    /// Its name in the organisation: makes the incident this one.
    pub reference: String,
    /// How bad it is.
    pub severity: Slug,
    /// When it was noticed; now, if nobody says.
    pub detected_at: Option<Moment>,
    /// When it was over; now, if it is resolved and nobody says.
    pub resolved_at: Option<Moment>,
}

/// The policy of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What the run records.
    pub mode: Mode,
    /// The environment, as GitHub calls it.
    pub environment: String,
    /// What is deployed.
    pub service: Slug,
    /// What has to be there before.
    pub rules: Rules,
    /// The commit that is deployed; that of the run, if nobody says.
    pub commit: Option<String>,
    /// Why it is deployed.
    pub kind: DeploymentKind,
    /// For a way back: the deployment that is gone back to; the one before, if nobody says.
    pub target: Option<Ulid>,
    /// The artifacts, as given.
    pub artifacts: Vec<String>,
    /// Globs of verdicts.
    pub verdicts: Vec<String>,
    /// Globs of what else is kept.
    pub evidence: Vec<String>,
    /// Whether of files that are too large only the digest is kept.
    pub digest_only: bool,
    /// How it ended.
    pub ended: Ended,
    /// Whether a failed deployment took traffic, where somebody says.
    pub impact: Option<bool>,
    /// The deployment that this is about, where somebody says.
    pub deployment: Option<Ulid>,
    /// Whether the cause of an incident is found by the rule.
    #[serde(default)]
    pub infer: bool,
    /// The request whose approval is used, where somebody says.
    pub request: Option<String>,
    /// What GitHub shows.
    pub mirror: Mirror,
    /// The incident.
    pub incident: Option<Event>,
    /// Where the record is kept.
    pub record: Place,
}

impl Policy {
    /// Reads the inputs, and the section where there is one. `repository` is `owner/name`.
    ///
    /// # Errors
    /// The first input or member that does not hold.
    pub fn read(inputs: &Inputs, section: Option<&Node>, repository: Option<&str>) -> Result<Self, InputError> {
        let mode = word(inputs, "mode", &Mode::WORDS, &Mode::ALL)?;
        // action.yml hands their defaults on in every mode, also in those that need no answer of them.
        for name in ["kind", "incident"] {
            let _served = inputs.text(name);
        }
        let environment = plain(inputs, "environment").ok_or_else(|| {
            InputError::new("environment", "is required: name what is deployed to, such as production")
        })?;
        readable(&environment)?;
        let section = match section {
            Some(node) => section::read(node, &environment).map_err(InputError::from)?,
            None => Section::default(),
        };
        let mut rules = Rules::resolve(&section, &environment)?;
        tighten(&mut rules, inputs)?;
        let service = service(inputs, repository)?;
        let kind = if mode == Mode::Rollback { DeploymentKind::Rollback } else { kind(inputs)? };
        if mode == Mode::Start && plain(inputs, "deployment-id").is_some() {
            let message = "names a deployment that has begun, and this begins one: leave it out";
            return Err(InputError::new("deployment-id", message));
        }
        let infer = mode == Mode::Incident && plain(inputs, "deployment-id").as_deref() == Some("inferred");
        let target = id(inputs, "target")?;
        if plain(inputs, "target").is_some() && kind != DeploymentKind::Rollback {
            let message = "names what is gone back to, and this is no way back: write `kind: rollback`";
            return Err(InputError::new("target", message));
        }
        if inputs.text("incident") == "linked"
            && mode == Mode::Incident
            && plain(inputs, "deployment-id").is_none()
        {
            let message = "is required: `incident: linked` names the deployment that caused it";
            return Err(InputError::new("deployment-id", message));
        }
        let impact = if inputs.text("impact").is_empty() { None } else { Some(inputs.boolean("impact")?) };
        Ok(Self {
            mode,
            environment,
            service,
            rules,
            commit: commit(inputs)?,
            kind,
            target,
            artifacts: inputs.lines("artifacts"),
            verdicts: inputs.lines("verdicts"),
            evidence: evidence(inputs)?,
            digest_only: inputs.text("large-evidence") == "digest",
            ended: ended(inputs, mode)?,
            impact,
            deployment: if infer { None } else { id(inputs, "deployment-id")? },
            infer,
            request: request(inputs)?,
            mirror: mirror(inputs)?,
            incident: if mode == Mode::Incident { Some(incident(inputs)?) } else { None },
            record: Place::read(inputs, true, "deploy-record")?,
        })
    }
}

#[cfg(test)]
mod tests;
