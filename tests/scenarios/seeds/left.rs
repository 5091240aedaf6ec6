//! What is left when GitHub shows nothing any more: a clone of the record, and what the program says of it.

use serde_json::{Value, json};

use super::pipeline::Pipeline;
use crate::stage::clone::Clone;
use crate::stage::forget;

pub(super) struct Left {
    verified: (Option<i32>, Value),
    /// What it answers to controls, of production.
    report: Value,
    staging: Live,
    production: Live,
}

/// What the record says of what is live in a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Live {
    pub(super) commit: String,
    /// `planned` or `rollback`.
    pub(super) kind: String,
    /// How many approvals it rests on.
    pub(super) approvals: u64,
}

impl Live {
    /// A commit that somebody deployed, with so many approvals.
    pub(super) fn planned(commit: &str, approvals: u64) -> Self {
        Self { commit: commit.to_owned(), kind: "planned".to_owned(), approvals }
    }

    /// A commit that was gone back to.
    pub(super) fn back(commit: &str) -> Self {
        Self { commit: commit.to_owned(), kind: "rollback".to_owned(), approvals: 0 }
    }

    fn of(clone: &Clone, environment: &str) -> Self {
        let (_, answer) = clone.ask(&["deployed", "--environment", environment]);
        let live = &answer["spots"][0]["live"]["deployment"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            commit: text(&live["subjects"][0]["digest"]["gitCommit"]),
            kind: text(&live["kind"]),
            approvals: live["approvals"].as_u64().unwrap(),
        }
    }
}

impl Left {
    /// Deletes what GitHub shows of the pipeline, and asks a clone.
    pub(super) fn of(pipeline: &Pipeline) -> Self {
        forget(&pipeline.stage.simulator);
        let clone = Clone::of(&pipeline.stage.simulator);
        let live = |environment| Live::of(&clone, environment);
        let (verified, (_, report)) = (clone.ask(&["verify"]), clone.ask(&["report"]));
        Self { verified, report, staging: live("staging"), production: live("production") }
    }

    /// The record is sound, holds so many requests that were approved and used, and deployments in these states.
    pub(super) fn is_sound(&self, approved: u64, states: &Value) {
        let (code, verified) = &self.verified;
        assert_eq!((*code, verified["state"].as_str()), (Some(0), Some("sound")), "{verified:#}");
        assert_eq!(verified["faults"], json!([]));
        assert_eq!(verified["approvals"], json!({"permitted": approved, "recordedAlone": 0, "refused": 0}));
        assert_eq!(verified["deployments"]["states"], *states, "{verified:#}");
        assert_eq!(verified["deployments"]["overridden"], 0);
        assert_eq!(verified["evidence"]["named"], verified["evidence"]["whole"]);
    }

    /// How many deployments to production each of these queries of the report looked at, and how many of them are exceptions.
    pub(super) fn answers<const N: usize>(&self, queries: [&str; N]) -> [(u64, usize); N] {
        queries.map(|query| {
            let answer = &self.report["answers"][query];
            let exceptions = answer["exceptions"].as_array().unwrap().len();
            (answer["population"]["count"].as_u64().unwrap(), exceptions)
        })
    }

    /// What is live in staging, and in production.
    pub(super) fn live(&self) -> [&Live; 2] {
        [&self.staging, &self.production]
    }
}
