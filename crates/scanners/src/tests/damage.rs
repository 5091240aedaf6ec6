//! Damage on the way: a report that was cut, in which one bit has turned, or into whose list something else got.

use serde_json::{Value, json};

use super::fixtures::{self, Fixture};
use crate::source::Source;
use crate::{Converted, Error, Limits, convert, convert_as};

fn read(fixture: &Fixture, bytes: &[u8]) -> Result<Converted, Error> {
    convert_as(fixture.format, bytes, &Limits::default(), None)
}

/// The results that are not suppressed.
fn open(converted: &Converted) -> usize {
    let log: Value = serde_json::from_slice(&converted.sarif).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    results.iter().filter(|result| result["suppressions"].is_null()).count()
}

/// One document, whose end belongs to its grammar.
fn is_document(bytes: &[u8]) -> bool {
    matches!(Source::read(bytes, &Limits::default()).unwrap(), Source::Json(_) | Source::Xml(_))
}

#[test]
fn a_document_that_was_cut_is_an_error() {
    let mut cuts = 0;
    for fixture in fixtures::all() {
        let bytes = fixture.bytes();
        if !is_document(&bytes) {
            continue;
        }
        let step = (bytes.len() / 200).max(1);
        for end in (0..bytes.trim_ascii_end().len()).step_by(step) {
            assert!(read(&fixture, &bytes[..end]).is_err(), "{} cut at {end}", fixture.name);
            assert!(convert(&bytes[..end], &Limits::default(), None).is_err(), "{} cut at {end}", fixture.name);
            cuts += 1;
        }
    }
    assert!(cuts > 10_000, "{cuts}");
}

/// Flake8 without its count, JSON lines of mypy and findings of TruffleHog without its log have no end that could be missing.
#[test]
fn lines_that_were_cut_lose_no_finding_in_silence_where_the_format_has_an_end() {
    let mut seen = Vec::new();
    for fixture in fixtures::all() {
        let bytes = fixture.bytes();
        let Ok(whole) = read(&fixture, &bytes) else { continue };
        let endless = ["synthetic/flake8.traps.txt", "mypy/mypy.app.json", "synthetic/mypy.lines.json"];
        if is_document(&bytes) || endless.contains(&fixture.name.as_str()) {
            continue;
        }
        seen.push(fixture.format);
        let step = (bytes.len() / 400).max(1);
        for end in (0..bytes.trim_ascii_end().len()).step_by(step) {
            let cut = read(&fixture, &bytes[..end]);
            let silent = cut.is_ok_and(|cut| cut.incomplete.is_empty() && open(&cut) < open(&whole));
            assert!(!silent, "{} cut at {end}", fixture.name);
        }
    }
    seen.sort();
    seen.dedup();
    let names: Vec<_> = seen.iter().map(|format| format.name()).collect();
    assert_eq!(names, ["npm-audit-v1", "flake8", "mypy", "clippy", "trufflehog"]);
}

/// Whether a report with one bit turned is whole, and has fewer findings than it had.
fn loses(fixture: &Fixture, bytes: &mut [u8], at: usize, bit: usize, before: usize) -> bool {
    bytes[at] ^= 1 << bit;
    let now = read(fixture, bytes);
    let lost = now.is_ok_and(|now| now.incomplete.is_empty() && open(&now) < before);
    // tfsec writes as a number whether a check failed: 1 is one that passed, 2 one that is ignored, and both are one bit away from 0.
    let status = |number: &[u8]| bytes[..=at].ends_with(&[b"\"status\": ", number].concat());
    let passed = fixture.format.name() == "tfsec" && (status(b"1") || status(b"2"));
    bytes[at] ^= 1 << bit;
    lost && !passed
}

/// `EVERY_BIT=synthetic` turns each bit of each fixture whose name holds this word, which takes minutes.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test is told by the environment how much to do")]
fn a_bit_that_turned_loses_no_finding_in_silence() {
    let every = std::env::var("EVERY_BIT").ok();
    let most = if every.is_some() { usize::MAX } else { 200 };
    let (mut flips, mut lost) = (0, Vec::new());
    for fixture in fixtures::all().iter().filter(|fixture| !fixture.name.ends_with(".txt")) {
        let mut bytes = fixture.bytes();
        let Ok(whole) = read(fixture, &bytes) else { continue };
        let before = open(&whole);
        if before == 0 || every.as_ref().is_some_and(|word| !fixture.name.contains(word)) {
            continue;
        }
        // An odd step meets every bit of a byte.
        let bits = bytes.len() * 8;
        for turn in (0..bits).step_by((bits / most).max(1) | 1) {
            flips += 1;
            if loses(fixture, &mut bytes, turn / 8, turn % 8, before) {
                lost.push(format!("{}, byte {}, bit {}", fixture.name, turn / 8, turn % 8));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(flips > 5000, "{flips}");
}

#[test]
fn a_list_of_findings_takes_nothing_else() {
    let mut lists = 0;
    for fixture in fixtures::all() {
        let Ok(Value::Array(mut list)) = serde_json::from_slice(&fixture.bytes()) else { continue };
        if list.is_empty() {
            continue;
        }
        list.push(json!({"somebody": "else"}));
        assert!(read(&fixture, Value::Array(list).to_string().as_bytes()).is_err(), "{}", fixture.name);
        lists += 1;
    }
    assert!(lists > 10, "{lists}");
}
