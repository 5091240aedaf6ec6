use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

/// A record of one file with these lines.
fn record(lines: &str) -> String {
    format!("TN:\nSF:a.c\n{lines}\nend_of_record\n")
}

#[test]
fn every_record_of_the_grammar_is_accepted() {
    let text = "\u{FEFF}# a comment: with a colon\r\n\r\nTN:unit,diff\r\nSF:/src/a.c\r\nVER:1\r\n\
        FN:1,3,main\r\nFN:5,old(int, char)\r\nFNDA:2,main\r\nFNDA:0,old(int, char)\r\nFNF:2\r\nFNH:1\r\n\
        BRDA:2,0,0,1\r\nBRDA:2,e0,1,-\r\nBRDA:3,fU1,0,0\r\nBRF:2\r\nBRH:1\r\n\
        MCDC:2,2,t,1,0,x\r\nMCDC:2,2,f,0,0,x\r\nMCF:2\r\nMCH:1\r\nDA:1,2,checksum,more\r\nDA:2,0\r\nLF:2\r\nLH:1\r\nend_of_record";
    let read = report(text);
    assert_eq!(read.format, Format::Lcov);
    assert_eq!(read.producer, None);
    assert_eq!(short(&read.coverage.totals()), "line 1/2, branch 1/2, function 1/2, mcdc 1/2");
    assert_eq!(short(&read.claims), "line 1/2, branch 1/2, function 1/2, mcdc 1/2");
    assert_eq!(codes(&read), []);
}

#[test]
fn a_branch_may_hold_commas_and_words() {
    // Split at the first two commas and the last one: coverage.py and Verilog.
    let read = report(record("BRDA:2,0,jump to line 5,-\nBRDA:2,0,jump to line 3,4\nBRDA:9,0,a, b && c,1"));
    assert_eq!(short(&read.coverage.totals()), "line 0/0, branch 2/3");
}

#[test]
fn neither_a_dash_nor_a_zero_is_a_taken_branch() {
    assert_eq!(totals(record("BRDA:1,0,0,-\nBRDA:1,0,1,0\nBRDA:1,0,2,1")), "line 0/0, branch 1/3");
}

#[test]
fn an_unreachable_branch_is_not_counted() {
    assert_eq!(totals(record("BRDA:1,U0,0,0\nBRDA:1,0,1,1")), "line 0/0, branch 1/1");
}

#[test]
fn blocks_keep_branches_of_one_number_apart() {
    assert_eq!(totals(record("BRDA:1,0,0,1\nBRDA:1,1,0,0")), "line 0/0, branch 1/2");
}

#[test]
fn a_branch_named_twice_is_one_branch() {
    assert_eq!(totals(record("BRDA:1,0,0,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0")), "line 0/0, branch 1/2");
}

#[test]
fn a_file_in_many_records_is_united() {
    let text = format!("{}{}{}", record("DA:1,1\nDA:2,0"), record("DA:2,3\nDA:3,0"), record("DA:1,0\nDA:2,0"));
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/3");
    assert_eq!(only(&read.coverage).lines, [(1, 1), (2, 3), (3, 0)], "a later 0 erases nothing");
}

#[test]
fn counts_of_records_add_up_and_saturate() {
    let read = report(format!("{}{}", record("DA:1,4294967295\nDA:2,2"), record("DA:1,7\nDA:2,3")));
    assert_eq!(only(&read.coverage).lines, [(1, u32::MAX), (2, 5)]);
}

#[test]
fn odd_counts_are_clamped() {
    // octocov's own case: three lines, of which two ran.
    let read = report(record("DA:1,18446744073709551611\nDA:2,-5\nDA:3,1.0e+19\nDA:4,1e+0"));
    assert_eq!(short(&read.coverage.totals()), "line 3/4");
    assert_eq!(codes(&read), [ProblemCode::NegativeCount]);
}

#[test]
fn what_is_no_number_is_refused_with_its_line() {
    for line in [
        "DA:1,=====",
        "DA:1,undefined",
        "DA:x,1",
        "DA:1",
        "DA:",
        "DA:1,",
        "BRDA:1,0,0,x",
        "BRDA:1,0,0",
        "BRDA:1,0",
        "BRDA:y,0,0,1",
        "FN:x,name",
        "FN:5",
        "FNDA:x,name",
        "FNDA:5",
        "FNL:x,1",
        "FNA:0,name",
        "LF:many",
        "DA:10000001,1",
        "DA:99999999999999999999,1",
        "BRDA:4294967295,0,0,1",
    ] {
        let error = refusal(record(line));
        assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(3)), "{line}: {error}");
    }
}

