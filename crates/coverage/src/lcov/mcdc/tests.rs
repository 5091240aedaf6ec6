use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Coverage, ProblemCode, ReadErrorCode};

fn record(lines: &str) -> String {
    format!("SF:a.c\n{lines}\nend_of_record\n")
}

/// Both senses of a condition.
fn both(group: &str, counts: [u8; 2], index: u8, expression: &str) -> String {
    let one = |sense: &str, count: u8| format!("MCDC:4,{group},{sense},{count},{index},{expression}");
    format!("{}\n{}", one("t", counts[0]), one("f", counts[1]))
}

#[test]
fn each_sense_counts() {
    let text = format!("{}\n{}\nMCF:4\nMCH:3", both("2", [7, 0], 0, "a"), both("2", [1, 1], 1, "f(b, c)"));
    let read = report(record(&text));
    assert_eq!(short(&read.coverage.totals()), "line 0/0, mcdc 3/4");
    assert_eq!(short(&read.claims), "mcdc 3/4");
    assert_eq!(codes(&read), []);
}

#[test]
fn a_sense_that_cannot_be_reached_is_not_counted() {
    let text = "MCDC:4,2,t,1,0,a\nMCDC:4,U2,f,0,0,a\nMCDC:4,U2,t,0,1,b\nMCDC:4,U2,f,3,1,b";
    assert_eq!(totals(record(text)), "line 0/0, mcdc 1/1");
}

#[test]
fn a_sense_that_is_not_listed_was_not_shown() {
    assert_eq!(totals(record("MCDC:4,1,t,1,0,a")), "line 0/0, mcdc 1/2");
    // lcov calls this inconsistent; here it is two conditions, of which each lacks a sense.
    assert_eq!(totals(record("MCDC:4,1,t,1,0,a\nMCDC:4,1,f,1,0,b")), "line 0/0, mcdc 2/4");
}

#[test]
fn a_condition_named_twice_is_one_condition() {
    let text = format!("{}\n{}", both("2", [0, 1], 0, "a"), both("2", [1, 0], 0, "a"));
    assert_eq!(totals(record(&text)), "line 0/0, mcdc 2/2");
    let groups = format!("{}\n{}", both("2", [0, 1], 0, "a"), both("3", [1, 0], 0, "a"));
    assert_eq!(totals(record(&groups)), "line 0/0, mcdc 2/4", "a decision of another size is another decision");
    let text = format!("{}{}", record(&both("1", [0, 1], 0, "a")), record(&both("1", [1, 0], 0, "a")));
    assert_eq!(totals(text), "line 0/0, mcdc 2/2", "and so it is in another record");
}

fn merged(one: &str, other: &str) -> (Coverage, Vec<ProblemCode>) {
    let mut coverage = report(record(one)).coverage;
    let problems = coverage.merge(report(record(other)).coverage);
    (coverage, problems.into_iter().map(|problem| problem.code).collect())
}

#[test]
fn shards_unite_by_condition() {
    let (coverage, problems) = merged(&both("2", [1, 0], 0, "a"), &both("2", [0, 1], 0, "a"));
    assert_eq!((short(&coverage.totals()), problems), ("line 0/0, mcdc 2/2".to_owned(), vec![]));
}

#[test]
fn shards_with_other_conditions_on_a_line_are_bounded() {
    let (coverage, problems) = merged(&both("2", [1, 0], 0, "a"), &both("2", [1, 1], 0, "b"));
    assert_eq!(short(&coverage.totals()), "line 0/0, mcdc 2/4");
    assert_eq!(only(&coverage).condition_upper(), Some(3));
    assert_eq!(only(&coverage).branch_upper(), None);
    assert_eq!(problems, [ProblemCode::BranchesInexact]);
}

#[test]
fn totals_without_conditions_show_that_they_were_looked_for() {
    assert_eq!(totals(record("MCF:0\nMCH:0")), "line 0/0, mcdc 0/0");
    assert_eq!(totals(record("DA:1,1")), "line 1/1");
}

#[test]
fn what_is_no_condition_is_refused() {
    for fields in [
        "",
        "4",
        "4,2,t,1,0",
        "4,2,x,1,0,a",
        "4,2,T,1,0,a",
        "4,e2,t,1,0,a",
        "4,UU2,t,1,0,a",
        "4,2,t,-,0,a",
        "4,2,t,1,2,a",
        "4,0,t,1,0,a",
        "4,2,t,1,a,a",
        "x,2,t,1,0,a",
        "4,2,t,1,0,a\u{1}",
        "4,2,t,1,0,a0DA:5,1",
        "99999999,2,t,1,0,a",
    ] {
        let text = record(&format!("MCDC:{fields}"));
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{fields}");
    }
    assert_eq!(refusal("MCDC:4,2,t,1,0,a\n").code, ReadErrorCode::UnknownFormat);
    assert_eq!(refusal("SF:a\nend_of_record\nMCDC:4,2,t,1,0,a\n").code, ReadErrorCode::Malformed);
    assert_eq!(refusal(record("MCF:x")).code, ReadErrorCode::Malformed);
    let bytes = b"SF:a\nMCDC:4,2,t,1,0,\xFF\nend_of_record\n";
    assert_eq!(refusal(bytes).code, ReadErrorCode::Encoding);
    assert_eq!(codes(&report(record("MCDC:0,2,t,1,0,a"))), [ProblemCode::LineNumber]);
}

#[test]
fn conditions_are_bounded_before_the_record_ends() {
    let limits = crate::Limits { entries: 10, ..crate::Limits::default() };
    let many: String = (0..9000).map(|at| format!("MCDC:4,2,t,1,0,e{at}\n")).collect();
    let error = crate::read(&mut format!("SF:a\n{many}MCDC:x").as_bytes(), &limits).unwrap_err();
    assert_eq!(error.code, ReadErrorCode::TooLarge);
}
