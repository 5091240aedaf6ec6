//! One deployment of a report: what was brought where, why it was allowed, and how it ended.

use history::History;
use history::deployed::{Deployed, State, kind_word};
use ledger::digest::Algorithm;
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug, Ulid};
use ledger::predicate::{Decision, DeploymentEvent, GateResult, Meaning, Tier};
use ledger::statement::Subject;
use metrics::records::Records;
use serde::Serialize;

/// A deployment, as a line of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its id.
    pub id: Ulid,
    /// What was deployed.
    pub service: Slug,
    /// Where to.
    pub environment: Slug,
    /// To which part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Slug>,
    /// What the environment is for.
    pub tier: Tier,
    /// Why, as its last event says.
    pub kind: &'static str,
    /// How it first ended.
    pub outcome: Outcome,
    /// What became of it afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<State>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began: Option<Moment>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Moment>,
    /// The commit that its artifacts were made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Its artifacts.
    pub artifacts: Vec<Subject>,
    /// What judged it.
    pub gates: Vec<Judged>,
    /// The approvals that it names.
    pub approvals: Vec<Consent>,
    /// Who or what deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Pseudonym>,
    /// The deployments that it repairs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediates: Vec<Ulid>,
    /// Whether somebody deployed against the rules.
    pub overridden: bool,
    /// Whether later entries say something of its own.
    pub amended: bool,
    /// Its entries.
    pub entries: Records,
}

/// How a deployment first ended. What is gone back from later had succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is, or was, in its place.
    Succeeded,
    /// It failed, and took traffic.
    Failed,
    /// It failed, and nobody said whether it took traffic.
    FailedImpactUnknown,
    /// It failed before it took traffic.
    FailedWithoutImpact,
    /// It was broken off.
    Cancelled,
    /// No entry says how it ended.
    Open,
    /// It was found running, with no record of how it came there.
    Adopted,
}

impl Outcome {
    /// For people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed with impact",
            Self::FailedImpactUnknown => "failed, impact unknown",
            Self::FailedWithoutImpact => "failed without impact",
            Self::Cancelled => "cancelled",
            Self::Open => "no end recorded",
            Self::Adopted => "found running",
        }
    }

    /// Whether it failed, in whichever way.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::FailedImpactUnknown | Self::FailedWithoutImpact)
    }
}

/// What a gate said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The gate.
    pub id: Slug,
    /// Its result.
    pub result: GateResult,
}

/// An approval that a deployment names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// The index of its entry.
    pub entry: u64,
    /// Who signed; nothing where no approval stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<Pseudonym>,
    /// What was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// What the signature means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Meaning>,
    /// When it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Moment>,
    /// Whether a later entry takes it back.
    pub revoked: bool,
}

impl Row {
    /// The row of a deployment.
    #[must_use]
    pub fn of(one: &Deployed, history: &History) -> Self {
        let outcome = outcome(one);
        Self {
            id: one.id.clone(),
            service: one.service.clone(),
            environment: one.environment.name.clone(),
            region: one.environment.region.clone(),
            tier: one.environment.tier,
            kind: kind_word(one.kind()),
            outcome,
            since: since(one),
            began: one.started_at(),
            ended: one.finished_at(),
            commit: one.commits().next().map(str::to_owned),
            artifacts: one.artifacts().cloned().collect(),
            gates: one
                .gates()
                .into_iter()
                .map(|gate| Judged { id: gate.id.clone(), result: gate.result })
                .collect(),
            approvals: consents(one, history),
            actor: one.actor().map(|actor| actor.pseudonym.clone()),
            remediates: one.remediates().into_iter().cloned().collect(),
            overridden: one.overridden().is_some(),
            amended: one.events.iter().any(|event| !event.amendments.is_empty()),
            entries: Records::of(one.events.iter().map(|event| &event.at)),
        }
    }

    /// When it is shown to have been: when it ended, else when it began.
    #[must_use]
    pub fn when(&self) -> Option<Moment> {
        self.ended.or(self.began)
    }

    /// The environment, and the region in it.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.region {
            Some(region) => format!("{} {region}", self.environment),
            None => self.environment.to_string(),
        }
    }

    /// The entries, as a reader looks them up.
    #[must_use]
    pub fn entries(&self) -> String {
        let of = |(shard, ranges): (&str, String)| match shard {
            "" => ranges,
            shard => format!("{shard}: {ranges}"),
        };
        self.entries.ranges().map(of).collect::<Vec<_>>().join("; ")
    }

    /// What it brought: the digest of its first artifact, and how many more there are.
    #[must_use]
    pub fn artifact(&self) -> Option<(String, usize)> {
        let first = self.artifacts.first()?;
        let digest =
            [Algorithm::Sha256, Algorithm::Sha512].into_iter().find_map(|one| first.digest.get(one))?;
        Some((digest.to_owned(), self.artifacts.len() - 1))
    }
}

/// The word that records use for what a gate said.
#[must_use]
pub const fn result_word(result: GateResult) -> &'static str {
    match result {
        GateResult::Pass => "pass",
        GateResult::Warn => "warn",
        GateResult::Fail => "fail",
        GateResult::Inconclusive => "inconclusive",
        GateResult::Error => "error",
        GateResult::Skipped => "skipped",
    }
}

/// How a deployment first ended.
#[must_use]
pub fn outcome(one: &Deployed) -> Outcome {
    let ends = one.events.iter().find_map(|event| match event.record.event {
        DeploymentEvent::Succeeded => Some(Outcome::Succeeded),
        DeploymentEvent::Failed => Some(match event.record.impact {
            Some(true) => Outcome::Failed,
            Some(false) => Outcome::FailedWithoutImpact,
            None => Outcome::FailedImpactUnknown,
        }),
        DeploymentEvent::Cancelled => Some(Outcome::Cancelled),
        DeploymentEvent::Adopted => Some(Outcome::Adopted),
        // Without a success before it, what was taken away had been there.
        DeploymentEvent::RolledBack => Some(Outcome::Failed),
        DeploymentEvent::Superseded | DeploymentEvent::Undeployed => Some(Outcome::Open),
        DeploymentEvent::Requested | DeploymentEvent::Started => None,
    });
    ends.unwrap_or(Outcome::Open)
}

/// What its last event says that it became, where that is no end of its own.
fn since(one: &Deployed) -> Option<State> {
    let state = one.state();
    matches!(state, State::Superseded | State::RolledBack | State::Undeployed).then_some(state)
}

fn consents(one: &Deployed, history: &History) -> Vec<Consent> {
    let of = |used: &ledger::predicate::ApprovalUse| {
        let given = history.given(used.leaf);
        Consent {
            entry: used.leaf.index,
            approver: given.map(|given| given.record.approver.clone()),
            decision: given.map(|given| given.record.decision),
            meaning: given.map(|given| given.record.meaning),
            signed_at: given.map(|given| given.record.signed_at),
            revoked: given.is_some_and(|given| given.revoked.is_some()),
        }
    };
    one.approvals().into_iter().map(of).collect()
}
