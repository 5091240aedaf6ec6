use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn json(meta: &str, files: &str) -> String {
    format!(r#"{{"meta":{{{meta}}},"files":{{{files}}},"totals":{{}}}}"#)
}

/// Format 3 with branches, of one file.
fn file(content: &str) -> String {
    json(r#""format":3,"version":"7.6.1","branch_coverage":true"#, &format!(r#""a.py":{{{content}}}"#))
}

fn lines(executed: &str, missing: &str, covered: u32, statements: u32) -> String {
    format!(
        r#""executed_lines":[{executed}],"missing_lines":[{missing}],"excluded_lines":[],"summary":{{"covered_lines":{covered},"num_statements":{statements},"percent_covered":"1.0"}}"#
    )
}

#[test]
fn a_line_is_covered_if_it_is_a_statement_that_is_not_missing() {
    let read = report(file(&lines("1,3,4", "7", 3, 4)));
    assert_eq!(read.format, Format::CoveragePyJson);
    assert_eq!(short(&read.coverage.totals()), "line 3/4, branch 0/0");
    assert_eq!(only(&read.coverage).lines, [(1, 1), (3, 1), (4, 1), (7, 0)]);
}

#[test]
fn executed_lines_that_are_no_statements_do_not_count() {
    // Line 1 is a docstring, and old versions list a line 0.
    let read = report(file(&lines("0,1,3,4", "7", 2, 3)));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 0/0");
    assert_eq!(codes(&read), []);
    assert_eq!(only(&read.coverage).uncovered_lines(), [(7, 7)]);
}

#[test]
fn shards_with_lines_that_are_no_statements_unite_exactly() {
    let shard =
        |executed: &str, missing: &str, covered| report(file(&lines(executed, missing, covered, 3))).coverage;
    let mut coverage = shard("1,3,4", "7", 2);
    assert_eq!(coverage.merge(shard("1,2,3,7", "4", 2)), []);
    assert_eq!(short(&coverage.totals()), "line 3/3, branch 0/0");
    let mut other = shard("1,3,4", "7", 2);
    let four = report(file(&lines("1,3,4,5", "7", 3, 4))).coverage;
    assert_eq!(other.merge(four)[0].code, ProblemCode::ConflictingSource, "another number of statements");
    let mut lcov = report("SF:a.py\nDA:3,1\nDA:4,0\nDA:7,0\nDA:9,0\nend_of_record\n").coverage;
    assert_eq!(lcov.merge(shard("1,3,4", "7", 2))[0].code, ProblemCode::ConflictingSource);
}

#[test]
fn excluded_lines_count_as_nothing() {
    let text = file(
        r#""executed_lines":[1,2,3],"missing_lines":[4],"excluded_lines":[2,9],"summary":{"covered_lines":2,"num_statements":3,"excluded_lines":2}"#,
    );
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 0/0");
    assert_eq!(only(&read.coverage).lines, [(1, 1), (3, 1), (4, 0)]);
}

#[test]
fn a_summary_that_its_lists_contradict_is_noted() {
    for content in [lines("1,2", "7", 3, 4), lines("1,2,3", "7,8", 3, 4), lines("1,2,3,7", "7", 4, 5)] {
        assert_eq!(codes(&report(file(&content))), [ProblemCode::CounterDiffers], "{content}");
    }
    assert_eq!(totals(file(&lines("1,2,7", "7", 2, 3))), "line 2/3, branch 0/0", "missing beats executed");
}

#[test]
fn a_missing_line_0_is_no_line() {
    let read = report(file(&lines("1,2", "0,7", 2, 4)));
    assert_eq!(short(&read.coverage.totals()), "line 2/3, branch 0/0");
    assert_eq!(codes(&read), [ProblemCode::LineNumber]);
}

#[test]
fn branches_are_pairs_of_lines_and_below_0_for_an_exit() {
    let branches = |executed: &str, missing: &str, total: u32, covered: u32| {
        file(&format!(
            r#""executed_lines":[1,2],"missing_lines":[],"executed_branches":[{executed}],"missing_branches":[{missing}],"summary":{{"covered_lines":2,"num_statements":2,"num_branches":{total},"covered_branches":{covered}}}"#
        ))
    };
    assert_eq!(totals(branches("[1,2]", "[1,-1],[2,-2],[2,1]", 4, 1)), "line 2/2, branch 1/4");
    let mut coverage = report(branches("[1,2]", "[1,-1]", 2, 1)).coverage;
    assert_eq!(coverage.merge(report(branches("[1,-1]", "[1,2]", 2, 1)).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 2/2, branch 2/2");
    assert_eq!(codes(&report(branches("[1,2]", "", 4, 1))), [ProblemCode::BranchCounts], "some are not listed");
    for broken in ["[1]", "[1,2,3]", "1", "[\"1\",2]", "[1,null]"] {
        assert_eq!(refusal(branches(broken, "", 1, 1)).code, ReadErrorCode::Malformed, "{broken}");
    }
    assert_eq!(codes(&report(branches("[1,2],[0,1]", "", 1, 1))), [ProblemCode::BranchCounts]);
}

#[test]
fn branches_without_a_list_are_known_by_number_alone() {
    let one = |covered: &str| {
        let summary = format!(r#""covered_lines":1,"num_statements":1,"num_branches":4{covered}"#);
        json(
            r#""version":"5.0","branch_coverage":true"#,
            &format!(
                r#""a.py":{{"executed_lines":[1],"missing_lines":[],"excluded_lines":[],"summary":{{{summary}}}}}"#
            ),
        )
    };
    let read = report(one(r#","covered_branches":3"#));
    assert_eq!(read.producer.as_deref(), Some("coverage.py 5.0"));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, branch 3/4");
    let mut coverage = read.coverage;
    let problems = coverage.merge(report(one(r#","covered_branches":2"#)).coverage);
    assert_eq!(problems[0].code, ProblemCode::BranchesInexact);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 3/4");
    assert_eq!(codes(&report(one(""))), [ProblemCode::BranchCounts]);
}

#[test]
fn branches_were_measured_only_where_meta_says_so() {
    let one = |meta: &str| totals(json(meta, &format!(r#""a.py":{{{}}}"#, lines("1", "", 1, 1))));
    assert_eq!(one(r#""format":3,"branch_coverage":false"#), "line 1/1");
    assert_eq!(one(r#""format":3"#), "line 1/1");
    assert_eq!(one(r#""format":3,"branch_coverage":true"#), "line 1/1, branch 0/0");
}

#[test]
fn regions_and_contexts_are_not_added() {
    let inner = lines("1", "2", 1, 2);
    let text = file(&format!(
        r#"{inner},"functions":{{"f":{{{inner}}},"":{{{inner}}}}},"classes":{{"A":{{{inner}}}}},"contexts":{{"1":["a|run"],"2":[]}}"#
    ));
    assert_eq!(totals(text), "line 1/2, branch 0/0");
}

#[test]
fn totals_are_claims() {
    let text = r#"{"meta":{"format":3,"branch_coverage":true},"files":{},"totals":{"covered_lines":3,"num_statements":4,"percent_covered":"75.0","num_branches":2,"covered_branches":1}}"#;
    let read = report(text);
    assert_eq!(short(&read.claims), "line 3/4, branch 1/2");
    assert!(read.coverage.files.is_empty());
}

#[test]
fn slipcover_writes_the_same_format() {
    let text = r#"{"meta":{"software":"slipcover","version":"1.0.14","branch_coverage":false},"files":{"a.py":{"executed_lines":[1,2],"missing_lines":[4],"summary":{"covered_lines":2,"missing_lines":1,"percent_covered":66.6}}},"summary":{}}"#;
    let read = report(text);
    assert_eq!(read.producer.as_deref(), Some("slipcover 1.0.14"));
    assert_eq!(short(&read.coverage.totals()), "line 2/3");
}

#[test]
fn a_file_without_a_summary_and_a_format_from_the_future_are_refused() {
    assert_eq!(refusal(file(r#""executed_lines":[1],"missing_lines":[]"#)).code, ReadErrorCode::Malformed);
    assert_eq!(refusal(file(&lines("1", "", 3, 2))).code, ReadErrorCode::Malformed, "3 of 2 lines");
    assert_eq!(refusal(json(r#""format":4"#, "")).code, ReadErrorCode::UnsupportedFormat);
}
