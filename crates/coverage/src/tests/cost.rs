//! Small reports that ask for much: what they cost is bounded by what they hold.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::tests::{only, refusal, report, short};
use crate::{Coverage, Limits, Metric, ReadErrorCode, read};

#[test]
fn a_long_module_is_one_copy_for_all_of_its_files() {
    let files: String =
        (0..4000).map(|at| format!(r#"<sourcefile name="{at}"><line nr="1" ci="1"/></sourcefile>"#)).collect();
    let text = |name: &str| {
        format!(
            r#"<report name="r"><group name="{name}"><package name="p">{files}</package><package name="q">{files}</package></group></report>"#
        )
    };
    let read = report(text(&"x".repeat(4000)));
    let mut modules = read.coverage.files.keys().map(|key| key.module.as_ptr());
    let first = modules.next().unwrap();
    assert_eq!(read.coverage.files.len(), 8000);
    assert!(modules.all(|module| module == first));
    assert_eq!(refusal(text(&"x".repeat(250_000))).code, ReadErrorCode::Malformed);
    let nested = r#"<group name="123456789">"#.repeat(200);
    let many = format!(r#"<report name="{}">{nested}"#, "x".repeat(3000));
    assert_eq!(refusal(many).code, ReadErrorCode::Malformed, "the limit is that of the module as a whole");
}

#[test]
fn names_that_are_kept_have_a_limit_together() {
    let limits = Limits { all_name_bytes: 1000, ..Limits::default() };
    let code = |text: String| read(&mut text.as_bytes(), &limits).map_err(|error| error.code).map(|_| ());
    let files =
        |count: usize| -> String { (0..count).map(|at| format!(r#"<sourcefile name="{at}"/>"#)).collect() };
    let package = |count: usize| {
        format!(r#"<report name="r"><package name="{}">{}</package></report>"#, "p".repeat(90), files(count))
    };
    assert_eq!(code(package(9)), Ok(()));
    assert_eq!(code(package(11)), Err(ReadErrorCode::TooLarge));
    let groups = r#"<group name="g"><package name="p"/></group>"#.repeat(20);
    let groups = format!(r#"<report name="{}">{groups}</report>"#, "r".repeat(90));
    assert_eq!(code(groups), Err(ReadErrorCode::TooLarge));
    let records = |path: &str| format!("SF:{path}\nend_of_record\n").repeat(20);
    assert_eq!(code(records(&"a".repeat(90))), Ok(()), "one file in many records has one name");
    let many: String = (10..22).map(|at| format!("SF:{}{at}\nend_of_record\n", "a".repeat(90))).collect();
    assert_eq!(code(many), Err(ReadErrorCode::TooLarge));
}

#[test]
fn a_long_class_name_costs_its_methods_nothing() {
    let methods: String =
        (0..20_000).map(|at| format!(r#"<method name="{at}"><line number="1" hits="1"/></method>"#)).collect();
    let text =
        format!(r#"<coverage><class name="{}" filename="a">{methods}</class></coverage>"#, "x".repeat(60_000));
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 1/1, function 20000/20000");
    let held = size_of_val(only(&read.coverage).functions.as_slice());
    assert!(held <= 20_000 * 32, "{held} bytes");
}

#[test]
fn branches_of_rival_shapes_are_counted_as_entries() {
    let limits = Limits { entries: 1000, ..Limits::default() };
    let mut text = String::new();
    for block in 0..20 {
        text.push_str("SF:a\n");
        (0..100).for_each(|branch| writeln!(text, "BRDA:1,{block},{branch},1").unwrap());
        text.push_str("end_of_record\n");
    }
    assert_eq!(read(&mut text.as_bytes(), &limits).unwrap_err().code, ReadErrorCode::TooLarge);
    assert_eq!(short(&report(text).coverage.totals()), "line 0/0, branch 100/2000");
    let limits = Limits { entries: 10, ..Limits::default() };
    let many: String = (0..9000).map(|branch| format!("BRDA:1,0,{branch},1\n")).collect();
    let error = read(&mut format!("SF:a\n{many}BRDA:x").as_bytes(), &limits).unwrap_err();
    assert_eq!(error.code, ReadErrorCode::TooLarge, "before the record ends");
}

/// A file in many records, whose branches have one shape in all of them, or another in each.
fn records(rival: bool) -> String {
    let mut text = String::new();
    for record in 0..2000 {
        text.push_str("SF:a\n");
        let block = if rival { record } else { 0 };
        (0..600).for_each(|branch| writeln!(text, "BRDA:1,{block},{branch},1").unwrap());
        text.push_str("end_of_record\n");
    }
    text
}

#[allow(clippy::disallowed_methods, reason = "these tests compare two times on one machine")]
fn time(text: &str) -> (Duration, Coverage) {
    let start = Instant::now();
    let coverage = report(text).coverage;
    (start.elapsed(), coverage)
}

/// Whether the one takes less than so many times the other, in one of five tries: a machine that is busy with something else
/// delays either of them now and then, and what grows with the square is too slow every time.
fn within(times: u32, one: impl Fn() -> Duration, other: impl Fn() -> Duration) -> Result<(), String> {
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (one, other) = (one(), other());
        if one < other * times {
            return Ok(());
        }
        seen.push((one, other));
    }
    Err(format!("{seen:?}"))
}

#[test]
fn rival_shapes_take_no_more_than_a_few_times_the_time() {
    let (same, rival) = (records(false), records(true));
    let (_, coverage) = time(&rival);
    let branches = coverage.totals()[&Metric::Branch];
    assert_eq!((branches.covered, branches.total), (600, 1_200_000));
    assert_eq!(within(5, || time(&rival).0, || time(&same).0), Ok(()));
}

#[test]
fn many_small_records_beside_a_large_one_take_little_time() {
    let record = |block: u8| -> String {
        let branches: String = (1..=20_000).map(|line| format!("BRDA:{line},{block},0,1\n")).collect();
        format!("SF:a\n{branches}end_of_record\n")
    };
    let large = format!("{}{}", record(0), record(1));
    let small = "SF:a\nBRDA:2,0,0,1\nend_of_record\n".repeat(20_000);
    let both = format!("{large}{small}");
    assert_eq!(within(5, || time(&both).0, || time(&large).0), Ok(()));
}

#[test]
fn long_lists_of_missing_branches_unite_in_little_time() {
    let list: String = (1..20_000).map(|line| format!("{line},")).collect();
    let lines = |same: bool| -> String {
        let line = |at: u32| {
            let number = if same { 1 } else { at };
            format!(
                r#"<line number="{number}" hits="1" branch="true" condition-coverage="0% (0/20000)" missing-branches="{list}exit"/>"#
            )
        };
        let lines: String = (1..=10).map(line).collect();
        format!(r#"<coverage><class name="A" filename="a">{lines}</class></coverage>"#)
    };
    let (apart, united) = (lines(false), lines(true));
    let (_, coverage) = time(&united);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 0/20000");
    assert_eq!(within(10, || time(&united).0, || time(&apart).0), Ok(()));
}
