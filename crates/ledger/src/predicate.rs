//! What a record says: one type for each kind of event, and the terms that several of them share.
//!
//! Member names are in camelCase, values of enumerations in kebab-case; what is not known is left out, never `null`; lengths of time are in
//! integer milliseconds; unknown members are refused, so that nothing is signed that nobody reads.

mod amendment;
mod approval;
mod deployment;
mod environment_snapshot;
mod gap;
mod incident;
mod key;
mod request;
mod run;
mod seal;

use serde::{Deserialize, Serialize};

pub use amendment::{CorrectedValue, Correction, Hold, HoldEvent, Redacted, Redaction};
pub use approval::{Approval, Authentication, Decision, Meaning, Method, Source};
pub use deployment::{
    Actor, ActorKind, ApprovalUse, Change, Deployment, DeploymentEvent, DeploymentKind, Environment, Evidence,
    Gate, GateResult, GithubDeployment, Override, Previous, Tier, TimeSource, Timing,
};
pub use environment_snapshot::{Collector, Drift, EnvironmentSnapshot, Workload};
pub use gap::{Gap, GapFound};
pub use incident::{Cause, Confidence, Incident, IncidentEvent};
pub use key::{KeyEvent, KeyRecord, Role};
pub use request::{NoticeFound, Request, RequestEvent, RequestNotice, RequestPlace};
pub use run::Run;
pub use seal::Seal;

use crate::commitment::Commitment;
use crate::hash::Hash;
use crate::name::{Pseudonym, Slug};
use crate::origin::Origin;

/// An entry of the same ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafRef {
    /// Its index.
    pub index: u64,
    /// Its leaf hash, so that it is this entry and no other.
    pub hash: Hash,
}

/// The head of a ledger as it was seen by whoever signed: it orders what was signed after what the head covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadRef {
    /// Which ledger.
    pub origin: Origin,
    /// Its number of entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// What a Statement says of its subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// A deployment was asked for, began, ended.
    Deployment(Box<Deployment>),
    /// Somebody approved, rejected, or took an approval back.
    Approval(Box<Approval>),
    /// An approval was asked for, and what became of that.
    Request(Box<Request>),
    /// An incident was opened, linked, resolved, classified anew.
    Incident(Box<Incident>),
    /// What ran in an environment at a moment.
    EnvironmentSnapshot(Box<EnvironmentSnapshot>),
    /// An earlier entry is wrong, and this is right.
    Correction(Box<Correction>),
    /// Something that an earlier entry refers to was erased.
    Redaction(Box<Redaction>),
    /// An earlier entry must be kept, or need not be any more.
    Hold(Box<Hold>),
    /// A key may sign from here on, or may not.
    Key(Box<KeyRecord>),
    /// The ledger ends here.
    Seal(Box<Seal>),
    /// Something happened that the ledger does not hold.
    Gap(Box<Gap>),
}

