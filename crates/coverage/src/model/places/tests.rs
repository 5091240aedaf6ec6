use verdict::Counts;

use super::{BranchesAt, LineMark, LinesAt};
use crate::tests::{only, report};
use crate::{Coverage, FileCoverage};

type Ranges = &'static [(u32, u32)];

fn lcov(records: &str) -> Coverage {
    report(format!("SF:a\n{records}end_of_record\n")).coverage
}

fn lines(coverage: &Coverage, ranges: Ranges) -> (u64, u64, Vec<(u32, u32)>) {
    let LinesAt { counts, doubtful, uncovered } = only(coverage).lines_at(ranges).unwrap();
    assert_eq!(doubtful, 0);
    (counts.covered, counts.total, uncovered)
}

#[test]
fn lines_are_counted_within_the_ranges_alone() {
    // Lines 4 and 6 hold no code.
    let coverage = lcov("DA:1,1\nDA:2,0\nDA:3,0\nDA:5,0\nDA:7,4\nDA:8,0\n");
    let cases: [(Ranges, u64, u64, Ranges); 10] = [
        (&[], 0, 0, &[]),
        (&[(1, 1)], 1, 1, &[]),
        (&[(4, 4), (6, 6)], 0, 0, &[]),
        (&[(1, 8)], 2, 6, &[(2, 5), (8, 8)]),
        (&[(0, u32::MAX)], 2, 6, &[(2, 5), (8, 8)]),
        // What was not asked for parts what never ran.
        (&[(2, 2), (5, 5)], 0, 2, &[(2, 2), (5, 5)]),
        // Ranges that touch are one, and a line within two of them is counted once.
        (&[(2, 3), (4, 5)], 0, 3, &[(2, 5)]),
        (&[(1, 3), (2, 2), (3, 7)], 2, 5, &[(2, 5)]),
        (&[(7, 8), (1, 2)], 2, 4, &[(2, 2), (8, 8)]),
        (&[(9, 4)], 0, 0, &[]),
    ];
    for (ranges, covered, total, uncovered) in cases {
        assert_eq!(lines(&coverage, ranges), (covered, total, uncovered.to_vec()), "{ranges:?}");
    }
}

fn branches(coverage: &Coverage, ranges: Ranges) -> Option<(u64, u64, u64, Vec<u32>)> {
    let found = only(coverage).branches_at(ranges)?;
    let BranchesAt { covered, covered_at_most, total, missed } = found;
    Some((covered, covered_at_most, total, missed))
}

#[test]
fn branches_are_counted_within_the_ranges_alone() {
    let coverage = lcov("BRDA:2,0,0,1\nBRDA:2,0,1,0\nBRDA:4,0,0,1\nBRDA:4,0,1,1\nBRDA:9,0,0,-\n");
    assert_eq!(branches(&coverage, &[(1, 9)]), Some((3, 3, 5, vec![2, 9])));
    assert_eq!(branches(&coverage, &[(3, 4)]), Some((2, 2, 2, vec![])));
    assert_eq!(branches(&coverage, &[(5, 8)]), Some((0, 0, 0, vec![])));
}

#[test]
fn branches_without_identity_are_bounded_by_line() {
    let pair = |taken: u32| {
        report(format!(
            r#"<report name="r"><package name="p"><sourcefile name="A"><line nr="3" mi="0" ci="1" mb="{}" cb="{taken}"/>
            <line nr="7" mi="0" ci="1" mb="1" cb="1"/></sourcefile></package></report>"#,
            4 - taken
        ))
        .coverage
    };
    let mut coverage = pair(1);
    coverage.merge(pair(2));
    assert_eq!(branches(&coverage, &[(1, 5)]), Some((2, 3, 4, vec![3])));
    assert_eq!(branches(&coverage, &[(1, 9)]), Some((3, 5, 6, vec![3, 7])));
    let all = only(&coverage).branch_upper();
    assert_eq!(all, Some(5), "by line and as a whole, the bounds are the same");
}

