//! The 21 ways in which the reference implementation of a merge loses or bends what it merges. Each has its test here.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

#[path = "defects/input.rs"]
mod input;
#[path = "defects/levels.rs"]
mod levels;
mod oracle;
#[path = "defects/runs.rs"]
mod runs;
#[path = "defects/tables.rs"]
mod tables;

use oracle::{log, merged, results, try_merge};
use serde_json::{Value, json};

/// Its number, what it is, and the tests that show its absence.
type Defect = (usize, &'static str, &'static [fn()]);

/// The defects by their numbers, and the tests that show its absence.
const DEFECTS: [Defect; 21] = [
    (1, "categories are lost", &[runs::categories_survive, runs::one_category_with_several_runs_keeps_each_id]),
    (2, "originalUriBaseIds of later runs are dropped", &[tables::bases_in_conflict_are_renamed]),
    (3, "taxonomies are dropped", &[tables::taxonomies_are_united]),
    (4, "threadFlowLocations are dropped", &[tables::shared_steps_lead_to_their_own]),
    (
        5,
        "graphs, web requests, version control, addresses, policies and translations are dropped",
        &[tables::other_tables_are_united],
    ),
    (6, "extensions are dropped", &[tables::extensions_are_united]),
    (
        7,
        "duplicates are sought before indexes are re-based",
        &[tables::equal_results_are_joined_after_rebasing],
    ),
    (8, "rules without results are dropped", &[tables::rules_without_results_survive]),
    (
        9,
        "unknown members are dropped",
        &[runs::unknown_members_survive, runs::unknown_members_in_conflict_keep_runs_apart],
    ),
    (10, "broken input passes", &[input::broken_input_is_an_error]),
    (11, "missing input passes as no runs", &[input::no_bytes_are_an_error]),
    (12, "runs without results are dropped", &[runs::runs_without_results_survive]),
    (13, "depth of 64 drops the file", &[input::depth_beyond_64_is_read]),
    (14, "tool names run into versions", &[runs::names_do_not_run_into_versions]),
    (15, "an index out of range aborts unclearly", &[input::indexes_out_of_range_name_their_place]),
    (16, "suppressions and baseline states are mixed", &[runs::states_are_all_or_none]),
    (17, "inline external properties are dropped", &[runs::external_properties_survive]),
    (18, "column kinds and schemas are made up", &[runs::column_kinds_and_schemas_are_not_made_up]),
    (19, "rules of one id change levels", &[levels::levels_survive_rules_of_one_id]),
    (20, "overrides lead to other rules", &[levels::overrides_lead_to_their_rules]),
    (21, "a parent that is its own crashes", &[input::parents_in_circles_are_an_error]),
];

#[test]
fn every_defect_has_its_tests() {
    let numbers: Vec<usize> = DEFECTS.iter().map(|(number, _, _)| *number).collect();
    assert_eq!(numbers, (1..=21).collect::<Vec<_>>());
    for (number, name, tests) in DEFECTS {
        assert!(!tests.is_empty(), "defect {number} ({name}) has no test");
        for test in tests {
            test();
        }
    }
}

fn run(more: Value) -> Value {
    let mut run = json!({"tool": {"driver": {"name": "T", "version": "1"}}, "results": []});
    run.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    run
}

fn with_rules(rules: Value, more: Value) -> Value {
    let mut run = run(more);
    run["tool"]["driver"]["rules"] = rules;
    run
}

/// Merges a log for each run; there must be `runs` afterwards, which say all that was said.
fn kept(runs: &[Value], count: usize) -> Value {
    let logs: Vec<Value> = runs.iter().map(|run| log(std::slice::from_ref(run))).collect();
    let after = merged(&logs);
    assert_eq!(after["runs"].as_array().unwrap().len(), count, "{after:#}");
    let before: std::collections::BTreeSet<String> = logs.iter().flat_map(results).collect();
    assert_eq!(before, results(&after));
    let found = oracle::tables(&after);
    for entry in logs.iter().flat_map(oracle::tables) {
        assert!(found.contains(&entry), "{entry} is lost: {found:#?}");
    }
    after
}

fn error_of(run: &Value) -> String {
    try_merge(&[("in.sarif", log(std::slice::from_ref(run)).to_string().as_bytes())], 1)
        .unwrap_err()
        .to_string()
}
