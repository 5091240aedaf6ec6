//! Every code has a report that leads to it, and one stable word.

use std::collections::BTreeSet;

use crate::tests::{attempt, codes, report};
use crate::{Format, Limits, Metric, ProblemCode, ReadErrorCode, read};

#[test]
fn every_problem_is_reachable() {
    let record = |lines: &str| format!("SF:a\n{lines}\nend_of_record\n");
    let xml = |line: &str| format!(r#"<coverage><class name="A" filename="a">{line}</class></coverage>"#);
    let jacoco = |files: &str| format!(r#"<report name="r"><package name="p">{files}</package></report>"#);
    let shapes = format!("{}{}", record("BRDA:1,0,0,1"), record("BRDA:1,0,0,0\nBRDA:1,0,1,1"));
    let conflict = r#"<sourcefile name="A"><line nr="1" ci="1"/></sourcefile>
        <sourcefile name="A"><line nr="1" ci="2"/></sourcefile>"#;
    let counter = r#"<sourcefile name="A"><line nr="1" ci="1"/><counter type="LINE" missed="1" covered="1"/></sourcefile>"#;
    let texts = [
        record("DA:0,1"),
        record("DA:1,-1"),
        xml(r#"<line number="1"/>"#),
        xml(r#"<line number="1" hits="1" branch="true"/>"#),
        record("XYZ:1"),
        r#"{"data":[{"files":[{"filename":"a","segments":[],"mcdc_records":[[1,1,1,9,0,5,[true]]]}]}],"type":"llvm.coverage.json.export","version":"2.0.1"}"#.to_owned(),
        record("FNDA:1,f"),
        "SF:../a\nend_of_record\n".to_owned(),
        jacoco(counter),
        jacoco(conflict),
        shapes,
        record(&"DA:0,1\n".repeat(200)),
    ];
    let mut found: BTreeSet<_> = texts.iter().flat_map(|text| codes(&report(text))).collect();
    let mut first = report(record("DA:1,1\nDA:2,1")).coverage;
    let merging = first.merge(report(record("DA:2,1")).coverage);
    found.extend(merging.iter().map(|problem| problem.code));
    assert_eq!(found, BTreeSet::from(ProblemCode::ALL));
}

#[test]
fn a_flood_of_one_problem_does_not_hide_another() {
    let flood = "DA:0,1\n".repeat(5000);
    let found = codes(&report(format!("SF:a\n{flood}FNDA:1,f\nend_of_record\n")));
    assert!(
        found.contains(&ProblemCode::UnmatchedFunction) && found.contains(&ProblemCode::MoreProblems),
        "{found:?}"
    );
}

#[test]
fn every_refusal_is_reachable() {
    let deep = format!("<coverage>{}", "<a>".repeat(300));
    let long = format!("SF:a\nDA:1,1,{}\nend_of_record\n", "x".repeat(2 << 20));
    let texts: [(&[u8], ReadErrorCode); 10] = [
        (b" \n", ReadErrorCode::Empty),
        (b"what?", ReadErrorCode::UnknownFormat),
        (b"<coverage profilerVersion='1'/>", ReadErrorCode::UnsupportedFormat),
        (b"SQLite format 3\0...", ReadErrorCode::Binary),
        (b"SF:a\nDA:1,1\n", ReadErrorCode::Truncated),
        (b"SF:a\nDA:x\n", ReadErrorCode::Malformed),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><coverage/>", ReadErrorCode::Entity),
        (long.as_bytes(), ReadErrorCode::TooLarge),
        (deep.as_bytes(), ReadErrorCode::TooDeep),
        (b"SF:\xFF\nend_of_record\n", ReadErrorCode::Encoding),
    ];
    let mut found = BTreeSet::new();
    for (text, code) in texts {
        let error = attempt(text).unwrap_err();
        assert_eq!(error.code, code, "{error}");
        found.insert(error.code);
    }
    let error = read(&mut std::io::BufReader::new(Broken), &Limits::default()).unwrap_err();
    found.insert(error.code);
    assert_eq!(found, BTreeSet::from(ReadErrorCode::ALL));
}

/// A reader whose disk is gone.
struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn refusals_read_as_fragments_with_a_next_step() {
    for text in ["", "what?", "mode: set", "SF:a\nDA:x\n", "<coverage>", "{}", "SQLite format 3\0"] {
        let error = attempt(text).unwrap_err();
        let (what, step) = error.message.rsplit_once("; ").unwrap();
        assert!(!what.is_empty() && !step.is_empty() && !error.message.ends_with('.'), "{error}");
    }
}

#[test]
fn nothing_is_empty() {
    for text in ["", " ", "\n\r\n\t", "\u{FEFF}", "\u{FEFF}\n"] {
        assert_eq!(attempt(text).unwrap_err().code, ReadErrorCode::Empty, "{text:?}");
    }
}

#[test]
fn formats_that_are_not_read_are_named() {
    for (text, name) in [
        (r#"{"gcovr/summary_format_version":"0.6"}"#, "gcovr"),
        (r#"{"/a.js":{"lineData":[null,1]}}"#, "jscoverage"),
    ] {
        let error = attempt(text).unwrap_err();
        assert_eq!(error.code, ReadErrorCode::UnsupportedFormat, "{text}");
        assert!(error.message.contains(name), "{error}");
    }
    for text in
        ["{}", "[]", "<html></html>", "<testsuites/>", "hello: world", "ERROR: no data", "# only a comment"]
    {
        assert_eq!(attempt(text).unwrap_err().code, ReadErrorCode::UnknownFormat, "{text}");
    }
}

#[test]
fn raw_data_is_refused_with_the_command_that_converts_it() {
    let cases: [(&[u8], &str); 17] = [
        (b"SQLite format 3\0\x10\0", "coverage xml"),
        (b"\x01\xC0\xC0\x10\x07", "jacococli"),
        (b"\xC0\xC0\x10\x07", "jacococli"),
        (b"\x81rforpl\xFF\x01", "llvm-cov export"),
        (b"\xFFlprofi\x81\x01", "llvm-cov export"),
        (b"adcg*33B", "gcovr"),
        (b"oncg*33B", "gcovr"),
        (b"\x1F\x8B\x09\0", "unpack"),
        (b"PK\x03\x04\x14", "unpack"),
        (b"abc\0\x01\x02", "dotnet-coverage merge"),
        (b"!coverage.py: This is a private format", "coverage xml"),
        (b"\x81Rforpl\xFF\x01", "llvm-cov export"),
        (b"\0cvm\0\0\0\x01", "go tool covdata"),
        (b"\0cwm\0\0\0\x01", "go tool covdata"),
        (b"BZh91AY", "unpack"),
        (b"\x28\xB5\x2F\xFD\x04", "unpack"),
        (b"\xFD7zXZ\0\0", "unpack"),
    ];
    for (bytes, step) in cases {
        let error = attempt(bytes).unwrap_err();
        assert_eq!(error.code, ReadErrorCode::Binary, "{error}");
        assert!(error.message.contains(step), "{error}");
    }
}

#[test]
fn words_are_what_is_serialized() {
    fn check<T>(all: &[T], word: impl Fn(T) -> &'static str)
    where
        T: Copy + PartialEq + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned,
    {
        for &one in all {
            let text = format!("\"{}\"", word(one));
            assert_eq!(serde_json::to_string(&one).unwrap(), text);
            assert_eq!(serde_json::from_str::<T>(&text).unwrap(), one);
        }
    }
    check(&Metric::ALL, Metric::word);
    check(&Format::ALL, Format::word);
    check(&ProblemCode::ALL, ProblemCode::word);
    check(&ReadErrorCode::ALL, ReadErrorCode::word);
    let in_words = |metric: &&Metric| **metric != Metric::Mcdc;
    assert!(Metric::ALL.iter().filter(in_words).all(|metric| metric.plural().starts_with(&metric.word()[..4])));
}
