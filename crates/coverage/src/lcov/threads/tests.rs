use std::io::{self, BufReader, Read};

use proptest::prelude::*;

use super::*;
use crate::meter::Meter;
use crate::tests::short;

/// Gives its bytes in small portions, and then fails, if it does.
struct Input<'a> {
    bytes: &'a [u8],
    portion: usize,
    fails: bool,
}

impl Read for Input<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_empty() && self.fails {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the disk is gone"));
        }
        let portion = self.portion.min(into.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(portion);
        into[..portion].copy_from_slice(now);
        self.bytes = later;
        Ok(portion)
    }
}

/// How a tracefile is read.
#[derive(Clone, Copy, Debug)]
struct How {
    portion: usize,
    fails: bool,
    workers: usize,
    sizes: Sizes,
}

fn attempt(text: &[u8], limits: &Limits, how: How) -> Result<Report, ReadError> {
    let input = Input { bytes: text, portion: how.portion, fails: how.fails };
    let mut input = Meter::new(BufReader::with_capacity(how.portion, input), limits.bytes, u64::MAX);
    if how.workers == 0 {
        cut::read(&mut input, limits)
    } else {
        read(&mut input, limits, how.workers, how.sizes)
    }
}

/// Lines of a tracefile: most are right, and some are not.
fn line() -> impl Strategy<Value = String> {
    let small = 0..6_u32;
    prop_oneof![
        12 => (small.clone(), 0..3_u32).prop_map(|(line, hits)| format!("DA:{},{hits}", line + 1)),
        6 => (small.clone(), 0..3_u32, 0..3_u32).prop_map(|(line, arm, taken)| format!("BRDA:{},0,{arm},{taken}", line + 1)),
        2 => (small.clone(), 0..3_u32).prop_map(|(line, name)| format!("FN:{},f{name}", line + 1)),
        2 => (0..3_u32, 0..4_u32).prop_map(|(hits, name)| format!("FNDA:{hits},f{name}")),
        2 => (small, 0..2_u32).prop_map(|(line, sense)| format!("MCDC:{line},1,{},1,0,a", ["t", "f"][sense as usize])),
        2 => (0..9_u32).prop_map(|all| format!("LF:{all}")),
        2 => (0..40_u8).prop_map(|kind| format!("X{}{}:1", char::from(b'A' + kind / 20), char::from(b'A' + kind % 20))),
        1 => Just("DA:3,-1".to_owned()),
        1 => Just("DA:0,1".to_owned()),
        1 => Just(String::new()),
        1 => Just("# a comment with end_of_record".to_owned()),
        1 => Just("BRDA:4,0,jump to line 5,1".to_owned()),
    ]
}

/// What ends the reading.
fn fault() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("DA:1"),
        Just("SF:inner.c"),
        Just("end_of_record\nend_of_record"),
        Just("a\rb"),
        Just("nonsense"),
        Just("SF:long/long/long/long/long/long/long/long/long/long/long/long/long.c"),
    ]
}

fn record() -> impl Strategy<Value = String> {
    let name =
        prop_oneof![8 => (0..5_u32).prop_map(|name| format!("{name}.c")), 1 => Just("../out.c".to_owned())];
    let fault = prop_oneof![60 => Just(None), 1 => fault().prop_map(Some)];
    let end = prop_oneof![20 => Just("\n"), 4 => Just("\r\n"), 4 => Just(" \n")];
    (name, proptest::collection::vec(line(), 0..12), fault, end).prop_map(|(name, lines, fault, end)| {
        let fault = fault.map(|fault| format!("{fault}\n")).unwrap_or_default();
        format!("TN:\nSF:{name}\n{}\n{fault}end_of_record{end}", lines.join("\n"))
    })
}

fn tracefile() -> impl Strategy<Value = String> {
    let cut = prop_oneof![9 => Just(None), 1 => (0..200_usize).prop_map(Some)];
    // Often enough that not every problem is listed.
    let times = prop_oneof![9 => Just(1), 1 => Just(30_usize)];
    (proptest::collection::vec(record(), 0..40), times, cut).prop_map(|(records, times, cut)| {
        let mut text = records.concat().repeat(times);
        text.truncate(cut.map_or(text.len(), |cut| text.len().saturating_sub(cut)));
        text
    })
}

fn limits() -> impl Strategy<Value = Limits> {
    let limit = |range: std::ops::Range<usize>| prop_oneof![3 => Just(None), 1 => range.prop_map(Some)];
    (limit(1..6), limit(1..60), limit(1..30), limit(8..90), limit(1..5000)).prop_map(
        |(files, entries, names, line, bytes)| {
            let usual = Limits::default();
            Limits {
                files: files.unwrap_or(usual.files),
                entries: entries.unwrap_or(usual.entries),
                all_name_bytes: names.unwrap_or(usual.all_name_bytes),
                line_bytes: line.unwrap_or(usual.line_bytes),
                bytes: bytes.map_or(usual.bytes, |bytes| bytes as u64),
                ..usual
            }
        },
    )
}

