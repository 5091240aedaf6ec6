//! From what a gate decided to the verdict: the pure core decides a [`Draft`], the shell knows the [`Envelope`].

use serde_json::{Map, Value};

use crate::canonical::CanonicalError;
use crate::decision::{Decision, FailOn};
use crate::document::{Digest, FileRef, Gate, Input, PolicyRef, Verdict};
use crate::judgement;
use crate::rule::{Rule, RuleCounts};
use crate::run::{Run, Subject};
use crate::status::Status;
use crate::time::Time;

/// What a gate decided: a function of policy and facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Every rule with its result; the status is their sum.
    pub rules: Vec<Rule>,
    /// One sentence for people.
    pub summary: String,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// What the gate did not look at, for people.
    pub not_covered: Vec<String>,
    /// Typed per gate.
    pub details: Map<String, Value>,
}

/// What the decision does not depend on: who judged, when, for which commit, under which policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Which gate, by which tool.
    pub gate: Gate,
    /// What was judged.
    pub subject: Vec<Subject>,
    /// The run that judged it.
    pub run: Run,
    /// When the gate began.
    pub started: Time,
    /// When it ended.
    pub finished: Time,
    /// Where the policy came from.
    pub policy: PolicyRef,
    /// The facts file.
    pub facts: Option<FileRef>,
    /// From which status on the pipeline stops.
    pub fail_on: FailOn,
    /// Whether the gate only reports.
    pub report_only: bool,
    /// The verdict that this one replaces.
    pub previous: Option<Digest>,
}

/// Adds up the rules and seals all of it with the judgement.
///
/// # Errors
/// A draft that has no canonical bytes: integers beyond 2^53 − 1.
pub fn seal(draft: Draft, envelope: Envelope) -> Result<Verdict, CanonicalError> {
    let status = Status::aggregate(draft.rules.iter().map(|rule| rule.status));
    let mut verdict = Verdict {
        schema: crate::SCHEMA.to_owned(),
        gate: envelope.gate,
        status,
        judgement: String::new(),
        summary: draft.summary,
        subject: envelope.subject,
        run: envelope.run,
        started: envelope.started,
        finished: envelope.finished,
        policy: envelope.policy,
        facts: envelope.facts,
        inputs: draft.inputs,
        counts: RuleCounts::of(&draft.rules),
        rules: draft.rules,
        not_covered: draft.not_covered,
        decision: Decision::of(status, envelope.fail_on, envelope.report_only),
        details: draft.details,
        previous: envelope.previous,
    };
    verdict.judgement = judgement::judgement(&verdict)?;
    Ok(verdict)
}

impl Envelope {
    /// The envelope of a verdict that exists, to seal a draft again in replay.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        Self {
            gate: verdict.gate.clone(),
            subject: verdict.subject.clone(),
            run: verdict.run.clone(),
            started: verdict.started,
            finished: verdict.finished,
            policy: verdict.policy.clone(),
            facts: verdict.facts.clone(),
            fail_on: verdict.decision.fail_on,
            report_only: verdict.decision.report_only,
            previous: verdict.previous.clone(),
        }
    }
}
