//! One deployment: everything that its entries say, in their order.

use std::fmt;

use ledger::digest::{Algorithm, DigestSet};
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug, Ulid};
use ledger::predicate::{
    Actor, ApprovalUse, Deployment, DeploymentEvent, DeploymentKind, Environment, Evidence, Gate,
    GithubDeployment, Override, Previous, Run,
};
use ledger::statement::Subject;
use serde::{Deserialize, Serialize};

use crate::amended::Amendment;
use crate::stand::Stand;

/// A deployment, by its id. It has at least one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployed {
    /// Its id.
    pub id: Ulid,
    /// What was deployed.
    pub service: Slug,
    /// Where to.
    pub environment: Environment,
    /// The artifacts, and the commit that they were made of.
    pub subjects: Vec<Subject>,
    /// Its events, oldest first.
    pub events: Vec<Event>,
}

/// One event of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The entry.
    pub at: Stand,
    /// What was recorded.
    pub record: Deployment,
    /// What later entries say of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
}

/// What the last event of a deployment left it as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the events")]
pub enum State {
    Requested,
    /// It began, and no entry says how it ended.
    Started,
    Succeeded,
    Failed,
    Cancelled,
    Superseded,
    RolledBack,
    Undeployed,
    Adopted,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Requested,
        Self::Started,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
        Self::Superseded,
        Self::RolledBack,
        Self::Undeployed,
        Self::Adopted,
    ];

    /// The word that records use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Started => "started",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Superseded => "superseded",
            Self::RolledBack => "rolled-back",
            Self::Undeployed => "undeployed",
            Self::Adopted => "adopted",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl From<DeploymentEvent> for State {
    fn from(event: DeploymentEvent) -> Self {
        match event {
            DeploymentEvent::Requested => Self::Requested,
            DeploymentEvent::Started => Self::Started,
            DeploymentEvent::Succeeded => Self::Succeeded,
            DeploymentEvent::Failed => Self::Failed,
            DeploymentEvent::Cancelled => Self::Cancelled,
            DeploymentEvent::Superseded => Self::Superseded,
            DeploymentEvent::RolledBack => Self::RolledBack,
            DeploymentEvent::Undeployed => Self::Undeployed,
            DeploymentEvent::Adopted => Self::Adopted,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The word that records use for a kind.
#[must_use]
pub const fn kind_word(kind: DeploymentKind) -> &'static str {
    match kind {
        DeploymentKind::Planned => "planned",
        DeploymentKind::Hotfix => "hotfix",
        DeploymentKind::Rollback => "rollback",
        DeploymentKind::Redeploy => "redeploy",
        DeploymentKind::Config => "config",
    }
}

/// Whether an event puts the artifact in its place.
#[must_use]
pub const fn puts(event: DeploymentEvent) -> bool {
    matches!(event, DeploymentEvent::Succeeded | DeploymentEvent::Adopted)
}

/// Whether an event takes an artifact that was in its place out of it.
#[must_use]
pub const fn takes_away(event: DeploymentEvent) -> bool {
    matches!(event, DeploymentEvent::Superseded | DeploymentEvent::RolledBack | DeploymentEvent::Undeployed)
}

impl Deployed {
    /// The last of its events that there was by a moment, by the times of the entries.
    #[must_use]
    pub fn last_by(&self, by: Moment) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.at.time <= by)
    }

    /// What its last event left it as.
    #[must_use]
    pub fn state(&self) -> State {
        self.events.last().map_or(State::Requested, |event| event.record.event.into())
    }

    /// Why it was deployed, as its last event says.
    #[must_use]
    pub fn kind(&self) -> DeploymentKind {
        self.events.last().map_or(DeploymentKind::Planned, |event| event.record.kind)
    }

    /// The first event of a kind.
    #[must_use]
    pub fn first(&self, event: DeploymentEvent) -> Option<&Event> {
        self.events.iter().find(|one| one.record.event == event)
    }

    /// The event by which its artifact came into its place.
    #[must_use]
    pub fn put(&self) -> Option<&Event> {
        self.events.iter().find(|event| puts(event.record.event))
    }

    /// When it ended, exactly as recorded: what its first end says, else the time of that entry. Nothing for what is open.
    #[must_use]
    pub fn finished_at(&self) -> Option<Moment> {
        let end = self.events.iter().find(|event| !event.record.event.is_open())?;
        Some(end.record.timing.finished_at.unwrap_or(end.at.time))
    }

    /// When it began, exactly as recorded, else the time of the entry that says so.
    #[must_use]
    pub fn started_at(&self) -> Option<Moment> {
        let recorded = self.events.iter().find_map(|event| event.record.timing.started_at);
        recorded.or_else(|| self.first(DeploymentEvent::Started).map(|event| event.at.time))
    }

    /// The commits among its subjects.
    pub fn commits(&self) -> impl Iterator<Item = &str> {
        self.subjects.iter().filter_map(|subject| subject.digest.get(Algorithm::GitCommit))
    }

    /// Its artifacts: the subjects that are no commit.
    pub fn artifacts(&self) -> impl Iterator<Item = &Subject> {
        self.subjects.iter().filter(|subject| subject.digest.get(Algorithm::GitCommit).is_none())
    }

    /// What makes two deployments bring the same: the artifacts, whatever their order, and the configuration.
    #[must_use]
    pub fn brings(&self) -> (Vec<&DigestSet>, Option<&DigestSet>) {
        let mut artifacts: Vec<&DigestSet> = self.artifacts().map(|subject| &subject.digest).collect();
        if artifacts.is_empty() {
            artifacts = self.subjects.iter().map(|subject| &subject.digest).collect();
        }
        artifacts.sort_unstable();
        (artifacts, self.last_told(|record| record.config_digest.as_ref()))
    }

    /// The approvals that any of its events rests on, each once.
    #[must_use]
    pub fn approvals(&self) -> Vec<&ApprovalUse> {
        self.each(|record| &record.approvals)
    }

    /// What judged it, in the order in which it was recorded, each once.
    #[must_use]
    pub fn gates(&self) -> Vec<&Gate> {
        self.each(|record| &record.gates)
    }

    /// The deployments that it remediates, each once.
    #[must_use]
    pub fn remediates(&self) -> Vec<&Ulid> {
        self.each(|record| &record.remediates)
    }

    /// The evidence of its gates and its own, each once.
    #[must_use]
    pub fn evidence(&self) -> Vec<&Evidence> {
        let mut found: Vec<&Evidence> = Vec::new();
        for one in self.events.iter().flat_map(|event| event.record.every_evidence()) {
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }

    /// That somebody deployed against the rules, if so: the event that says it.
    #[must_use]
    pub fn overridden(&self) -> Option<(&Event, &Override)> {
        self.events.iter().find_map(|event| Some((event, event.record.overridden.as_ref()?)))
    }

    /// What ran before.
    #[must_use]
    pub fn previous(&self) -> Option<&Previous> {
        self.last_told(|record| record.previous.as_ref())
    }

    /// The run that recorded it last.
    #[must_use]
    pub fn run(&self) -> Option<&Run> {
        self.last_told(|record| record.run.as_ref())
    }

    /// GitHub's own objects.
    #[must_use]
    pub fn github(&self) -> Option<&GithubDeployment> {
        self.last_told(|record| record.github.as_ref())
    }

    /// Who or what deployed, as its first event says.
    #[must_use]
    pub fn actor(&self) -> Option<&Actor> {
        self.events.first().map(|event| &event.record.actor)
    }

    /// Who wrote its changes, each once.
    #[must_use]
    pub fn authors(&self) -> Vec<&Pseudonym> {
        self.each(|record| &record.authors)
    }

    fn last_told<'d, T>(&'d self, of: impl Fn(&'d Deployment) -> Option<T>) -> Option<T> {
        self.events.iter().rev().find_map(|event| of(&event.record))
    }

    fn each<'d, T: PartialEq>(&'d self, of: impl Fn(&'d Deployment) -> &'d Vec<T>) -> Vec<&'d T> {
        let mut found: Vec<&T> = Vec::new();
        for one in self.events.iter().flat_map(|event| of(&event.record)) {
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}
