//! Why an answer about a moment may be wrong. None of these is a fault: the entries are what was recorded.

use ledger::moment::Moment;
use ledger::name::Ulid;
use serde::Serialize;

use crate::stand::Stand;

/// One reason to doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "doubt", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Doubt {
    /// Clocks disagree around the moment, and another cut through the entries gives another answer.
    ClockSkew {
        /// An entry that says it is of later than the moment,
        after: Stand,
        /// and one that stands behind it and says it is of before.
        before: Stand,
    },
    /// The entry of an end and the end itself lie on different sides of the moment.
    EnteredElsewhen {
        /// Whose end.
        deployment: Ulid,
        /// When it ended, as its record says.
        finished: Moment,
        /// Its entry.
        at: Stand,
    },
    /// A deployment failed after it took traffic, and no entry says what ran then.
    FailedWithImpact {
        /// Which.
        deployment: Ulid,
        /// The entry that says so.
        at: Stand,
    },
    /// Something happened there that the ledger does not hold.
    Gap {
        /// The entry that says so.
        at: Stand,
    },
    /// An entry was erased, or is broken in a faulty ledger, that may have told of a deployment there.
    Erased {
        /// Which entry.
        at: Stand,
    },
}

impl Doubt {
    /// For people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::ClockSkew { after, before } => format!(
                "clocks disagree: {} says {}, and {} behind it {}: which of them came by then changes the answer",
                after.words(),
                after.time,
                before.words(),
                before.time
            ),
            Self::EnteredElsewhen { deployment, finished, at } => {
                format!(
                    "deployment {deployment} says it ended at {finished}, and {} is of {}",
                    at.words(),
                    at.time
                )
            }
            Self::FailedWithImpact { deployment, at } => format!(
                "deployment {deployment} failed after it took traffic ({}), and no entry says what ran then",
                at.words()
            ),
            Self::Gap { at } => format!("{} says that something happened there without a record", at.words()),
            Self::Erased { at } => {
                format!(
                    "{} says nothing that can be read any more, and may have told of a deployment there",
                    at.words()
                )
            }
        }
    }
}