#[test]
fn branches_that_were_not_measured_are_not_nothing() {
    assert_eq!(branches(&lcov("DA:1,1\n"), &[(1, 1)]), None);
    assert_eq!(branches(&lcov("DA:1,1\nBRF:0\nBRH:0\n"), &[(1, 1)]), Some((0, 0, 0, vec![])));
}

const SUMMARY: &str = r#"{"total":{"lines":{"total":4,"covered":4,"skipped":0,"pct":100}},"/a.js":{"lines":{"total":4,"covered":4,"skipped":0,"pct":100},"branches":{"total":2,"covered":2,"skipped":0,"pct":100}}}"#;

/// gcovr's JaCoCo: the lines do not say whether they ran, the counters do.
const MUTE: &str = r#"<report name="GCOVR report"><package name=""><sourcefile name="a.c"><line nr="1"/><line nr="2"/>
    <counter type="LINE" missed="1" covered="1"/><counter type="BRANCH" missed="1" covered="1"/></sourcefile></package></report>"#;

#[test]
fn of_totals_no_line_is_known() {
    for text in [SUMMARY, MUTE] {
        let coverage = report(text).coverage;
        let file = only(&coverage);
        assert_eq!(file.lines_at(&[(1, 9)]), None, "{text}");
        assert_eq!(file.branches_at(&[(1, 9)]), None, "{text}");
        assert_eq!(file.line_marks().count(), 0, "{text}");
    }
    // Totals that were united with lines still are not these lines.
    let mut coverage = report(SUMMARY).coverage;
    coverage.merge(report("SF:/a.js\nDA:1,1\nBRDA:1,0,0,1\nend_of_record\n").coverage);
    let file = only(&coverage);
    assert_eq!((file.lines_at(&[(1, 9)]), file.branches_at(&[(1, 9)])), (None, None));
    assert_eq!(file.line_marks().count(), 0);
    assert_eq!(FileCoverage::default().lines_at(&[(1, 9)]), None, "nothing was measured");
}

#[test]
fn lines_that_may_hold_no_code_are_left_out() {
    let text = r#"{"meta":{"format":2,"version":"7.0","branch_coverage":false},"files":{"a.py":{"executed_lines":[1,2,3,4],"missing_lines":[6],
        "excluded_lines":[],"summary":{"covered_lines":3,"num_statements":4,"missing_lines":1,"excluded_lines":0}}},"totals":{"covered_lines":3,"num_statements":4,"missing_lines":1,"excluded_lines":0}}"#;
    let coverage = report(text).coverage;
    let at = |ranges: Ranges| only(&coverage).lines_at(ranges).unwrap();
    let found = |covered, total, doubtful, uncovered: Ranges| LinesAt {
        counts: Counts { covered, total },
        doubtful,
        uncovered: uncovered.to_vec(),
    };
    // One of lines 1 to 4 is a docstring.
    assert_eq!(at(&[(1, 9)]), found(3, 4, 1, &[(6, 6)]));
    assert_eq!(at(&[(1, 1)]), found(0, 0, 1, &[]));
    assert_eq!(at(&[(2, 6)]), found(2, 3, 1, &[(6, 6)]));
    assert_eq!(at(&[(5, 6)]), found(0, 1, 0, &[(6, 6)]));
}

#[test]
fn every_line_is_marked_once_and_in_order() {
    let coverage = lcov("DA:3,7\nDA:1,0\nBRDA:3,0,0,1\nBRDA:3,0,1,0\nBRDA:5,0,0,0\n");
    let mark = |line, hits, branches| LineMark { line, hits, branches };
    let marks: Vec<_> = only(&coverage).line_marks().collect();
    assert_eq!(marks, [mark(1, Some(0), None), mark(3, Some(7), Some((1, 2))), mark(5, None, Some((0, 1)))]);
    assert_eq!(FileCoverage::default().line_marks().count(), 0);
}
