//! What a hostile pull request can put into a report, a checkout or a workspace, and what a broken machine does: nothing of it
//! makes a gate pass, speak for somebody else, or write where it should not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up its bench, or a verdict without the expected shape, should stop there"
)]

#[path = "hostile/demands.rs"]
mod demands;
#[path = "hostile/escape.rs"]
mod escape;
#[path = "hostile/machine.rs"]
mod machine;
#[path = "hostile/place.rs"]
mod place;
#[path = "hostile/report.rs"]
mod report;
#[path = "hostile/size.rs"]
mod size;
#[path = "hostile/words.rs"]
mod words;

use serde_json::Value;
use tests::case::bench::{Bench, Outcome};

const TOOL: &str = "coverage-gate";
/// Four lines of five.
const GOOD: &str = "TN:\nSF:src/a.py\nDA:1,1\nDA:2,0\nDA:3,1\nDA:4,1\nDA:5,1\nend_of_record\n";
const INPUTS: &str = r#"{"files": "coverage.info", "min-line": "80"}"#;

fn bench() -> Bench {
    Bench::new(TOOL).unwrap()
}

/// A bench with a report that reaches the limit of [`INPUTS`].
fn good() -> Bench {
    let bench = bench();
    bench.write("coverage.info", GOOD).unwrap();
    bench
}

fn act(bench: &Bench, inputs: &str) -> Outcome {
    bench.run(&mut bench.action(inputs).unwrap()).unwrap()
}

/// The verdict's value; null where there is none.
fn verdict(outcome: &Outcome) -> Value {
    outcome.verdict.as_deref().map(|bytes| serde_json::from_slice(bytes).unwrap()).unwrap_or_default()
}

/// The reason of one rule.
fn reason(outcome: &Outcome, rule: &str) -> String {
    let verdict = verdict(outcome);
    let rule = verdict["rules"].as_array().unwrap().iter().find(|one| one["id"] == rule).unwrap().clone();
    rule["reason"].as_str().unwrap().to_owned()
}