#[test]
fn line_0_is_dropped_with_a_note() {
    let read = report(record("DA:0,1\nDA:1,1\nBRDA:0,0,0,1\nDA:-1,5"));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, branch 0/0");
    assert_eq!(codes(&read), [ProblemCode::LineNumber; 3]);
}

#[test]
fn totals_are_claims_wherever_they_stand() {
    let read = report(format!("{}{}", record("LF:9\nLH:8\nDA:1,0"), record("DA:1,0\nBRF:2\nBRH:1")));
    assert_eq!(short(&read.claims), "line 8/9, branch 1/2");
    assert_eq!(short(&read.coverage.totals()), "line 0/1, branch 0/0");
    assert_eq!(codes(&read), []);
}

#[test]
fn a_metric_is_measured_only_if_the_record_shows_it() {
    for (lines, expected) in [
        ("DA:1,1", "line 1/1"),
        ("DA:1,1\nBRF:0\nBRH:0", "line 1/1, branch 0/0"),
        ("DA:1,1\nFNF:0\nFNH:0", "line 1/1, function 0/0"),
        ("BRDA:1,0,0,1", "line 0/0, branch 1/1"),
        ("", "line 0/0"),
    ] {
        assert_eq!(totals(record(lines)), expected, "{lines}");
    }
}

#[test]
fn functions_are_told_apart_by_name_and_line() {
    for (lines, expected) in [
        ("FN:1,f\nFNDA:3,f", "1/1"),
        ("FN:1,9,f\nFNDA:3,f", "1/1"),
        ("FNDA:3,f\nFN:1,f", "1/1"),
        ("FN:1,f\nFNDA:0,f", "0/1"),
        ("FN:1,f\nFN:9,f\nFNDA:1,f\nFNDA:0,f", "1/2"),
        ("FN:1,f\nFN:9,f\nFNDA:1,f", "1/2"),
        ("FN:1,f\nFN:1,f\nFNDA:0,f\nFNDA:1,f", "1/1"),
        ("FN:1,a\nFN:1,b\nFNDA:1,b\nFNDA:0,a", "1/2"),
        ("FN:5,7\nFNDA:1,7", "1/1"),
        ("FN:5,7,8\nFNDA:1,8", "1/1"),
        ("FN:3,std::map<int, int>::f(int, int)\nFNDA:1,std::map<int, int>::f(int, int)", "1/1"),
        ("FN:0,(empty-report)\nFNDA:0,(empty-report)", "0/1"),
    ] {
        assert_eq!(totals(record(lines)), format!("line 0/0, function {expected}"), "{lines}");
    }
}

#[test]
fn aliases_of_lcov_2_are_one_function() {
    let lines = "FNL:0,4,9\nFNA:0,0,f<int>\nFNA:0,2,f<char>\nFNL:1,12\nFNA:1,0,g\nFNF:2\nFNH:1";
    assert_eq!(totals(record(lines)), "line 0/0, function 1/2");
    let unordered = "FNA:1,0,g\nFNA:0,2,f<char>\nFNA:0,0,f<int>\nFNL:1,12\nFNL:0,4,9\nFNF:2\nFNH:1";
    assert_eq!(report(record(lines)).coverage, report(record(unordered)).coverage);
}

#[test]
fn a_function_of_lcov_2_is_known_by_its_line() {
    // Each test program instantiates the template with other types.
    let one = record("FNL:0,4,9\nFNA:0,0,f<int>\nFNL:1,12\nFNA:1,0,g");
    let other = record("FNL:0,12\nFNA:0,0,g\nFNL:1,4,9\nFNA:1,2,f<char>\nFNA:1,0,f<bool>");
    assert_eq!(totals(format!("{one}{other}")), "line 0/0, function 1/2");
    let mut merged = report(one).coverage;
    assert_eq!(merged.merge(report(other).coverage), []);
    assert_eq!(short(&merged.totals()), "line 0/0, function 1/2");
    assert_eq!(totals(record("FNL:0,0\nFNA:0,0,f\nFNL:1,0\nFNA:1,1,g")), "line 0/0, function 1/2", "no line");
}

#[test]
fn a_count_without_a_function_is_noted() {
    for lines in ["FNDA:1,lost", "FNA:3,1,lost", "FN:1,f\nFNDA:1,f\nFNDA:1,aa\nFNDA:1,z"] {
        assert_eq!(codes(&report(record(lines))), [ProblemCode::UnmatchedFunction], "{lines}");
    }
}

#[test]
fn an_unknown_record_is_noted_once() {
    let read = report(record("BA:1,2\nBA:2,0\nXYZ:1"));
    assert_eq!(codes(&read), [ProblemCode::UnknownRecord; 2]);
}

