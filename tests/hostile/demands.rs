//! All that reports may not do, to the gate or through it, and who shows that they cannot: tests of this folder, and golden cases
//! by the names of their folders.

use std::collections::BTreeSet;
use std::path::Path;

/// What reports may not do to their reader.
const READ: [(&str, &[&str]); 12] = [
    (
        "entities are neither expanded nor fetched",
        &[
            "an_entity_is_refused_in_whatever_encoding_it_comes",
            "hostile-entity-bomb",
            "hostile-external-entity",
            "hostile-unknown-entity",
        ],
    ),
    ("a plain document type is read and not fetched", &["document-type-is-not-fetched"]),
    ("depth is bounded", &["hostile-deep-nesting", "hostile-json-nesting"]),
    (
        "attributes are bounded",
        &["lines_names_and_tags_without_end_are_refused", "of_attributes_64_are_read_and_no_more"],
    ),
    (
        "names are bounded",
        &["lines_names_and_tags_without_end_are_refused", "of_a_name_4_kib_are_read_and_no_more"],
    ),
    (
        "counters saturate",
        &[
            "counters_of_every_format_saturate_and_never_wrap",
            "counts_are_saturated_and_never_wrap",
            "numbers_that_json_cannot_hold_stop_the_gate",
        ],
    ),
    ("a high line number takes no memory", &["a_high_line_number_takes_no_room", "hostile-huge-line-number"]),
    ("an attribute that stands twice is refused", &["hostile-attribute-twice", "hostile-json-key-twice"]),
    (
        "declared encodings are read, and others refused",
        &["encodings_that_are_declared_are_read_and_others_refused"],
    ),
    ("NUL is in no name", &["a_nul_in_a_path_or_a_number_is_refused", "hostile-control-characters-in-a-name"]),
    (
        "`..` and absolute paths lead nowhere",
        &[
            "a_path_out_of_the_checkout_is_nobodys_file_and_is_not_opened",
            "a_path_that_leaves_its_folder_is_doubtful_even_if_it_comes_back",
        ],
    ),
    (
        "what unpacks to very much more is refused",
        &[
            "a_bomb_takes_no_room",
            "an_archive_within_an_archive_is_not_opened",
            "elements_without_end_take_no_room",
            "hostile-gzip-bomb",
        ],
    ),
];

/// What names out of reports may not do where they are shown.
const SHOWN: [(&str, &[&str]); 8] = [
    ("`|`", &["a_bar_ends_no_cell"]),
    ("backtick", &["a_backtick_ends_no_code"]),
    ("`<`", &["an_angle_bracket_begins_no_tag"]),
    ("`@`", &["an_at_sign_mentions_nobody"]),
    ("newline", &["a_line_break_is_in_no_name", "hostile-newline-in-name"]),
    (
        "`::`",
        &[
            "debug_lines_are_commands_of_our_own",
            "no_pattern_is_read_as_anything_else",
            "two_colons_begin_no_command",
        ],
    ),
    ("`</details>`", &["a_summary_over_1_mib_is_cut_at_a_row", "the_end_of_a_block_ends_none"]),
    (
        "all together, in every place",
        &[
            "a_value_cannot_end_its_own_heredoc",
            "hostile-names-in-cobertura",
            "hostile-names-in-lcov",
            "hostile-pattern",
            "no_name_in_a_report_is_read_as_anything_else",
            "no_text_at_all_is_read_as_anything_else",
            "the_name_of_a_report_is_only_a_name_either",
        ],
    ),
];

/// The tests of the modules that are about reports and words.
fn tests() -> BTreeSet<&'static str> {
    let modules = [
        include_str!("escape.rs"),
        include_str!("report.rs"),
        include_str!("size.rs"),
        include_str!("words.rs"),
    ];
    let tests = modules.iter().flat_map(|module| module.split("#[test]").skip(1));
    tests.filter_map(|test| test.trim_start().strip_prefix("fn ")?.split('(').next()).collect()
}

#[test]
fn every_demand_has_its_tests_and_every_test_of_a_report_its_demand() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/coverage-gate");
    let tests = tests();
    let mut listed = BTreeSet::new();
    for (demand, names) in READ.iter().chain(&SHOWN) {
        assert!(!names.is_empty(), "no test: {demand}");
        for name in *names {
            let case = cases.join(name).join("expect.toml").is_file();
            assert!(case || tests.contains(name), "{demand}: there is neither a test nor a case {name}");
            listed.insert(*name);
        }
    }
    for module in [include_str!("escape.rs"), include_str!("report.rs")] {
        let tests = module
            .split("#[test]")
            .skip(1)
            .filter_map(|test| test.trim_start().strip_prefix("fn ")?.split('(').next());
        assert_eq!(tests.filter(|test| !listed.contains(test)).collect::<Vec<_>>(), [""; 0]);
    }
    let cases = std::fs::read_dir(cases).unwrap().map(|case| case.unwrap().file_name().into_string().unwrap());
    let unlisted = cases.filter(|case| case.starts_with("hostile-") && !listed.contains(case.as_str()));
    assert_eq!(unlisted.collect::<Vec<_>>(), [""; 0]);
}
