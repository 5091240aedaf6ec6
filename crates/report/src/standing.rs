//! What a report rests on: which ledger, as it was when it was read, and what was found to be wrong with it.

use ledger::moment::Moment;
use serde::Serialize;

/// What is known of the ledger itself. The shell verifies it and says so here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// The ledger's origin.
    pub ledger: String,
    /// Where it was read.
    pub store: String,
    /// What verifying came to.
    pub state: State,
    /// The same, as a sentence goes on after "is".
    pub words: String,
    /// Whether entries may have been left out by whoever handed it over: a part of a ledger, or one shard of several.
    pub part: bool,
    /// Its heads, by shard.
    pub heads: Vec<Head>,
    /// What an answer out of it proves.
    pub proves: Vec<String>,
    /// What it cannot prove.
    pub cannot_prove: Vec<String>,
    /// What is wrong with it.
    pub faults: Vec<Finding>,
    /// What is to be looked at.
    pub notices: Vec<Finding>,
    /// What cannot be known.
    pub unknown: Vec<Finding>,
}

/// What verifying a ledger came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing is wrong, and known keys signed all of it.
    Sound,
    /// Nothing is wrong, and no known key signed all of it.
    Unproven,
    /// Nobody said whose signatures count.
    NotVerifiable,
    /// Something is wrong.
    Faulty,
}

impl State {
    /// The word that outputs use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Unproven => "unproven",
            Self::NotVerifiable => "not verifiable",
            Self::Faulty => "faulty",
        }
    }
}

/// The head of one shard: all of the report is as of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The shard's origin.
    pub origin: String,
    /// How many entries it covers.
    pub size: u64,
    /// The root over them.
    pub root: String,
    /// The time of the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_entry: Option<Moment>,
    /// How many of them a checkpoint that a trusted key signed covers.
    pub covered: u64,
}

/// One thing that was found, with its stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The shard, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The entry, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    /// What kind.
    pub code: String,
    /// What was found.
    pub message: String,
}

impl Finding {
    /// Where it is.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let entry = self.index.map(|index| format!("entry {index}"));
        match (&self.shard, entry) {
            (Some(shard), Some(entry)) => Some(format!("{entry} of shard {shard}")),
            (Some(shard), None) => Some(format!("shard {shard}")),
            (None, entry) => entry,
        }
    }

    /// For people.
    #[must_use]
    pub fn line(&self) -> String {
        match self.place() {
            Some(place) => format!("{place}: {} ({})", self.message, self.code),
            None => format!("{} ({})", self.message, self.code),
        }
    }
}
