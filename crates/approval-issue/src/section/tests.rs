use approval::policy::{Demand, Level, Rollback, Unattributed};
use approval::preset::Preset;

use super::*;

/// Every member there is.
const FULL: &str = r#"
approval:
  preset: soc2
  seats:
    - { id: engineering, people: "1 of team:acme/engineering", meanings: [reviewed] }
    - { id: qa, people: "2 of team:acme/qa, user:carol#42", meanings: [quality-release], after: [engineering] }
  veto: team:acme/security
  exclude-requesters: true
  exclude-contributors: true
  exclude-mergers: true
  unattributed: stop
  code: required
  meanings: [reviewed, quality-release]
  meaning: required
  reason: 10
  checklist:
    - { id: backup, text: "Is there a backup of today?", seats: [qa] }
  dwell: 30m
  expires: 2d
  hours: { zone: Europe/Vienna, days: mon-fri, from: "09:00", until: "17:00" }
  freezes:
    - { from: "2026-12-20T00:00:00Z", until: "2027-01-07T00:00:00Z", reason: holidays }
  break-glass: { people: "2 of team:acme/on-call", reason: 20, review-within: 24h }
  rollback: approval
  signature: ssh
  environments:
    Staging: { preset: standard, expires: 12h, freezes: [], rollback: free, signature: comment }
"#;

fn node(text: &str) -> Node {
    settings::yaml::parse("p.yml", text.as_bytes()).unwrap().unwrap().member("approval").unwrap().clone()
}

fn given(text: &str, environment: &str) -> Resolved {
    read(&node(text), environment).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn refused(text: &str) -> Wrong {
    read(&node(text), "production").unwrap_err()
}

#[test]
fn every_member_is_read() {
    let Resolved { policy, preset, loosened } = given(FULL, "production");
    assert_eq!((preset, loosened, policy.environment.as_str()), (Preset::Soc2, vec![], "production"));
    let seats: Vec<_> = policy.seats.iter().map(|seat| (seat.id.as_str(), seat.count, seat.of.len())).collect();
    assert_eq!(seats, [("engineering", 1, 1), ("qa", 2, 2)]);
    assert_eq!((policy.seats[1].after.clone(), policy.veto.len()), (vec!["engineering".to_owned()], 1));
    let exclude = policy.exclude;
    assert!(exclude.requesters && exclude.contributors && exclude.mergers);
    assert_eq!(exclude.unattributed, Unattributed::Stop);
    assert_eq!((policy.code, policy.meaning, policy.reason), (Demand::Required, Demand::Required, 10));
    assert_eq!((policy.dwell, policy.expires, policy.checklist.len()), (30, 2 * 24 * 60, 1));
    assert_eq!(policy.hours.unwrap().zone, "Europe/Vienna");
    assert_eq!((policy.freezes.len(), policy.break_glass.unwrap().review_within), (1, 24));
    assert_eq!((policy.rollback, policy.signature), (Rollback::Approval, Level::Ssh));
}

#[test]
fn an_environment_is_laid_over_the_rest_whatever_its_letters() {
    for name in ["staging", "Staging", "STAGING"] {
        let Resolved { policy, preset, .. } = given(FULL, name);
        assert_eq!((preset, policy.expires, policy.freezes.len()), (Preset::Standard, 12 * 60, 0));
        assert_eq!((policy.rollback, policy.seats.len(), policy.dwell), (Rollback::Free, 2, 30));
    }
}

#[test]
fn a_mistake_in_any_environment_is_found_by_whoever_asks() {
    let wrong = refused(&FULL.replace("expires: 12h", "expires: 12 hours"));
    assert!(wrong.member.starts_with("approval.environments.Staging"), "{wrong}");
    assert!(wrong.message.contains("expires"), "{wrong}");
}

#[test]
fn a_mistake_is_told_with_its_line_and_member() {
    for (from, to, member, says) in [
        ("signature: ssh", "signature: gpg", "approval.signature", "gpg"),
        ("after: [engineering]", "after: [enginering]", "approval.seats", "enginering"),
        ("reason: 10", "raeson: 10", "approval.raeson", "reason"),
        ("reason: 10", "reason: ten", "approval.reason", "ten"),
        ("2 of team:acme/qa, user:carol#42", "2 of acme/qa", "approval.seats", "team:"),
        ("zone: Europe/Vienna", "zone: Europe/Wien", "approval.hours", "zone"),
        ("Staging: {", "Staging: {}\n    staging: {", "approval.environments.staging", "one"),
    ] {
        let wrong = refused(&FULL.replace(from, to));
        assert!(wrong.member.starts_with(member) && wrong.line > 1, "{to}: {wrong}");
        assert!(wrong.message.contains(says), "{to}: {wrong}");
    }
}

#[test]
fn without_anybody_who_may_approve_there_is_no_policy() {
    assert!(refused("approval: { expires: 2d }\n").message.contains("seats"));
    assert_eq!(given("approval: { approvers: 'alice, bob' }\n", "x").policy.seats[0].count, 2);
}
