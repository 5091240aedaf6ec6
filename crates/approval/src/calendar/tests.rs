use super::*;
use crate::sample;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

/// Monday to Friday, from and until in minutes.
fn policy(zone: &str, from: u16, until: u16) -> Policy {
    Policy {
        hours: Some(Hours { zone: zone.to_owned(), days: vec![1, 2, 3, 4, 5], from, until }),
        ..sample::policy(Vec::new())
    }
}

fn closed_until(text: &str) -> Moment {
    Moment::Closed { until: Some(time(text)) }
}

#[test]
fn without_hours_it_is_always_open() {
    assert_eq!(at(&sample::policy(Vec::new()), time("2026-03-29T03:00:00Z")), Moment::Open);
}

#[test]
fn hours_are_those_of_the_zone_in_summer_and_winter() {
    let policy = policy("Europe/Vienna", 9 * 60, 17 * 60);
    // Friday before and Monday after the clocks went forward on 2026-03-29.
    assert_eq!(at(&policy, time("2026-03-27T08:00:00Z")), Moment::Open);
    assert_eq!(at(&policy, time("2026-03-27T07:59:59Z")), closed_until("2026-03-27T08:00:00Z"));
    assert_eq!(at(&policy, time("2026-03-30T07:00:00Z")), Moment::Open);
    assert_eq!(at(&policy, time("2026-03-30T06:59:59Z")), closed_until("2026-03-30T07:00:00Z"));
    assert_eq!(at(&policy, time("2026-03-30T14:59:59Z")), Moment::Open);
    assert_eq!(at(&policy, time("2026-03-30T15:00:00Z")), closed_until("2026-03-31T07:00:00Z"));
}

#[test]
fn over_a_weekend_the_change_of_the_clocks_is_counted() {
    let policy = policy("Europe/Vienna", 9 * 60, 17 * 60);
    assert_eq!(at(&policy, time("2026-03-27T16:00:00Z")), closed_until("2026-03-30T07:00:00Z"));
    assert_eq!(at(&policy, time("2026-10-23T15:00:00Z")), closed_until("2026-10-26T08:00:00Z"));
}

#[test]
fn hours_that_begin_in_the_skipped_hour_begin_after_it() {
    let mut policy = policy("Europe/Vienna", 2 * 60 + 30, 4 * 60);
    policy.hours.as_mut().unwrap().days = vec![7];
    // 02:30 does not exist on 2026-03-29: after 01:59 comes 03:00.
    assert_eq!(at(&policy, time("2026-03-29T00:59:59Z")), closed_until("2026-03-29T01:00:00Z"));
    assert_eq!(at(&policy, time("2026-03-29T01:00:00Z")), Moment::Open);
    assert_eq!(at(&policy, time("2026-03-29T02:00:00Z")), closed_until("2026-04-05T00:30:00Z"));
}

#[test]
fn hours_that_begin_in_the_repeated_hour_begin_twice() {
    let mut policy = policy("Europe/Vienna", 2 * 60 + 30, 4 * 60);
    policy.hours.as_mut().unwrap().days = vec![7];
    assert_eq!(at(&policy, time("2026-10-25T00:30:00Z")), Moment::Open);
    assert_eq!(at(&policy, time("2026-10-25T01:00:00Z")), closed_until("2026-10-25T01:30:00Z"));
    assert_eq!(at(&policy, time("2026-10-25T01:30:00Z")), Moment::Open);
}

#[test]
fn the_day_is_that_of_the_zone() {
    let policy = policy("Pacific/Auckland", 0, DAY);
    assert_eq!(at(&policy, time("2026-06-07T12:30:00Z")), Moment::Open, "Monday there, Sunday in UTC");
    assert_eq!(
        at(&policy, time("2026-06-05T12:30:00Z")),
        closed_until("2026-06-07T12:00:00Z"),
        "Saturday there"
    );
}

#[test]
fn a_zone_that_nobody_knows_is_never_open() {
    for zone in ["Europe/Atlantis", "Etc/Unknown", "", "../../etc/passwd"] {
        assert_eq!(
            at(&policy(zone, 0, DAY), time("2026-06-08T12:00:00Z")),
            Moment::Closed { until: None },
            "{zone}"
        );
    }
}

#[test]
fn hours_without_a_day_never_open() {
    let mut policy = policy("UTC", 0, DAY);
    policy.hours.as_mut().unwrap().days = Vec::new();
    assert_eq!(at(&policy, time("2026-06-08T12:00:00Z")), Moment::Closed { until: None });
}

fn freeze(from: &str, until: &str, reason: &str) -> Freeze {
    Freeze { from: time(from), until: time(until), reason: reason.to_owned() }
}

#[test]
fn a_freeze_ends_when_its_end_is_reached() {
    let mut policy = sample::policy(Vec::new());
    policy.freezes = vec![
        freeze("2026-12-20T00:00:00Z", "2027-01-02T00:00:00Z", "holidays"),
        freeze("2027-01-01T00:00:00Z", "2027-01-05T00:00:00Z", "audit"),
    ];
    assert_eq!(at(&policy, time("2026-12-19T23:59:59Z")), Moment::Open);
    let holidays = Moment::Frozen { until: time("2027-01-05T00:00:00Z"), why: "holidays".to_owned() };
    assert_eq!(
        at(&policy, time("2026-12-20T00:00:00Z")),
        holidays,
        "until the last of the freezes that follow each other"
    );
    let audit = Moment::Frozen { until: time("2027-01-05T00:00:00Z"), why: "audit".to_owned() };
    assert_eq!(at(&policy, time("2027-01-01T12:00:00Z")), audit);
    assert_eq!(at(&policy, time("2027-01-05T00:00:00Z")), Moment::Open);
}

#[test]
fn the_next_opening_is_in_no_freeze() {
    let mut policy = policy("UTC", 9 * 60, 17 * 60);
    policy.freezes = vec![freeze("2026-06-08T08:00:00Z", "2026-06-08T10:30:00Z", "change of power supply")];
    assert_eq!(at(&policy, time("2026-06-07T12:00:00Z")), closed_until("2026-06-08T10:30:00Z"));
    policy.freezes[0].until = time("2026-06-08T20:00:00Z");
    assert_eq!(at(&policy, time("2026-06-07T12:00:00Z")), closed_until("2026-06-09T09:00:00Z"));
}

#[test]
fn minutes_are_added_over_every_change_and_never_past_the_end() {
    assert_eq!(minutes_after(time("2026-12-31T23:30:00Z"), 45), time("2027-01-01T00:15:00Z"));
    assert!(minutes_after(time("9999-12-30T00:00:00Z"), u32::MAX) >= time("9999-12-30T00:00:00Z"));
}
