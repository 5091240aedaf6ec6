//! Why a deployment was allowed: what it rests on, as it was recorded. Whether that is enough is for policies to say.

use ledger::digest::DigestSet;
use ledger::moment::Moment;
use ledger::predicate::{Gate, LeafRef, Override, RequestEvent};
use serde::Serialize;

use crate::consent::{Asked, AskedEvent, Given};
use crate::deployed::Deployed;
use crate::gathered::History;
use crate::stand::Stand;

/// What a deployment rests on.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Why<'h> {
    /// The approvals that it names.
    pub approvals: Vec<Used<'h>>,
    /// The requests that asked for them, or that it used.
    pub requests: Vec<&'h Asked>,
    /// What judged it.
    pub gates: Vec<&'h Gate>,
    /// That somebody deployed against the rules.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Overridden<'h>>,
}

/// An approval as a deployment uses it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Used<'h> {
    /// Which entry.
    pub leaf: LeafRef,
    /// For which artifact.
    pub applies_to: &'h DigestSet,
    /// What stands there; nothing where that is no approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<&'h Given>,
}

/// An override with what became of it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overridden<'h> {
    /// The entry that says so.
    pub at: &'h Stand,
    /// By whom, a commitment to why, and until when somebody else has to look at it.
    pub says: &'h Override,
    /// That somebody did.
    pub reviews: Vec<&'h AskedEvent>,
}

impl Overridden<'_> {
    /// Whether nobody has looked at it, and should have.
    #[must_use]
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.reviews.is_empty() && self.says.review_by.is_some_and(|by| by < now)
    }
}

impl History {
    /// Why a deployment was allowed.
    #[must_use]
    pub fn why<'h>(&'h self, deployed: &'h Deployed) -> Why<'h> {
        let used = deployed.approvals().into_iter().map(|used| Used {
            leaf: used.leaf,
            applies_to: &used.applies_to,
            given: self.given(used.leaf),
        });
        let approvals: Vec<Used<'h>> = used.collect();
        let leaves: Vec<LeafRef> = approvals.iter().map(|used| used.leaf).collect();
        let requests = self.behind(&deployed.id, &leaves);
        let overridden = deployed.overridden().map(|(event, says)| Overridden {
            at: &event.at,
            says,
            reviews: reviews(&requests),
        });
        Why { approvals, requests, gates: deployed.gates(), overridden }
    }
}

fn reviews<'h>(requests: &[&'h Asked]) -> Vec<&'h AskedEvent> {
    let events = requests.iter().flat_map(|asked| &asked.events);
    events.filter(|event| event.record.event == RequestEvent::Reviewed).collect()
}

#[cfg(test)]
mod tests;