#[test]
fn a_line_that_is_no_record_is_refused() {
    for line in ["garbage", "<html>", "da:1,1", "DA 1,1", ":", "END_OF_RECORDS", "http://example.com"] {
        let error = refusal(record(line));
        assert_eq!((error.code, error.line), (ReadErrorCode::Malformed, Some(3)), "{line}: {error}");
    }
}

#[test]
fn a_missing_end_is_a_truncated_report() {
    let error = refusal("SF:a.c\nDA:1,1\n");
    assert_eq!((error.code, error.line), (ReadErrorCode::Truncated, Some(2)));
    assert_eq!(refusal("SF:a.c\nDA:1,1\nSF:b.c\nend_of_record\n").code, ReadErrorCode::Malformed);
}

#[test]
fn records_stand_within_a_file() {
    assert_eq!(refusal("TN:\nDA:1,1\nend_of_record\n").code, ReadErrorCode::Malformed);
    assert_eq!(refusal("TN:\nend_of_record\n").code, ReadErrorCode::Malformed);
    assert_eq!(refusal("SF:\nend_of_record\n").code, ReadErrorCode::Malformed);
}

#[test]
fn paths_of_windows_and_of_this_folder_are_normal() {
    for (path, expected) in
        [(r"C:\a\b.cs", "C:/a/b.cs"), (r"src\foo.js", "src/foo.js"), ("./a.c", "a.c"), ("/abs/a.c", "/abs/a.c")]
    {
        let read = report(format!("SF:{path}\nDA:1,1\nend_of_record\n"));
        assert_eq!(read.coverage.files.keys().next().unwrap().to_string(), expected);
    }
    let read = report("SF:../a.c\nDA:1,1\nend_of_record\n");
    assert_eq!(codes(&read), [ProblemCode::PathEscapes]);
    assert_eq!(refusal("SF:a\0.c\nDA:1,1\nend_of_record\n").code, ReadErrorCode::Malformed);
    assert_eq!(refusal(b"SF:\xFF.c\nDA:1,1\nend_of_record\n").code, ReadErrorCode::Encoding);
}

#[test]
fn a_file_without_records_is_a_report_without_files() {
    assert_eq!(report("TN:\n").coverage.files.len(), 0);
}

#[test]
fn different_shapes_in_one_report_are_bounds() {
    let text = format!(
        "{}{}",
        record("BRDA:1,0,0,1\nBRDA:1,0,1,0"),
        record("BRDA:1,0,0,0\nBRDA:1,0,1,0\nBRDA:1,0,2,1")
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 0/0, branch 1/3");
    assert_eq!(only(&read.coverage).branch_upper(), Some(2));
    assert_eq!(codes(&read), [ProblemCode::BranchesInexact]);
}

#[test]
fn shapes_that_differ_never_lie_above_lcovs_own_union() {
    // `lcov -a` says 2 of 3: blocks that one record lacks are branches all the same.
    for (ours, theirs, expected, upper) in [
        ("BRDA:1,0,0,1\nBRDA:1,0,1,1", "BRDA:1,1,0,0", "branch 2/3", None),
        ("BRDA:1,0,0,1\nBRDA:1,0,1,1", "BRDA:1,1,0,1", "branch 2/3", Some(3)),
        ("BRDA:1,0,0,1", "BRDA:1,0,0,0\nBRDA:1,0,1,0", "branch 1/2", None),
        ("BRDA:1,0,0,1", "BRDA:1,0,0,1\nBRDA:1,0,1,0", "branch 1/2", Some(2)),
    ] {
        let read = report(format!("{}{}", record(ours), record(theirs)));
        let mut merged = report(record(theirs)).coverage;
        let problems = merged.merge(report(record(ours)).coverage);
        assert_eq!(merged, read.coverage);
        assert_eq!(short(&merged.totals()), format!("line 0/0, {expected}"), "{ours} {theirs}");
        assert_eq!(only(&merged).branch_upper(), upper, "{ours} {theirs}");
        let noted: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(
            (codes(&read), noted),
            (vec![ProblemCode::BranchesInexact], vec![ProblemCode::BranchesInexact])
        );
    }
}

#[test]
fn more_problems_than_a_report_lists_are_counted() {
    let read = report(record(&"DA:0,1\n".repeat(150)));
    assert_eq!(read.problems.len(), 101);
    let last = read.problems.last().unwrap();
    assert_eq!(
        (last.code, last.message.as_str()),
        (ProblemCode::MoreProblems, "50 more problems are not listed")
    );
}

#[test]
fn records_that_claim_a_file_again_are_told() {
    let once = "SF:a\nDA:1,1\nLF:2\nLH:1\nend_of_record\n";
    assert!(!report(once).claims_repeat);
    assert!(report(format!("{once}{once}")).claims_repeat);
}