/// Several threads, with pieces of any size.
fn how() -> impl Strategy<Value = How> {
    (1..300_usize, any::<bool>(), 1..4_usize, 1..400_usize, 0..400_usize).prop_map(
        |(portion, fails, workers, least, more)| How {
            portion,
            fails,
            workers,
            sizes: Sizes { least, most: least + more },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Read line by line, the pieces are as small as can be: nothing is read before what stands above it.
    #[test]
    fn threads_find_what_one_finds_line_by_line(text in tracefile(), limits in limits(), how in how()) {
        let alone = How { portion: 1, workers: 0, ..how };
        let expected = attempt(text.as_bytes(), &limits, alone);
        prop_assert_eq!(&attempt(text.as_bytes(), &limits, how), &expected);
        prop_assert_eq!(&attempt(text.as_bytes(), &limits, How { workers: 0, ..how }), &expected);
    }
}

#[test]
fn the_first_error_is_told_however_the_pieces_are_read() {
    let record = |number: usize| format!("SF:{number}.c\nDA:1,1\nend_of_record\n");
    let mut text: String = (0..400).map(record).collect();
    text.push_str("SF:x.c\nDA:wrong,1\nend_of_record\n");
    text.extend((0..400).map(record));
    text.push_str("SF:x.c\nworse\nend_of_record\n");
    let sizes = Sizes { least: 64, most: 256 };
    let error =
        attempt(text.as_bytes(), &Limits::default(), How { portion: 50, fails: true, workers: 3, sizes });
    assert_eq!(error.unwrap_err().line, Some(1202));
    let few = Limits { files: 9, ..Limits::default() };
    let error =
        attempt(text.as_bytes(), &few, How { portion: 50, fails: true, workers: 3, sizes }).unwrap_err();
    assert_eq!((error.code, error.line), (ReadErrorCode::TooLarge, Some(30)));
}

#[test]
fn a_record_longer_than_any_piece_is_read() {
    let lines: String = (1..=5000).map(|line| format!("DA:{line},1\n")).collect();
    let long = format!("SF:a.c\n{lines}end_of_record\n");
    let text =
        format!("{}{long}SF:b.c\nDA:1,0\nend_of_record\n{long}", "SF:c.c\nDA:1,1\nend_of_record\n".repeat(99));
    let how = How { portion: 100, fails: false, workers: 2, sizes: Sizes { least: 200, most: 1000 } };
    let report = attempt(text.as_bytes(), &Limits::default(), how).unwrap();
    assert_eq!(short(&report.coverage.totals()), "line 5001/5002");
    assert!(report.claims_repeat, "several records of one file");
}

#[test]
fn an_input_that_fails_is_an_error_after_all_that_was_read() {
    let text = "SF:a.c\nDA:1,1\nend_of_record\n".repeat(50);
    let how = How { portion: 9, fails: true, workers: 2, sizes: Sizes { least: 40, most: 80 } };
    let error = attempt(text.as_bytes(), &Limits::default(), how).unwrap_err();
    assert_eq!((error.code, error.line), (ReadErrorCode::Unreadable, Some(151)));
}

#[test]
fn a_flood_of_problems_is_counted_as_one_reader_counts_it() {
    let kind = |number: usize| {
        format!(
            "X{}",
            char::from(b'A' + u8::try_from(number % 26).unwrap()).to_string().repeat(1 + number / 26)
        )
    };
    let record = |number: usize| {
        let floods = "DA:1,-1\n".repeat(90);
        format!("SF:{number}.c\n{floods}{}:1\nDA:0,1\nend_of_record\n", kind(number))
    };
    let text: String = (0..70).map(record).collect();
    let alone = How { portion: 1, fails: false, workers: 0, sizes: Sizes::default() };
    let how = How { portion: 500, workers: 2, sizes: Sizes { least: 4000, most: 9000 }, ..alone };
    let [alone, threads] = [alone, how].map(|how| attempt(text.as_bytes(), &Limits::default(), how).unwrap());
    assert_eq!(threads, alone);
    // Of 6 402 problems 100 are listed, among them the first of each kind; 32 of the 70 kinds of record are told apart.
    assert_eq!(
        threads.problems.last().unwrap().message,
        format!("{} more problems are not listed", 70 * 91 + 32 - 100)
    );
}
