//! The ways in which coverage gates are known to pass although they could not measure, or to show a better number than there
//! is: each is a row with its tests, which show that this one stops or counts right. The list at the end is complete.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set up its repository, or a verdict without the expected shape, should stop there"
)]

#[path = "fail_open/besides.rs"]
mod besides;
#[path = "fail_open/changes.rs"]
mod changes;
#[path = "fail_open/lcov.rs"]
mod lcov;
#[path = "fail_open/nothing.rs"]
mod nothing;
#[path = "fail_open/run.rs"]
mod run;
#[path = "fail_open/shards.rs"]
mod shards;
#[path = "fail_open/xml.rs"]
mod xml;

use std::collections::BTreeSet;

/// What passes elsewhere, row by row, and the tests that show that it does not pass here.
const ROWS: [(&str, &[&str]); 21] = [
    (
        "01: a report of nothing is 100 %",
        &[
            "row_01_an_empty_report_passes_no_limit",
            "row_01_changes_pass_no_limit_on_an_empty_report",
            "row_01_files_without_a_line_pass_no_limit",
            "row_01_json_that_says_nothing_passes_no_limit",
        ],
    ),
    (
        "02: a line that another report does not name counts as covered",
        &[
            "row_02_a_changed_line_that_another_report_does_not_name_stays_uncovered",
            "row_02_a_line_that_another_report_does_not_name_stays_uncovered",
        ],
    ),
    (
        "03: `branch=\"True\"` is not read",
        &["row_03_branches_of_changed_lines_count_if_true_is_in_capitals", "row_03_true_in_capitals_is_true"],
    ),
    (
        "04: a changed file in no report is no violation",
        &["row_04_a_changed_file_in_no_report_is_no_success", "row_04_a_new_file_in_no_report_is_no_success"],
    ),
    ("05: a branch that was not taken counts as taken", &["row_05_a_branch_that_was_not_taken_is_not_covered"]),
    ("06: a function with an end line drops its file", &["row_06_a_function_with_an_end_line_drops_nothing"]),
    (
        "07: branches of several blocks fall together, or are known by their place",
        &[
            "row_07_a_branch_is_known_by_its_number_and_not_by_its_place",
            "row_07_branches_of_two_blocks_are_two_branches",
        ],
    ),
    ("08: without a baseline the drop is judged against 0 %", &["row_08_without_a_baseline_nothing_has_risen"]),
    (
        "09: a report is cut at its first long line",
        &[
            "row_09_a_line_without_end_is_an_error_and_no_smaller_report",
            "row_09_a_long_line_cuts_nothing",
            "row_09_a_long_report_is_read_to_its_end_by_however_many",
        ],
    ),
    (
        "10: no report, or no baseline, is a success",
        &[
            "row_10_neither_a_missing_report_nor_a_missing_baseline_is_a_success",
            "row_10_no_report_at_all_is_no_success",
        ],
    ),
    (
        "11: changes without a measured line, or a part that was not uploaded, are a success",
        &[
            "row_11_a_part_that_was_not_uploaded_is_no_success",
            "row_11_changes_that_cannot_be_told_are_no_success",
            "row_11_changes_without_code_are_skipped_and_no_full_marks",
        ],
    ),
    (
        "12: XML that was cut is a smaller report",
        &["row_12_a_report_that_was_cut_is_never_a_smaller_one", "row_12_what_is_no_xml_is_not_mended"],
    ),
    (
        "13: branches are dropped by language, by the name of a function, or on line 1",
        &["row_13_branches_count_in_every_language_and_on_line_1"],
    ),
    (
        "14: an upload of nothing, or one that failed, is a success",
        &[
            "row_14_a_report_whose_paths_fit_nothing_is_no_success",
            "row_14_an_error_of_the_gate_stops_it_unasked",
            "row_14_zero_files_are_no_success",
        ],
    ),
    (
        "15: a report that cannot be read is left out, and a limit without data is not judged",
        &["row_15_a_limit_without_data_is_not_skipped", "row_15_a_report_that_cannot_be_read_is_not_left_out"],
    ),
    (
        "16: a checksum is a count, functions are known by their place, an end line is part of a name",
        &[
            "row_16_a_checksum_is_no_count",
            "row_16_counts_of_functions_go_by_name",
            "row_16_the_end_of_a_function_is_no_part_of_its_name",
        ],
    ),
    ("17: the total is the mean of percentages", &["row_17_the_total_is_no_mean_of_percentages"]),
    (
        "18: no file is a success, and nothing found is no number",
        &["row_18_no_file_is_no_success", "row_18_zero_of_zero_is_no_number"],
    ),
    (
        "19: limits never stop anything, and a report of nothing or of other files is 100 %",
        &[
            "row_19_a_limit_that_is_missed_stops_without_being_asked_to",
            "row_19_a_report_of_other_files_is_not_100",
            "row_19_an_empty_report_is_not_100",
        ],
    ),
    (
        "20: shards are cut to the shortest, groups dropped, the last statement wins, odd numbers crash",
        &[
            "row_20_groups_at_any_depth_are_read",
            "row_20_odd_numbers_crash_nothing",
            "row_20_shards_are_not_cut_to_the_shortest",
            "row_20_shards_that_omit_lines_of_each_other_are_of_two_sources",
            "row_20_the_last_statement_of_a_line_does_not_win",
            "row_20_what_one_shard_omits_another_may_know",
        ],
    ),
    (
        "21: files that are not on the disk or in groups are dropped, the last line wins, no XML is recovered",
        &[
            "row_21_a_file_that_is_not_on_the_disk_counts",
            "row_21_a_report_that_is_no_xml_is_not_recovered",
            "row_21_files_of_groups_are_read",
            "row_21_of_a_line_that_stands_twice_neither_is_lost",
        ],
    ),
];

/// What is counted wrong besides, one test each.
const BESIDES: [&str; 8] = [
    "besides_a_limit_that_is_just_reached_is_reached",
    "besides_a_path_with_two_colons_keeps_its_lines",
    "besides_branches_of_another_shape_do_not_win",
    "besides_import_paths_of_go_lose_no_folder",
    "besides_limits_come_from_no_file_of_the_checkout",
    "besides_lines_of_jacoco_with_branches_are_lines",
    "besides_packages_of_clover_within_metrics_are_read",
    "besides_the_last_record_of_a_file_does_not_win",
];

/// The tests of the modules above, as they stand there.
fn tests() -> BTreeSet<&'static str> {
    let modules = [
        include_str!("fail_open/besides.rs"),
        include_str!("fail_open/changes.rs"),
        include_str!("fail_open/lcov.rs"),
        include_str!("fail_open/nothing.rs"),
        include_str!("fail_open/shards.rs"),
        include_str!("fail_open/xml.rs"),
    ];
    let tests = modules.iter().flat_map(|module| module.split("#[test]\nfn ").skip(1));
    tests.filter_map(|test| test.split('(').next()).collect()
}

#[test]
fn every_row_has_its_tests_and_every_test_its_row() {
    let mut listed = BTreeSet::from(BESIDES);
    for (number, (row, names)) in (1..).zip(ROWS) {
        assert!(row.starts_with(&format!("{number:02}: ")), "{row} stands in the place of {number}");
        assert!(!names.is_empty(), "no test for row {row}");
        for name in names {
            assert!(name.starts_with(&format!("row_{number:02}_")), "{name} is no test of row {row}");
            assert!(listed.insert(name), "{name} stands twice");
        }
    }
    assert_eq!(listed, tests());
}
