use serde_json::json;

use super::*;
use crate::samples::{approval, event, incident, report, resting, ulid};
use crate::standing::State;

#[test]
fn no_cell_is_a_formula_and_none_breaks_its_row() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\u{feff}=1"] {
        let shown = cell(formula);
        assert!(shown.starts_with("\"'"), "{shown:?}");
    }
    assert_eq!(cell("plain words"), "plain words");
    assert_eq!(cell("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
    assert_eq!(cell("a;b"), "\"a;b\"");
}

/// Splits what RFC 4180 has written.
fn read(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty());
    rows
}

#[test]
fn every_table_has_as_many_cells_in_each_row_and_holds_what_was_recorded() {
    let hostile = "=HYPERLINK(\"https://x\",\"a\"),b";
    let mut named = event(1, "started", &resting(0));
    named["subject"][0]["name"] = json!(hostile);
    let entries = [
        (1, Some(approval(2, &json!({})))),
        (5, Some(named)),
        (6, Some(event(1, "succeeded", &resting(0)))),
        (11, Some(incident(30, "opened", &json!({"reference": hostile})))),
    ];
    let report = report(&entries, State::Sound);
    for table in Table::ALL {
        let rows = read(&csv(&report, table));
        assert!(rows.len() > 1 && rows.iter().all(|row| row.len() == rows[0].len()), "{table:?}: {rows:?}");
        assert_eq!(Table::of_word(table.word()), Some(table));
    }
    let deployments = read(&csv(&report, Table::Deployments));
    assert_eq!((deployments.len(), deployments[1][0].as_str()), (2, ulid(1).as_str()));
    let cell = |name: &str| deployments[1][DEPLOYMENTS.iter().position(|head| *head == name).unwrap()].clone();
    assert!(cell("artifacts").starts_with(&format!("'{hostile}@sha256:")));
    assert_eq!(
        (cell("outcome"), cell("approvals"), cell("entries")),
        ("succeeded".into(), "1".into(), "1-2".into())
    );
    let incidents = read(&csv(&report, Table::Incidents));
    assert_eq!(incidents[1][1], format!("'{hostile}"));
}
