use super::super::Status;
use super::super::facts::{Asked, DefaultToken, Team};
use super::super::sample::{found, seen, status};

#[test]
fn a_token_that_writes_or_approves_by_default_is_weak() {
    let mut seen = seen();
    for (writes, approves, expected) in
        [(false, false, Status::Sound), (true, false, Status::Weak), (false, true, Status::Weak)]
    {
        seen.token = Asked::Told(DefaultToken { writes, approves });
        assert_eq!(status(&seen, "default-token"), expected, "{writes} {approves}");
    }
}

#[test]
fn a_team_that_cannot_be_seen_is_unknown_and_another_one_is_broken() {
    let mut seen = seen();
    let team = |seen: Asked<bool>| vec![Team { source: "team:acme/qa".to_owned(), seen }];
    seen.teams = team(Asked::Refused("there is no token".to_owned()));
    let finding = found(&seen, "members-token");
    assert!(finding.status == Status::Unknown && finding.next.contains("members: read"), "{finding:?}");
    seen.teams = team(Asked::Told(false));
    assert_eq!(status(&seen, "members-token"), Status::Broken);
    seen.teams = Vec::new();
    assert_eq!(status(&seen, "members-token"), Status::Sound);
}

#[test]
fn how_long_traces_are_kept_is_told() {
    let mut seen = seen();
    seen.retention = Asked::Told(90);
    let finding = found(&seen, "retention");
    assert!(finding.informative && finding.found.contains("90 days"), "{finding:?}");
}
