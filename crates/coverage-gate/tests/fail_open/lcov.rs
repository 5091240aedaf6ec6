//! Rows about LCOV's records: branches, functions, long lines and checksums that other readers take for something else.

use crate::run::{assert_counted as assert_counted_once, judged};

/// Asserts it of reports as they are, and of such with much behind them: there plain records are read in a shorter way.
fn assert_counted(reports: &[(&str, &str)], metric: &str, covered: u64, total: u64) {
    assert_counted_once(reports, metric, covered, total);
    let longer = reports.iter().map(|(name, text)| (*name, format!("{text}# {}\n", "x".repeat(200))));
    let longer: Vec<(&str, String)> = longer.collect();
    let longer: Vec<(&str, &str)> = longer.iter().map(|(name, text)| (*name, text.as_str())).collect();
    assert_counted_once(&longer, metric, covered, total);
}

fn of(path: &str, records: &str) -> String {
    format!("TN:\nSF:{path}\n{records}end_of_record\n")
}

#[test]
fn row_05_a_branch_that_was_not_taken_is_not_covered() {
    // `0`: the block ran and the branch was not taken. `-`: the block never ran.
    for not_taken in ["0", "-"] {
        let report = of("src/a.py", &format!("DA:2,1\nBRDA:2,0,0,1\nBRDA:2,0,1,{not_taken}\n"));
        assert_counted(&[("lcov.info", &report)], "branch", 1, 2);
    }
}

#[test]
fn row_06_a_function_with_an_end_line_drops_nothing() {
    // LCOV 2.0 gives `FN` an end, 2.2 writes `FNL` and `FNA` instead.
    for function in ["FN:1,3,main\nFNDA:1,main\n", "FNL:0,1,3\nFNA:0,1,main\n"] {
        let report = of("src/a.cpp", &format!("{function}FNF:1\nFNH:1\nDA:1,1\nDA:2,0\nLF:2\nLH:1\n"));
        assert_counted(&[("lcov.info", &report)], "line", 1, 2);
        let found = judged(&[("lcov.info", &report)], &["--min-function=100"]);
        found.proceeded("pass");
        assert_eq!(found.numbers("function"), (1, 1));
    }
}

#[test]
fn row_07_branches_of_two_blocks_are_two_branches() {
    let report = of("src/a.cpp", "DA:1,1\nBRDA:1,0,0,1\nBRDA:1,1,0,0\n");
    assert_counted(&[("lcov.info", &report)], "branch", 1, 2);
}

#[test]
fn row_07_a_branch_is_known_by_its_number_and_not_by_its_place() {
    // Both shards took branch 1 alone, and name it first or last: by place, the union would be both.
    let first = of("src/a.cpp", "DA:1,1\nBRDA:1,0,1,1\nBRDA:1,0,0,0\n");
    let last = of("src/a.cpp", "DA:1,1\nBRDA:1,0,0,0\nBRDA:1,0,1,1\n");
    assert_counted(&[("1.info", &first), ("2.info", &last)], "branch", 1, 2);
}

#[test]
fn row_09_a_long_line_cuts_nothing() {
    // Readers with a buffer of 64 KiB stop here, or after the end of the line.
    let long = format!("FN:1,{0}\nFNDA:1,{0}\n# {1}\n", "f".repeat(70_000), "x".repeat(300_000));
    let report = of("src/a.cpp", &format!("{long}DA:1,1\nDA:2,0\n"));
    assert_counted(&[("lcov.info", &report)], "line", 1, 2);
}

#[test]
fn row_09_a_long_report_is_read_to_its_end_by_however_many() {
    // Megabytes: several threads read pieces of it. Of each file the second line is uncovered, and of the last one all.
    let mut report: String =
        (0..40_000).map(|file| of(&format!("src/{file}.py"), "FN:1,f\nFNDA:1,f\nDA:1,1\nDA:2,0\n")).collect();
    report += &of("src/a.py", "DA:1,0\nDA:2,0\nBRDA:1,0,0,0\n");
    assert!(report.len() > 2 << 20);
    assert_counted_once(&[("lcov.info", &report)], "line", 40_000, 80_002);
    let cut = report.strip_suffix("end_of_record\n").unwrap();
    let found = judged(&[("lcov.info", cut)], &["--min-line=0"]);
    found.stopped(4, "error");
    assert_eq!(found.rule("reports-readable"), ("error", "report-truncated"));
}

#[test]
fn row_09_a_line_without_end_is_an_error_and_no_smaller_report() {
    let report = of("src/a.py", &format!("DA:1,1\n# {}\nDA:2,0\n", "x".repeat(2 << 20)));
    let found = judged(&[("lcov.info", &report)], &["--min-line=1%"]);
    found.stopped(4, "error");
    assert_eq!(found.rule("reports-readable"), ("error", "report-broken"));
    assert_eq!(found.facts["reports"][0]["broken"]["code"], "too-large");
    assert_eq!(found.rule("total-line"), ("inconclusive", "reports-incomplete"));
}

#[test]
fn row_13_branches_count_in_every_language_and_on_line_1() {
    let branches = "DA:1,1\nBRDA:1,0,0,1\nBRDA:1,0,1,0\n";
    let c_plus_plus = of("src/a.cpp", &format!("FN:1,_Z3foov\nFN:2,_GLOBAL__x\nFNDA:1,_Z3foov\n{branches}"));
    for report in [c_plus_plus, of("src/a.js", branches), of("src/a.ts", branches)] {
        assert_counted(&[("lcov.info", &report)], "branch", 1, 2);
    }
}

#[test]
fn row_16_a_checksum_is_no_count() {
    let report = of("src/a.cpp", "DA:1,1,c2Vjb25k\nDA:5,0,Zmlyc3Q+9/9=\n");
    assert_counted(&[("lcov.info", &report)], "line", 1, 2);
}

#[test]
fn row_16_counts_of_functions_go_by_name() {
    // Both shards called `b` alone. By place, the first would have called `a`.
    let turned = of("src/a.cpp", "FN:1,a\nFN:5,b\nFNDA:1,b\nFNDA:0,a\nDA:1,1\n");
    let straight = of("src/a.cpp", "FN:1,a\nFN:5,b\nFNDA:0,a\nFNDA:1,b\nDA:1,1\n");
    assert_counted(&[("1.info", &turned), ("2.info", &straight)], "function", 1, 2);
}

#[test]
fn row_16_the_end_of_a_function_is_no_part_of_its_name() {
    let with_end = of("src/a.cpp", "FN:1,3,a\nFNDA:1,a\nDA:1,1\n");
    let without = of("src/a.cpp", "FN:1,a\nFNDA:0,a\nDA:1,0\n");
    let found = judged(&[("1.info", &with_end), ("2.info", &without)], &["--min-function=100"]);
    found.proceeded("pass");
    assert_eq!(found.numbers("function"), (1, 1));
}
