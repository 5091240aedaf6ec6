//! The questions that a record can answer. Each gives its population, from which who examines draws a sample, and the exceptions in it; an
//! empty population is nothing to judge, and no good answer.

mod consent;
mod ends;
mod incidents;
mod judged;
mod record;

use history::History;
use history::deployed::Deployed;
use history::stand::Stand;
use history::trouble::Trouble;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::DeploymentEvent;
use metrics::Window;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::standing::Standing;

/// What queries are asked of: the deployments and incidents of a scope and a window, and the whole history for what they rest on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// What the ledger says.
    pub history: &'f History,
    /// In the order of their first entries.
    pub deployments: &'f [&'f Deployed],
    /// In the order in which they were noticed.
    pub troubles: &'f [Trouble],
    /// What is known of the ledger.
    pub standing: &'f Standing,
    /// Of which time.
    pub window: &'f Window,
    /// The environment that was asked for.
    pub environment: Option<&'f Slug>,
    /// By when what is due is overdue.
    pub now: Moment,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// What was asked.
    pub question: &'static str,
    /// Of what.
    pub population: Population,
    /// What is otherwise than asked.
    pub exceptions: Vec<Exception>,
    /// Why the answer is none, or not the whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_answerable: Option<String>,
}

/// All that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Population {
    /// What it consists of.
    pub of: &'static str,
    /// How many.
    pub count: usize,
    /// Each: its id, or its entry; empty where each entry of a ledger is meant.
    pub ids: Vec<String>,
}

/// One that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exception {
    /// Which.
    pub what: String,
    /// In which way.
    pub why: String,
    /// The entry to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

impl Exception {
    /// One of a deployment.
    pub(crate) fn of(one: &Deployed, why: impl Into<String>) -> Self {
        Self::at(one.id.to_string(), why, one.events.first().map(|event| &event.at))
    }

    /// One that an entry tells of.
    pub(crate) fn at(what: String, why: impl Into<String>, entry: Option<&Stand>) -> Self {
        Self { what, why: why.into(), entry: entry.map(Stand::words) }
    }
}

impl Answer {
    /// What was looked at, each by its name, and what of it is otherwise.
    pub(crate) fn of(of: &'static str, ids: Vec<String>, exceptions: Vec<Exception>) -> Self {
        Self::counted(Population { of, count: ids.len(), ids }, exceptions)
    }

    pub(crate) const fn counted(population: Population, exceptions: Vec<Exception>) -> Self {
        Self { question: "", population, exceptions, not_answerable: None }
    }

    /// How many of the population are exceptions; one with several counts once.
    #[must_use]
    pub fn excepted(&self) -> usize {
        self.exceptions.iter().map(|one| one.what.as_str()).collect::<std::collections::BTreeSet<_>>().len()
    }
}

type Ask = fn(&Facts<'_>) -> Answer;

macro_rules! queries {
    ($($name:ident, $word:literal, $question:literal, $ask:path;)*) => {
        /// One question.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the questions say what each is")]
        pub enum Query {
            $($name,)*
        }

        impl Query {
            /// Each of them.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word of mappings.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it asks.
            #[must_use]
            pub const fn question(self) -> &'static str {
                match self { $(Self::$name => $question,)* }
            }

            const fn asks(self) -> Ask {
                match self { $(Self::$name => $ask,)* }
            }
        }
    };
}

queries! {
    ApprovedDeployments, "approved-deployments",
        "Does each deployment rest on an approval that held when it began?", consent::approved;
    SeparateApprover, "separate-approver",
        "Was each approved deployment approved by somebody who neither deployed it nor wrote its changes?", consent::separate;
    TwoApprovers, "two-approvers",
        "Did two different people approve each deployment?", consent::two;
    ApprovalsSigned, "approvals-signed",
        "Does each decision state who made it, when, and what it means?", consent::signed;
    ApprovalsBound, "approvals-bound",
        "Is each approval bound to the very artifact and environment that it was used for?", consent::bound;
    ApproversAuthenticated, "approvers-authenticated",
        "Is it recorded by what, and when, each approver was authenticated?", consent::authenticated;
    GatesPassed, "gates-passed",
        "Was each deployment judged by a gate, and did none refuse it?", judged::gates;
    OverridesReviewed, "overrides-reviewed",
        "Did somebody else look at each deployment that went against the rules?", judged::overrides;
    EvidenceNamed, "evidence-named",
        "Does each deployment name evidence by the digest of its bytes?", judged::evidence;
    ArtifactsIdentified, "artifacts-identified",
        "Is what was deployed named by a digest?", judged::artifacts;
    RunsTraced, "runs-traced",
        "Does each deployment name who or what did it, and the run that did?", judged::runs;
    DeploymentsEnded, "deployments-ended",
        "Is it recorded how each deployment ended?", ends::ended;
    FailuresRepaired, "failures-repaired",
        "Was each failure that took traffic repaired?", ends::repaired;
    IncidentsResolved, "incidents-resolved",
        "Is each incident over?", incidents::resolved;
    IncidentsExplained, "incidents-explained",
        "Did somebody name the cause of each incident?", incidents::explained;
    NothingMissing, "nothing-missing",
        "Was the record compared with what runs, and is nothing missing in it?", record::missing;
    LedgerIntact, "ledger-intact",
        "Is every entry of the ledger as it was signed, in its place?", record::intact;
    ChangesExplained, "changes-explained",
        "Does whatever was erased or corrected say by what right, and was nothing erased that had to be kept?", record::changes;
}

impl Query {
    /// The query of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|query| query.word() == word)
    }

    /// Asks it. Of a part of a ledger the answer is never the whole one.
    #[must_use]
    pub fn ask(self, facts: &Facts<'_>) -> Answer {
        let mut answer = self.asks()(facts);
        answer.question = self.question();
        if answer.not_answerable.is_none() && facts.standing.part {
            let why = "a part of the ledger was read, and what was left out of it may hold more exceptions";
            answer.not_answerable = Some(why.to_owned());
        }
        answer
    }
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::of_word(&word).ok_or_else(|| serde::de::Error::custom("no such query"))
    }
}

impl<'f> Facts<'f> {
    /// The deployments that began: what was only asked for, or was broken off before, changed nothing.
    pub(crate) fn began(&self) -> impl Iterator<Item = &'f Deployed> {
        let idle = |event| matches!(event, DeploymentEvent::Requested | DeploymentEvent::Cancelled);
        self.deployments
            .iter()
            .copied()
            .filter(move |one| one.events.iter().any(|event| !idle(event.record.event)))
    }
}

/// The ids of deployments.
pub(crate) fn ids<'d>(deployments: impl Iterator<Item = &'d Deployed>) -> Vec<String> {
    deployments.map(|one| one.id.to_string()).collect()
}

#[cfg(test)]
mod tests;
