use std::collections::BTreeSet;

use sarif::{Kind, Package};

use super::*;
use crate::decide::tests::{facts, finding, policy};
use crate::judged;
use crate::policy::{Policy, Unknown};

/// Reads a table back, strictly by RFC 4180.
fn read(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![]];
    let mut rest = text;
    while let Some(field) = rest.strip_prefix('"') {
        let mut cell = String::new();
        let mut letters = field.char_indices().peekable();
        let end = loop {
            match letters.next().unwrap() {
                (_, '"') if letters.peek().is_some_and(|(_, next)| *next == '"') => {
                    letters.next();
                    cell.push('"');
                }
                (at, '"') => break at + 1,
                (_, letter) => cell.push(letter),
            }
        };
        rows.last_mut().unwrap().push(cell);
        rest = &field[end..];
        if let Some(after) = rest.strip_prefix("\r\n") {
            rows.push(vec![]);
            rest = after;
        } else {
            rest = rest.strip_prefix(',').unwrap();
        }
    }
    assert_eq!((rest, rows.pop()), ("", Some(vec![])));
    rows
}

#[test]
fn the_header_has_the_names_of_the_facts() {
    let whole = FindingFact {
        title: "t".into(),
        kind: Some(Kind::Open),
        end_line: Some(1),
        fingerprint: Some("f".into()),
        aliases: vec!["CVE-1".into()],
        package: Package::parse("pkg:npm/a@1"),
        also: vec!["b".into()],
        first_seen: Some("2026-01-01".into()),
        help: Some("h".into()),
        ..finding("B602", Severity::High)
    };
    let value = serde_json::to_value(&whole).unwrap();
    let known: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let columns: BTreeSet<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    assert_eq!(columns.len(), COLUMNS.len());
    let own: Vec<&&str> = columns.difference(&known).collect();
    assert_eq!(own, [&"counts_as", &"standing", &"suppression"]);
    assert_eq!(known.difference(&columns).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn every_finding_is_a_row_with_its_standing() {
    let policy = Policy { unknown: Unknown::Ignore, ..policy() };
    let mut one = finding("B602", Severity::High);
    one.package = Package::parse("pkg:npm/%40a/b@1.0");
    one.aliases = vec!["CVE-2021-1".into(), "GHSA-x".into()];
    let facts = facts(vec![one, finding("B1", Severity::Unknown)]);
    let rows = read(&table(&judged::rows(&policy, &facts)));
    assert_eq!(rows.len(), 3);
    let cell =
        |row: usize, name: &str| rows[row][rows[0].iter().position(|column| column == name).unwrap()].as_str();
    assert_eq!((cell(1, "standing"), cell(1, "counts_as"), cell(1, "severity")), ("counts", "high", "high"));
    assert_eq!((cell(1, "path"), cell(1, "line"), cell(1, "end_line")), ("src/a.py", "7", ""));
    assert_eq!((cell(1, "package"), cell(1, "aliases")), ("pkg:npm/%40a/b@1.0", "CVE-2021-1 GHSA-x"));
    assert_eq!((cell(1, "cwes"), cell(1, "step")), ("CWE-78", "native"));
    assert_eq!((cell(2, "standing"), cell(2, "counts_as")), ("ignored", ""));
}

#[test]
fn nothing_is_a_formula() {
    for text in ["=cmd()", "+1", "-1", "@a", "\tb", "\rc", "\n=d", " =e", "＝f", "\u{feff}=g"] {
        assert!(safe(text).starts_with('\''), "{text}");
    }
    for text in ["a=b", "1", "", "src/a.py", "'=a"] {
        assert_eq!(safe(text), text);
    }
}

#[test]
fn what_is_hostile_stays_in_its_cell_and_can_be_seen() {
    let mut one = finding("B602", Severity::High);
    one.message = "a\",\"=b\r\n::error::c,\0\u{202e}d".into();
    one.tool = "=cmd()|' /C calc'!A0".into();
    let facts = facts(vec![one]);
    let text = table(&judged::rows(&policy(), &facts));
    assert_eq!(text.lines().count(), 2);
    let rows = read(&text);
    assert_eq!(rows[1].len(), COLUMNS.len());
    assert!(rows[1].contains(&"a\",\"=b\\u{d}\\u{a}::error::c,\\u{0}\\u{202e}d".to_owned()), "{:?}", rows[1]);
    assert!(rows[1].contains(&"'=cmd()|' /C calc'!A0".to_owned()));
}
