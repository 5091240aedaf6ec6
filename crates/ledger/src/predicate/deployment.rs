//! `urn:releasegate:deployment:v1`: an artifact was brought into an environment. One record for each event of a deployment; its subjects are
//! the artifacts, and the commit that they were made of.

use serde::{Deserialize, Serialize};

use super::{HeadRef, LeafRef, Run};
use crate::commitment::Commitment;
use crate::digest::DigestSet;
use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::{GitCommit, Line, NumericId, Pseudonym, Slug, Ulid};

/// One event of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deployment {
    /// The deployment: the same for all its events.
    pub deployment_id: Ulid,
    /// SHA-256 of what was to be recorded, see [`idempotency_key`](crate::entry::idempotency_key). The entry has the same.
    pub idempotency_key: Hash,
    /// What happened.
    pub event: DeploymentEvent,
    /// Why it was deployed.
    pub kind: DeploymentKind,
    /// What was deployed, by its name in the suite's configuration.
    pub service: Slug,
    /// Where to.
    pub environment: Environment,
    /// What ran there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// The configuration that was deployed with it: the same artifact with another configuration is another deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_digest: Option<DigestSet>,
    /// What was going to be done, such as a plan of Terraform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_digest: Option<DigestSet>,
    /// The policy by which it was permitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_digest: Option<DigestSet>,
    /// The deployments that this rollback or hotfix remediates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remediates: Vec<Ulid>,
    /// The commits that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// When.
    pub timing: Timing,
    /// Whether a failed deployment took traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<bool>,
    /// What judged it before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// What else was kept of it: results of health checks, plans, logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The approvals that it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalUse>,
    /// That somebody deployed although a gate or an approval was missing.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
    /// Who or what deployed.
    pub actor: Actor,
    /// The authors of its changes, for the separation of duties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Pseudonym>,
    /// The run that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// What GitHub's own objects are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub github: Option<GithubDeployment>,
    /// The head that the signer had seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_head: Option<HeadRef>,
}

impl Deployment {
    /// Every piece of evidence that it names: of its gates, and its own.
    pub fn every_evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.gates.iter().flat_map(|gate| &gate.evidence).chain(&self.evidence)
    }
}

impl Change {
    /// As many as a record may hold and stay within its limits: whoever records more leaves the oldest out, so that a record with this many may
    /// not have all.
    pub const MOST: usize = 200;
}

/// What happened to a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the record and say all there is")]
pub enum DeploymentEvent {
    Requested,
    Started,
    Succeeded,
    Failed,
    Cancelled,
    Superseded,
    RolledBack,
    Undeployed,
    /// It was found running, and belongs to no earlier record.
    Adopted,
}

impl DeploymentEvent {
    /// Whether another event of the deployment must follow: what began and has no end is stale.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Started)
    }
}

/// Why something was deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentKind {
    /// New changes, as planned.
    Planned,
    /// New changes that repair what an earlier deployment broke.
    Hotfix,
    /// An earlier artifact again, since a later one is broken.
    Rollback,
    /// The same artifact with the same configuration.
    Redeploy,
    /// The same artifact with another configuration.
    Config,
}

/// Where something was deployed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Environment {
    /// Its name.
    pub name: Slug,
    /// What it is for.
    pub tier: Tier,
    /// Which part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Slug>,
    /// What all regions of one rollout share: they count once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout_id: Option<Ulid>,
}

/// What an environment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the field")]
pub enum Tier {
    Production,
    Staging,
    Testing,
    Development,
    Other,
}

/// What ran before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Previous {
    /// Its deployment, where that is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<Ulid>,
    /// Its artifact.
    pub digest: DigestSet,
}

/// A commit that came with a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    /// Which.
    pub commit: GitCommit,
    /// The committer's date.
    pub committed_at: Moment,
    /// The author's date of the first commit of its pull request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_authored_at: Option<Moment>,
    /// When its pull request was merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Moment>,
    /// The number of its pull request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pr: Option<u64>,
    /// Whether no earlier deployment to this environment had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_deploy: Option<bool>,
}

/// When a deployment happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Timing {
    /// When somebody asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<Moment>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Moment>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Moment>,
    /// Whose clock said so.
    pub source: TimeSource,
}

/// Whose clock it was. A runner's can be set by a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum TimeSource {
    Runner,
    Github,
    Tsa,
}

/// What judged a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gate {
    /// The gate's id.
    pub id: Slug,
    /// What it said.
    pub result: GateResult,
    /// The verdict file's SHA-256.
    pub verdict: Hash,
    /// What the verdict was judged from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// The status of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the verdict")]
pub enum GateResult {
    Pass,
    Warn,
    Fail,
    Inconclusive,
    Error,
    Skipped,
}

/// Bytes that are kept elsewhere, by what they are: an address alone proves nothing, since what lies there can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// The SHA-256 of the bytes.
    pub sha256: Hash,
    /// Their media type.
    pub media_type: Line,
    /// How many bytes.
    pub size: u64,
    /// Where they were put.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Line>,
}

impl Evidence {
    /// Whether these are the bytes.
    #[must_use]
    pub fn fits(&self, bytes: &[u8]) -> bool {
        u64::try_from(bytes.len()) == Ok(self.size) && Hash::of(bytes) == self.sha256
    }
}

/// That a deployment rests on an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalUse {
    /// The approval's entry.
    pub leaf: LeafRef,
    /// The artifact that it is used for: a subject of the deployment.
    pub applies_to: DigestSet,
}

/// That somebody deployed against the rules, and said why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Override {
    /// Who.
    pub by: Pseudonym,
    /// Why: free text is somebody's, so the ledger holds a commitment to it.
    pub reason: Commitment,
    /// Until when somebody else has to look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Moment>,
}

/// Who or what deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Actor {
    /// Who.
    pub pseudonym: Pseudonym,
    /// A person, or a workflow on nobody's behalf.
    pub kind: ActorKind,
    /// The name, committed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Commitment>,
}

/// What kind of actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say all there is")]
pub enum ActorKind {
    Human,
    Workflow,
}

/// GitHub's own objects for a deployment, which may be gone by the time that somebody looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GithubDeployment {
    /// The deployment's id.
    pub deployment_id: NumericId,
    /// The status's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_id: Option<NumericId>,
}
