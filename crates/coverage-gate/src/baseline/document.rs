//! The file that holds a baseline: points, the oldest first, one for each commit of a protected branch that was judged.

use coverage::MetricCounts;
use serde::{Deserialize, Serialize};
use verdict::canonical;

use crate::facts::Unknown;

/// The schema of this version.
const SCHEMA: &str = "releasegate/coverage-baseline/v1";
/// Older points are dropped.
const MOST: usize = 500;

/// A baseline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Document {
    schema: String,
    /// The gate that it is of: two gates judge different things.
    gate: String,
    /// The repository, by the id that survives renames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repository_id: Option<u64>,
    pub(crate) points: Vec<Judged>,
}

/// What was judged at a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judged {
    /// The commit.
    pub(crate) commit: String,
    /// The counts that limits were held against, with files in no report where those count.
    pub(crate) totals: MetricCounts,
    /// The judgement of its verdict, which an auditor can look up.
    pub(crate) judgement: String,
    /// The run that judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) run_id: Option<u64>,
}

impl Document {
    /// A baseline without points.
    pub(crate) fn new(gate: &str, repository_id: Option<u64>) -> Self {
        Self { schema: SCHEMA.to_owned(), gate: gate.to_owned(), repository_id, points: Vec::new() }
    }

    /// Reads one of this gate and repository. Impossible counts make all of it worthless: somebody wrote it by hand.
    pub(crate) fn read(bytes: &[u8], gate: &str, repository_id: Option<u64>) -> Result<Self, Unknown> {
        let broken = |why: String| Unknown::new("broken", format!("it cannot be read: {why}"));
        let value = verdict::read::strict_value(bytes).map_err(|error| broken(error.to_string()))?;
        let document: Self = serde_json::from_value(value).map_err(|error| broken(error.to_string()))?;
        if document.schema != SCHEMA {
            return Err(broken(format!("its schema is {}", document.schema)));
        }
        if document.gate != gate {
            let message = format!("it is of the gate `{}`, not of `{gate}`", document.gate);
            return Err(Unknown::new("other-gate", message));
        }
        if document.repository_id.zip(repository_id).is_some_and(|(one, other)| one != other) {
            return Err(Unknown::new("other-repository", "it is of another repository"));
        }
        let impossible = |point: &Judged| point.totals.values().any(|counts| counts.covered > counts.total);
        if let Some(point) = document.points.iter().find(|point| impossible(point)) {
            return Err(broken(format!("at {} more is covered than there is", point.commit)));
        }
        Ok(document)
    }

    /// The same with one more point; one of the same commit is replaced, so that judging a commit again changes nothing else.
    #[must_use]
    pub(crate) fn with(mut self, point: Judged) -> Self {
        self.points.retain(|known| known.commit != point.commit);
        self.points.push(point);
        let surplus = self.points.len().saturating_sub(MOST);
        self.points.drain(..surplus);
        self
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> anyhow::Result<Vec<u8>> {
        Ok(canonical::bytes(self)?)
    }
}