/// The kinds of predicates, each with its type URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `urn:releasegate:deployment:v1`
    Deployment,
    /// `urn:releasegate:approval:v1`
    Approval,
    /// `urn:releasegate:request:v1`
    Request,
    /// `urn:releasegate:incident:v1`
    Incident,
    /// `urn:releasegate:environment-snapshot:v1`
    EnvironmentSnapshot,
    /// `urn:releasegate:correction:v1`
    Correction,
    /// `urn:releasegate:redaction:v1`
    Redaction,
    /// `urn:releasegate:hold:v1`
    Hold,
    /// `urn:releasegate:key:v1`
    Key,
    /// `urn:releasegate:seal:v1`
    Seal,
    /// `urn:releasegate:gap:v1`
    Gap,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Deployment,
        Self::Approval,
        Self::Request,
        Self::Incident,
        Self::EnvironmentSnapshot,
        Self::Correction,
        Self::Redaction,
        Self::Hold,
        Self::Key,
        Self::Seal,
        Self::Gap,
    ];

    /// The type URI, which names the version too: another version is another type.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Deployment => "urn:releasegate:deployment:v1",
            Self::Approval => "urn:releasegate:approval:v1",
            Self::Request => "urn:releasegate:request:v1",
            Self::Incident => "urn:releasegate:incident:v1",
            Self::EnvironmentSnapshot => "urn:releasegate:environment-snapshot:v1",
            Self::Correction => "urn:releasegate:correction:v1",
            Self::Redaction => "urn:releasegate:redaction:v1",
            Self::Hold => "urn:releasegate:hold:v1",
            Self::Key => "urn:releasegate:key:v1",
            Self::Seal => "urn:releasegate:seal:v1",
            Self::Gap => "urn:releasegate:gap:v1",
        }
    }

    /// The kind of a type URI.
    #[must_use]
    pub fn of(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.uri() == uri)
    }

    /// Whether the envelope of such an entry may be erased: not where the meaning of others rests on it. An approval names nobody
    /// in the clear: what is erased of it is what discloses its commitments.
    #[must_use]
    pub const fn may_be_redacted(self) -> bool {
        matches!(self, Self::Deployment | Self::Incident | Self::EnvironmentSnapshot | Self::Correction)
    }

    /// The roles of the keys that may sign such a record. A key record is opened by any key: [`Keyring::apply`](crate::keyring::Keyring::apply)
    /// says which of them it needs.
    #[must_use]
    pub const fn signers(self) -> &'static [Role] {
        match self {
            Self::Key => &[Role::Root, Role::Record, Role::Approval, Role::Checkpoint],
            Self::Approval | Self::Request => &[Role::Record, Role::Approval],
            _ => &[Role::Record],
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.uri())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let uri = String::deserialize(deserializer)?;
        Self::of(&uri).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{}` is no type of predicate that is known here",
                uri.escape_debug()
            ))
        })
    }
}

impl Predicate {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Deployment(_) => Kind::Deployment,
            Self::Approval(_) => Kind::Approval,
            Self::Request(_) => Kind::Request,
            Self::Incident(_) => Kind::Incident,
            Self::EnvironmentSnapshot(_) => Kind::EnvironmentSnapshot,
            Self::Correction(_) => Kind::Correction,
            Self::Redaction(_) => Kind::Redaction,
            Self::Hold(_) => Kind::Hold,
            Self::Key(_) => Kind::Key,
            Self::Seal(_) => Kind::Seal,
            Self::Gap(_) => Kind::Gap,
        }
    }

    /// The environment that the entry is filed under.
    #[must_use]
    pub fn environment(&self) -> Option<&Slug> {
        match self {
            Self::Deployment(one) => Some(&one.environment.name),
            Self::Approval(one) => Some(&one.environment),
            Self::Request(one) => Some(&one.environment),
            Self::Incident(one) => one.environment.as_ref(),
            Self::EnvironmentSnapshot(one) => Some(&one.environment),
            Self::Gap(one) => one.environment.as_ref(),
            Self::Correction(_) | Self::Redaction(_) | Self::Hold(_) | Self::Key(_) | Self::Seal(_) => None,
        }
    }

    /// The earlier entry that this one is about, which has to be its subject.
    #[must_use]
    pub fn target(&self) -> Option<LeafRef> {
        match self {
            Self::Correction(one) => Some(one.target),
            Self::Redaction(one) => Some(one.target),
            Self::Hold(one) => Some(one.target),
            Self::Approval(one) => one.revokes,
            Self::Deployment(_)
            | Self::Request(_)
            | Self::Incident(_)
            | Self::EnvironmentSnapshot(_)
            | Self::Key(_)
            | Self::Seal(_)
            | Self::Gap(_) => None,
        }
    }

    /// The values of people that it commits to: whose, which `field` a disclosure names, and the commitment.
    #[must_use]
    pub fn commitments(&self) -> Vec<(&Pseudonym, &'static str, Commitment)> {
        let held = match self {
            Self::Deployment(one) => {
                let reason = one.overridden.as_ref().map(|over| (&over.by, "reason", over.reason));
                [one.actor.name.map(|name| (&one.actor.pseudonym, "name", name)), reason]
            }
            Self::Approval(one) => {
                let of = |field, value: Option<Commitment>| value.map(|value| (&one.approver, field, value));
                [of("name", one.name), of("comment", one.comment)]
            }
            Self::Request(one) => {
                let reason = one.by.as_ref().zip(one.reason).map(|(by, reason)| (by, "reason", reason));
                [reason, None]
            }
            _ => [None, None],
        };
        held.into_iter().flatten().collect()
    }

    /// Reads the predicate of a kind.
    pub(crate) fn read(kind: Kind, value: &serde_json::Value) -> Result<Self, serde_json::Error> {
        use crate::json::typed;
        Ok(match kind {
            Kind::Deployment => Self::Deployment(typed(value)?),
            Kind::Approval => Self::Approval(typed(value)?),
            Kind::Request => Self::Request(typed(value)?),
            Kind::Incident => Self::Incident(typed(value)?),
            Kind::EnvironmentSnapshot => Self::EnvironmentSnapshot(typed(value)?),
            Kind::Correction => Self::Correction(typed(value)?),
            Kind::Redaction => Self::Redaction(typed(value)?),
            Kind::Hold => Self::Hold(typed(value)?),
            Kind::Key => Self::Key(typed(value)?),
            Kind::Seal => Self::Seal(typed(value)?),
            Kind::Gap => Self::Gap(typed(value)?),
        })
    }

    /// The predicate as JSON.
    pub(crate) fn write(&self) -> Result<serde_json::Value, serde_json::Error> {
        use serde_json::to_value;
        match self {
            Self::Deployment(one) => to_value(one),
            Self::Approval(one) => to_value(one),
            Self::Request(one) => to_value(one),
            Self::Incident(one) => to_value(one),
            Self::EnvironmentSnapshot(one) => to_value(one),
            Self::Correction(one) => to_value(one),
            Self::Redaction(one) => to_value(one),
            Self::Hold(one) => to_value(one),
            Self::Key(one) => to_value(one),
            Self::Seal(one) => to_value(one),
            Self::Gap(one) => to_value(one),
        }
    }
}
