//! What counts as one deployment: all regions of one rollout together, at the time of the last.

use history::deployed::Deployed;
use history::stand::Stand;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{Change, DeploymentEvent, DeploymentKind, Tier};

/// How a rollout ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// In all regions.
    Succeeded,
    /// In a region at least. Whether it took traffic, if somebody said so.
    Failed(Option<bool>),
    /// In a region at least, and it failed in none.
    Cancelled,
    /// A region has no end of its own: nobody said how it went.
    Open,
    /// It was found running.
    Adopted,
}

/// A rollout: a deployment, or those to several regions that share a rollout's id.
#[derive(Debug, Clone)]
pub struct Rollout<'h> {
    /// Its deployments, in the order of their first entries; at least one.
    pub parts: Vec<&'h Deployed>,
    /// What was deployed.
    pub service: &'h Slug,
    /// Where to.
    pub environment: &'h Slug,
    /// What the environment is for.
    pub tier: Tier,
    /// Why: what was recorded, but the same artifact again is never new (see [`kind_of`]).
    pub kind: DeploymentKind,
    /// How it ended.
    pub outcome: Outcome,
    /// When the first region began.
    pub started: Option<Moment>,
    /// When the last region ended; nothing for what is open.
    pub finished: Option<Moment>,
    /// The commits that came with it, each once.
    pub changes: Vec<&'h Change>,
    /// What it repairs.
    pub remediates: Vec<&'h Ulid>,
}

impl<'h> Rollout<'h> {
    /// The rollout of these deployments; nothing of none.
    #[must_use]
    pub fn of(parts: Vec<&'h Deployed>, kind: DeploymentKind) -> Option<Self> {
        let first = *parts.first()?;
        let outcome = outcome(&parts);
        let mut changes: Vec<&Change> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for change in parts.iter().flat_map(|one| &one.events).flat_map(|event| &event.record.changes) {
            if seen.insert(&change.commit) {
                changes.push(change);
            }
        }
        let ended: Option<Vec<Moment>> = parts.iter().map(|one| one.finished_at()).collect();
        Some(Self {
            service: &first.service,
            environment: &first.environment.name,
            tier: parts.last().map_or(first.environment.tier, |last| last.environment.tier),
            kind,
            outcome,
            started: parts.iter().filter_map(|one| one.started_at()).min(),
            finished: ended.and_then(|ended| ended.into_iter().max()),
            changes,
            remediates: parts.iter().flat_map(|one| one.remediates()).collect(),
            parts,
        })
    }

    /// Whether it reached all regions.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.outcome == Outcome::Succeeded
    }

    /// Whether it failed where users could notice. Nobody having said so counts as noticed: a figure that is too good hides something.
    #[must_use]
    pub fn failed_with_impact(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(impact) if impact != Some(false))
    }

    /// Whether it brings changes forward: no way back, nothing again, no configuration alone.
    #[must_use]
    pub fn is_forward(&self) -> bool {
        matches!(self.kind, DeploymentKind::Planned | DeploymentKind::Hotfix)
    }

    /// Whether it has a deployment with this id.
    #[must_use]
    pub fn has(&self, id: &Ulid) -> bool {
        self.parts.iter().any(|one| one.id == *id)
    }

    /// Its entries.
    pub fn stands(&self) -> impl Iterator<Item = &'h Stand> {
        self.parts.iter().flat_map(|one| &one.events).map(|event| &event.at)
    }

    /// Whether its commits may be more than a record holds.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let mut events = self.parts.iter().flat_map(|one| &one.events);
        events.any(|event| event.record.changes.len() >= Change::MOST)
    }

    /// Whether later entries say something of its own.
    #[must_use]
    pub fn is_amended(&self) -> bool {
        self.parts.iter().flat_map(|one| &one.events).any(|event| !event.amendments.is_empty())
    }
}

/// Whether a kind brings something else than what is there.
#[must_use]
pub const fn is_new(kind: DeploymentKind) -> bool {
    !matches!(kind, DeploymentKind::Redeploy)
}

/// The kind that a deployment is, knowing what its record says and whether it brings the same artifacts and the same configuration as what
/// was live: what is recorded as planned and brings nothing new is none, since a figure must not grow by repeating. Ways back and hotfixes stay
/// what somebody called them.
#[must_use]
pub const fn kind_of(recorded: DeploymentKind, same_artifacts: bool, same_config: bool) -> DeploymentKind {
    match recorded {
        DeploymentKind::Planned | DeploymentKind::Config if same_artifacts && same_config => {
            DeploymentKind::Redeploy
        }
        DeploymentKind::Planned if same_artifacts => DeploymentKind::Config,
        other => other,
    }
}

fn outcome(parts: &[&Deployed]) -> Outcome {
    let each: Vec<Outcome> = parts.iter().map(|one| outcome_of(one)).collect();
    let any = |wanted: Outcome| each.contains(&wanted);
    let failed = each.iter().any(|one| matches!(one, Outcome::Failed(_)));
    if failed {
        let clear = each.iter().all(|one| !matches!(one, Outcome::Failed(None)));
        let felt = any(Outcome::Failed(Some(true)));
        Outcome::Failed(if felt { Some(true) } else { clear.then_some(false) })
    } else if any(Outcome::Open) {
        Outcome::Open
    } else if any(Outcome::Cancelled) {
        Outcome::Cancelled
    } else if any(Outcome::Succeeded) {
        Outcome::Succeeded
    } else {
        Outcome::Adopted
    }
}

/// How one deployment first ended: what was gone back from later had succeeded.
fn outcome_of(one: &Deployed) -> Outcome {
    let ends = one.events.iter().find_map(|event| match event.record.event {
        DeploymentEvent::Succeeded => Some(Outcome::Succeeded),
        DeploymentEvent::Failed => Some(Outcome::Failed(event.record.impact)),
        DeploymentEvent::Cancelled => Some(Outcome::Cancelled),
        DeploymentEvent::Adopted => Some(Outcome::Adopted),
        // Without a success before it, what was taken away had been there.
        DeploymentEvent::RolledBack => Some(Outcome::Failed(Some(true))),
        // Nobody said how it ended before another took its place.
        DeploymentEvent::Superseded | DeploymentEvent::Undeployed => Some(Outcome::Open),
        DeploymentEvent::Requested | DeploymentEvent::Started => None,
    });
    ends.unwrap_or(Outcome::Open)
}
