use super::merge::append;
use super::{Branches, Coverage, FileCoverage, FileKey, Hits, Pair, Partial};
use crate::tests::{report, short};

type Pairs = &'static [(u32, u32)];

fn file(lines: Pairs) -> FileCoverage {
    FileCoverage { lines: lines.to_vec(), ..FileCoverage::default() }
}

#[test]
fn ranges_of_uncovered_lines_never_span_one_that_ran() {
    let cases: [(Pairs, Pairs); 6] = [
        (&[], &[]),
        (&[(1, 1), (2, 3)], &[]),
        (&[(1, 0)], &[(1, 1)]),
        // Lines 3 and 4 hold no code.
        (&[(1, 0), (2, 0), (5, 0)], &[(1, 5)]),
        (&[(1, 0), (2, 1), (3, 0)], &[(1, 1), (3, 3)]),
        (&[(1, 1), (2, 0), (9, 0), (10, 7), (12, 0)], &[(2, 9), (12, 12)]),
    ];
    for (lines, expected) in cases {
        assert_eq!(file(lines).uncovered_lines(), expected, "{lines:?}");
    }
}

#[test]
fn a_file_is_shown_with_its_module() {
    let key = FileKey { module: "all/one".into(), path: "p/A.java".to_owned() };
    assert_eq!(key.to_string(), "all/one: p/A.java");
    assert_eq!(FileKey::of("a.c").to_string(), "a.c");
}

#[test]
fn a_line_absent_from_one_report_keeps_what_the_other_says() {
    // The defect of tools that intersect misses: line 10, uncovered here and unknown there, became covered.
    let record = |lines: &str| report(format!("SF:a\n{lines}\nend_of_record\n")).coverage;
    let mut coverage = record("DA:10,0\nDA:11,1");
    coverage.merge(record("DA:11,0\nDA:12,0"));
    assert_eq!(short(&coverage.totals()), "line 1/3");
}

#[test]
fn reports_are_never_averaged() {
    // One line of one at 100 % and 10 000 of which none ran are 1 of 10 001, not 50 %.
    let record = |name: &str, lines: &str| report(format!("SF:{name}\n{lines}end_of_record\n")).coverage;
    let mut coverage = record("a", "DA:1,1\n");
    let many: String = (1..=10_000).map(|line| format!("DA:{line},0\n")).collect();
    coverage.merge(record("b", &many));
    assert_eq!(short(&coverage.totals()), "line 1/10001");
}

#[test]
fn a_metric_that_no_file_was_measured_for_is_absent() {
    assert_eq!(short(&Coverage::default().totals()), "");
    assert_eq!(short(&report("SF:a\nend_of_record\n").coverage.totals()), "line 0/0");
}

#[test]
fn pairs_unite_to_bounds() {
    let pairs = |list: &[(u32, u32)]| {
        let mut branches = Branches::default();
        branches.pairs.extend(list.iter().map(|&(covered, total)| Pair::new(1, covered, total)));
        branches.settle();
        let bounds = branches.bounds();
        (bounds.lower, bounds.upper, bounds.total)
    };
    assert_eq!(pairs(&[(1, 2)]), (1, 1, 2));
    assert_eq!(pairs(&[(1, 2), (1, 2)]), (1, 2, 2));
    assert_eq!(pairs(&[(1, 4), (2, 4)]), (2, 3, 4));
    assert_eq!(pairs(&[(0, 4), (2, 4)]), (2, 2, 4));
    // A pair that is full beats one of which nothing was taken.
    assert_eq!(pairs(&[(2, 2), (0, 4)]), (2, 2, 4));
    assert_eq!(pairs(&[(4, 4), (4, 4)]), (4, 4, 4));
}

#[test]
fn a_file_in_very_many_records_is_read_in_little_time() {
    let whole: String = (1..=20_000).map(|line| format!("DA:{line},0\n")).collect();
    let mut text = format!("SF:a\n{whole}end_of_record\n");
    for line in 1..=20_000 {
        text.push_str(&format!("SF:a\nDA:{line},1\nBRDA:{line},0,0,1\nend_of_record\n"));
    }
    assert_eq!(short(&report(text).coverage.totals()), "line 20000/20000, branch 20000/20000");
}

#[test]
fn lines_in_any_order_and_number_are_united() {
    let mut text = String::from("SF:a\n");
    for turn in 0..30 {
        for line in (1..=1000).rev() {
            text.push_str(&format!("DA:{line},{turn}\nBRDA:{line},0,0,{turn}\n"));
        }
    }
    text.push_str("end_of_record\n");
    let coverage = report(text).coverage;
    let file = coverage.files.values().next().unwrap();
    assert_eq!(file.lines.len(), 1000);
    assert!(file.lines.iter().all(|(_, hits)| *hits == 29 * 30 / 2));
    assert_eq!(short(&file.counts()), "line 1000/1000, branch 1000/1000");
}

#[test]
fn a_file_that_is_united_often_keeps_no_room_for_more() {
    let part = || FileCoverage { lines: (1..=250).map(|line| (line, 1)).collect(), ..FileCoverage::default() };
    let mut file = part();
    for _ in 0..3 {
        file.merge(part(), Hits::Max);
    }
    assert_eq!((file.lines.len(), file.lines.capacity()), (250, 250));
}

#[test]
fn what_is_said_again_is_united_where_it_stands() {
    let part = || {
        let partial = |line| Partial { line, total: 2, missing: [line + 1].into() };
        let mut part = file(&[(1, 0), (2, 1), (9, 2)]);
        part.branches.partials = vec![partial(2), partial(9)];
        part.branches.pairs = vec![Pair::new(1, 1, 2)];
        part
    };
    let places = |file: &FileCoverage| {
        let branches = &file.branches;
        let missing = branches.partials.iter().map(|partial| partial.missing.as_ptr()).collect::<Vec<_>>();
        (file.lines.as_ptr(), branches.partials.as_ptr(), missing, branches.pairs.as_ptr())
    };
    let mut whole = part();
    let before = places(&whole);
    for again in [part(), file(&[(2, 5)]), file(&[])] {
        whole.merge(again, Hits::Add);
    }
    assert_eq!(places(&whole), before, "no list was made anew");
    assert_eq!(whole.lines, [(1, 0), (2, 7), (9, 4)]);
    whole.merge(file(&[(1, 1), (3, 1)]), Hits::Add);
    assert_eq!(whole.lines, [(1, 1), (2, 7), (3, 1), (9, 4)]);
    assert_eq!(whole.lines.capacity(), 4);
}

#[test]
fn a_list_that_is_no_part_of_the_other_is_sorted_into_it() {
    for other in [vec![3, 1], vec![1, 1, 3], vec![0, 1], vec![3, 4], vec![2]] {
        let mut list = vec![1, 3];
        let mut joined = 0;
        append(&mut list, other.clone(), i32::cmp, |_, _| joined += 1);
        let mut expected = [&[1, 3][..], &other].concat();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(list, expected, "{other:?}");
        assert_eq!(joined, 2 + other.len() - expected.len(), "{other:?}");
    }
}
