use serde_json::{Value, json};

use crate::samples::{at, event, incident, report, text};
use crate::standing::State;

#[test]
fn each_day_has_its_bar_also_one_without_deployments() {
    let ends = |number: u64, name: &str, more: Value| Some(event(number, name, &more));
    let entries = [
        (1, ends(1, "succeeded", json!({}))),
        (2, ends(2, "failed", json!({"impact": true}))),
        (3, ends(3, "succeeded", json!({"kind": "rollback"}))),
        (50, ends(4, "cancelled", json!({}))),
    ];
    let bars = report(&entries, State::Sound).bars;
    let told: Vec<_> = bars
        .bars
        .iter()
        .map(|bar| (bar.day.as_str(), bar.succeeded, bar.rolled_back, bar.failed, bar.other))
        .collect();
    assert_eq!(told, [("2026-11-01", 1, 1, 1, 0), ("2026-11-02", 0, 0, 0, 0), ("2026-11-03", 0, 0, 0, 1)]);
    assert!(!bars.weeks && bars.left_out == 0 && bars.bars[0].all() == 3);
    assert_eq!(report(&[], State::Sound).bars, super::Bars::default());
}

#[test]
fn over_years_there_are_weeks_and_the_newest_stay() {
    use metrics::Window;

    let window =
        Window::new(at(0), ledger::moment::Moment::parse("2036-01-01T00:00:00.000Z").unwrap(), "UTC").unwrap();
    let rows: Vec<crate::row::Row> = (0..200)
        .map(|week| {
            let mut row =
                report(&[(1, Some(event(1, "succeeded", &json!({}))))], State::Sound).deployments.remove(0);
            row.ended =
                Some(ledger::moment::Moment::from_millis(at(0).millis() + week * 14 * 86_400_000).unwrap());
            row
        })
        .collect();
    let bars = super::Bars::of(&rows, &window);
    assert!(bars.weeks);
    assert_eq!((bars.bars.len(), bars.left_out), (110, 90));
    assert!(bars.bars.windows(2).all(|pair| pair[0].day < pair[1].day));
}

#[test]
fn what_failed_and_what_was_noticed_is_in_the_lane_of_its_place() {
    let entries = [
        (2, Some(event(2, "failed", &json!({"impact": false})))),
        (10, Some(incident(30, "opened", &json!({})))),
        (12, Some(incident(30, "resolved", &json!({"resolvedAt": text(12)})))),
    ];
    let spans = report(&entries, State::Sound).spans;
    assert_eq!(spans.len(), 1);
    assert_eq!(
        (spans[0].place.as_str(), spans[0].failed.as_slice()),
        ("payments in production", [at(2)].as_slice())
    );
    assert_eq!(spans[0].incidents, [(at(10), Some(at(12)))]);
}
