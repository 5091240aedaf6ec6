//! What holds for every report, well-formed or not.

use proptest::prelude::*;

use super::sample::{any_text, text};
use crate::tests::{attempt, attempt_in_chunks, report};
use crate::{Coverage, FileCoverage, Format, Metric};
use verdict::Counts;

fn united(parts: &[&Coverage]) -> Coverage {
    let mut sum = Coverage::default();
    for part in parts {
        sum.merge((*part).clone());
    }
    sum
}

/// Lines and counts of every file: what a gate judges.
fn judged(coverage: &Coverage) -> Vec<String> {
    let one = |(key, file): (&crate::FileKey, &crate::FileCoverage)| {
        format!("{key}: {} {:?}", crate::tests::short(&file.counts()), file.lines)
    };
    coverage.files.iter().map(one).collect()
}

fn check_merging(a: &str, b: &str, c: &str) {
    let [a, b, c] = [a, b, c].map(|text| report(text).coverage);
    assert_eq!(judged(&united(&[&a, &a])), judged(&a), "idempotent");
    assert_eq!(judged(&united(&[&a, &b, &a, &b])), judged(&united(&[&a, &b])), "idempotent after merging");
    assert_eq!(united(&[&a, &b]), united(&[&b, &a]), "commutative");
    let (left, right) = (united(&[&united(&[&a, &b]), &c]), united(&[&a, &united(&[&b, &c])]));
    assert_eq!(left, right, "associative");
    for (key, file) in &left.files {
        for counts in file.counts().values() {
            assert!(counts.covered <= counts.total, "{key}");
        }
        for part in [&a, &b, &c].into_iter().filter_map(|part| part.files.get(key)) {
            let alone = part.counts();
            let together = file.counts();
            // What was never loaded gives way to a measurement, which may have measured less.
            let covered = |metric| together.get(metric).map_or(0, |counts| counts.covered);
            assert!(alone.iter().all(|(metric, counts)| covered(metric) >= counts.covered), "{key}");
        }
    }
}

/// Two parts of a file are the whole, and the whole is what the file counts.
fn check_lines(file: &FileCoverage, at: u32) {
    let (all, parts) = ([(0, u32::MAX)], [[(0, at)], [(at + 1, u32::MAX)]]);
    let counted = |metric| file.counts().get(&metric).copied();
    let marks: Vec<_> = file.line_marks().collect();
    assert!(marks.windows(2).all(|pair| pair[0].line < pair[1].line));
    if let Some(lines) = file.lines_at(&all) {
        assert_eq!(Some(lines.counts), counted(Metric::Line));
        let [one, other] = parts.map(|part| file.lines_at(&part).unwrap());
        assert!(lines.doubtful > 0 || one.counts.plus(other.counts) == lines.counts);
        let ran = |covered: bool| {
            marks.iter().filter(|mark| mark.hits.is_some_and(|hits| (hits > 0) == covered)).count()
        };
        assert_eq!(ran(true) as u64, lines.counts.covered + lines.doubtful);
        assert_eq!(ran(false) as u64, lines.counts.missed());
    }
    if let Some(branches) = file.branches_at(&all) {
        let counts = Counts { covered: branches.covered, total: branches.total };
        assert_eq!(Some(counts), counted(Metric::Branch));
        assert_eq!(branches.covered_at_most, file.branch_upper().unwrap_or(branches.covered));
        let [one, other] = parts.map(|part| file.branches_at(&part).unwrap());
        assert_eq!((one.covered + other.covered, one.total + other.total), (branches.covered, branches.total));
        assert_eq!([one.missed, other.missed].concat(), branches.missed);
        let marked = marks.iter().filter_map(|mark| mark.branches);
        assert_eq!(
            marked.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)),
            (branches.covered, branches.total)
        );
    }
}

/// Three reports of one format.
fn of_one_format() -> impl Strategy<Value = [String; 3]> {
    proptest::sample::select(Format::ALL.to_vec())
        .prop_flat_map(|format| [text(format), text(format), text(format)])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merging_one_format_depends_on_neither_order_nor_repetition([a, b, c] in of_one_format()) {
        check_merging(&a, &b, &c);
    }

    #[test]
    fn merging_formats_depends_on_neither_order_nor_repetition(a in any_text(), b in any_text(), c in any_text()) {
        check_merging(&a, &b, &c);
    }

    #[test]
    fn what_is_known_by_line_adds_up(a in any_text(), b in any_text(), at in 0..7_u32) {
        let mut coverage = report(&a).coverage;
        coverage.merge(report(&b).coverage);
        coverage.files.values().for_each(|file| check_lines(file, at));
    }

    #[test]
    fn the_result_does_not_depend_on_chunks(text in any_text(), size in 1..40_usize) {
        prop_assert_eq!(attempt_in_chunks(text.as_bytes(), size), attempt(text.as_bytes()));
    }

    #[test]
    fn no_reader_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = attempt(&bytes);
        for start in ["SF:a\nDA:", "<coverage><class filename='a'>", "<report name='r'><package name='p'>", "{\"a\":{\"s\":"] {
            let _ = attempt([start.as_bytes(), &bytes].concat());
        }
    }

    #[test]
    fn no_reader_panics_on_a_changed_report(
        text in any_text(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6)
    ) {
        let mut bytes = text.into_bytes();
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len().max(1));
            match kind {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => { bytes.remove(at); }
                2 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(bytes.len() / 2)),
            }
        }
        let whole = attempt(&bytes);
        prop_assert_eq!(attempt_in_chunks(&bytes, 7), whole);
    }
}
